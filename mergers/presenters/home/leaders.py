"""The leader's home: what waits for 审签, how the instructions are answered, what is asked, where the week stands."""

from django.urls import reverse

from communities.access import Role
from mergers.models import Instruction, Issue, Ledger
from mergers.presenters import follow_up, ledgers
from mergers.presenters.home.card import Card
from mergers.presenters.words import moment

SHOWN = 20


def cards(account) -> list[Card]:
    """For whoever holds a leader's post today."""
    if Role.LEADER not in account.roles():
        return []
    ledger = Ledger.objects.visible_to(account).select_related("bulletin").first()
    own = Instruction.objects.filter(leader=account, closed_at=None).prefetch_related("tasks")
    asked = Issue.objects.visible_to(account).open().filter(level=Issue.Level.DISTRICT).with_places()
    return [
        *_to_sign(ledger),
        Card(
            title="我的批示",
            url=reverse("instructions"),
            label="全部",
            entries=[follow_up.instruction_entry(instruction) for instruction in own],
            empty="没有未办结的批示。",
        ),
        Card(
            title="提请区级协调事项",
            url=reverse("issues"),
            label="全部",
            entries=[follow_up.issue_entry(issue) for issue in asked[:SHOWN]],
            empty="没有提请区级协调的事项。",
        ),
        _week(ledger),
    ]


def _week(ledger: Ledger | None) -> Card:
    if ledger is None:
        return Card(title="周调度", entries=[], empty="还没有生成过台账。")
    tiles = ledgers.tiles_told(ledger)
    title = f"{ledger.year}年第{ledger.week}周调度 · 数据截止 {moment(ledger.cutoff_at)}"
    return Card(title=title, url=reverse("dispatch"), label="调度页", tiles=tiles, wide=True)


def _to_sign(ledger: Ledger | None) -> list[Card]:
    if ledger is None or hasattr(ledger, "bulletin"):
        return []
    entry = {"text": f"{ledger}调度情况（送审稿）", "url": reverse("bulletins"), "tone": "due", "word": "待审签"}
    return [Card(title="待审签", entries=[entry])]
