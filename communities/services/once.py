"""The same form sent twice is carried out once: the second time answers where the first one went."""

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
