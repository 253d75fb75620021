"""The weekly round: opened for an ISO week, filed by each unit till its cut-off, and those who still owe reminded."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.isoweek import Week, cutoff
from communities.models import Account, Appointment, Place
from communities.services import holidays, messages, settings
from communities.services.permission import require
from communities.services.recording import SYSTEM, differences, record
from mergers.models import MergerCase, WeeklyReport, WeeklyRound

TEXTS = {"progress": "本周进展", "problems": "存在问题", "coordination": "需协调事项", "next_week": "下周打算"}


def cutoff_of(district: Place, week: Week) -> datetime:
    """When the week's figures close: the dispatch day after it, by the settings and the holiday table of its end."""
    weekday, hour = (settings.value(f"dispatch.{name}", district, week.sunday) for name in ("weekday", "hour"))
    return cutoff(week, weekday, hour, holidays.calendar_known(district, clock.end_of_day(week.sunday)))


@transaction.atomic
def open_round(district: Place, week: Week) -> WeeklyRound:
    """The round of the week; opened if it is not yet. Reports may be filed from its Monday till the cut-off."""
    opened, made = WeeklyRound.objects.get_or_create(
        district=district,
        year=week.year,
        week=week.number,
        defaults={
            "opens_at": clock.end_of_day(week.monday - timedelta(days=1)),
            "cutoff_at": cutoff_of(district, week),
        },
    )
    if made:
        changes = {"数据截止": [None, opened.cutoff_at]}
        record("开启周调度", opened, by=SYSTEM, place=district, changes=changes)
    return opened


@transaction.atomic
def file_report(
    round: WeeklyRound,
    case: MergerCase,
    *,
    by,
    progress: str = "",
    problems: str = "",
    coordination: str = "",
    next_week: str = "",
    commit_step: int | None = None,
    commit_on: date | None = None,
    nothing_reason: str = "",
) -> WeeklyReport:
    """File a unit's week: the four texts, or with `nothing_reason` a 零报告. Till the cut-off it may be filed anew."""
    case = MergerCase.objects.select_for_update(of=("self",)).with_places().get(pk=case.pk)
    require(by, Verb.REPORT, case.place)
    texts = dict(zip(TEXTS, (progress, problems, coordination, next_week), strict=True))
    texts = {name: text.strip() for name, text in texts.items()}
    _refuse_unlawful(round, case, texts, commit_step, commit_on, nothing_reason.strip())
    before = WeeklyReport.objects.filter(round=round, case=case).first()
    report = before or WeeklyReport(round=round, case=case)
    was = _told(report)
    for name, text in texts.items():
        setattr(report, name, text)
    report.commit_step, report.commit_on = commit_step, commit_on
    report.nothing, report.nothing_reason = bool(nothing_reason.strip()), nothing_reason.strip()
    report.filed_at, report.filed_by = clock.now(), by
    report.save()
    action = "更改每周报送" if before else "报送每周进展"
    record(action, report, by=by, place=case.place, changes=differences(was, _told(report)))
    return report


def _told(report: WeeklyReport) -> dict:
    names = TEXTS | {"nothing_reason": "零报告理由", "commit_step": "承诺步骤", "commit_on": "承诺日期"}
    return {label: getattr(report, name) for name, label in names.items()}


def _refuse_unlawful(
    round: WeeklyRound, case: MergerCase, texts: dict, commit_step: int | None, commit_on: date | None, nothing: str
) -> None:
    now = clock.now()
    if case.place.district_id != round.district_id:
        raise Refused(f"{case.place.name}不属于{round.district.name}。")
    if now < round.opens_at:
        raise Refused(f"{round}尚未开始，{round.opens_at:%m-%d}起报送。")
    if now >= round.cutoff_at:
        raise Refused(f"{round}的数据已于{round.cutoff_at.astimezone(clock.SHANGHAI):%m-%d %H:%M}截止，不能再报送。")
    if case.completed_on or case.removed_on:
        raise Refused(f"{case.place.name}的事项已办结，无须再报送。")
    if nothing and any(texts.values()):
        raise Refused("零报告只写理由；有进展、问题或打算的，请按四项填写。")
    if not nothing and not texts["progress"]:
        raise Refused("请填写本周进展；确无进展的，填写零报告理由。")
    if (commit_step is None) != (commit_on is None):
        raise Refused("承诺须同时选定步骤和日期。")
    if commit_step is not None and not case.filings.filter(step=commit_step).exists():
        raise Refused(f"没有第{commit_step}步，请重新选定承诺的步骤。")
    if commit_on and commit_on < clock.today():
        raise Refused("承诺日期不能早于今天。")


def owing(round: WeeklyRound):
    """The cases that still owe their report: under way, not suspended, and without a report of this round."""
    return (
        MergerCase.objects.open()
        .in_district(round.district)
        .filter(suspended_on=None, opened_on__lte=round.iso.sunday)
        .exclude(reports__round=round)
    )


def remind(round: WeeklyRound) -> int:
    """Tell those who still owe, each person once a day, on the days before the cut-off that the office has set."""
    now, district = clock.now(), round.district
    closes = round.cutoff_at.astimezone(clock.SHANGHAI)
    first = closes.date() - timedelta(days=settings.value("reminder.days_before", district))
    if not (first <= now.date() and now < closes):
        return 0
    posts = Appointment.objects.held_on(now.date()).filter(
        role__in=[Role.SECRETARY, Role.CLERK], place__in=owing(round).values("place")
    )
    people = Account.objects.filter(is_active=True, appointments__in=posts).distinct()
    text = f"{round}尚未报送，请于{closes:%m-%d %H:%M}前报送本周进展；确无进展的报零报告。"
    return messages.tell(people, text, reverse("weekly_reports"), f"remind:{round.pk}:{now.date()}")
