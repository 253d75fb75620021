"""The structured form of each step. A form gives plain facts; an event keeps them, gates and the ledger read them."""

from mergers.forms.facts.base import FactsForm
from mergers.forms.facts.decision import (
    CanvassFacts,
    InventoryMeetingFacts,
    MembershipFacts,
    PartyMeetingFacts,
    PostingFacts,
    ProposalFacts,
    VoteFacts,
)
from mergers.forms.facts.handover import ArchiveFacts, HandoverFacts, PartyOrganisationFacts, RequestFacts
from mergers.forms.facts.opening import MobilisationFacts, PlanFacts, SurveyFacts
from mergers.forms.facts.property import AssessmentFacts, InventoryFacts
from mergers.models import MergerCase
from mergers.rules.rulebook import StepView

FORMS: dict[str, type[FactsForm]] = {
    "survey": SurveyFacts,
    "plan": PlanFacts,
    "mobilisation": MobilisationFacts,
    "risk_assessment": AssessmentFacts,
    "inventory": InventoryFacts,
    "inventory_posting": InventoryMeetingFacts,
    "membership": MembershipFacts,
    "party_proposal": ProposalFacts,
    "party_meeting": PartyMeetingFacts,
    "canvass": CanvassFacts,
    "vote": VoteFacts,
    "result_posting": PostingFacts,
    "request_approval": RequestFacts,
    "party_organisation": PartyOrganisationFacts,
    "handover": HandoverFacts,
    "archive": ArchiveFacts,
}


def facts_form(case: MergerCase, view: StepView, data=None, initial: dict | None = None) -> FactsForm:
    """The form of a step: by its key, else by the form its rulebook names, else only day and note."""
    form = FORMS.get(view.step.key) or FORMS.get(view.step.form) or FactsForm
    return form(data=data, initial=initial, case=case, view=view)
