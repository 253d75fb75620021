"""Words shared by the forms of the steps and the gates that read them."""

# The matter under which the meeting of a step is stated.
MATTERS = {
    "inventory_posting": "inventory",
    "membership": "membership",
    "party_proposal": "party_deliberation",
    "party_meeting": "party_deliberation",
    "vote": "abolish_committee",
}
# Whose meeting it is, where several bodies deliberate on the same matter.
BODIES = {"party_proposal": ("two_committees",), "party_meeting": ("party_members",)}
VILLAGERS = ("villagers_meeting", "villagers_meeting_households")
NOTICE_RULES = {
    "villagers_meeting_households": "notice.villagers_meeting",
    "residents_representatives": "notice.residents_representatives",
}


def notice_rule_of(body: str) -> str:
    """The key of the notice period of a body: households' representatives meet as the 村民会议."""
    return NOTICE_RULES.get(body, f"notice.{body}")
