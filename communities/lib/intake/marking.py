"""A refused workbook on its way back: its faulty cells coloured and commented, a list of all faults in front."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from communities.lib.errors import Refused
from communities.lib.intake import process
from communities.lib.intake.blank import FAULTS
from communities.lib.intake.process import Limits
from communities.lib.workbooks import Column, Sheet, as_text, write

LIMITS = Limits(memory=1024 * 1024 * 1024, seconds=60, wait=120)
COLUMNS = (Column("表", 16), Column("单元格", 10), Column("内容", 28, wrap=True), Column("错误", 90, wrap=True))


def mark(content: bytes, faults: Sequence[dict[str, Any]], title: str, limits: Limits = LIMITS) -> bytes:
    """The workbook with its faults; where it cannot be opened safely, a fresh one that lists them."""
    told = [{name: as_text(fault[name]) for name in ("sheet", "cell", "value", "message")} for fault in faults]
    child = process.start("communities.lib.intake.marker")
    try:
        process.send(child, {"memory": limits.memory, "seconds": limits.seconds, "faults": told}, content)
        return process.receive(child, limits.wait)[1][0]
    except Refused:
        return fresh(told, title)
    finally:
        process.stop(child)


def fresh(faults: Sequence[dict[str, str]], title: str) -> bytes:
    """A workbook of the faults alone."""
    rows = [(fault["sheet"], fault["cell"], fault["value"], fault["message"]) for fault in faults]
    out = BytesIO()
    write([Sheet(FAULTS, COLUMNS, rows, heading=(f"{title}：导入时发现的错误",))], out)
    return out.getvalue()
