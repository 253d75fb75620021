"""The check before a submission: each gate with what opened it, or each thing missing with what to do."""

from dataclasses import dataclass

from django.urls import reverse

from mergers import gates
from mergers.rules.gate_names import GATES

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


@dataclass(frozen=True, slots=True)
class Checks:
    """`items` for the `check_list` component; `warnings` are shown and refuse nothing."""

    items: list[dict]
    missing: list[str]
    warnings: list[str]

    @property
    def word(self) -> str:
        return f"还差 {len(self.missing)} 项" if self.missing else "可以办理"

    @property
    def tone(self) -> str:
        return "late" if self.missing else "done"


def checks(asked: gates.Asked) -> Checks:
    """Ask every gate of the step once."""
    items, missing, warnings = [], [], []
    for name, answer in gates.checklist(asked):
        gate = GATES[name]
        if gate.warns_only and answer.reasons:
            warnings += answer.reasons
        elif answer.open:
            items.append({"ok": True, "text": gate.label, "detail": answer.detail})
        else:
            missing += answer.reasons
            items += [_missing(asked, name, reason) for reason in answer.reasons]
    items.sort(key=lambda item: item["ok"])
    return Checks(items, missing, warnings)


def _missing(asked: gates.Asked, name: str, reason: str) -> dict:
    target, label = CURES.get(name, FACTS)
    url = target if target.startswith("#") else reverse(target, args=[asked.case.pk])
    return {"ok": False, "text": reason, "detail": GATES[name].explanation, "action_url": url, "action_label": label}
