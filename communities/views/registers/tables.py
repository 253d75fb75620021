"""Comparisons of registers as tables for the page."""

from collections.abc import Iterator

from django.urls import reverse

from communities.lib.tables import table
from communities.models import RegisterImport
from communities.rules.register import Comparison, Pair, Row
from communities.services.registers import Preview

CHANGES = {
    "appeared": ("新出现", "going"),
    "vanished": ("不再列入", "hold"),
    "renamed": ("更名", "due"),
    "restyled": ("改写", "idle"),
    "recoded": ("换码", "due"),
    "moved": ("调整街道", "due"),
    "unchanged": ("未变", "idle"),
}


def change_tiles(found: Comparison) -> list[dict]:
    """How many of each kind of change."""
    return [{"label": label, "value": len(getattr(found, kind))} for kind, (label, _) in CHANGES.items()]


def street_table(found: Comparison, url: str = "") -> dict:
    """Counts by street; with `url` each street leads to all its rows."""
    rows = [
        [
            {"text": street.name, "url": f"{url}?street={street.code}" if url and not street.is_gone else ""},
            street.code,
            street.before,
            street.after,
            f"{street.change:+d}" if street.change else "—",
            _street_note(street),
        ]
        for street in found.streets
    ]
    return table("街道（镇）", "代码", "原有", "现有", "增减", "说明", rows=rows)


def _street_note(street) -> str:
    if street.is_new:
        return "新街道"
    if street.is_gone:
        return "不再列入"
    return f"原名{street.former_name}" if street.former_name else ""


def change_table(found: Comparison, places: dict[str, int] | None = None, street: str = "") -> dict:
    """Every change, or every row of one street. `places` leads from a code to the place's page."""
    kinds = CHANGES if street else [kind for kind in CHANGES if kind != "unchanged"]
    lines = [line for kind in kinds for line in _lines(found, kind) if not street or street in line[:2]]
    lines.sort(key=lambda line: line[2])
    rows = []
    for *_, kind, before, after in lines:
        label, tone = CHANGES[kind]
        rows.append(
            [
                {"text": label, "tone": tone},
                (after or before).street,
                *_written(before, places),
                *_written(after, places),
            ]
        )
    return table("变化", "街道（镇）", "原代码", "原名称", "现代码", "现名称", rows=rows)


def _lines(found: Comparison, kind: str) -> Iterator[tuple]:
    """Street before, street after, sorting key, kind, row before, row after."""
    for item in getattr(found, kind):
        before, after = (item.before, item.after) if isinstance(item, Pair) else (None, item)
        if kind == "vanished":
            before, after = item, None
        streets = (before or after).street_code, (after or before).street_code
        yield *streets, (streets[1], (after or before).code), kind, before, after


def _written(row: Row | None, places: dict[str, int] | None) -> list:
    if row is None:
        return ["—", "—"]
    place = (places or {}).get(row.code)
    return [row.code, {"text": row.name, "url": reverse("place", args=[place]) if place else ""}]


def imports_table(registers: list[RegisterImport]) -> dict:
    rows = [
        [
            {"text": f"截至 {register.as_at}", "url": reverse("register", args=[register.pk])},
            register.district.name,
            register.rows_read,
            register.rows_counted,
            "、".join(row["name"] for row in register.excluded) or "—",
            register.file_name,
            f"{register.imported_at:%Y-%m-%d %H:%M}",
        ]
        for register in registers
    ]
    return table("名册", "区县", "读入", "计入", "未计入", "文件", "导入时间", rows=rows)


def preview_facts(seen: Preview) -> list[dict]:
    """What was read, as label and value."""
    register = seen.register
    return [
        {"label": "区县", "value": f"{seen.district_name}（{register.district_code}）"},
        {"label": "截止日期", "value": f"{seen.as_at}"},
        {
            "label": "比较对象",
            "value": f"截至 {seen.earlier.as_at} 的名册" if seen.earlier else "首份名册，没有可比较的",
        },
        {"label": "读入", "value": f"{register.read} 行"},
        {"label": "计入", "value": f"{len(register.rows)} 个社区（村）"},
        {"label": "未计入", "value": "、".join(f"{row.name}（{row.code}）" for row in register.excluded) or "无"},
    ]
