"""The marking child: takes a workbook and its faults, gives the same workbook back with those cells coloured.

It is started by :mod:`communities.lib.intake.marking`. Opening a stranger's workbook whole may take any memory or time:
then this process ends, and the faults go back in a workbook of their own.
"""

import os
import re
import resource
import sys
from io import BytesIO

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from communities.lib import wire

AUTHOR, LIST = "导入核对", "错误清单"
RED = PatternFill("solid", fgColor="FFF4B9B5")
NONE = PatternFill(fill_type=None)
CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]*")
ROW = re.compile(r"第([1-9][0-9]*)行")  # the column stands nowhere: the row is marked at its head


def marked(content: bytes, faults: list[dict[str, str]]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content), keep_links=False)
    if LIST in book.sheetnames:
        del book[LIST]
    for page in book.worksheets:
        _wash(page)
    for fault in faults:
        where = ROW.sub(r"A\1", fault["cell"])
        if fault["sheet"] in book.sheetnames and CELL.fullmatch(where):
            _mark(book[fault["sheet"]][where], fault["message"])
    _list(book.create_sheet(LIST, 0), faults)
    book.active = 0
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _wash(page) -> None:
    """Take off what an earlier marking has put on."""
    for cell in [*page._cells.values()]:  # iter_rows would make every cell up to the farthest one
        if cell.comment and cell.comment.author == AUTHOR:
            cell.comment, cell.fill = None, NONE


def _mark(cell, message: str) -> None:
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.fill = RED
    cell.comment = Comment(before + message, AUTHOR, width=280, height=110)


def _list(page, faults: list[dict[str, str]]) -> None:
    page.append(["表", "单元格", "内容", "错误"])
    for column, width in zip("ABCD", (16, 10, 28, 90), strict=True):
        page.column_dimensions[column].width = width
        page[f"{column}1"].font = Font(bold=True)
    for number, fault in enumerate(faults, 2):
        for column, name in enumerate(("sheet", "cell", "value", "message"), 1):
            cell = page.cell(number, column, fault[name])
            cell.data_type = "s"
            cell.number_format = "@"


def main() -> None:
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    head, (content,) = wire.receive(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (head["memory"], head["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (head["seconds"], head["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        wire.send(sink, {"marked": True}, [marked(content, head["faults"])])
    except Exception:
        wire.send(sink, {"failed": "died"})


if __name__ == "__main__":
    main()
