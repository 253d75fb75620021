"""Gates: each answers with reasons, an empty list means open. The same answer draws the checklist and refuses the move.

The rulebook names the gates of a step; the table below is where a name meets its function. A gate asks the lower app's
register first; while that register does not exist (the question returns None) it asks the filing's facts and papers.
"""

from collections.abc import Callable

from mergers.gates import decisions, documents, handover, order, plans, postings, property
from mergers.gates.asked import Answer, Asked
from mergers.rules.gate_names import GATES

ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "earlier_steps": order.earlier_steps,
    "evidence_complete": documents.evidence_complete,
    "dates_in_order": documents.dates_in_order,
    "all_steps_done": order.all_steps_done,
    "legal_body_chosen": plans.legal_body_chosen,
    "reform_answered": plans.reform_answered,
    "survey_verdict": plans.survey_verdict,
    "receiving_named": plans.receiving_named,
    "liabilities_taken": plans.liabilities_taken,
    "route_fixed": plans.route_fixed,
    "mode_approved": plans.mode_approved,
    "letters_delivered": plans.letters_delivered,
    "risk_conclusion": plans.risk_conclusion,
    "inventory_ties": property.inventory_ties,
    "agency_signed": property.agency_signed,
    "inventory_confirmed": property.inventory_confirmed,
    "nobody_pending": property.nobody_pending,
    "share_difference_zero": property.share_difference_zero,
    "posting_over": postings.posting_over,
    "objections_closed": postings.objections_closed,
    "posting_order": postings.posting_order,
    "display_running": postings.display_running,
    "committees_met": decisions.committees_met,
    "party_meeting_met": decisions.party_meeting_met,
    "household_asked": decisions.household_asked,
    "meeting_competent": decisions.meeting_competent,
    "notice_period_over": decisions.notice_period_over,
    "motion_passed": decisions.motion_passed,
    "request_complete": handover.request_complete,
    "approval_number": handover.approval_number,
    "audit_published": handover.audit_published,
    "handover_complete": handover.handover_complete,
}


def checklist(asked: Asked) -> list[tuple[str, Answer]]:
    """(gate name, its answer) for every gate of the step, in the rulebook's order."""
    return [(name, ANSWERS[name](asked)) for name in asked.view.gates]


def reasons(asked: Asked) -> list[str]:
    """Why the step may not move; empty when every gate is open. Warnings do not refuse."""
    return [reason for name, answer in checklist(asked) if not GATES[name].warns_only for reason in answer.reasons]
