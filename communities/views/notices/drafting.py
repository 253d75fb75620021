"""Writing a paper: choosing where and from which text, the draft with its period preview, publishing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.base import KeyedForm
from communities.forms.notices import NoticeForm, StartForm, initial_of_notice, initial_of_text
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice
from communities.rules.notice_texts import shipped
from communities.rules.notices import count_ends
from communities.services import notices
from communities.services.holidays import calendar_for
from communities.views.carrying import carry_out, say_errors

from .shown import address, counted_lines, trail


def notice_of(request: HttpRequest, pk) -> Notice:
    """The notice the address names, if the viewer may see it."""
    whole = Notice.objects.select_related("place__district", "place__parent", "issuer__place", "paper")
    return get_object_or_404(whole.visible_to(request.user), pk=pk)


@page("GET", "POST", may=Verb.POST)
def notice_new(request: HttpRequest) -> HttpResponse:
    """`place` and `text` in the address; without them the page asks for the two."""
    start = StartForm(request.user, request.GET or None)
    root = {"label": "公示", "url": reverse("notices")}
    if not (start.is_bound and start.is_valid()):
        return render(request, "communities/notices/start.html", {"form": start, "trail": [root, {"label": "起草"}]})
    place, text = start.cleaned_data["place"], shipped().find(start.cleaned_data["text"], clock.today())
    initial = initial_of_text(text, place, request.user)
    form = NoticeForm(request.user, place, text.kind, request.POST or None, initial=initial, purpose=text.purpose)

    def act() -> str:
        boards = form.cleaned_data["boards"]
        return address(notices.draft(place, form.cleaned_data["issuer"], form.content(), boards, by=request.user))

    context = {"trail": [root, {"label": "起草"}], "heading": f"起草{text.label}", "place": place}
    return _draft_page(request, form, act, "草稿已保存，核对后发布。", context)


@page("GET", "POST", may=Verb.POST)
def notice_edit(request: HttpRequest, pk) -> HttpResponse:
    notice = notice_of(request, pk)
    initial = initial_of_notice(notice)
    form = NoticeForm(
        request.user, notice.place, notice.kind, request.POST or None, initial=initial, purpose=notice.purpose
    )

    def act() -> str:
        given = form.cleaned_data
        notices.edit(notice, form.content(), given["boards"], given["issuer"], by=request.user)
        return address(notice)

    context = {"trail": trail(notice, "修改草稿"), "heading": "修改草稿", "place": notice.place}
    return _draft_page(request, form, act, "草稿已保存。", context)


def _draft_page(request: HttpRequest, form: NoticeForm, act, said: str, context: dict) -> HttpResponse:
    """Show the draft with its periods; save it unless only the preview was asked for."""
    save = request.method == "POST" and request.POST.get("act") != "preview" and form.is_valid()
    if save and (done := carry_out(request, form.key, act, said)):
        return done
    if request.method == "POST" and request.POST.get("act") != "preview":
        say_errors(request, form)
    return render(request, "communities/notices/draft.html", {**context, "form": form, "preview": _preview(form)})


def _preview(form: NoticeForm) -> list[dict]:
    """The periods as they would run from the day of posting, as far as the days are filled in."""
    filled = form.filled_in()
    start = filled.get("posting_on") or clock.today()
    try:
        ends = count_ends(form.terms(filled), start, calendar_for(form.place.district_or_self))
    except Refused as refusal:
        return [{"label": "期限", "date": "无法推算", "note": reason} for reason in refusal.reasons]
    labels = {"objection": "异议截止", "display": "张贴期满", "notice": "最早可开会"}
    return [
        {
            "label": labels[name],
            "date": str(period.earliest) if name == "notice" else f"{period.end} 24:00",
            "tone": "due" if period.warning else "wait",
            "word": "推算" if period.warning else "预计",
            "note": period.warning,
            "counted": counted_lines(period.as_dict()),
            "basis": period.basis,
        }
        for name, period in ends.named().items()
    ]


def _act(request: HttpRequest, pk, act, said: str) -> HttpResponse:
    """One button of the notice's page: carried out once, then back to where `act` leads."""
    notice, form = notice_of(request, pk), KeyedForm(request.POST)
    form.is_valid()
    return carry_out(request, form.key, lambda: act(notice), said) or redirect(address(notice))


@page("POST", may=Verb.POST)
def notice_publish(request: HttpRequest, pk) -> HttpResponse:
    def act(notice: Notice) -> str:
        return address(notices.publish(notice, by=request.user))

    late = notice_of(request, pk).entered_late
    said = "已补录，请逐处登记张贴的实际时间和证明。" if late else "已发布并生成文稿，请打印盖章后张贴。"
    return _act(request, pk, act, said)


@page("POST", may=Verb.POST)
def notice_reprint(request: HttpRequest, pk) -> HttpResponse:
    def act(notice: Notice) -> str:
        notices.reprint(notice, by=request.user)
        return address(notice)

    return _act(request, pk, act, "已按实际日期重印，请更换公开栏上的文稿。")


@page("POST", may=Verb.POST)
def notice_discard(request: HttpRequest, pk) -> HttpResponse:
    def act(notice: Notice) -> str:
        notices.discard(notice, by=request.user)
        return reverse("notices")

    return _act(request, pk, act, "草稿已删除。")


def may_post(request: HttpRequest, notice: Notice) -> bool:
    return may(request.user, Verb.POST, notice.place)
