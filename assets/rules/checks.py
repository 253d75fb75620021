"""What must hold before an inventory moves on: the identities, the causes, off-book items, last year's figures.

One answer draws the page's check list, refuses the move and answers the gate; a check without faults holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assets.rules.accounts import Chart, Side
from assets.rules.figures import USES, Line, Tally, Total, differing_totals

NEEDS_MOTION = frozenset({"shortage", "scrapped", "bad_debt"})
LONGEST = 5  # faults named one by one; the rest is counted


@dataclass(frozen=True)
class Check:
    """One question with what was found. `text` names the rule, `detail` the sums, `faults` say where and what to do."""

    key: str
    text: str
    detail: str = ""
    faults: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.faults


def identities(lines: Iterable[Line], tally: Tally, chart: Chart, previous: Tally | None = None) -> list[Check]:
    """The identities of the official forms (domain of 清产核资), each with its sums."""
    rows = list(lines)
    return [
        _entered(rows),
        _verified_sums(rows),
        _net_values(rows, chart),
        _balance(tally, "book", "账面"),
        _balance(tally, "verified", "核实", _left_out(rows)),
        _uses(tally),
        _areas(tally, chart),
        _carried(tally, chart, previous),
    ]


def differences(lines: Iterable[Line]) -> Check:
    """Every surplus and shortage has its evidence (cause and kind are asked when it is entered)."""
    rows = [line for line in lines if line.differs]
    bare = [f"{_named(line)}有增减，尚未上传依据材料，请在该行补充。" for line in rows if not line.has_evidence]
    return Check("differences", "盘盈盘亏均有原因和依据", f"{len(rows)}项有增减", _shortened(bare))


def off_book(lines: Iterable[Line]) -> Check:
    """Every off-book item has been verified, else it would be left out of what the meeting confirms."""
    rows = [line for line in lines if line.off_book]
    loose = [f"账外资产{_named(line)}尚未核实，核实后才计入合计。" for line in rows if not line.counts]
    return Check("off_book", "账外资产均已核实", f"{len(rows)}项账外资产", _shortened(loose))


def write_offs(lines: Iterable[Line]) -> Check:
    """A shortage, a scrapped thing, a bad debt leaves the books by a motion and the street's review only."""
    rows = [line for line in lines if line.decrease and line.difference in NEEDS_MOTION]
    loose = [f"{_named(line)}核销尚未经成员（代表）大会表决并由街道审核。" for line in rows if not line.written_off]
    return Check("write_offs", "核销事项已表决并经街道审核", f"{len(rows)}项核销", _shortened(loose))


def faults_of(checks: Iterable[Check]) -> list[str]:
    return [fault for check in checks for fault in check.faults]


def yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def mu(area: Decimal) -> str:
    """亩 to two places for reading; the register keeps four."""
    return f"{area:,.2f}"


def _entered(rows: list[Line]) -> Check:
    faults = () if rows else ("还没有登记任何明细，请录入或导入清查登记表。",)
    return Check("entered", "已登记清查明细", f"{len(rows)}行", faults)


def _verified_sums(rows: list[Line]) -> Check:
    wrong = [
        f"{_named(line)}：账面{line.book}＋增{line.increase}－减{line.decrease}，核实数应为"
        f"{line.book + line.increase - line.decrease}，现为{line.verified}。"
        for line in rows
        if line.verified != line.book + line.increase - line.decrease
    ]
    return Check("verified", "每行核实数＝账面数＋清查增加－清查减少", f"{len(rows)}行", _shortened(wrong))


def _net_values(rows: list[Line], chart: Chart) -> Check:
    fixed = [line for line in rows if chart.account(line.account).fixed]
    wrong = [f"{_named(line)}尚未填写原值和累计折旧，请在该行补充。" for line in fixed if line.original is None]
    wrong += [
        f"{_named(line)}：原值{line.original}－累计折旧{line.depreciation}，净值应与核实数{line.verified}相同。"
        for line in fixed
        if line.original is not None and not (line.original - line.depreciation == line.net == line.verified)
    ]
    counted = [line for line in fixed if line.counts and line.original is not None]
    original = sum((line.original for line in counted), Decimal(0))
    worn = sum((line.depreciation for line in counted), Decimal(0))
    detail = f"{len(counted)}项，原值{yuan(original)}－累计折旧{yuan(worn)}＝净值{yuan(original - worn)}元"
    return Check("net", "固定资产净值＝原值－累计折旧", detail, _shortened(wrong))


def _balance(tally: Tally, column: str, word: str, pending: str = "") -> Check:
    assets, owed, own = (getattr(tally.side(side), column) for side in (Side.ASSET, Side.LIABILITY, Side.EQUITY))
    detail = f"资产{yuan(assets)}，负债{yuan(owed)}＋所有者权益{yuan(own)}＝{yuan(owed + own)}元"
    gap = assets - owed - own
    sums = f"资产总计{yuan(assets)}元，负债与所有者权益合计{yuan(owed + own)}元"
    faults = (f"{word}数：{sums}，相差{yuan(gap)}元，请核对明细{pending}。",)
    return Check(f"balance_{column}", f"资产总计＝负债＋所有者权益（{word}数）", detail, faults if gap else ())


def _left_out(rows: list[Line]) -> str:
    """What often explains a gap: off-book things that nobody has verified yet."""
    waiting = sum(line.off_book and not line.counts for line in rows)
    return f"；另有{waiting}项账外资产待核实，核实后才计入合计" if waiting else ""


def _uses(tally: Tally) -> Check:
    total, parts = tally.side(Side.ASSET).verified, {use: tally.use(use).verified for use in USES}
    detail = "＋".join(f"{USES[use]}{yuan(amount)}" for use, amount in parts.items()) + f"＝{yuan(total)}元"
    gap = total - sum(parts.values(), Decimal(0))
    faults = (f"资产总计{yuan(total)}元，各用途合计相差{yuan(gap)}元，请核对各行用途。",) if gap else ()
    return Check("uses", "资产总计＝经营性＋非经营性＋待界定", detail, faults)


def _areas(tally: Tally, chart: Chart) -> Check:
    groups = dict.fromkeys(land.group for land in chart.lands)
    sums = {group: tally.group(group, chart).verified for group in groups}
    total = tally.side(Side.RESOURCE).verified
    detail = "＋".join(f"{group}{mu(area)}" for group, area in sums.items()) + f"＝{mu(total)}亩"
    if tally.disputed.lines:
        detail += f"，其中权属有争议{mu(tally.disputed.verified)}亩"
    gap = total - sum(sums.values(), Decimal(0))
    faults = (f"资源总面积{mu(total)}亩，各地类合计相差{gap}亩，请核对各行地类。",) if gap else ()
    return Check("areas", "总面积＝农用地＋建设用地＋未利用地", detail, faults)


def _carried(tally: Tally, chart: Chart, previous: Tally | None) -> Check:
    text = "本次账面数＝上次核实数"
    if previous is None:
        return Check("carried", text, "没有上一次锁定的清查，不核对")
    wrong = []
    for code in differing_totals(tally.accounts, previous.accounts):
        account, before, now = chart.account(code), previous.account(code), tally.account(code)
        unit, shown = ("亩", mu) if account.side == Side.RESOURCE else ("元", yuan)
        wrong.append(
            f"{account.name}：上次核实数{shown(before.verified)}{unit}，本次账面数{shown(now.book)}{unit}，"
            "请按上次核实数填账面数，变动填入增减。"
        )
    return Check("carried", text, f"核对{len(previous.accounts)}类", _shortened(wrong))


def _named(line: Line) -> str:
    return f"{line.number}号“{line.name}”"


def _shortened(faults: list[str]) -> tuple[str, ...]:
    if len(faults) <= LONGEST:
        return tuple(faults)
    return (*faults[:LONGEST], f"另有{len(faults) - LONGEST}项同样情况。")


def class_sentence(name: str, total: Total, resource: bool) -> str:
    """“固定资产：账面 1,000.00 元，核实 1,200.00 元”, as gates and signatures name a class."""
    unit, shown = ("亩", mu) if resource else ("元", yuan)
    return f"{name}：账面{shown(total.book)}{unit}，核实{shown(total.verified)}{unit}"
