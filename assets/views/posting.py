"""Posting item by item and what follows: the notice, objections and the corrections they bring, the meeting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assets import services as assets
from assets.accounting import Standing
from assets.forms.inventories import ConfirmationForm, PostingForm, facts_of
from assets.forms.lines import AccountForm, LineForm, initial_of
from assets.models import Inventory, InventoryLine
from assets.rules import checks
from assets.rules.accounts import shipped
from assets.rules.inventory_moves import UNIT, Status
from assets.services.parties import is_party
from communities.access import Verb, may, page
from communities.models import Board, Objection
from communities.views.carrying import carry_out

from .shown import check_items, head, inventory_of, pairs, paper_url, trail


@page("GET", may=Verb.VIEW)
def inventory_posting(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    standing = Standing(found)
    asked = [standing.signed(), checks.off_book(standing.lines), standing.posted(), standing.confirmed()]
    context = {
        **head(found, "inventory_posting"),
        "acts": _acts(request, found, standing),
        "checks": check_items([*asked, checks.write_offs(standing.lines)]),
        "facts": _posting_facts(standing),
        "objections": [_objection(request, standing, each) for each in standing.objections],
        "meeting": _meeting_facts(found),
    }
    return render(request, "assets/posting.html", context)


@page("GET", "POST", may=Verb.POST)
def posting_draft(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    boards = Board.objects.filter(place=found.place, in_use=True)
    form = PostingForm(boards, request.POST or None)

    def act() -> str:
        given = facts_of(form)
        posting = assets.draft_posting(found, given.pop("boards"), by=request.user, **given)
        return reverse("notice", args=[posting.notice_id])

    said = "公示稿已按登记簿生成，核对后发布；逐项清单生成后随公示张贴。"
    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    standing = Standing(found)
    context = {"form": form, "heading": "起草清查结果公示", "sub": str(found), "back": _address(found)}
    context["checks"] = check_items([standing.signed(), checks.off_book(standing.lines)])
    return render(request, "assets/form.html", {**context, "trail": trail(found, "起草公示"), "submit": "起草"})


@page("GET", "POST", may=Verb.FILE)
def inventory_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    form = ConfirmationForm(request.POST or None, request.FILES or None)

    def act() -> str:
        assets.confirm(found, by=request.user, **facts_of(form))
        return _address(found)

    said = "成员（代表）大会的确认已登记，请街道审核备案。"
    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    context = {"form": form, "heading": "登记成员（代表）大会确认", "sub": str(found), "back": _address(found)}
    context["checks"] = check_items(Standing(found).checks_for("confirm"))
    return render(request, "assets/form.html", {**context, "trail": trail(found, "确认"), "submit": "登记"})


@page("GET", "POST", may=Verb.FILE)
def line_correct(request: HttpRequest, pk: int, objection) -> HttpResponse:
    """`line` in the address names the line to correct, `account` the class of one that was missing."""
    found = inventory_of(request, pk)
    upheld = get_object_or_404(Objection, pk=objection, notice__in=found.postings.values("notice"))
    heading = f"据第{upheld.number}号异议更正"
    context = {"heading": heading, "sub": str(found), "trail": trail(found, heading), "back": _address(found)}
    row, start = _chosen(request, found), AccountForm(request.GET or None)
    if row is None and not (start.is_bound and start.is_valid()):
        context |= {"lines": _choices(found, upheld), "form": start}
        return render(request, "assets/correct.html", context)
    account = shipped().account(row.account if row else start.cleaned_data["account"])
    form = LineForm(account, request.POST or None, initial=initial_of(row, account) if row else {})

    def act() -> str:
        corrected = assets.correct(found, upheld, row, form.values(), by=request.user)
        return reverse("line", args=[pk, corrected.pk])

    said = "已更正，该类须由受托机构重新签章。"
    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    return render(request, "assets/form.html", {**context, "form": form, "submit": "更正"})


def _chosen(request: HttpRequest, inventory: Inventory) -> InventoryLine | None:
    asked = request.GET.get("line", "")
    return get_object_or_404(inventory.lines, pk=asked) if asked.isdecimal() and len(asked) < 19 else None


def _choices(inventory: Inventory, objection: Objection) -> list[dict]:
    url = reverse("line_correct", args=[inventory.pk, objection.pk])
    return [{"text": str(row), "url": f"{url}?line={row.pk}"} for row in inventory.lines.order_by("number")]


def _address(inventory: Inventory) -> str:
    return reverse("inventory_posting", args=[inventory.pk])


def _acts(request: HttpRequest, inventory: Inventory, standing: Standing) -> list[dict]:
    if inventory.status != Status.POSTING:
        return []
    where, acts = [inventory.pk], []
    if standing.posting is None and may(request.user, Verb.POST, inventory.place):
        acts.append({"label": "起草公示", "url": reverse("posting_draft", args=where), "primary": True})
    if standing.posting is not None and is_party(request.user, UNIT, inventory):
        acts.append({"label": "登记大会确认", "url": reverse("inventory_confirm", args=where), "primary": True})
    return acts


def _posting_facts(standing: Standing) -> list[dict]:
    posting = standing.posting
    if posting is None:
        return []
    notice, listing = posting.notice, posting.listing
    end = f"{notice.objection_ends_on} 24:00" if notice.objection_ends_on else ""
    return pairs(
        ("公示", notice.title, reverse("notice", args=[notice.pk])),
        ("状态", notice.get_status_display()),
        ("异议截止", end),
        ("逐项清单", f"{posting.rows}行", paper_url(listing)),
        ("清单文件", "" if listing else "正在生成，请稍后刷新"),
        ("内容摘要", posting.digest),
    )


def _objection(request: HttpRequest, standing: Standing, each: Objection) -> dict:
    """The objector stays sealed; an upheld objection leads to the correction."""
    inventory, corrected = standing.inventory, len(each.corrections.all())
    upheld = each.result == Objection.Result.UPHELD and inventory.status == Status.POSTING
    url = (
        reverse("line_correct", args=[inventory.pk, each.pk])
        if upheld and is_party(request.user, UNIT, inventory)
        else ""
    )
    return {
        "text": f"第{each.number}号异议" + ("：据此更正" if url else ""),
        "url": url,
        "word": each.get_result_display() or "待答复",
        "tone": "done" if each.result else "due",
        "detail": f"已更正{corrected}行" if corrected else "",
    }


def _meeting_facts(inventory: Inventory) -> list[dict]:
    made = getattr(inventory, "confirmation", None)
    if made is None:
        return []
    return pairs(
        ("会议", f"{made.get_body_display()} {made.held_on}"),
        ("应到、实到、赞成", f"{made.entitled}、{made.present}、{made.in_favour}人"),
        ("决议", made.resolution.archive_number, paper_url(made.resolution)),
        ("确认时内容摘要", made.digest),
    )
