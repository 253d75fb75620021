"""The ledger as a workbook: 台账, 挂图作战, 本周变化, 勘误, 说明. Every sheet carries the record book's digest."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from communities.lib.clock import SHANGHAI
from communities.lib.workbooks import Column, Sheet, Toned
from mergers.ledger import words
from mergers.ledger.comparing import Compared
from mergers.models import Erratum, Ledger, LedgerRow

LIGHT_TONES = {"done": "good", "due_soon": "soon", "late": "late", "waiting": "wait", "hold": "rest"}
CELL_TONES = {"done": "good", "due": "soon", "late": "late", "wait": "wait", "hold": "rest", "again": "soon"}


def sheets(ledger: Ledger, rows: list[LedgerRow], errata: Iterable[Erratum], compared: Compared | None) -> list[Sheet]:
    footer = f"记录簿摘要 {ledger.anchor.root}"
    common: dict[str, Any] = {"paper": "a3", "landscape": True, "footer": footer}
    return [
        _ledger(ledger, rows, common),
        _wall(ledger, rows, common),
        _changes(ledger, compared, common),
        _errata(ledger, errata, common),
        _about(ledger, common),
    ]


def _title(ledger: Ledger, name: str) -> tuple[str, str]:
    return f"{words.district(ledger)}撤改撤并{name}", words.subtitle(ledger)


def _ledger(ledger: Ledger, rows: list[LedgerRow], common: dict[str, Any]) -> Sheet:
    columns = [Column("序号", 6, "int")]
    columns += [
        Column(column["title"], column["width"], column["kind"], wrap=column["wide"]) for column in ledger.columns
    ]
    return Sheet(
        "台账",
        columns,
        [_ledger_row(ledger, row) for row in rows],
        heading=_title(ledger, "进展台账"),
        notes=words.bottom_lines(ledger.totals),
        frozen_columns=4,
        **common,
    )


def _ledger_row(ledger: Ledger, row: LedgerRow) -> list[Any]:
    values: list[Any] = [row.position]
    for column in ledger.columns:
        value = row.figures.get(column["key"])
        if column["kind"] == "date" and value:
            value = date.fromisoformat(value)
        if column["key"] == "status" and row.status in LIGHT_TONES:
            value = Toned(value, LIGHT_TONES[row.status])
        values.append(value)
    return values


def _wall(ledger: Ledger, rows: list[LedgerRow], common: dict[str, Any]) -> Sheet:
    steps = [step for stage in ledger.totals["stages"] for step in stage["steps"]]
    columns = [Column("街道", 10), Column("社区（村）", 10), Column("", 8)]
    columns += [Column(f"{step['number']} {step['short']}", 9, wrap=True) for step in steps]
    columns += [Column("状态", 9), Column("卡点责任单位", 14)]
    return Sheet(
        "挂图作战",
        columns,
        [_wall_row(row, len(steps)) for row in rows],
        heading=_title(ledger, "挂图作战"),
        notes=["计为计划完成日，实为实际完成日。"],
        frozen_columns=2,
        **common,
    )


def _wall_row(row: LedgerRow, steps: int) -> list[Any]:
    figures = row.figures
    cells: list[Any] = [_wall_cell(cell) for cell in row.cells[:steps]]
    cells += [None] * (steps - len(cells))
    tone = LIGHT_TONES.get(row.status, "")
    light = Toned(figures["status"], tone) if tone else figures["status"]
    return [figures["street"], figures["community"], words.body_word(figures), *cells, light, figures["waits_for"]]


def _wall_cell(cell: dict[str, Any]) -> Any:
    planned, actual = words.day(cell["planned"]), words.day(cell["actual"])
    lines = [cell["word"]]
    lines += [f"计{planned.month}.{planned.day}"] if planned else []
    lines += [f"实{actual.month}.{actual.day}"] if actual else []
    text = "\n".join(lines) if not cell["late"] else "\n".join([f"超{lines[0].lstrip('+')}", *lines[1:]])
    tone = CELL_TONES.get(cell["state"], "")
    return Toned(text, tone) if tone else text


def _changes(ledger: Ledger, compared: Compared | None, common: dict[str, Any]) -> Sheet:
    rows: list[list[Any]] = []
    for name, units in (("纳入", compared.entered), ("移出", compared.left)) if compared else ():
        rows += [[unit_name, name, None, None] for _, unit_name, _ in units]
    for change in compared.changed if compared else ():
        rows.append([change.name, change.title, words.shown(change.was), words.shown(change.now)])
    columns = [
        Column("社区（村）", 14),
        Column("事项", 16),
        Column("上期", 36, wrap=True),
        Column("本期", 36, wrap=True),
    ]
    notes = [] if compared else ["上一期没有台账，无从比较。"]
    return Sheet("本周变化", columns, rows, heading=_title(ledger, "本周变化"), notes=notes, **common)


def _errata(ledger: Ledger, errata: Iterable[Erratum], common: dict[str, Any]) -> Sheet:
    columns = [Column("更正时间", 17, "datetime"), Column("所属周", 11), Column("社区（村）", 14), Column("栏目", 14)]
    columns += [Column("原数", 24, wrap=True), Column("更正为", 24, wrap=True), Column("原因", 40, wrap=True)]
    rows = [
        [
            erratum.noted_at,
            str(erratum.row.ledger.iso),
            erratum.row.figures["community"],
            erratum.column_title,
            words.shown(erratum.was),
            words.shown(erratum.now),
            erratum.cause,
        ]
        for erratum in errata
    ]
    notes = ["上一期制表以后对以前各期登记的更正；已定的台账不改动。"]
    return Sheet("勘误", columns, rows, heading=_title(ledger, "勘误"), notes=notes, **common)


def _about(ledger: Ledger, common: dict[str, Any]) -> Sheet:
    frozen = ledger.frozen_at.astimezone(SHANGHAI)
    rows = [
        ["期号", str(ledger.iso)],
        ["统计周期", words.period(ledger)],
        ["数据截止", words.cutoff(ledger)],
        ["制表时间", f"{frozen:%Y-%m-%d %H:%M}"],
        ["数据摘要", ledger.digest],
        ["记录簿摘要", ledger.anchor.root],
        ["取数口径", "发生日在本周日（含）以前、且在数据截止以前录入的事项；其后补录的列入勘误，不改本表。"],
        ["自填内容", "只有本周进展、存在问题、需协调事项、下周打算四项由社区填写，其余各栏由步骤登记自动汇总。"],
        ["状态", "公示期、通知期、待区批为法定等待，不计超期；表决未过、结论暂缓为依法暂缓。"],
    ]
    columns = [Column("项目", 16), Column("内容", 90, wrap=True)]
    return Sheet("说明", columns, rows, heading=_title(ledger, "说明"), autofilter=False, **common)
