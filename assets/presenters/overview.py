"""The overview as it is shown: tiles, charts and the table of the units by street and code. No ranking."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.urls import reverse

from assets.overview import Figures, Overview, Unit
from communities.lib.charts import Series, bar_chart, share_bar
from communities.lib.workbooks import Column

HEADS = (
    "街道", "社区", "清查", "资产（万元）", "经营性", "非经营性", "待界定", "账外占比", "负债（万元）", "资源（亩）",
    "合同（份）", "未备案（件）", "四个不变差异",
)  # fmt: skip
COLUMNS = (
    Column("街道", 12), Column("社区", 14), Column("清查", 20), Column("资产合计（元）", 18, "money"),
    Column("经营性（元）", 18, "money"), Column("非经营性（元）", 18, "money"), Column("待界定（元）", 18, "money"),
    Column("账外（元）", 16, "money"), Column("账外占比", 10, "percent"), Column("负债（元）", 18, "money"),
    Column("资源（亩）", 14, "area"), Column("合同（份）", 10, "int"), Column("未备案（件）", 11, "int"),
    Column("四个不变差异", 12, "int"),
)  # fmt: skip
USES = (("operating", "经营性", "going"), ("non_operating", "非经营性", "wait"), ("undecided", "待界定", "idle"))
TEN_THOUSAND, CENT = Decimal(10_000), Decimal("0.01")
BAR_WIDTH = 64


def tiles(total: Figures) -> list[dict]:
    unfiled = {"label": "未备案（件）", "value": total.unfiled, "tone": "due" if total.unfiled else "done"}
    changed = {"label": "四个不变差异", "value": total.changed, "tone": "due" if total.changed else "done"}
    return [
        {"label": "资产合计（万元）", "value": wan(total.assets)},
        {"label": "经营性（万元）", "value": wan(total.operating)},
        {"label": "非经营性（万元）", "value": wan(total.non_operating)},
        {"label": "账外占比", "value": percent(total), "note": f"账外{wan(total.off_book)}万元"},
        {"label": "负债（万元）", "value": wan(total.liabilities)},
        {"label": "资源性资产（亩）", "value": f"{total.land.quantize(CENT, ROUND_HALF_UP):,}"},
        {**unfiled, "url": f"{reverse('disposals')}?flag=unfiled"},
        {**changed, "url": f"{reverse('commitments')}?state=changed"},
    ]


def charts(found: Overview) -> dict:
    """What the assets are used for, by unit and in all; the share that was not on the books."""
    units = [unit for unit in found.units if unit.inventories]
    if not units:
        return {}
    labels = [unit.place.name for unit in units]
    width = max(480, 48 + BAR_WIDTH * len(units))
    uses = [
        Series(label, tone, [whole_wan(getattr(unit.figures, name)) for unit in units]) for name, label, tone in USES
    ]
    shares = Series("账外占比", "due", [int(share(unit.figures) * 1000) for unit in units])
    return {
        "uses": bar_chart("各单位资产用途", labels, uses, unit="万元", width=width),
        "off_book": bar_chart("各单位账外占比", labels, [shares], unit="‰", width=width),
        "bar": share_bar([(tone, label, whole_wan(getattr(found.total, name))) for name, label, tone in USES]),
    }


def row(unit: Unit) -> list:
    figures = unit.figures
    cells = _cells(figures, known=bool(unit.inventories))
    if figures.unfiled:
        cells[-2] |= {"url": f"{reverse('disposals')}?flag=unfiled&place={unit.place.pk}"}
    return [unit.place.parent.name, unit.place.name, counted(unit), *cells]


def total_row(found: Overview) -> list:
    return ["合计", f"{len(found.units)}个单位", "", *_cells(found.total, known=True)]


def values(label: str, name: str, state: str, figures: Figures, *, known: bool) -> list:
    """One line of the workbook; without an inventory its figures are unknown, not nought."""
    money = [figures.assets, figures.operating, figures.non_operating, figures.undecided, figures.off_book]
    money = [*money, share(figures), figures.liabilities, figures.land]
    return [label, name, state, *(money if known else [None] * 8), figures.contracts, figures.unfiled, figures.changed]


def counted(unit: Unit) -> str:
    """“2026-01-01 锁定”, of each body one."""
    return "；".join(f"{each.base_date} {each.get_status_display()}" for each in unit.inventories) or "未清查"


def wan(value: Decimal) -> str:
    return f"{(value / TEN_THOUSAND).quantize(CENT, ROUND_HALF_UP):,}"


def whole_wan(value: Decimal) -> int:
    return int((value / TEN_THOUSAND).quantize(Decimal(1), ROUND_HALF_UP))


def share(figures: Figures) -> Fraction:
    """The off-book part of the assets that count."""
    return Fraction(figures.off_book) / Fraction(figures.assets) if figures.assets else Fraction(0)


def percent(figures: Figures) -> str:
    part = share(figures) * 100
    return f"{(Decimal(part.numerator) / part.denominator).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def _cells(figures: Figures, *, known: bool) -> list:
    money = [wan(figures.assets), wan(figures.operating), wan(figures.non_operating), wan(figures.undecided)]
    money += [percent(figures), wan(figures.liabilities), f"{figures.land.quantize(CENT, ROUND_HALF_UP):,}"]
    told = [*(money if known else ["—"] * 7), figures.contracts, figures.unfiled, figures.changed]
    return [{"text": value, "num": True} for value in told]
