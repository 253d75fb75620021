"""The check before a submission: each gate with what opened it, or each thing missing with what to do."""

from dataclasses import dataclass

from django.urls import reverse

from assets.questions import inventory_of
from mergers import gates
from mergers.gates import documents
from mergers.rules.gate_names import GATES
from shareholders import questions as shareholders

# Where a gate's cure is found: an anchor of the step page, or a page of the case.
PAPERS = ("#papers", "上传")
FACTS = ("#facts", "填写")
NOTICES = ("#notices", "公示")
CURES: dict[str, tuple[str, str]] = {
    "evidence_complete": PAPERS,
    "dates_in_order": PAPERS,
    "posting_over": NOTICES,
    "objections_closed": NOTICES,
    "posting_order": NOTICES,
    "display_running": NOTICES,
    "notice_period_over": ("#facts", "核对日期"),
    "receiving_named": ("case_parts", "登记"),
    "liabilities_taken": ("case_parts", "登记"),
    "handover_complete": ("case_parts", "登记"),
    "mode_approved": ("case", "办理"),
    "earlier_steps": ("case", "查看"),
    "all_steps_done": ("case", "查看"),
}

# Gates that the asset register answers once an inventory was begun.
OF_INVENTORY = ("inventory_ties", "agency_signed", "inventory_confirmed")


@dataclass(frozen=True, slots=True)
class Checks:
    """`items` for the `check_list` component; `warnings` are shown and refuse nothing."""

    items: list[dict]
    warnings: list[str]

    @property
    def missing(self) -> list[dict]:
        return [item for item in self.items if not item["ok"]]

    @property
    def word(self) -> str:
        return f"还差 {len(self.missing)} 项" if self.missing else "可以办理"

    @property
    def tone(self) -> str:
        return "late" if self.missing else "done"


def checks(asked: gates.Asked, *, to_do: bool = True) -> Checks:
    """Ask every gate of the step once. `to_do`: whether the viewer is the one to bring what is missing."""
    items, warnings = [], []
    for name, answer in gates.checklist(asked):
        gate = GATES[name]
        if gate.warns_only and answer.reasons:
            warnings += answer.reasons
        elif answer.open:
            items.append({"ok": True, "text": gate.label, "detail": answer.detail})
        elif name == "evidence_complete":
            items.append(_missing(asked, name, _papers(asked), to_do))
        else:
            items += [_missing(asked, name, reason, to_do) for reason in answer.reasons]
    items.sort(key=lambda item: item["ok"])
    return Checks(items, warnings)


def _papers(asked: gates.Asked) -> str:
    """All missing papers in one line; a refused submission names each with its number."""
    titles = [
        kind.title + (f"（{kind.minimum}份）" if kind.minimum > 1 else "") for kind in documents.missing_kinds(asked)
    ]
    return f"缺{len(titles)}种材料：{'、'.join(titles)}"


def _missing(asked: gates.Asked, name: str, text: str, to_do: bool) -> dict:
    target, label = CURES.get(name, FACTS)
    url = target if target.startswith("#") else reverse(target, args=[asked.case.pk])
    if address := _register(name, asked.case.place):
        url, label = address, "核对"
    label = label if to_do else "查看"
    return {"ok": False, "text": text, "detail": GATES[name].explanation, "action_url": url, "action_label": label}


def _register(name: str, place) -> str:
    """The page of the register that answers the gate; empty where none was begun and the papers are asked."""
    if name in OF_INVENTORY and (inventory := inventory_of(place)):
        return reverse("inventory", args=[inventory.pk])
    if name == "nobody_pending" and (roll := shareholders.roll_of(place)):
        return reverse("roll", args=[roll.organisation_id])
    if name == "share_difference_zero" and (plan := shareholders.plan_of(place)):
        return reverse("share_plan", args=[plan.pk])
    return ""
