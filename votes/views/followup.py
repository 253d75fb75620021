"""After a meeting: decisions being carried out, and what was said against, answered without names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import FILERS, Verb, acts_for, page
from communities.lib.errors import Refused
from communities.lib.tables import table
from communities.views.acts import Act, carried, offered
from communities.views.carrying import form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from votes import services
from votes.forms.followup import AnswerForm, CloseForm, ItemFilterForm, ItemForm, MoveForm, PointForm, ReportForm
from votes.models import DecisionItem, DissentPoint
from votes.presenters import followup as shown
from votes.views.meetings import trail
from votes.views.pages import meeting_of, motion_of, places

ROOT = {"label": "决议落实", "url": "/votes/items/"}


def _running(item: DecisionItem, account) -> bool:
    return item.closed_at is None


ACTS = {
    "report": Act("登记进展", (Verb.VIEW,), services.report_on, ReportForm, lambda row, by: _reports(row, by)),
    "move": Act("调整期限", (Verb.MEET,), services.move_due, MoveForm, _running),
    "close": Act("办结", (Verb.MEET,), services.close_item, CloseForm, _running),
}


def _reports(item: DecisionItem, account) -> bool:
    """The owner's people and the unit's tell how far it has come."""
    unit = any(post.place_id == item.place.pk and post.role in FILERS for post in account.posts())
    return item.closed_at is None and (unit or acts_for(account, item.owner))


def items(request: HttpRequest):
    return DecisionItem.objects.visible_to(request.user).with_places()


@page("GET", may=Verb.VIEW)
def item_list(request: HttpRequest) -> HttpResponse:
    form = ItemFilterForm(items(request), places(request), request.GET or None)
    context = {"form": form, "trail": [ROOT], **listed(request, form.found(), reverse("decision_items_export"))}
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    return render(request, "votes/items.html", context)


@page("GET", may=Verb.VIEW)
def items_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    form = ItemFilterForm(items(request), places(request), request.GET or None)
    return workbook_response("决议落实", shown.HEADS, map(shown.exported, form.found()))


@page("GET", may=Verb.VIEW)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(items(request), pk=pk))


@page("POST", may=Verb.VIEW)
def item_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on an item; the service says whether this person may."""
    this = get_object_or_404(items(request), pk=pk)
    return carried(request, ACTS, act, this, reverse("decision_item", args=[pk]), _shown)


@page("GET", "POST", may=Verb.MEET)
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    motion = motion_of(request, pk)
    result = getattr(motion, "result", None)
    if result is None or not result.passed:
        raise Refused("议题没有封存为通过，没有需要落实的决定。")
    form = ItemForm(motion.place, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        made = services.open_item(result, given["text"], given["owner"], due_on=given["due_on"], by=request.user)
        return reverse("decision_item", args=[made.pk])

    told = {"heading": "交办决议事项", "sub": motion.title, "trail": trail(motion.meeting, "交办")}
    back = reverse("motion", args=[pk])
    return form_page(request, form, act, "已交办，办结前一直列在“决议落实”。", back=back, submit="交办", **told)


@page("GET", "POST", may=Verb.MEET)
def dissent_new(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = meeting_of(request, pk), PointForm(request.POST or None)

    def act() -> str:
        services.gather(this, form.cleaned_data["text"], by=request.user)
        return reverse("meeting", args=[pk])

    sub = "按意见归纳，不记名。表决票不追问是谁投的。"
    told = {"heading": "归纳不同意见", "sub": sub, "trail": trail(this, "归纳不同意见"), "submit": "登记"}
    return form_page(request, form, act, "已登记，请答复。", back=reverse("meeting", args=[pk]), **told)


@page("GET", "POST", may=Verb.MEET)
def dissent_answer(request: HttpRequest, pk: int) -> HttpResponse:
    rows = DissentPoint.objects.visible_to(request.user).select_related("meeting__body__organisation__place__district")
    this, form = get_object_or_404(rows, pk=pk), AnswerForm(request.POST or None)
    back = reverse("meeting", args=[this.meeting_id])

    def act() -> str:
        services.answer_point(this, form.cleaned_data["answer"], by=request.user)
        return back

    told = {"heading": "答复不同意见", "sub": this.text, "trail": trail(this.meeting, "答复不同意见")}
    return form_page(request, form, act, "已答复。", back=back, submit="答复", **told)


def _shown(request: HttpRequest, this: DecisionItem, bound: dict | None = None) -> HttpResponse:
    state = shown.state(this)
    context = {
        "trail": [ROOT, {"label": this.text}],
        "this": this,
        "state": {"tone": state["tone"], "word": state["text"]},
        "facts": shown.facts(this),
        "events": [shown.event(each) for each in this.events.order_by("-at", "-pk")],
        "acts": offered(ACTS, "decision_item_act", this, request.user, bound),
        "history_url": reverse("history", args=["votes.decisionitem", this.pk]),
    }
    return render(request, "votes/item.html", context, status=409 if bound else 200)
