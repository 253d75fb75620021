"""Posting item by item and what follows: the notices, the objections to them, the meeting that confirms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assets import services as assets
from assets.accounting import Standing
from assets.forms.inventories import ConfirmationForm, PostingForm, facts_of
from assets.models import Inventory, InventoryPosting
from assets.rules import checks
from assets.rules.inventory_moves import UNIT, Status
from assets.services.corrections import CORRECTING
from assets.services.parties import is_party
from communities.access import Verb, may, page
from communities.models import Board, Objection
from communities.views.carrying import carry_out
from communities.views.notices.shown import answer_light

from .shown import check_items, head, inventory_of, pairs, paper_url, trail


@page("GET", may=Verb.VIEW)
def inventory_posting(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    standing = Standing(found)
    asked = [*standing.unequal(), standing.signed(), checks.off_book(standing.lines)]
    asked += [standing.posted(), standing.confirmed(), checks.write_offs(standing.lines)]
    context = {
        **head(found, "inventory_posting"),
        "acts": _acts(request, found, standing),
        "checks": check_items(asked),
        "postings": [{"title": str(each), "facts": _posting_facts(each)} for each in standing.postings],
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

    standing = Standing(found)
    said = "公示稿已按登记簿生成，核对后发布；逐项清单生成后随公示张贴。"
    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    heading = "起草补充公示：只公示更正的行" if standing.posting else "起草清查结果公示"
    context = {"form": form, "heading": heading, "sub": str(found), "back": _address(found)}
    context["checks"] = check_items([*standing.unequal(), standing.signed(), checks.off_book(standing.lines)])
    return render(request, "communities/form.html", {**context, "trail": trail(found, "起草公示"), "submit": "起草"})


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
    return render(request, "communities/form.html", {**context, "trail": trail(found, "确认"), "submit": "登记"})


def _address(inventory: Inventory) -> str:
    return reverse("inventory_posting", args=[inventory.pk])


def _acts(request: HttpRequest, inventory: Inventory, standing: Standing) -> list[dict]:
    if inventory.status != Status.POSTING:
        return []
    where, acts, hung = [inventory.pk], [], standing.postings
    posts, unit = may(request.user, Verb.POST, inventory.place), is_party(request.user, UNIT, inventory)
    if posts and hung and hung[-1].notice.published_at:
        acts.append({"label": "登记异议", "url": reverse("line_objection_new", args=[inventory.pk, hung[-1].pk])})
    if posts and standing.changed and not any(each.notice.published_at is None for each in hung):
        label = "起草补充公示" if hung else "起草公示"
        acts.append({"label": label, "url": reverse("posting_draft", args=where), "primary": True})
    if hung and unit:
        primary = not standing.changed
        acts.append({"label": "登记大会确认", "url": reverse("inventory_confirm", args=where), "primary": primary})
    return acts


def _posting_facts(posting: InventoryPosting) -> list[dict]:
    notice, listing = posting.notice, posting.listing
    end = f"{notice.objection_ends_on} 24:00" if notice.objection_ends_on else ""
    return pairs(
        ("公示", notice.title, reverse("notice", args=[notice.pk])),
        ("状态", notice.status_word),
        ("异议截止", end),
        ("清单", f"{posting.rows}行", reverse("posted_list", args=[posting.inventory_id, posting.pk])),
        ("清单文件", listing.archive_number if listing else "正在生成，请稍后刷新", paper_url(listing)),
        ("内容摘要", posting.digest),
    )


def _objection(request: HttpRequest, standing: Standing, each: Objection) -> dict:
    """The objector stays sealed; what names a line is answered on a page of its own."""
    corrected = len(each.corrections.all())
    tone, word = answer_light(each)
    told = [f"答复期限 {each.answer_due_on}"] if each.answered_at is None else []
    told += [f"已更正{corrected}行"] if corrected else []
    return {
        "text": f"{standing.named(each)} {each.row_label}",
        "url": _objection_url(request, standing.inventory, each),
        "word": each.get_result_display() or word,
        "tone": tone,
        "detail": "；".join(told),
    }


def _objection_url(request: HttpRequest, inventory: Inventory, each: Objection) -> str:
    posts = may(request.user, Verb.POST, inventory.place)
    if each.row_key and posts:
        return reverse("line_objection", args=[inventory.pk, each.pk])
    open_ = inventory.status == Status.POSTING and is_party(request.user, UNIT, inventory)
    if open_ and each.result in CORRECTING:
        return reverse("line_correct", args=[inventory.pk, each.pk])
    return reverse("objection", args=[each.notice_id, each.pk]) if posts else ""


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
