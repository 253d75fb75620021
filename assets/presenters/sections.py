"""The parts of the asset registers, as the tabs at the head of each."""

from django.urls import reverse

SECTIONS = (
    ("清产核资", "inventories"),
    ("合同台账", "contracts"),
    ("四个不变", "commitments"),
    ("处置核销", "disposals"),
    ("资产总览", "asset_overview"),
)


def tabs(current: str) -> list[dict]:
    """For the `tabs` component; `current` is the URL name of the page's own part."""
    return [{"label": label, "url": reverse(name), "current": name == current} for label, name in SECTIONS]


def trail(name: str, *more: dict) -> list[dict]:
    """Where a page of a part stands, from the inventories down."""
    label = next(label for label, key in SECTIONS if key == name)
    here = {"label": label, "url": reverse(name)} if more else {"label": label}
    return [{"label": "资产", "url": reverse("inventories")}, here, *more]
