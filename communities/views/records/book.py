"""The record book: searched, exported, and as the history of one record."""

import contextlib
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.exports import sheets_response
from communities.forms.records import RecordFilter
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.tables import table
from communities.lib.workbooks import Column, Sheet
from communities.models import ChainHead, RecordEntry
from communities.views.listing import listed

MOST_ROWS = 50_000
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)")
COLUMNS = (
    Column("时间", 18, "datetime"),
    Column("人员", 12),
    Column("任职", 24),
    Column("事项", 20),
    Column("对象", 30),
    Column("变更", 60, wrap=True),
    Column("理由", 30, wrap=True),
    Column("记录链", 12),
    Column("行号", 8, "int"),
)


@page("GET", may=(Verb.AUDIT, Verb.OFFICE))
def records(request: HttpRequest) -> HttpResponse:
    """The lines of the districts one audits or runs, the newest first."""
    chosen = RecordFilter(request.GET, RecordEntry.objects.visible_to(request.user))
    context = listed(request, chosen.qs, reverse("records_export"))
    chains = chain_names()
    rows, open_to = [], visible_subjects(request, context["page"])
    for entry in context["page"]:
        when, who, post, action, subject, *rest = values(entry, chains)
        named = entry.subject_type, entry.subject_id
        address = reverse("history", args=named) if named in open_to else ""
        rows.append([shown(when), who, post, action, {"text": subject, "url": address}, *rest])
    context["table"] = table(*(column.title for column in COLUMNS), rows=rows)
    context |= {"form": chosen.form, "may_verify": has_verb(request.user, Verb.AUDIT)}
    return render(request, "communities/records/list.html", context)


@page("GET", may=(Verb.AUDIT, Verb.OFFICE))
def records_export(request: HttpRequest) -> HttpResponse:
    """Exactly the lines of the filtered list; too many for one workbook are refused, never cut."""
    chosen = RecordFilter(request.GET, RecordEntry.objects.visible_to(request.user))
    if (count := chosen.qs.count()) > MOST_ROWS:
        raise Refused(f"筛选出{count}行，超过一次导出的上限{MOST_ROWS}行，请按日期缩小范围后再导出。")
    chains = chain_names()
    rows = [values(entry, chains) for entry in chosen.qs]
    return sheets_response(f"记录簿{clock.today()}", [Sheet("记录簿", COLUMNS, rows, heading=("记录簿",))])


@page("GET")
def history(request: HttpRequest, subject_type: str, subject_id: str) -> HttpResponse:
    """Who changed a record when, from what to what; for those who may see the record itself."""
    subject = _subject(request, subject_type, subject_id)
    events = [
        {
            "when": shown(entry.at),
            "who": entry.by_name,
            "organisation": entry.by_post,
            "act": entry.action,
            "tone": "going",
            "text": "\n".join(filter(None, [changed(entry.changes), entry.reason and f"理由：{entry.reason}"])),
        }
        for entry in RecordEntry.objects.of(subject_type, str(subject.pk))
    ]
    trail = [{"label": "变更记录"}, {"label": str(subject)}]
    return render(
        request, "communities/records/history.html", {"trail": trail, "subject": str(subject), "events": events}
    )


def _subject(request: HttpRequest, subject_type: str, subject_id: str):
    """Fetched as its own page fetches it: a foreign record answers as an absent one."""
    try:
        rows = apps.get_model(subject_type)._default_manager.visible_to(request.user)
        return get_object_or_404(rows, pk=subject_id)
    except (LookupError, ValueError, AttributeError, ValidationError):
        raise Http404 from None


def visible_subjects(request: HttpRequest, entries: Iterable[RecordEntry]) -> set[tuple[str, str]]:
    """The type and key of every subject whose history one may open; a query for each type."""
    wanted = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_type].add(entry.subject_id)
    found = set()
    for kind, keys in wanted.items():
        with contextlib.suppress(LookupError, ValueError, AttributeError, ValidationError):  # what has no page
            rows = apps.get_model(kind)._default_manager.visible_to(request.user)
            found |= {(kind, str(key)) for key in rows.filter(pk__in=keys).values_list("pk", flat=True)}
    return found


def chain_names() -> dict[str, str]:
    """Whose lines stand in each chain: a community's, a district's or the system's."""
    return dict(ChainHead.objects.values_list("chain", "label"))


def values(entry: RecordEntry, chains: dict[str, str]) -> list:
    """One line as the list and the workbook have it."""
    who = [entry.at, entry.by_name, entry.by_post, entry.action, entry.subject_label]
    return [*who, changed(entry.changes), entry.reason, chains[entry.chain], entry.seq]


def changed(changes: dict) -> str:
    """“状态：填报中 → 已提交；……”."""
    return "；".join(f"{label}：{_word(was)} → {_word(now)}" for label, (was, now) in changes.items())


def shown(moment) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _word(value) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return shown(datetime.fromisoformat(value)) if MOMENT.fullmatch(str(value)) else str(value)
