"""座谈与协商: the list of records, one record from draft to final, its signed paper, its papers to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.lib.tables import table
from communities.views.acts import Act, carried, offered
from communities.views.carrying import form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from votes import services, talk_papers
from votes.forms.meetings import ReasonForm
from votes.forms.talks import AmendForm, PointForm, ScanForm, TalkFilterForm, TalkForm
from votes.models import Talk
from votes.presenters import talks as shown
from votes.rules.talks import MOVES, Status
from votes.views.pages import may_meet, places
from votes.views.papers import answer

ROOT = {"label": "座谈与协商", "url": "/talks/"}
PAPERS = {"record": ("座谈记录", talk_papers.record), "sign-in": ("签到表", talk_papers.sign_in)}


def _may(move: str):
    return lambda row, account: any(each.move == move for each in MOVES.moves_from(row.status))


ACTS = {
    "finalise": Act("定稿", (Verb.MEET,), services.finalise, open=_may("finalise")),
    "amend": Act("登记更正说明", (Verb.MEET,), services.amend, AmendForm, _may("amend")),
    "withdraw": Act("撤销", (Verb.MEET,), services.withdraw, ReasonForm, _may("withdraw"), danger=True),
}


def talks(request: HttpRequest):
    return Talk.objects.visible_to(request.user).with_places()


def talk_of(request: HttpRequest, pk: int) -> Talk:
    return get_object_or_404(talks(request).select_related("drafted_by", "finalised_by", "scan"), pk=pk)


@page("GET", may=Verb.VIEW)
def talk_list(request: HttpRequest) -> HttpResponse:
    form = TalkFilterForm(talks(request).counted(), places(request), request.GET or None)
    context = {"form": form, "may_draft": has_verb(request.user, Verb.MEET)}
    context |= listed(request, form.found(), reverse("talks_export"))
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    return render(request, "votes/talks/list.html", context)


@page("GET", may=Verb.VIEW)
def talks_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    form = TalkFilterForm(talks(request).counted(), places(request), request.GET or None)
    return workbook_response("座谈与协商", shown.HEADS, map(shown.exported, form.found()))


@page("GET", "POST", may=Verb.MEET)
def talk_new(request: HttpRequest) -> HttpResponse:
    form = TalkForm(request.user, request.POST or None)

    def act() -> str:
        return reverse("talk", args=[services.draft_talk(**form.facts(), by=request.user).pk])

    sub = "开会前登记，可以打印签到表；会后补填到会、意见要点和结果，再定稿。不登记参加人姓名。"
    told = {"heading": "登记座谈、协商", "sub": sub, "trail": [ROOT, {"label": "登记"}], "back": ROOT["url"]}
    return form_page(request, form, act, "已登记，会后请登记意见要点。", **told)


@page("GET", "POST", may=Verb.MEET)
def talk_change(request: HttpRequest, pk: int) -> HttpResponse:
    this = talk_of(request, pk)
    names = [name for name in TalkForm.base_fields if hasattr(this, name)]
    initial = {name: getattr(this, name) for name in names}
    form, back = TalkForm(request.user, request.POST or None, talk=this, initial=initial), reverse("talk", args=[pk])

    def act() -> str:
        services.change_talk(this, **form.facts(), by=request.user)
        return back

    told = {"heading": "改动座谈记录", "sub": str(this), "trail": trail(this, "改动")}
    return form_page(request, form, act, "已保存。", back=back, **told)


@page("GET", may=Verb.VIEW)
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, talk_of(request, pk))


@page("POST", may=Verb.MEET)
def talk_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Final, a note beside it, withdrawn; the service says whether it may be done."""
    return carried(request, ACTS, act, talk_of(request, pk), reverse("talk", args=[pk]), _shown)


@page("GET", "POST", may=Verb.MEET)
def talk_point_new(request: HttpRequest, pk: int) -> HttpResponse:
    this, back = talk_of(request, pk), reverse("talk", args=[pk])
    form = PointForm(this.place, request.POST or None)

    def act() -> str:
        services.add_point(this, **form.facts(), by=request.user)
        return back

    told = {"heading": "登记意见要点", "sub": this.topic, "trail": trail(this, "意见要点"), "submit": "登记"}
    return form_page(request, form, act, "已登记一条。", back=back, **told)


@page("GET", "POST", may=Verb.MEET)
def talk_scan(request: HttpRequest, pk: int) -> HttpResponse:
    this, back = talk_of(request, pk), reverse("talk", args=[pk])
    form = ScanForm(request.POST or None, request.FILES or None)

    def act() -> str:
        services.keep_scan(this, form.cleaned_data["upload"], by=request.user)
        return back

    sub = "存入“材料”，第3步、第4步的座谈记录可以直接选用。"
    told = {"heading": "存入签名件", "sub": sub, "trail": trail(this, "签名件"), "submit": "存入"}
    return form_page(request, form, act, "签名件已存入材料。", back=back, **told)


@page("GET", may=Verb.VIEW)
def talk_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    this = talk_of(request, pk)
    if kind not in PAPERS:
        raise Http404
    name, made = PAPERS[kind]
    return answer(made(this), f"{name}-{this}.pdf")


def trail(this: Talk, *more: str) -> list[dict]:
    way = [ROOT, {"label": str(this), "url": reverse("talk", args=[this.pk])}]
    return [*way, *({"label": label} for label in more)]


def _shown(request: HttpRequest, this: Talk, bound: dict | None = None) -> HttpResponse:
    keeps = may_meet(request, this.place)
    context = {
        "trail": [ROOT, {"label": str(this)}],
        "this": this,
        "tone": shown.TONES[this.status],
        "boxes": shown.boxes(this),
        "points": shown.points(this),
        "facts": shown.facts(this),
        "amendments": [shown.amendment(each) for each in this.amendments.select_related("by")],
        "papers": shown.papers(this),
        "may_write": keeps and this.status == Status.DRAFT,
        "may_scan": keeps and this.status == Status.FINAL and not this.scan_id,
        "acts": offered(ACTS, "talk_act", this, request.user, bound),
        "history_url": reverse("history", args=["votes.talk", this.pk]),
    }
    return render(request, "votes/talks/talk.html", context, status=409 if bound else 200)
