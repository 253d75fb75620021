"""The roll with identity numbers, for filing with the street and the district: named roles, a reason, counted."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities import exports
from communities.access import Verb, may, page
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.workbooks import Column, Sheet
from communities.services import residents
from shareholders.forms.rolls import FullListForm
from shareholders.models import Member
from shareholders.views import shown

HEADS = ("成员编号", "户编号", "姓名", "性别", "身份证号", "成员类别", "状态", "成为成员日期")


@page("GET", "POST", may=Verb.FULL_LIST)
def roll_full_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The file is the answer to the form itself: no address leads to it afterwards."""
    organisation, form = shown.cooperative_of(request, pk), FullListForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and may(request.user, Verb.FULL_LIST, organisation.place):
        try:
            residents.look_at_list(organisation, organisation.place, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error("reason", list(refusal.reasons))
        else:
            return _workbook(organisation, request.user)
    context = {
        "form": form,
        "heading": "导出含证件号码的名册",
        "sub": f"{organisation.name}　报街道、区农业农村局备案用；每日次数有限，文件上印有导出人。",
        "back": shown.roll_address(organisation),
        "trail": shown.trail(organisation, {"label": "导出含证件号码的名册"}),
    }
    return render(request, "communities/residents/form.html", context)


def _workbook(organisation, account) -> HttpResponse:
    rows = list(_rows(organisation))
    widths = (12, 10, 12, 6, 22, 24, 12, 14)
    columns = [Column(head, width, "text") for head, width in zip(HEADS, widths, strict=True)]
    mark = f"{account.name}（{account.post_label}）{clock.now():%Y-%m-%d %H:%M} 导出，仅供备案，妥善保管"
    title = f"{organisation.name}成员名册"
    sheet = Sheet("成员名册", columns, rows, heading=(title, mark))
    return exports.sheets_response(f"{title}（含证件号码）{clock.today()}", [sheet])


def _rows(organisation) -> Iterator[tuple]:
    members = Member.objects.filter(organisation=organisation).on_roll().select_related("person", "household")
    for each in members.order_by("household__number", "number"):
        person = each.person
        number = person.id_number.reveal() if person.id_number else f"无（{person.no_id_reason}）"
        words = (each.get_category_display(), each.get_status_display(), str(each.since or ""))
        yield each.number, each.household.number, person.name, person.get_sex_display(), number, *words
