"""The same form sent twice is carried out once: the second time answers where the first one went."""

from collections.abc import Callable

from django.apps import apps
from django.db import DataError, IntegrityError, OperationalError, transaction
from psycopg import Error as PsycopgError
from psycopg.errors import LockNotAvailable

from communities.lib.errors import Refused
from communities.models import Account, FormReceipt

MOST_KEY = FormReceipt._meta.get_field("key").max_length


def earlier_result(account: Account, key: str) -> str | None:
    """Where the form with this key led when it was carried out, or None when it is new."""
    if not key or len(key) > MOST_KEY or "\0" in key:
        return None
    return FormReceipt.objects.filter(account=account, key=key).values_list("result_url", flat=True).first()


def remember(account: Account, key: str, result_url: str) -> None:
    """Note a form as carried out; inside the transaction of its write, so that a double fails as a whole."""
    if key:
        FormReceipt.objects.create(account=account, key=key, result_url=result_url)


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
    except (IntegrityError, DataError, Refused) as fault:  # the earlier of the two has changed what this one asks for
        earlier = earlier_result(account, key)
        if earlier is None:
            raise in_words(fault) from fault
        return earlier
    except OperationalError as fault:
        if not isinstance(fault.__cause__, LockNotAvailable):
            raise
        raise Refused("同一事项正由他人办理，这次没有保存；请稍候片刻，再提交一次。") from fault
    return result_url


def in_words(fault: Exception) -> Exception:
    """A broken constraint as a refusal in the constraint's own sentence; a fault of our own making as it is."""
    if isinstance(fault, DataError):
        return Refused("有一项文字过长或数字过大，没有保存；请改短后再提交。")
    name = fault.__cause__.diag.constraint_name if isinstance(fault.__cause__, PsycopgError) else None
    constraints = (each for model in apps.get_models() for each in model._meta.constraints if each.name == name)
    broken = next(constraints, None)
    return Refused(str(broken.get_violation_error_message())) if broken else fault
