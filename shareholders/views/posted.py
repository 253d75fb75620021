"""What the pages of posted lists have in common: the list, its export, its progress, discarding it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from communities.access import Verb, may
from communities.forms.base import KeyedForm
from communities.lib.tables import bare, table
from communities.models import Notice, Objection
from communities.services import jobs
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.jobs import progress_again, standing
from communities.views.listing import listed
from communities.views.notices.shown import answer_light
from shareholders.views.shown import moment

LABEL = "名单"
TONES = {Notice.Status.RUNNING: "wait", Notice.Status.ENDED: "done"}


@dataclass(frozen=True)
class Posted:
    """One kind of posted list. Its addresses are `name`, `name`_export, _progress and _discard.

    `row` makes a line's cells, `key_of` names the job that prints the list, `discard` throws a draft away;
    `objection` is the address of an objection to a row, with _new of taking one in; without it, the notice's own.
    """

    name: str
    heads: tuple[str, ...]
    row: Callable
    key_of: Callable
    discard: Callable
    objection: str = ""

    def address(self, board) -> str:
        return reverse(self.name, args=[board.pk])

    def page(
        self, request: HttpRequest, board, lines: QuerySet, facts: Iterable[tuple[str, object]], trail: list[dict]
    ) -> HttpResponse:
        """The list as posted; `facts` are the list's own beside its notice's."""
        notice, posts = board.notice, may(request.user, Verb.POST, board.notice.place)
        is_draft = notice.status == Notice.Status.DRAFT
        context = {
            "board": board,
            "trail": trail,
            "facts": posted_facts(board, *facts),
            "work": standing(self._job(board), reverse(f"{self.name}_progress", args=[board.pk]), LABEL),
            **listed(request, lines, reverse(f"{self.name}_export", args=[board.pk]), size=100),
            "objections": objection_items(notice, self.objection, board.pk, linked=posts),
            "object_url": self._object_url(board) if posts and notice.published_at else "",
            "discard_url": reverse(f"{self.name}_discard", args=[board.pk]) if posts and is_draft else "",
            "form_key": KeyedForm()["form_key"].value(),
        }
        context["table"] = table(*self.heads, rows=map(self.row, context["page"]))
        return render(request, "shareholders/board.html", context)

    def export(self, board, lines: QuerySet) -> HttpResponse:
        """Exactly the rows as posted."""
        rows = (bare(self.row(line)) for line in lines)
        return workbook_response(str(board), self.heads, rows)

    def progress(self, request: HttpRequest, board) -> HttpResponse:
        return progress_again(request, self._job(board), LABEL, self.address(board))

    def thrown_away(self, request: HttpRequest, board, back: str) -> HttpResponse:
        """The draft is discarded, the page above it shown."""
        form = KeyedForm(request.POST)
        form.is_valid()

        def act() -> str:
            self.discard(board, by=request.user)
            return back

        return carry_out(request, form.key, act, "名单草稿已删除。") or redirect(self.address(board))

    def _object_url(self, board) -> str:
        if self.objection:
            return reverse(f"{self.objection}_new", args=[board.pk])
        return reverse("objection_new", args=[board.notice.pk])

    def _job(self, board):
        return jobs.standing(self.key_of(board))


def board_item(board, url: str, detail: str) -> dict:
    """A posted list among others: how its notice stands, when objections end."""
    notice = board.notice
    ends = f"；异议截止 {notice.objection_ends_on} 24:00" if notice.objection_ends_on else ""
    word, tone = notice.status_word, TONES.get(notice.status, "idle")
    return {"text": board.label, "url": url, "word": word, "tone": tone, "detail": detail + ends}


def posted_facts(board, *own: tuple[str, object]) -> list[dict]:
    """The notice, its end, the paper, the digest, who made the list; `own` are a list's own lines."""
    notice, paper = board.notice, board.paper
    ends = f"{notice.objection_ends_on} 24:00" if notice.objection_ends_on else "自最后一处张贴后起算"
    download = reverse("document_download", args=[paper.pk, paper.latest.number]) if paper else ""
    pairs = [
        ("公示", f"{notice.title}（{notice.status_word}）", reverse("notice", args=[notice.pk])),
        ("异议截止", ends, ""),
        ("名单", "下载 PDF" if paper else "正在生成", download),
        *((label, str(value), "") for label, value in own),
        ("校验码", board.digest[:20], ""),
        ("制榜", f"{board.made_by.name} {moment(board.made_at)}", ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs]


def objection_items(notice: Notice, address: str, board: int, *, linked: bool) -> list[dict]:
    found = []
    for each in notice.objections.select_related("notice"):
        tone, word = answer_light(each)
        row, own = (address, [board, each.pk]), ("objection", [notice.pk, each.pk])
        name, keys = row if address and each.row_key else own
        url = reverse(name, args=keys) if linked else ""
        detail = f"{moment(each.received_at)} 收到；答复期限 {each.answer_due_on}"
        text = f"第{each.number}号异议 {each.row_label}"
        found.append({"text": text, "url": url, "tone": tone, "word": word, "detail": detail})
    return found


def objection_facts(found: Objection) -> list[dict]:
    pairs = [
        ("所涉事项", found.row_label),
        ("原登记内容", found.original),
        ("异议人主张", found.claimed),
        ("异议人", found.objector.reveal()),
        ("联系方式", found.contact.reveal() if found.contact else ""),
        ("收到时间", moment(found.received_at)),
        ("事实和理由", found.text),
        ("答复期限", found.answer_due_on),
        ("处理结果", found.get_result_display()),
        ("答复", found.answer),
        ("更正情况", found.corrected),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]
