"""我的待办 of secretaries and clerks: why it was returned, what to file and what is missing, what the boards need."""

from django.urls import reverse

from communities import access
from communities.access import FILERS, Role
from communities.lib import clock
from communities.models import Notice, Objection, Posting
from mergers import gates
from mergers.models import MergerCase, StepFiling, WeeklyRound
from mergers.presenters.deadlines import deadline
from mergers.presenters.home.card import Card
from mergers.presenters.rail import current_steps
from mergers.presenters.step_checks import checks
from mergers.presenters.words import moment, short_day
from mergers.rules.rulebook import StepView
from mergers.services import rounds

REPORTERS = (Role.SECRETARY, Role.CLERK)
MISSING_SHOWN = 5
Status = StepFiling.Status


def cards(account) -> list[Card]:
    """For every community in which the person files."""
    places = {post.place_id for post in account.posts() if post.role in FILERS}
    if not places:
        return []
    found = list(
        MergerCase.objects.in_programme()
        .filter(place__in=places)
        .with_places()
        .prefetch_related("filings", "plan_dates")
    )
    told = []
    for case in found:
        told += _of_case(case, account)
    reporting = {post.place_id for post in account.posts() if post.role in REPORTERS}
    told += _boards(reporting) if reporting else []
    return told or [_nothing_owed(found)]


def _nothing_owed(cases: list[MergerCase]) -> Card:
    """A case whose turn is with others is still a way in; an empty page would deny it."""
    ways = [{"text": f"{case.place.name}撤并事项", "url": reverse("case", args=[case.pk])} for case in cases]
    if ways:
        return Card(title="目前没有轮到您办理的事项", entries=ways)
    return Card(title="我的待办", entries=[], empty="本社区还没有启动撤并事项。")


def _of_case(case: MergerCase, account) -> list[Card]:
    if case.completed_on:
        link = {"text": f"{case.place.name}撤并事项", "url": reverse("case", args=[case.pk])}
        return [Card(title="我的待办", entries=[link | {"tone": "done", "word": "已完成"}])]
    views = {view.step.number: view for view in case.step_views()}
    mine = [
        filing
        for filing in case.filings.all()
        if access.post_as(account, views[filing.step].step.files, case.place) is not None
    ]
    returned = [filing for filing in mine if filing.status == Status.RETURNED]
    told = [_to_file(case, filing, views[filing.step], _why(case, filing)) for filing in returned]
    told += _weekly(case, account)
    own = {filing.pk for filing in mine}
    for filing, view in current_steps(case):
        if filing.pk in own and filing.status in (Status.IDLE, Status.DRAFTING):
            told.append(_to_file(case, filing, view))
    return told + _in_other_hands(case, mine, views)


def _why(case: MergerCase, filing: StepFiling) -> str:
    """Why it came back: the coded reasons and the reviewer's own words."""
    codes = case.rulebook_version.rulebook.return_words(filing.return_codes)
    words = f"{codes}：{filing.return_text}" if codes else filing.return_text
    return f"{moment(filing.returned_at)} 退回。{words}"


def _to_file(case: MergerCase, filing: StepFiling, view: StepView, why: str = "") -> Card:
    """Why it came back, what is still missing, due when and how that day was counted."""
    asked = gates.Asked(case, filing, view)
    found = checks(asked)
    url = reverse("step", args=[case.pk, filing.step])
    missing = [_local(item, url) for item in found.items if not item["ok"]]
    if len(missing) > MISSING_SHOWN:
        more = {"ok": False, "text": f"另有 {len(missing) - MISSING_SHOWN} 项，见本步页面", "action_url": url}
        missing = [*missing[:MISSING_SHOWN], more | {"action_label": "查看"}]
    return Card(
        title=f"第{filing.step}步 {view.title}",
        tone="late" if why else found.tone,
        word="已退回" if why else found.word,
        url=url,
        label="去补正" if why else "办理",
        lines=[why] if why else [],
        deadline=deadline(case, filing, view),
        checks=missing or None,
    )


def _local(item: dict, url: str) -> dict:
    """An anchor of the step page, as an address from here."""
    return item | {"action_url": f"{url}{item['action_url']}"} if item["action_url"].startswith("#") else item


def _in_other_hands(case: MergerCase, mine: list[StepFiling], views: dict[int, StepView]) -> list[Card]:
    """What was sent and is being looked at; nothing to do here but to know."""
    entries = [
        {
            "text": f"第{filing.step}步 {views[filing.step].title}",
            "url": reverse("step", args=[case.pk, filing.step]),
            "tone": "going",
            "word": filing.get_status_display(),
            "detail": f"{moment(filing.submitted_at)} 提交",
        }
        for filing in mine
        if filing.status in (Status.SUBMITTED, Status.REVIEWED, Status.RECHECK)
    ]
    return [Card(title="审核中", entries=entries)] if entries else []


def _weekly(case: MergerCase, account) -> list[Card]:
    """The report of the running round, while the unit owes it."""
    if access.post_as(account, ("community",), case.place) is None or case.suspended_on:
        return []
    now = clock.now()
    running = WeeklyRound.objects.filter(district=case.place.district_id, opens_at__lte=now, cutoff_at__gt=now)
    return [
        Card(
            title=f"{round}进展",
            tone="due",
            word="未报送",
            url=reverse("weekly_reports"),
            label="去报送",
            lines=[f"{moment(round.cutoff_at)} 数据截止；确无进展的报零报告并写明理由。"],
        )
        for round in running.order_by("cutoff_at")
        if rounds.owing(round).filter(pk=case.pk).exists()
    ]


def _boards(places: set[int]) -> list[Card]:
    """Boards whose posting is over and lacks the proof of its end; objections to answer, the nearest day first."""
    today, told = clock.today(), []
    hanging = Posting.objects.filter(
        notice__place__in=places, up_at__isnull=False, down_at=None, interrupted_at=None
    ).exclude(notice__status=Notice.Status.WITHDRAWN)
    over = hanging.filter(notice__display_ends_on__lt=today) | hanging.filter(
        notice__display_ends_on=None, notice__objection_ends_on__lt=today
    )
    proofs = [
        {
            "text": f"{posting.notice.title}（{posting.board.name}）",
            "url": reverse("notice", args=[posting.notice_id]),
            "tone": "due",
            "word": "缺期满证明",
            "detail": f"已于 {short_day(posting.notice.display_ends_on or posting.notice.objection_ends_on)} 期满",
        }
        for posting in over.select_related("notice", "board").order_by("notice_id", "pk")
    ]
    if proofs:
        told.append(Card(title="公示期满证明", entries=proofs))
    waiting = Objection.objects.filter(notice__place__in=places, answered_at=None).select_related("notice")
    answers = [_objection(objection) for objection in waiting.order_by("answer_due_on", "number")]
    return [*told, Card(title="待答复异议", entries=answers)] if answers else told


def _objection(objection: Objection) -> dict:
    late = (clock.today() - objection.answer_due_on).days
    return {
        "text": f"{objection.notice.title} 第{objection.number}号异议",
        "url": reverse("notice", args=[objection.notice_id]),
        "tone": "late" if late > 0 else "due",
        "word": f"超期 {late} 日" if late > 0 else f"{short_day(objection.answer_due_on)} 前答复",
    }
