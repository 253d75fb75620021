"""Objections to a posted list: the list as it hung, taking one in, its answer, the corrections it brings."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assets import services as assets
from assets.accounting import Standing
from assets.forms.inventories import facts_of
from assets.forms.lines import AccountForm, LineForm, initial_of
from assets.forms.objections import LineObjectionForm, OtherAnswerForm, UpholdForm
from assets.listing import COLUMNS
from assets.models import Inventory, InventoryLine, InventoryPosting
from assets.rules.accounts import Account, shipped
from assets.rules.inventory_moves import UNIT, Status
from assets.services.corrections import CORRECTING, LEFT_OUT
from assets.services.parties import is_party
from communities.access import Verb, may, page
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Objection
from communities.services import notices
from communities.views.carrying import carry_out, form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed

from .lines import files_of
from .shown import head, inventory_of, pairs, trail

HEADS = tuple(label for label, _, _ in COLUMNS)


@page("GET", may=Verb.VIEW)
def posted_list(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    """The lines of one posting as they hung."""
    found, hung = _posting_of(request, pk, posting)
    rows = hung.posted_rows.filter(kind="")
    context = {
        **head(found, "inventory_posting", str(hung)),
        **listed(request, rows, reverse("posted_list_export", args=[pk, hung.pk]), size=100),
        "posting": hung,
    }
    context["table"] = table(*HEADS, rows=(_row(each.cells) for each in context["page"]))
    if hung.notice.published_at and found.status == Status.POSTING and may(request.user, Verb.POST, found.place):
        url = reverse("line_objection_new", args=[pk, hung.pk])
        context["acts"] = [{"label": "登记异议", "url": url, "primary": True}]
    return render(request, "assets/posted_list.html", context)


@page("GET", may=Verb.VIEW)
def posted_list_export(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    """Exactly the lines as they hung."""
    found, hung = _posting_of(request, pk, posting)
    rows = (each.cells for each in hung.posted_rows.filter(kind=""))
    return workbook_response(f"{found.organisation.name}{hung}清单", HEADS, rows)


@page("GET", "POST", may=Verb.POST)
def line_objection_new(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    """`line` in the address fills in the number of the line that is objected to."""
    found, hung = _posting_of(request, pk, posting)
    asked = request.GET.get("line", "")
    initial = {"number": int(asked)} if asked.isdecimal() and len(asked) < 10 else {}
    form = LineObjectionForm(request.POST or None, initial=initial)

    def act() -> str:
        given = facts_of(form)
        made = assets.object_to_line(hung, given.pop("number"), by=request.user, **given)
        return reverse("line_objection", args=[pk, made.pk])

    said = "异议已登记并编号，请在答复期限内答复。"
    back = reverse("posted_list", args=[pk, hung.pk])
    told = {"heading": "登记异议", "sub": f"{found} · {hung}", "back": back, "submit": "登记"}
    return form_page(request, form, act, said, trail=trail(found, "登记异议"), **told)


@page("GET", "POST", may=Verb.POST)
def line_objection(request: HttpRequest, pk: int, objection) -> HttpResponse:
    """What was objected; answered here unless it is upheld, which goes on to the line."""
    found = inventory_of(request, pk)
    raised = _objection_of(found, objection)
    if not raised.row_key or not may(request.user, Verb.POST, found.place):
        raise Http404
    form = None if raised.answered_at else OtherAnswerForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        notices.answer_objection(raised, given["answer"], given["result"], by=request.user)
        return _address(found)

    sent = form is not None and request.method == "POST" and form.is_valid()
    if sent and (done := carry_out(request, form.key, act, "已答复。")):
        return done
    heading = f"第{raised.number}号异议"
    context = {"form": form, "heading": heading, "sub": str(found), "back": _address(found), "submit": "答复"}
    context |= {"facts": _facts(raised), "acts": _acts(request, found, raised), "trail": trail(found, heading)}
    return render(request, "assets/objection.html", context)


@page("GET", "POST", may=Verb.FILE)
def line_uphold(request: HttpRequest, pk: int, objection) -> HttpResponse:
    """Uphold it: the line it names as it is to stand, or one that was left out (`account` in the address)."""
    found = inventory_of(request, pk)
    raised = _objection_of(found, objection)
    if not raised.row_key or not may(request.user, Verb.POST, found.place):
        raise Http404
    left_out = raised.row_key == LEFT_OUT
    row = None if left_out else get_object_or_404(found.lines, number=raised.row_key)

    def act(form: UpholdForm) -> str:
        told = form.cleaned_data["answer"]
        corrected = assets.uphold(found, raised, row, form.values(), told, by=request.user, **files_of(form))
        return reverse("line", args=[pk, corrected.pk])

    heading = f"第{raised.number}号异议成立：{'补登漏列的一行' if left_out else '更正这一行'}"
    back = reverse("line_objection", args=[pk, raised.pk])
    context = {"heading": heading, "facts": _claim(raised), "back": back, "submit": "更正并答复"}
    return _correction(request, found, row, context, UpholdForm, act)


@page("GET", "POST", may=Verb.FILE)
def line_correct(request: HttpRequest, pk: int, objection) -> HttpResponse:
    """By an objection upheld already; `line` in the address names the line, `account` the class of one left out."""
    found = inventory_of(request, pk)
    raised = _objection_of(found, objection)
    row, start = _chosen(request, found), AccountForm(request.GET or None)
    heading = f"据第{raised.number}号异议更正"
    context = {"heading": heading, "back": _address(found), "submit": "更正"}
    if row is None and not (start.is_bound and start.is_valid()):
        context |= {"lines": _choices(found, raised), "form": start, "sub": str(found), "trail": trail(found, heading)}
        return render(request, "assets/correct.html", context)

    def act(form: LineForm) -> str:
        corrected = assets.correct(found, raised, row, form.values(), by=request.user, **files_of(form))
        return reverse("line", args=[pk, corrected.pk])

    return _correction(request, found, row, context, LineForm, act)


def _correction(
    request: HttpRequest, inventory: Inventory, row: InventoryLine | None, context: dict, form_of: type, act: Callable
) -> HttpResponse:
    """The form of a line to be corrected; for one left out first the question of its class."""
    context |= {"sub": str(inventory), "trail": trail(inventory, context["heading"])}
    start = AccountForm(request.GET or None)
    if row is None and not (start.is_bound and start.is_valid()):
        asked = {"form": start, "method": "get", "submit": "下一步"}
        return render(request, "communities/form.html", context | asked)
    account: Account = shipped().account(row.account if row else start.cleaned_data["account"])
    initial = initial_of(row, account) if row else {}
    form = form_of(account, request.POST or None, request.FILES or None, initial=initial)
    signs = "该类由受托机构重新签章，" if Standing(inventory).engagement else ""
    said = f"已更正。资产与负债、权益不再相符的，接着“据此更正其他行”；{signs}其后补充公示更正的行。"
    sent = request.method == "POST" and form.is_valid()
    if sent and (done := carry_out(request, form.key, lambda: act(form), said)):
        return done
    return render(request, "communities/form.html", context | {"form": form})


def _posting_of(request: HttpRequest, pk: int, posting: int) -> tuple[Inventory, InventoryPosting]:
    found = inventory_of(request, pk)
    hung = get_object_or_404(found.postings.select_related("notice__place"), pk=posting)
    hung.inventory = found
    return found, hung


def _objection_of(inventory: Inventory, objection) -> Objection:
    return get_object_or_404(Objection, pk=objection, notice__in=inventory.postings.values("notice"))


def _chosen(request: HttpRequest, inventory: Inventory) -> InventoryLine | None:
    asked = request.GET.get("line", "")
    return get_object_or_404(inventory.lines, pk=asked) if asked.isdecimal() and len(asked) < 19 else None


def _choices(inventory: Inventory, objection: Objection) -> list[dict]:
    url = reverse("line_correct", args=[inventory.pk, objection.pk])
    return [{"text": str(row), "url": f"{url}?line={row.pk}"} for row in inventory.lines.order_by("number")]


def _acts(request: HttpRequest, inventory: Inventory, raised: Objection) -> list[dict]:
    if inventory.status != Status.POSTING or not is_party(request.user, UNIT, inventory):
        return []
    if raised.answered_at is None:
        label = "成立，补登这一行" if raised.row_key == LEFT_OUT else "成立，更正这一行"
        return [{"label": label, "url": reverse("line_uphold", args=[inventory.pk, raised.pk]), "primary": True}]
    if raised.result in CORRECTING:
        return [{"label": "据此更正其他行", "url": reverse("line_correct", args=[inventory.pk, raised.pk])}]
    return []


def _claim(raised: Objection) -> list[dict]:
    return pairs(
        ("所涉事项", raised.row_label),
        ("原登记内容", raised.original),
        ("异议人主张", raised.claimed),
        ("事实和理由", raised.text),
    )


def _facts(raised: Objection) -> list[dict]:
    return [
        *_claim(raised),
        *pairs(
            ("异议人", raised.objector.reveal()),
            ("联系方式", raised.contact.reveal() if raised.contact else ""),
            ("收到时间", clock.to_minute(raised.received_at)),
            ("答复期限", raised.answer_due_on),
            ("处理结果", raised.get_result_display()),
            ("答复", raised.answer),
            ("更正情况", raised.corrected),
        ),
    ]


def _row(cells: list) -> list:
    """Amounts stand at the right, as on paper."""
    pairs_ = zip(cells, COLUMNS, strict=True)
    return [{"text": cell, "num": True} if align == "number" else cell for cell, (_, _, align) in pairs_]


def _address(inventory: Inventory) -> str:
    return reverse("inventory_posting", args=[inventory.pk])
