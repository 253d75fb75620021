"""What the pages about shares have in common: fetching a plan, the trail, tabs, numbers and names as they are shown."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may
from communities.forms.base import KeyedForm
from communities.lib import clock
from communities.lib.tables import figure
from communities.models import Place
from communities.views.carrying import carry_out
from shareholders.models import SharePlan
from shareholders.rules.ledger import plain

TONES = {"draft": "going", "decided": "due", "locked": "done", "void": "idle"}
CHILD = "（未满14周岁）"
# who holds what is read by whoever reads the residents; the others see the sums
TABS = (
    ("方案与分配", "share_plan", Verb.VIEW),
    ("分配明细", "share_allotments", Verb.RESIDENTS),
    ("台账", "share_entries", Verb.RESIDENTS),
    ("持股", "share_holdings", Verb.RESIDENTS),
    ("变更单", "share_tickets", Verb.RESIDENTS),
    ("股权证", "share_certificates", Verb.RESIDENTS),
    ("股权公示", "share_postings", Verb.RESIDENTS),
    ("收益分配", "dividends", Verb.VIEW),
)
moment = clock.to_minute


def plans(request: HttpRequest):
    return SharePlan.objects.visible_to(request.user).select_related("organisation__place__parent", "created_by")


def plan_of(request: HttpRequest, pk: int) -> SharePlan:
    return get_object_or_404(plans(request), pk=pk)


def address(plan: SharePlan) -> str:
    return reverse("share_plan", args=[plan.pk])


def trail(plan: SharePlan, *labels: str) -> list[dict]:
    start = [{"label": "股权", "url": reverse("shares")}]
    return [*start, {"label": str(plan), "url": address(plan)}, *({"label": each} for each in labels)]


def tabs(plan: SharePlan, current: str, viewer) -> list[dict]:
    """The pages of a plan open to this viewer; an earlier reform's holdings were divided by nobody here."""
    return [
        {"label": label, "url": reverse(name, args=[plan.pk]), "current": name == current}
        for label, name, verb in TABS
        if may(viewer, verb, plan.place) and not (plan.opening and name == "share_allotments")
    ]


def frame(plan: SharePlan, current: str, viewer) -> dict:
    """What stands around every page of a plan."""
    return {
        "plan": plan,
        "trail": trail(plan),
        "tabs": tabs(plan, current, viewer),
        "status": {"word": plan.get_status_display(), "tone": TONES[plan.status]},
    }


def form_page(
    request: HttpRequest, plan: SharePlan, form, act, heading: str, said: str, lines=(), here: dict | None = None
) -> HttpResponse:
    """A form on a page of its own: carried out when it is right, shown again when it is not.

    `here` (back, sub, trail) says where it stands when it is not the plan's own.
    """
    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    context = {"form": form, "heading": heading, "back": address(plan), "sub": str(plan), "lines": lines}
    return render(request, "shareholders/share_form.html", context | {"trail": trail(plan, heading)} | (here or {}))


def form_key() -> str:
    return KeyedForm()["form_key"].value()


def number(shares: Decimal | None) -> dict:
    """A cell of shares or yuan, at the right."""
    return figure("" if shares is None else plain(shares), shares)


def yuan(amount: Decimal) -> dict:
    return figure(f"{amount:,.2f}", amount)


def sees_children(account, place: Place) -> bool:
    """Names of under-14s are for the community and its street, who enter and review them; others see that it is one."""
    return may(account, Verb.CHILDREN, place)


def named(person, account, place: Place) -> str:
    """A person's name as this account may see it."""
    if person is None:
        return "集体"
    return person.name if not person.is_child() or sees_children(account, place) else CHILD
