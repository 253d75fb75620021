"""Long lists of one plan, each with its export: allocation, entries of the ledger, holdings of a day; a household."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.exports import sheets_response
from communities.lib import clock
from communities.lib.tables import bare, table
from communities.lib.workbooks import Column, Sheet
from communities.models import Household
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from shareholders import holdings
from shareholders.forms.share_filters import AllotmentFilterForm, EntryFilterForm, HoldingsFilterForm
from shareholders.models import Certificate, ShareEntry, SharePlan, ShareTransaction
from shareholders.rules.ledger import plain

from .plan_shown import CARRIED_HEADS, carried_row
from .shown import CHILD, frame, moment, named, number, plan_of, sees_children, trail

ENTRY_HEADS = (
    "业务号",
    "业务",
    "发生日",
    "录入时间",
    "户编号",
    "姓名",
    "股类",
    "增减（股）",
    "事由和依据",
    "经办",
    "状态",
)


@page("GET", may=Verb.RESIDENTS)
def share_allotments(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = AllotmentFilterForm(plan, request.GET)
    context = listed(request, form.found(), reverse("share_allotments_export", args=[plan.pk]))
    rows = (carried_row(each, request.user, plan) for each in context["page"])
    context |= {"form": form, "table": table(*CARRIED_HEADS, rows=rows), "caption": "分配明细"}
    return render(request, "shareholders/share_list.html", context | frame(plan, "share_allotments", request.user))


@page("GET", may=Verb.RESIDENTS)
def share_allotments_export(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    rows = (carried_row(each, request.user, plan) for each in AllotmentFilterForm(plan, request.GET).found())
    return workbook_response("股份分配明细", CARRIED_HEADS, map(bare, rows))


@page("GET", may=Verb.RESIDENTS)
def share_entries(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger, the newest act first; what was cancelled stays and says so."""
    plan = plan_of(request, pk)
    form = EntryFilterForm(request.GET)
    context = listed(request, _entries(form, plan), reverse("share_entries_export", args=[plan.pk]))
    cancels = may(request.user, Verb.KEEP_SHARES, plan.place) and plan.status == SharePlan.Status.DECIDED
    rows = (_entry(each, request.user, plan, cancels) for each in context["page"])
    context |= {"form": form, "table": table(*ENTRY_HEADS, rows=rows), "caption": "股权台账"}
    return render(request, "shareholders/share_list.html", context | frame(plan, "share_entries", request.user))


@page("GET", may=Verb.RESIDENTS)
def share_entries_export(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    rows = (_entry(each, request.user, plan) for each in _entries(EntryFilterForm(request.GET), plan))
    return workbook_response("股权台账", ENTRY_HEADS, map(bare, rows))


@page("GET", may=Verb.RESIDENTS)
def share_holdings(request: HttpRequest, pk: int) -> HttpResponse:
    """Who holds what at the end of any day; on request only as far as it was entered by another."""
    plan = plan_of(request, pk)
    form = HoldingsFilterForm(request.GET)
    on, known, text = form.asked()
    context = listed(request, holdings.held(plan, on, known, text), reverse("share_holdings_export", args=[plan.pk]))
    rows = (_linked(each, plan, request.user) for each in holdings.holdings(plan, context["page"], on))
    note = f"截至{on}" + (f"，按{known}及以前的登记" if known else "")
    context |= {"form": form, "table": table(*_heads(plan), rows=rows), "caption": f"持股（{note}）", "note": note}
    return render(request, "shareholders/share_list.html", context | frame(plan, "share_holdings", request.user))


@page("GET", may=Verb.RESIDENTS)
def share_holdings_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows of the filtered list; no number of an identity card stands in it."""
    plan = plan_of(request, pk)
    on, known, text = HoldingsFilterForm(request.GET).asked()
    found = holdings.holdings(plan, holdings.held(plan, on, known, text), on)
    heads = _heads(plan)
    columns = [Column(head, 14, "area" if place > 4 else "text") for place, head in enumerate(heads)]
    rows = [[*_words(each, plan, request.user), *each.shares, each.total] for each in found]
    heading = (f"{plan.organisation.name}持股情况（截至{on}）",)
    return sheets_response(f"持股情况{on}", [Sheet("持股", columns, rows, heading=heading)])


@page("GET", may=Verb.RESIDENTS)
def share_household(request: HttpRequest, pk: int, household: int) -> HttpResponse:
    """The whole household: who holds what, every entry of it, its certificate."""
    plan = plan_of(request, pk)
    homes = Household.objects.visible_to(request.user).filter(share_accounts__share_class__plan=plan).distinct()
    home = get_object_or_404(homes, pk=household)
    rows = holdings.of_household(plan, home, clock.today())
    shown = [[*_words(each, plan, request.user)[2:], *map(number, each.shares), number(each.total)] for each in rows]
    entries = ShareEntry.objects.of(plan).filter(account__household=home).with_names()
    context = frame(plan, "share_holdings", request.user) | {
        "home": home,
        "trail": trail(plan, f"{home.number}号户"),
        "held": table(*_heads(plan)[2:], rows=shown),
        "total": plain(sum(each.total for each in rows)),
        "entries": table(*ENTRY_HEADS, rows=(_entry(each, request.user, plan) for each in entries)),
        "certificate": Certificate.objects.filter(organisation=plan.organisation, household=home).first(),
    }
    return render(request, "shareholders/share_household.html", context)


def _entries(form: EntryFilterForm, plan: SharePlan):
    return form.found(ShareEntry.objects.of(plan)).with_names()


def _entry(entry: ShareEntry, viewer, plan: SharePlan, cancels: bool = False) -> list:
    act, account = entry.transaction, entry.account
    person = named(account.person, viewer, plan.place) if account.person else account.get_kind_display()
    return [
        act.number, act.get_kind_display(), act.occurred_on.isoformat(), moment(act.at),
        account.household.number if account.household else "", person, account.share_class.name,
        {"text": f"{entry.shares.normalize():+f}", "num": True}, act.reason, act.by_name, _state(act, cancels),
    ]  # fmt: skip


def _state(act: ShareTransaction, cancels: bool) -> dict | str:
    if act.cancels:
        return f"冲销第{act.cancels.number}号"
    if hasattr(act, "cancelled_by"):
        return {"text": f"已被第{act.cancelled_by.number}号冲销", "tone": "hold"}
    return {"text": "冲销", "url": reverse("share_cancel", args=[act.pk])} if cancels else "有效"


def _heads(plan: SharePlan) -> tuple[str, ...]:
    classes = (f"{each}（股）" for each in holdings.class_names(plan))
    return "户编号", "股权证号", "户主", "姓名", "与户主关系", *classes, "合计（股）"


def _words(row: holdings.Holding, plan: SharePlan, viewer) -> list:
    name = CHILD if row.is_child and not sees_children(viewer, plan.place) else row.name
    return [row.number, row.certificate, row.head, name, row.relation]


def _linked(row: holdings.Holding, plan: SharePlan, viewer) -> list:
    home, *rest = _words(row, plan, viewer)
    url = reverse("share_household", args=[plan.pk, row.household]) if row.household else ""
    return [{"text": home, "url": url}, *rest, *map(number, row.shares), number(row.total)]
