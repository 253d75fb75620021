"""Objections: taking one in, reading it, answering it. Only those who post for the place come here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from communities.access import Verb, page
from communities.forms.notices import AnswerForm, ObjectionForm
from communities.lib import clock
from communities.models import Objection
from communities.services import notices
from communities.services.notices.objecting import answer_period, is_late

from .detail import form_page
from .drafting import may_post, notice_of
from .shown import address, counted_lines


@page("GET", "POST", may=Verb.POST)
def objection_new(request: HttpRequest, pk) -> HttpResponse:
    notice, form = notice_of(request, pk), ObjectionForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        notices.receive_objection(
            notice,
            given["objector"],
            given["text"],
            given["received_at"],
            contact=given["contact"],
            by=request.user,
        )
        return address(notice)

    period = answer_period(notice, clock.now())
    deadline = {"label": "今日收到的答复期限（默认）", "date": period.end, "lines": counted_lines(period.as_dict())}
    return form_page(request, notice, form, act, "登记异议", "异议已登记并编号。", deadline=deadline)


@page("GET", "POST", may=Verb.POST)
def objection(request: HttpRequest, pk, objection) -> HttpResponse:
    notice = notice_of(request, pk)
    if not may_post(request, notice):
        raise Http404
    found = get_object_or_404(Objection, notice=notice, pk=objection)
    form = None if found.answered_at else AnswerForm(request.POST or None)

    def act() -> str:
        notices.answer_objection(found, form.cleaned_data["answer"], form.cleaned_data["result"], by=request.user)
        return address(notice)

    heading = f"第{found.number}号异议"
    return form_page(request, notice, form, act, heading, "已答复。", facts=_facts(found, notice))


def _facts(found: Objection, notice) -> list[dict]:
    pairs = [
        ("异议人", found.objector.reveal()),
        ("联系方式", found.contact.reveal() if found.contact else ""),
        ("收到时间", clock.to_minute(found.received_at) + ("（逾期收到）" if is_late(found, notice) else "")),
        ("所涉事项", found.row_label),
        ("原登记内容", found.original),
        ("异议人主张", found.claimed),
        ("异议内容", found.text),
        ("答复期限", found.answer_due_on),
        ("处理结果", found.get_result_display()),
        ("答复", found.answer),
        ("更正情况", found.corrected),
        ("答复时间", clock.to_minute(found.answered_at)),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]
