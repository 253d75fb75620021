"""Whose meeting a body is: which kinds of organisation have it, and from which register its seats are taken."""

HOLDERS = {
    "party_members": ("party",),
    "two_committees": ("party", "residents_committee", "villagers_committee"),
    "residents_meeting": ("residents_committee",),
    "residents_representatives": ("residents_committee",),
    # A residents' committee whose reform is unfinished still follows the village's rules.
    "villagers_meeting": ("villagers_committee", "residents_committee"),
    "villagers_meeting_households": ("villagers_committee", "residents_committee"),
    "villagers_representatives": ("villagers_committee", "residents_committee"),
    "members_assembly": ("cooperative",),
    "members_representatives": ("cooperative",),
    "board": ("cooperative",),
}
HOUSEHOLDS, ADULTS, MEMBERS = "households", "adults", "members"
SOURCES = {
    HOUSEHOLDS: "户册：每户一名代表（户主）",
    ADULTS: "户册：十八周岁以上居民",
    MEMBERS: "成员名册：十八周岁以上成员",
}
# The registers that say who has a seat; all other bodies are chosen, their seats are entered by hand.
TAKEN_FROM = {
    "villagers_meeting_households": (HOUSEHOLDS,),
    "villagers_meeting": (ADULTS,),
    "residents_meeting": (HOUSEHOLDS, ADULTS),
    "members_assembly": (MEMBERS,),
}
FULL_AGE = 18


def by_household(body: str) -> bool:
    """Whether each household sends one person."""
    return body == "villagers_meeting_households"
