"""The same form sent twice is carried out once: the second time answers where the first one went."""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from communities.lib.errors import Refused
from communities.models import Account, FormReceipt


def earlier_result(account: Account, key: str) -> str | None:
    """Where the form with this key led when it was carried out, or None when it is new."""
    if not key:
        return None
    return FormReceipt.objects.filter(account=account, key=key).values_list("result_url", flat=True).first()


def remember(account: Account, key: str, result_url: str) -> None:
    """Note a form as carried out; inside the transaction of its write, so that a double fails as a whole."""
    if key:
        FormReceipt.objects.create(account=account, key=key[:64], result_url=result_url)


def carry_out(account: Account, key: str, act: Callable[[], str]) -> str:
    """Call `act` unless the form with this key was carried out before; where it led, now or then.

    Of two that come at the same moment the later one is undone as a whole and answers as the earlier one.
    """
    earlier = earlier_result(account, key)
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            result_url = act()
            remember(account, key, result_url)
    except (IntegrityError, Refused):  # the earlier of the two has changed what this one asks for
        earlier = earlier_result(account, key)
        if earlier is None:
            raise
        return earlier
    return result_url
