"""What is owed after a meeting or a talk, on the homes: units follow it, organisations owe it, the late is watched.

Decisions to be carried out (决议落实), points of talks (座谈意见答复) and policy questions (政策问答) to be answered.
"""

from collections.abc import Callable, Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse

from communities.access import FILERS, Role
from communities.lib import clock
from mergers.presenters.home.card import Card
from votes.models import DecisionItem, PolicyQuestion, TalkPoint
from votes.presenters import answers
from votes.presenters.followup import entry
from votes.presenters.talks import point_entry

WATCHES = (Role.STREET, Role.OFFICE)
SHOWN = 10


def cards(account) -> list[Card]:
    """One card of each kind where anything is open, the latest first; nothing where nothing is."""
    return [
        *_card(account, DecisionItem.objects.open(), "决议落实", "decision_items", entry),
        *_card(account, TalkPoint.objects.waiting(), "座谈意见答复", "talk_points", point_entry),
        *_card(
            account, PolicyQuestion.objects.waiting(), "政策问答", "policy_questions", answers.entry, "organisation"
        ),
    ]


def _card(account, rows: QuerySet, title: str, address: str, drawn: Callable, owner: str = "owner") -> Iterator[Card]:
    path, posts = rows.model.place_path, account.posts()
    own = Q(**{f"{owner}__in": [post.organisation_id for post in posts]})
    own |= Q(**{f"{path}__in": [post.place_id for post in posts if post.role in FILERS]})
    watched = [post.place_id for post in posts if post.role in WATCHES]
    below = Q(**{f"{path}__parent__in": watched}) | Q(**{f"{path}__district__in": watched})
    found = rows.with_places().filter(own | below & Q(due_on__lt=clock.today())).order_by("due_on", "pk")
    entries = [drawn(each) for each in found[:SHOWN]]
    if not entries:
        return
    late = any(item["tone"] == "late" for item in entries)
    word, tone = f"{found.count()} 件{'，有超期' if late else ''}", "late" if late else "due"
    yield Card(title=title, tone=tone, word=word, url=reverse(address), label="全部", entries=entries)
