"""Distributing a year's income: figures, the list from the ledger as at the record date, the decision, voiding."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.bulk import copy_rows
from communities.lib.errors import Refused
from communities.models import Notice
from communities.rules.competence import Subject
from communities.rules.notices import personal_numbers
from communities.services import residents
from communities.services.permission import require
from communities.services.recording import record
from shareholders.dividend_rows import Row, digest_of, last_number, parts_again, rows_of
from shareholders.models import Decision, Dividend, DividendLine, SharePlan
from shareholders.rules.dividends import STATUSES, WAY, Status, figure_faults

from .lists import sheets_of
from .plans import locked_plan

FIGURES = (
    "year", "income", "brought_forward", "losses", "reserve_percent", "reserve", "amount", "retained", "record_on",
    "basis", "collective_takes_part",
)  # fmt: skip
IN_FORCE = (SharePlan.Status.DECIDED, SharePlan.Status.LOCKED)
COLUMNS = (
    "dividend_id", "household_id", "person_id", "number", "certificate", "head", "name", "relation", "is_child",
    "shares", "exact_yuan", "yuan", "carried", "sheet", "position",
)  # fmt: skip


@transaction.atomic
def start_dividend(plan: SharePlan, *, by, **figures) -> Dividend:
    """Draw up a year's distribution (`FIGURES`, in yuan) and its list. Raises Refused, with the figures."""
    plan = locked_plan(plan, *IN_FORCE)
    require(by, Verb.KEEP_SHARES, plan.place)
    dividend = Dividend(plan=plan, created_at=clock.now(), created_by_id=by.pk)
    _fill(dividend, figures)
    record("拟订收益分配", dividend, by=by, place=plan.place, changes=_told(dividend))
    return dividend


@transaction.atomic
def amend_dividend(dividend: Dividend, *, by, **figures) -> Dividend:
    """Change a draft's figures and make its list anew; without figures, the list alone. Raises Refused."""
    plan, dividend = _held(dividend, by)
    if dividend.status != Status.DRAFT:
        raise Refused(f"{dividend}{dividend.get_status_display()}，不能再修改。")
    before = _told(dividend)
    _fill(dividend, {name: getattr(dividend, name) for name in FIGURES} | figures)
    after = _told(dividend)
    changes = {label: [before[label][1], after[label][1]] for label in after if before[label] != after[label]}
    record("修改收益分配", dividend, by=by, place=plan.place, changes=changes)
    return dividend


@transaction.atomic
def decide_dividend(dividend: Dividend, decision: Decision, *, by) -> Dividend:
    """Enter the decision that approved it; from now on figures and list are fixed. Raises Refused."""
    plan, dividend = _held(dividend, by)
    row = WAY.find("decide", dividend.status)
    if reasons := _decision_faults(plan, dividend, decision):
        raise Refused(*reasons)
    dividend.status, dividend.decision = row.target, decision
    dividend.decided_at, dividend.decided_by_id = clock.now(), by.pk
    dividend.save()
    changes = {"状态": [STATUSES[row.source], STATUSES[row.target]], "表决": [None, str(decision)]}
    record("登记收益分配表决", dividend, by=by, place=plan.place, changes=changes)
    return dividend


@transaction.atomic
def void_dividend(dividend: Dividend, reason: str, *, by) -> Dividend:
    """Give a distribution up; its figures and its list stay readable. Raises Refused while its notice hangs."""
    plan, dividend = _held(dividend, by)
    row = WAY.find("void", dividend.status)
    hanging = dividend.boards.exclude(notice__status=Notice.Status.WITHDRAWN).select_related("dividend__plan").first()
    checks = (
        ("作废收益分配须写明理由，已经付款的写明怎样收回或抵扣。", reason.strip()),
        (f"{hanging and hanging.label}没有撤下，请先在公示页面撤下或删除草稿，再作废。", hanging is None),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    dividend.status, dividend.void_reason = row.target, reason.strip()[:200]
    dividend.voided_at, dividend.voided_by_id = clock.now(), by.pk
    dividend.save()
    changes = {"状态": [STATUSES[row.source], STATUSES[row.target]]}
    record("作废收益分配", dividend, by=by, place=plan.place, changes=changes, reason=dividend.void_reason)
    return dividend


@transaction.atomic
def export_bank_list(dividend: Dividend, reason: str, *, by) -> None:
    """Note that the list with identity numbers is handed out, before it is made; counted a day. Raises Refused."""
    if dividend.status != Status.DECIDED:
        raise Refused("收益分配登记表决以后才能导出付款清单。")
    residents.look_at_list(dividend, dividend.place, reason, by=by)


def _fill(dividend: Dividend, figures: dict) -> None:
    """Take the figures, make the list, keep both. Raises Refused with everything that is wrong."""
    plan = dividend.plan
    for name, value in figures.items():
        setattr(dividend, name, value)
    reasons = figure_faults(dividend.figures) + _day_faults(dividend)
    upto = last_number(plan)
    parts = [] if reasons else parts_again(dividend, upto)
    if not reasons and not parts:
        reasons = [f"{dividend.record_on}还没有人持股，请先登记发行，或改正股权登记日。"]
    rows = rows_of(plan, dividend.record_on, parts) if parts else []
    if reasons := reasons or _number_faults(rows):
        raise Refused(*reasons)
    homes = _by_home(rows)
    dividend.ledger_number, dividend.digest = upto, digest_of(parts)
    dividend.people = sum(row.holding.person is not None for row in rows)
    dividend.households = sum(home[0].holding.household is not None for home in homes)
    dividend.shares = sum((row.holding.total for row in rows), Decimal(0))
    sheets = sheets_of([len(home) for home in homes])
    dividend.sheets = sheets[-1]
    _keep(dividend)
    dividend.lines.all()._raw_delete(dividend.lines.db)
    copy_rows(DividendLine, COLUMNS, _lines(dividend, homes, sheets))


def _keep(dividend: Dividend) -> None:
    try:
        dividend.full_clean(exclude=["created_by", "decision", "decided_by", "voided_by"])
    except ValidationError as fault:
        raise Refused(*fault.messages) from fault
    dividend.save()


def _day_faults(dividend: Dividend) -> list[str]:
    checks = (
        ("股权登记日不能晚于今天：名单按当日日终的台账计算。", dividend.record_on <= clock.today()),
        (f"{dividend.year}年度的收益分配，股权登记日不能早于当年。", dividend.year <= dividend.record_on.year),
        ("请写明依据的章程条款或制度。", dividend.basis.strip()),
    )
    return [sentence for sentence, holds in checks if not holds]


def _number_faults(rows: Sequence[Row]) -> list[str]:
    """A name that holds an identity number or a telephone would be posted with it."""
    return personal_numbers((f"{row.holding.number}号户", f"{row.holding.head} {row.holding.name}") for row in rows)


def _decision_faults(plan: SharePlan, dividend: Dividend, decision: Decision) -> list[str]:
    if decision.organisation_id != plan.organisation_id:
        return ["请选择本社的表决。"]
    now = last_number(plan)
    same = digest_of(parts_again(dividend, now)) == dividend.digest
    changed = f"生成名单以后台账有补录（第{dividend.ledger_number + 1}号至第{now}号业务），股权登记日的持股有变化"
    checks = (
        (f"{decision}早于{dividend.year}年，不是对本次分配的表决。", decision.held_on.year >= dividend.year),
        (f"{changed}，请重新生成名单、核对后再登记表决。", same),
    )
    return decision.faults(Subject.INCOME) + [sentence for sentence, holds in checks if not holds]


def _held(dividend: Dividend, by) -> tuple[SharePlan, Dividend]:
    """The plan and the distribution, both held: acts on the ledger and on its dividends queue. Raises Refused."""
    plan = locked_plan(dividend.plan, *IN_FORCE)
    require(by, Verb.KEEP_SHARES, plan.place)
    found = Dividend.objects.select_for_update(of=("self",)).get(pk=dividend.pk)
    found.plan = plan
    return plan, found


def _by_home(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each household together; the collective is one of its own."""
    homes: dict[object, list[Row]] = {}
    for row in rows:
        homes.setdefault(row.holding.household, []).append(row)
    return list(homes.values())


def _lines(dividend: Dividend, homes: Sequence[Sequence[Row]], sheets: Sequence[int]) -> Iterable[tuple]:
    position = 0
    for home, sheet in zip(homes, sheets, strict=True):
        for row in home:
            position += 1
            held, part = row.holding, row.part
            yield (
                dividend.pk, held.household, held.person, held.number, held.certificate, held.head, held.name,
                held.relation, held.is_child, held.total, str(part.exact / 100), row.yuan, part.carried, sheet,
                position,
            )  # fmt: skip


def _told(dividend: Dividend) -> dict[str, list]:
    """The figures as the record book has them."""
    names = (*FIGURES, "people", "shares", "digest")
    return {Dividend._meta.get_field(name).verbose_name: [None, getattr(dividend, name)] for name in names}
