"""The notice board's list and its export."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.forms.notices import NoticeFilterForm
from communities.lib.tables import table
from communities.models import Notice, Place
from communities.views.exporting import workbook_response
from communities.views.listing import listed

from .shown import address, soonest_end, status

HEADS = ("编号", "标题", "种类", "地点", "落款单位", "状态", "起算日", "下一期限", "异议", "未答复")


@page("GET", may=Verb.VIEW)
def notice_list(request: HttpRequest) -> HttpResponse:
    form = _filtered(request)
    context = {"form": form, **listed(request, form.found(), reverse("notices_export"))}
    context["table"] = table(*HEADS, rows=(_linked(notice) for notice in context["page"]))
    context["may_post"] = has_verb(request.user, Verb.POST)
    return render(request, "communities/notices/list.html", context)


@page("GET", may=Verb.VIEW)
def notices_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    return workbook_response("公示清单", HEADS, (_row(notice) for notice in _filtered(request).found()))


def _filtered(request: HttpRequest) -> NoticeFilterForm:
    notices = Notice.objects.visible_to(request.user).select_related("place", "issuer")
    notices = notices.annotate(
        objected=Count("objections"), unanswered=Count("objections", filter=Q(objections__answered_at=None))
    )
    notices = notices.order_by("-created_at", "pk")
    places = Place.objects.visible_to(request.user).current().order_by("code")
    return NoticeFilterForm(notices, places, request.GET or None)


def _row(notice: Notice) -> tuple:
    return (
        notice.number or "",
        notice.title,
        f"{notice.get_kind_display()}（补录）" if notice.entered_late else notice.get_kind_display(),
        notice.place.name,
        notice.issuer.name,
        notice.status_word,
        str(notice.starts_on or ""),
        soonest_end(notice),
        notice.objected,
        notice.unanswered,
    )


def _linked(notice: Notice) -> tuple:
    number, title, kind, place, issuer, _, *rest = _row(notice)
    light = status(notice)
    return number, {"text": title, "url": address(notice)}, kind, place, issuer, {**light, "text": light["word"]}, *rest
