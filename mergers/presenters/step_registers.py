"""What the asset registers hold for a step, beside its papers: contracts at step 5, the four promises at 3 and 16."""

from django.urls import reverse

from assets import questions as assets
from communities.models import Place

# Steps by key → the registers that belong to their work.
OF_STEP = {
    "mobilisation": ("promises",),
    "inventory": ("contracts",),
    "handover": ("contracts",),
    "archive": ("promises", "contracts"),
}


def registers(key: str, place: Place) -> list[dict]:
    """For the `item_list` component; nothing for steps that none belongs to."""
    drawn = {"promises": _promises, "contracts": _contracts}
    return [drawn[name](place) for name in OF_STEP.get(key, ())]


def _promises(place: Place) -> dict:
    row = {"text": "“四个不变”台账", "url": f"{reverse('commitments')}?place={place.pk}"}
    found = assets.promises(place)
    if found is None:
        return row | {"tone": "idle", "word": "未建立", "detail": "撤并前登记冻结，撤并后逐项核对"}
    row["detail"] = f"已冻结{found.items}项；已核对台账{found.checked}份，有差异{found.changed}项"
    if found.frozen < found.registers:
        return row | {"tone": "going", "word": "登记中"}
    if found.changed:
        return row | {"tone": "due", "word": "有差异"}
    return row | {"tone": "done", "word": "核对一致" if found.checked else "已冻结"}


def _contracts(place: Place) -> dict:
    row = {"text": "合同台账", "url": f"{reverse('contracts')}?place={place.pk}"}
    found = assets.contracts(place)
    if found is None:
        return row | {"tone": "idle", "word": "未登记"}
    detail = f"{found.contracts}份，待街道核对{found.to_review}份"
    if found.unfiled:
        return row | {"tone": "due", "word": f"未备案{found.unfiled}件，请补报", "detail": detail}
    return row | {"tone": "done", "word": "已登记", "detail": detail}
