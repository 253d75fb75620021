"""Bodies, seats and charters as lines of lists and as facts of pages."""

from django.db.models import Count, Max, Q
from django.urls import reverse

from communities.lib import clock
from communities.lib.tables import bare
from votes.models import CharterRule, DecidingBody, Seat
from votes.rules import rule_for
from votes.rules.words import effect_of, in_words
from votes.services import charters_on

HEADS = ("社区（村）", "机构", "会议", "现有表决资格", "其中妇女", "最近会议")
SEAT_HEADS = ("姓名", "性别", "户编号", "自", "至（不含）", "来源")


def counted(bodies):
    """The bodies with how many seats each has today and when it last met."""
    today = clock.today()
    now = Q(seats__valid_from__lte=today) & (Q(seats__valid_to=None) | Q(seats__valid_to__gt=today))
    seats = Count("seats", filter=now, distinct=True)
    women = Count("seats", filter=now & Q(seats__is_woman=True), distinct=True)
    return bodies.annotate(seats_now=seats, women_now=women, last_met=Max("meetings__held_on")).order_by(
        "organisation__place__code", "organisation__kind", "body"
    )


def row(body: DecidingBody) -> list:
    link = {"text": body.get_body_display(), "url": reverse("body", args=[body.pk])}
    return [body.place.name, body.organisation.name, link, body.seats_now, body.women_now, body.last_met or ""]


def exported(body: DecidingBody) -> list:
    return bare(row(body))


def facts(body: DecidingBody) -> list[dict]:
    today = clock.today()
    seats = body.seats.on(today)
    pairs = [
        ("社区（村）", body.place.name),
        ("机构", body.organisation.name),
        ("会议", body.get_body_display()),
        ("成立日期", body.set_up_on),
        ("现有表决资格", f"{seats.count()}人，其中妇女{seats.filter(is_woman=True).count()}人"),
        ("效力", effect_of(body.body)),
        ("登记", f"{body.set_up_by.name} {clock.to_minute(body.set_up_at)}"),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs]


def law(body: DecidingBody, on) -> dict:
    """What holds for the body on a day: the rule in words and the article, or that the law had none."""
    rule = rule_for(body.body, on, charters=charters_on(body, on))
    if rule is None:
        return {"lines": [f"{on}时法律没有规定由{body.get_body_display()}表决。"], "basis": ""}
    return {"lines": [*in_words(rule), *([f"{rule.note}。"] if rule.note else [])], "basis": rule.basis}


def seat_row(seat: Seat, may_keep: bool) -> list:
    number = seat.household.number if seat.household else ""
    ended = {"text": "办理终止", "url": reverse("seat_end", args=[seat.pk])}
    until = seat.valid_to or (ended if may_keep else "")
    source = "户册或成员名册" if seat.person_id else "手工登记"
    return [seat.name, "女" if seat.is_woman else "男", number, seat.valid_from, until, source]


def seat_exported(seat: Seat) -> list:
    return seat_row(seat, may_keep=False)


def charter_item(each: CharterRule, may_keep: bool) -> dict:
    """For the `item_list` component."""
    asked = [("到会", each.quorum), ("妇女代表到会", each.women), ("通过", each.majority)]
    told = [f"{label}{text}" for label, text in asked if text]
    told += [f"提前{each.notice_days}日通知"] if each.notice_days else []
    told += ["按全体计算"] if each.of_all else []
    span = f"{each.in_force_from}起" + (f"，{each.ended_on}终止" if each.ended_on else "")
    url = reverse("charter_end", args=[each.pk]) if may_keep and each.ended_on is None else ""
    detail = f"{each.get_kind_display()} · {span} · {each.entered_by.name}登记"
    return {"text": f"{each.citation}：{'，'.join(told)}", "url": url, "detail": detail}
