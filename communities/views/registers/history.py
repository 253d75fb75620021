"""A place and its history as finished facts for the page."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from communities.access import Verb, may
from communities.counting import count_at
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Place, Succession
from communities.place_history import OpenQuestion, formed_by, open_questions, went_into
from communities.rules.register import Exact, Range

PLACE_HEADS = ("统计用区划代码", "名称", "类型", "法律主体", "街道（镇）", "设立日期", "撤销日期")


def trail(this: Place, account, label: str = "") -> list[dict]:
    """Down the tree to the place, or past it to a page of its own; what the account may not open is only named."""
    above = [{"label": "社区与沿革", "url": reverse("places")}]
    line = [*([this.district] if this.district_id else []), *([this.parent] if _is_community(this) else []), this]
    steps = [
        {"label": place.name} | ({"url": reverse("place", args=[place.pk])} if may(account, Verb.VIEW, place) else {})
        for place in line
    ]
    if label:
        return [*above, *steps, {"label": label}]
    return [*above, *steps[:-1], {"label": this.name}]


def _is_community(place: Place) -> bool:
    return place.level == Place.Level.COMMUNITY


def place_values(place: Place) -> tuple:
    """One row of the list, as `PLACE_HEADS`."""
    return (
        place.code or "拟设",
        place.name,
        place.get_kind_display(),
        place.get_legal_body_display(),
        place.parent.name,
        f"{place.opened_on or ''}",
        f"{place.closed_on or ''}",
    )


def places_table(places: Iterable[Place]) -> dict:
    """The list, with the name leading to the place."""
    rows = []
    for place in places:
        code, name, *rest = place_values(place)
        rows.append([code, {"text": name, "url": reverse("place", args=[place.pk])}, *rest])
    return table(*PLACE_HEADS, rows=rows)


def top_places(account) -> list[dict]:
    """The highest places one may see, as links: districts, else streets."""
    visible = Place.objects.visible_to(account).current().order_by("code")
    found = list(visible.districts()) or list(visible.streets())
    return [{"text": place.name, "url": reverse("place", args=[place.pk]), "detail": place.code} for place in found]


def facts(this: Place) -> list[dict]:
    """What the place is today, as label and value."""
    pairs = [
        ("统计用区划代码", this.code or "尚无（拟设）"),
        ("层级", this.get_level_display()),
        ("类型", this.get_kind_display() if _is_community(this) else ""),
        ("法律主体", this.get_legal_body_display()),
        ("设立日期", this.opened_on and f"{this.opened_on}"),
        ("撤销日期", this.closed_on and f"{this.closed_on}"),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def figures_table(this: Place) -> dict:
    rows = [
        [
            f"{row.as_at}",
            row.population,
            row.households,
            "" if row.area_km2 is None else f"{row.area_km2.normalize():f}",
            row.party_members,
            row.service_radius_m,
            row.source,
        ]
        for row in this.figures.all()
    ]
    heads = ("截至", "人口（人）", "户数（户）", "面积（平方公里）", "党员（人）", "服务半径（米）", "来源")
    return table(*heads, rows=rows)


def versions_table(this: Place) -> dict:
    rows = [
        [
            f"{row.valid_from}",
            f"{row.valid_to}" if row.valid_to else "—" if row.superseded_at else "今",
            row.name,
            row.code or "—",
            row.get_legal_body_display() or "—",
            row.parent.name if row.parent else "—",
            row.source,
            f"{row.recorded_at.astimezone(clock.SHANGHAI):%Y-%m-%d}",
            f"{row.superseded_at.astimezone(clock.SHANGHAI):%Y-%m-%d}" if row.superseded_at else "",
        ]
        for row in this.versions.select_related("parent")
    ]
    return table("自", "至（不含）", "名称", "代码", "法律主体", "上级", "依据", "录入", "更正", rows=rows)


def succession_items(this: Place) -> list[dict]:
    """Both directions, as events of a timeline."""
    if not _is_community(this):
        return []
    came = {event.pk: _event_item(event, "来源", "done") for event in formed_by(this)}
    went = {event.pk: _event_item(event, "去向", "hold") for event in went_into(this)}
    return sorted((went | came).values(), key=lambda item: item["when"], reverse=True)


def _event_item(event: Succession, act: str, tone: str) -> dict:
    sides = {True: [], False: []}
    for side in event.sides.all():
        share = "" if side.share == 100 else f"（{side.share.normalize():f}%）"
        sides[side.is_source].append(f"{side.place.name}{share}")
    return {
        "when": f"{event.happened_on}",
        "act": f"{act}：{event.get_way_display()}",
        "text": f"{'、'.join(sides[True])} → {'、'.join(sides[False])}\n依据：{event.document_number}",
        "who": f"{event.confirmed_by.name} 确认",
        "tone": tone,
    }


def question_items(this: Place, may_record: bool) -> list[dict]:
    """What two registers leave open about a community; the office gets the way to answer."""
    if not _is_community(this) or not this.district_id:
        return []
    return [
        {"text": question.sentence, "url": _answer_url(this, question) if may_record else ""}
        for question in open_questions(this)
    ]


def _answer_url(this: Place, question: OpenQuestion) -> str:
    chosen = [*(("source", pk) for pk in question.sources), *(("target", pk) for pk in question.targets)]
    return f"{reverse('succession_new', args=[this.parent_id])}?{urlencode(chosen)}"


def actions(this: Place, account) -> list[dict]:
    """What the person may enter about the place, as links."""
    if this.closed_on:
        return []
    street = this.parent_id if _is_community(this) else this.pk
    links = [(("变更资料", "place_amend", this.pk), _is_community(this), (Verb.OFFICE,))]
    links += [(("登记数据", "place_figures", this.pk), True, (Verb.OFFICE, Verb.REVIEW, Verb.REPORT))]
    links += [(("拟设社区", "place_plan", this.pk), this.level == Place.Level.STREET, (Verb.OFFICE,))]
    links += [(("登记沿革", "succession_new", street), True, (Verb.OFFICE,))]
    return [
        {"label": label, "url": reverse(name, args=[pk])}
        for (label, name, pk), fits, verbs in links
        if fits and any(may(account, verb, this) for verb in verbs)
    ]


def children_table(this: Place) -> dict | None:
    """A street's communities; a district's streets with today's counts."""
    if this.level == Place.Level.STREET:
        return places_table(
            this.children.select_related("parent").order_by(F("closed_on").asc(nulls_first=True), "code")
        )
    if this.level == Place.Level.DISTRICT:
        rows = [
            [{"text": street.name, "url": reverse("place", args=[street.pk])}, street.code, street.count]
            for street in _streets_with_counts(this)
        ]
        return table("街道（镇）", "代码", "现存社区（村）", rows=rows)
    return None


def _streets_with_counts(district: Place) -> QuerySet[Place]:
    present = Count("children", filter=Q(children__closed_on=None, children__planned=False))
    return Place.objects.filter(parent=district).streets().current().annotate(count=present).order_by("code")


def count_sentence(this: Place, at: date) -> str:
    """How many communities there were, in words that say how sure it is."""
    match count_at(this, at):
        case Exact(count):
            return f"{at}，{this.name}有 {count} 个社区（村）。"
        case Range(low, high):
            return (
                f"{at}，{this.name}有 {low} 至 {high} 个社区（村）。这一天在两份名册之间，其间的撤并还没有全部登记，"
                "各街道按从前一份到后一份单向变化推算。"
            )
        case _:
            return f"{at} 早于最早的名册，没有可以依据的数据。"
