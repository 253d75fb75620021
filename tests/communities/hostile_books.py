"""Workbooks nobody should send: each by its name, made from a lawful one; and mutants of it by the hundred."""

import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO

import openpyxl

from tests.communities.intake_books import filled, id_number, person, saved, template

SHEET, BOOK, SHARED, TYPES = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "[Content_Types].xml",
)
LINKS, MAIN = "xl/_rels/workbook.xml.rels", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
INLINE = re.compile(r'<c((?: [rs]="[^"]*")*) t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>')
STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml"'
    b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
STRINGS_LINK = (
    b'<Relationship Id="rIdTexts" Target="sharedStrings.xml"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)
DTD = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@cache
def lawful(rows: int = 3) -> bytes:
    """With its texts in a shared table, as Office writes them; openpyxl leaves them in their cells."""
    members = parts(filled(*(person(number) for number in range(1, rows + 1))))
    texts: list[str] = []

    def shared(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'<c{found[1]} t="s"><v>{len(texts) - 1}</v></c>'

    for name in [name for name in members if name.startswith("xl/worksheets/")]:
        members[name] = INLINE.sub(shared, members[name].decode()).encode()
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    members[SHARED] = f'<sst xmlns="{MAIN}">{strings}</sst>'.encode()
    members[TYPES] = members[TYPES].replace(b"</Types>", STRINGS_TYPE + b"</Types>")
    members[LINKS] = members[LINKS].replace(b"</Relationships>", STRINGS_LINK + b"</Relationships>")
    return zipped(members)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    return out.getvalue()


def edited(change: Callable[[str], str], part: str = SHEET, content: bytes = b"") -> bytes:
    """The lawful workbook with the text of one part changed; the change must change something."""
    members = parts(content or lawful())
    before = members[part].decode()
    after = change(before)
    assert after != before, part
    return zipped({**members, part: after.encode()})


def put(old: str, new: str, part: str = SHEET) -> bytes:
    return edited(lambda text: text.replace(old, new, 1), part)


def with_member(name: str, content: bytes = b"x") -> bytes:
    return zipped({**parts(lawful()), name: content})


def cell(column: str, row: int = 5) -> re.Pattern[str]:
    return re.compile(rf'<c r="{column}{row}"[^>]*>.*?</c>|<c r="{column}{row}"[^>]*/>')


def put_cell(column: str, xml: str, row: int = 5) -> bytes:
    return edited(lambda text: cell(column, row).sub(xml, text, count=1))


def in_utf16(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-16"?>{text}'.encode("utf-16")


def dimension(reach: str) -> bytes:
    return edited(lambda text: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{reach}"', text))


def last_row(xml: str) -> bytes:
    return put("</sheetData>", f"{xml}</sheetData>")


def encrypted() -> bytes:
    content = bytearray(lawful())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def duplicate_member() -> bytes:
    members = [*parts(lawful()).items()]
    return zipped([*members, (SHEET.replace("sheet1", "Sheet1"), members[0][1])])


def prefixed(text: str) -> str:
    """The same sheet with every element under a prefix, as some programs write it."""
    text = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", text)
    return text.replace('xmlns="http', 'xmlns:x="http', 1)


def two_rows_swapped(text: str) -> str:
    first, second = (re.search(rf'<row r="{number}".*?</row>', text)[0] for number in (5, 6))
    return text.replace(first + second, second + first)


def old_binary() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


def word_document() -> bytes:
    return zipped({TYPES: b"<Types/>", "_rels/.rels": b"<Relationships/>", "word/document.xml": b"<w/>"})


def two_sheets_of_one_name() -> bytes:
    return put('name="缴款"', 'name="花名册"', BOOK)


def with_merge(reach: str) -> bytes:
    return put("</sheetData>", f'</sheetData><mergeCells count="1"><mergeCell ref="{reach}"/></mergeCells>')


def numeric_id() -> bytes:
    return filled(person(1, id_number=int(id_number(1)[:17] + "1")))


def text_like_a_formula() -> bytes:
    workbook = template()
    content = filled(person(1), workbook=workbook)
    workbook = openpyxl.load_workbook(BytesIO(content))
    workbook["花名册"]["L5"] = "=cmd|' /C calc'!A0"
    workbook["花名册"]["L5"].data_type = "s"
    return saved(workbook)


# name → how it is made, what must come of it: the number of rows that are right, or words of the refusal or fault.
NAMED: dict[str, tuple[Callable[[], bytes], int | str]] = {
    "dimension_too_small": (lambda: dimension("A1:B4"), 3),
    "dimension_one_cell": (lambda: dimension("A1:A1"), 3),
    "dimension_absurd": (lambda: dimension("A1:XFD1048576"), 3),
    "far_cell": (lambda: last_row('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "XFD1048576"),
    "far_row": (lambda: last_row('<row r="900000"><c r="A900000"><v>1</v></c></row>'), "A900000"),
    "far_styled_cell_without_value": (lambda: last_row('<row r="1048576"><c r="XFD1048576"/></row>'), 3),
    "merge_of_everything": (lambda: with_merge("A1:XFD1048576"), 3),
    "sheet_bomb": (lambda: last_row(f'<row r="99">{" " * 140_000_000}</row>'), "解压后超过 128 MB"),
    "bomb_in_another_member": (lambda: with_member("xl/media/image1.png", b"\0" * 140_000_000), "解压后超过 128 MB"),
    "many_members": (lambda: zipped(parts(lawful()) | {f"x/{n}": b"" for n in range(60_000)}), "部件"),
    "two_members_of_one_name": (duplicate_member, "损坏"),
    "member_outside": (lambda: with_member("../evil.xml"), "损坏"),
    "doctype_in_sheet": (lambda: put("<worksheet", f"{DTD}<worksheet"), "DTD"),
    "entities_in_shared_strings": (lambda: put("<sst", f"{DTD}<sst", SHARED), "DTD"),
    "doctype_in_utf16": (lambda: zipped(parts(lawful()) | {SHARED: in_utf16(f"{DTD}<sst/>")}), "DTD"),
    "macro": (lambda: with_member("xl/vbaProject.bin"), "宏"),
    "external_link": (lambda: with_member("xl/externalLinks/externalLink1.xml"), "外部链接"),
    "embedded_object": (lambda: with_member("xl/embeddings/oleObject1.bin"), "嵌入对象"),
    "encrypted_members": (encrypted, "密码"),
    "old_binary_workbook": (old_binary, "旧版 .xls"),
    "word_document": (word_document, "损坏"),
    "text_with_the_name_of_a_workbook": (lambda: "户号,姓名\n1,张三".encode(), "不是 .xlsx"),
    "numeric_id": (numeric_id, "C5"),
    "formula_in_id": (lambda: filled(person(1, id_number='="1"&"2"')), "C5"),
    "formula_in_money": (lambda: filled(person(1, money="=1+1")), "I5"),
    "shared_formula_in_shares": (
        lambda: put_cell("H", '<c r="H5"><f t="shared" si="0" ref="H5:H9">1</f><v>1</v></c>'), "H5",
    ),
    "error_value_in_name": (lambda: put_cell("B", '<c r="B5" t="e"><v>#REF!</v></c>'), "B5"),
    "error_value_without_result": (lambda: put_cell("I", '<c r="I7" t="e"/>', 7), 3),
    "cell_twice": (lambda: put('<c r="B5"', '<c r="A5" t="n"><v>7</v></c><c r="B5"'), "出现两次"),
    "row_twice": (lambda: last_row('<row r="7"><c r="A7"><v>1</v></c></row>'), "出现两次"),
    "rows_out_of_order": (lambda: edited(two_rows_swapped), "行序颠倒"),
    "cell_of_another_row": (lambda: put('<c r="B5"', '<c r="B6"'), "位置错乱"),
    "address_nowhere": (lambda: put('<c r="B5"', '<c r="B0"'), "损坏"),
    "negative_row": (lambda: put('<row r="5"', '<row r="-5"'), "行序颠倒"),
    "row_without_number": (lambda: edited(lambda text: re.sub(r'<row r="5"', "<row", text)), 3),
    "cells_without_addresses": (lambda: edited(lambda text: re.sub(r'<c r="[A-F][67]"', "<c", text)), 3),
    "prefixed_elements": (lambda: edited(prefixed), 3),
    "string_that_is_not_there": (lambda: put_cell("B", '<c r="B5" t="s"><v>99999</v></c>'), ""),
    "no_number": (lambda: put_cell("I", '<c r="I5"><v>NaN</v></c>'), ""),
    "infinite_number": (lambda: put_cell("I", '<c r="I5"><v>1e999</v></c>'), ""),
    "nul_in_text": (lambda: put_cell("B", '<c r="B5" t="inlineStr"><is><t>张_x0000_三</t></is></c>'), "控制字符"),
    "text_like_a_formula": (text_like_a_formula, 1),
    "sheet_is_no_xml": (lambda: zipped({**parts(lawful()), SHEET: b"\x89PNG\r\n\x1a\n" * 99}), "损坏"),
    "sheet_is_gone": (lambda: zipped({n: c for n, c in parts(lawful()).items() if n != SHEET}), "没有“花名册”表"),
    "no_relationships": (lambda: zipped({n: c for n, c in parts(lawful()).items() if ".rels" not in n}), "损坏"),
    "two_sheets_of_one_name": (two_sheets_of_one_name, "损坏"),
    "cut_off": (lambda: lawful()[:-2000], "损坏"),
    "empty_zip": (lambda: zipped({}), ""),
    "nested_deep": (lambda: last_row("<x>" * 50_000 + "</x>" * 50_000), 3),
    "long_attribute": (lambda: put('<row r="5"', f'<row spans="{"9" * 5_000_000}" r="5"'), 3),
}  # fmt: skip


def mutant(seed: int) -> bytes:
    """The lawful workbook with something wrong somewhere: in the bytes of the zip, or in the text of a part."""
    dice = random.Random(seed)
    content = lawful()
    if dice.random() < 0.3:
        return _bytes_changed(dice, content)
    members = parts(content)
    for _ in range(dice.randint(1, 3)):
        name = dice.choice([SHEET, SHEET, SHARED, BOOK, *members])
        members[name] = _text_changed(dice, members[name])
    if dice.random() < 0.1:
        members.pop(dice.choice([*members]))
    return zipped(members)


def _bytes_changed(dice: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 3, 20))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    if dice.random() < 0.2:
        del changed[dice.randrange(len(changed)) :]
    return bytes(changed)


def _text_changed(dice: random.Random, content: bytes) -> bytes:
    """A piece of XML taken out, doubled, moved, or a number, type or address replaced."""
    pieces = re.findall(rb"<[^>]*>|[^<]+", content) or [content]
    at = dice.randrange(len(pieces))
    match dice.randrange(6):
        case 0:
            del pieces[at]
        case 1:
            pieces.insert(at, pieces[at])
        case 2:
            pieces.insert(dice.randrange(len(pieces)), pieces.pop(at))
        case 3:
            numbers = (b"-1", b"0", b"1e999", b"99999999999", b"", b"NaN", b"\xff")
            pieces[at] = re.sub(rb"\d+", dice.choice(numbers), pieces[at], count=1)
        case 4:
            kind = dice.choice((b"s", b"e", b"b", b"str", b"d", b"n", b"inlineStr", b"zz"))
            pieces[at] = re.sub(rb' t="\w+"', b' t="' + kind + b'"', pieces[at])
        case _:
            pieces[at] = bytes(dice.randrange(256) for _ in range(dice.randint(1, 40)))
    return b"".join(pieces)
