"""The quick look through a sheet finds what a walk over every tag finds."""

import random
from io import BytesIO
from unittest import mock

import pytest

from communities.lib.intake import scanning
from communities.lib.intake.scanning import Scanner, Unreadable

CELLS = (
    '<c r="{at}" t="inlineStr"><is><t>张{n}</t></is></c>',
    '<c r="{at}" s="{n}"><v>{n}</v></c>',
    '<c r="{at}" t="s"><v>{n}</v></c>',
    '<c r="{at}" s="3"/>',
    '<c r="{at}"><f>1+{n}</f><v>5</v></c>',
    '<c r="{at}"><f>A{n}&gt;2</f></c>',
    '<c r="{at}" t="e"><v>#N/A</v></c>',
    '<c t="inlineStr"><is><t>没有地址</t></is></c>',
)
FLAWS = (
    '<row r="{n}"><c r="A{other}"><v>1</v></c></row>',
    '<row r="{n}"><c r="B{n}"><v>1</v></c><c r="A{n}"><v>2</v></c></row>',
    '<row r="{other}"><c r="A{other}"><v>1</v></c></row>',
    '<row r="{n}"/><row r="{other}"><c r="A{other}"><v>1</v></c></row>',
    '<row r="{n}"><!-- </row><row r="{n}"> --><c r="A{n}"><v>1</v></c></row>',
    '<row r="{n}"><c r="A{n}" x="a>b" t="e"><v>1</v></c></row>',
    '<row r="{n}"><c r="A{n}"><v><![CDATA[<c r="B{n}"><v>1</v>]]></v></c></row>',
    '<row r="{n}"><c r="IW{n}"><v>1</v></c></row>',
    '<row r="{n}"><c r="A{n}"><v>1</v></row>',
    "<row><c><v>1</v></c></row>",
    '\n  <row spans="1:3" r="{n}"><c r="A{n}"><v>1</v></c></row>\n',
)


def sheet(seed: int) -> bytes:
    """Rows of a few shapes that come again and again, now and then one with a flaw."""
    chance = random.Random(seed)
    shapes = [chance.choices(CELLS, k=chance.randint(0, 4)) for _ in range(3)]
    lines, number = [], 0
    for _ in range(chance.randint(1, 40)):
        number += chance.choice((1, 1, 1, 2, 9))
        if chance.random() < 0.04:
            lines.append(chance.choice(FLAWS).format(n=number, other=number + chance.choice((-1, 1, 10))))
            continue
        cells = [
            form.format(at=f"{'ABCD'[place]}{number}", n=number) for place, form in enumerate(chance.choice(shapes))
        ]
        lines.append(f'<row r="{number}" spans="1:4">{"".join(cells)}</row>')
    return f"<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>".encode()


def outcome(content: bytes) -> object:
    try:
        return Scanner("表", 60).run(BytesIO(content))
    except Unreadable as fault:
        return str(fault)
    except Exception:  # whatever it is, the workbook is refused
        return "broken"


@pytest.mark.parametrize("part", range(4))
def test_shapes_met_before_change_nothing_of_what_is_found(part):
    for seed in range(part * 250, part * 250 + 250):
        content = sheet(seed)
        with mock.patch.object(scanning, "MOST_SHAPES", 0):
            walked = outcome(content)
        assert outcome(content) == walked, content


def test_a_shape_met_before_is_not_parsed_again():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f>1</f><v>{n}</v></c></row>' for n in range(1, 50))
    scanner = Scanner("表", 60)
    found = scanner.run(BytesIO(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()))
    assert len(scanner.shapes) == 1
    assert (found.filled, found.last_row, found.formulas) == (49, 48, {(row, 0) for row in range(49)})
