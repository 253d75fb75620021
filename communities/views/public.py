"""The page behind the QR code of a posted paper. It reads the published snapshot and nothing else."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from communities.access import public_page
from communities.lib import clock
from communities.models import PublishedNotice
from communities.services.notices.publishing import short_digest

GONE = 410


@public_page("GET")
def public_notice(request: HttpRequest, token: str) -> HttpResponse:
    """Title, number, period, digest and whether one may object; a sentence once it is over or withdrawn."""
    notice = get_object_or_404(PublishedNotice, token=token)
    closed = closed_sentence(notice)
    if closed:
        response = render(request, "communities/public/closed.html", {"sentence": closed}, status=GONE)
    else:
        response = render(request, "communities/public/notice.html", shown(notice))
    response["X-Robots-Tag"] = "noindex"
    return response


def closed_sentence(notice: PublishedNotice) -> str:
    if notice.withdrawn:
        return "这份文件已由发布单位撤下，页面已关闭。"
    if notice.closes_on and clock.today() > notice.closes_on:
        return "公示期已满，页面已关闭。"
    return ""


def shown(notice: PublishedNotice) -> dict:
    pairs = [
        ("编号", notice.number),
        ("种类", notice.kind),
        ("地点", notice.place),
        ("发布单位", notice.issuer),
        ("公示时间", period(notice)),
        ("张贴至", notice.display_ends_on),
        ("补录", f"张贴在前，{clock_day(notice.published_at)} 录入本系统" if notice.entered_late else ""),
        ("联系人", f"{notice.contact} {notice.telephone}"),
        ("记录簿摘要", short_digest(notice.digest)),
    ]
    return {
        "title": notice.title,
        "objection": objection_sentence(notice),
        "facts": [{"label": label, "value": str(value)} for label, value in pairs if value],
        "demo_data": notice.demo,
    }


def clock_day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def period(notice: PublishedNotice) -> str:
    if not notice.starts_on:
        return "尚未张贴完毕；自最后一处张贴的次日起算"
    if notice.objection_ends_on:
        return f"{notice.starts_on} 至 {notice.objection_ends_on} 24:00"
    return f"自 {notice.starts_on} 起"


def objection_sentence(notice: PublishedNotice) -> str:
    """Whether, and until when, one may object."""
    end = notice.objection_ends_on
    if end is None:
        return "" if notice.starts_on else "异议期自最后一处张贴的次日起算，届时本页显示截止日期。"
    if clock.today() <= end:
        return f"可以提出异议，截止到 {end} 24:00。请以书面形式实名向发布单位提出。"
    return f"异议期已于 {end} 24:00 届满。"
