"""The renderer child: what a paper may reach, and what happens when one goes wrong."""

import io
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pypdf
import pytest
import weasyprint
from django.conf import settings
from fontTools.ttLib import TTFont

from communities.lib.pdf import check, qr
from communities.lib.pdf.cut_fonts import rename
from communities.lib.pdf.faces import Face, faces, stand_ins
from communities.lib.pdf.long_lists import Part, render_in_parts
from communities.lib.pdf.renderer import Rendered, Renderer, RenderFailed
from tests.communities.vectors import VECTORS, trapped

SHIPPED = settings.BASE_DIR / "static" / "fonts"
STYLE = "html { font-family: paper-text, paper-serif, paper-rare }"


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(faces(SHIPPED))
    yield renderer
    renderer.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[str, list[str]]]:
    with trapped() as found:
        yield found


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def result_of(renderer: Renderer, html: str) -> Rendered | RenderFailed:
    try:
        return renderer.render(html)
    except RenderFailed as failure:
        return failure


@pytest.mark.parametrize("vector", VECTORS)
def test_a_paper_reaches_neither_the_network_nor_the_disk(vector, renderer, trap, tmp_path):
    url, visits = trap
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密" * 400)
    visits.clear()
    for address in (url, secret.as_uri()):
        result = result_of(renderer, VECTORS[vector].format(url=address))
        if isinstance(result, RenderFailed):
            assert result.kind == "blocked"
            assert "外部内容" in result.reason
        else:
            with pikepdf.open(io.BytesIO(result.pdf)) as paper:
                assert not paper.attachments
    assert visits == []


def test_the_trap_catches_a_renderer_without_locks(trap):
    url, visits = trap
    visits.clear()
    for vector in VECTORS.values():
        weasyprint.HTML(string=vector.format(url=url)).write_pdf()
    assert len(visits) >= 12


def test_a_data_address_is_blocked_too(renderer):
    with pytest.raises(RenderFailed) as caught:
        renderer.render("<img src='data:image/svg+xml,%3Csvg/%3E'>")
    assert caught.value.kind == "blocked"


def test_ctrl_c_is_left_to_the_renderers_parent(renderer):
    renderer.render("<p>文")
    child = renderer._child
    os.kill(child.pid, signal.SIGINT)
    renderer.render("<p>文")
    assert renderer._child is child
    assert child.poll() is None


def test_a_picture_that_travels_with_the_paper_is_drawn(renderer):
    page = "<title>文</title><p>扫码核验"
    picture = {"asset:qr.svg": (qr.svg("https://example.gov.cn/p/1"), "image/svg+xml")}
    with_code = renderer.render(page + "<img src='asset:qr.svg' style='width: 30mm'>", picture)
    assert len(with_code.pdf) > len(renderer.render(page).pdf)


def test_a_paper_over_the_time_limit_is_stopped_and_the_next_one_prints():
    renderer = Renderer(faces(SHIPPED), seconds=1)
    try:
        renderer.render("<p>文")
        with pytest.raises(RenderFailed) as caught:
            renderer.render("<table><tr><td colspan=1000000>文</table>")
        assert caught.value.kind == "time"
        assert "超出时限" in caught.value.reason
        assert renderer.render("<p>文").pages == 1
    finally:
        renderer.close()


def test_a_paper_over_the_memory_limit_fails_alone():
    renderer = Renderer(faces(SHIPPED), seconds=60, memory=300 << 20)
    try:
        with pytest.raises(RenderFailed) as caught:
            renderer.render("<p>" + "文<br>" * 20_000)
        assert caught.value.kind in {"memory", "died"}
        assert renderer.render("<p>文").pages == 1
    finally:
        renderer.close()


def test_a_killed_child_is_replaced_and_leaves_nothing_on_the_disk(renderer):
    renderer.render("<p>文")
    killed = renderer.child_id
    folder = Path(renderer._folder)
    os.kill(killed, signal.SIGKILL)
    while Path(f"/proc/{killed}/stat").read_text().split()[2] != "Z":
        time.sleep(0.01)
    assert renderer.render("<p>文").pages == 1
    assert renderer.child_id != killed
    assert not folder.exists()


def test_a_forked_worker_starts_a_child_of_its_own(renderer):
    renderer.render("<p>文")
    ours = renderer.child_id
    worker = os.fork()
    if worker == 0:
        os._exit(0 if renderer.child_id is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) == 0
    assert renderer.child_id == ours
    assert renderer.render("<p>文").pages == 1


def test_the_child_gets_none_of_the_portals_keys(renderer, monkeypatch):
    monkeypatch.setenv("RECORD_KEY_FOR_TEST", "geheim")
    renderer.close()
    renderer.render("<p>文")
    assert b"geheim" not in Path(f"/proc/{renderer.child_id}/environ").read_bytes()


def test_threads_share_one_child_and_each_gets_its_own_paper(renderer):
    def print_number(number: int) -> str:
        return text_of(renderer.render(f"<p>第{number}号", styles=[STYLE]).pdf)

    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(print_number, range(100, 112)))
    assert [text.strip() for text in texts] == [f"第{number}号" for number in range(100, 112)]


def test_a_long_list_is_joined_from_parts_whose_page_numbers_run_on(renderer):
    style = "@page { size: A5; @bottom-center { content: '— ' counter(page) ' —' } } tr { line-height: 12mm }"

    def one(part: Part[int]) -> Rendered:
        rows = "".join(f"<tr><td>第{row}户" for row in part.rows)
        return renderer.render(f"<table>{rows}</table>", styles=[STYLE + style, part.page_style])

    whole = render_in_parts(range(1, 61), one, size=25)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(whole.pdf)).pages]
    assert len(pages) == whole.pages > 3
    assert all(f"— {number} —" in page for number, page in enumerate(pages, 1))
    assert all(f"第{row}户" in "".join(pages) for row in range(1, 61))


def test_an_empty_list_is_one_part_that_is_first_and_last(renderer):
    seen = []
    render_in_parts([], lambda part: seen.append(part) or renderer.render("<p>无"))
    assert [(list(part.rows), part.first_page, part.is_first, part.is_last) for part in seen] == [([], 1, True, True)]


def test_the_offices_own_face_comes_before_the_shipped_one(tmp_path):
    font = TTFont(SHIPPED / "paper-kai.ttf")
    rename(font, "仿宋_GB2312")
    font.save(tmp_path / "simfang.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    chosen = {face.family: face for face in faces(SHIPPED, tmp_path)}
    assert chosen["paper-text"].file == tmp_path / "simfang.ttf"
    assert chosen["paper-text"].note == ""
    assert not any("仿宋" in sentence for sentence in stand_ins(chosen.values()))


def test_the_shipped_faces_draw_gbk_and_the_rare_characters_of_names():
    files = [face.file for face in faces(SHIPPED)]
    gbk = bytes(
        code for high in range(0x81, 0xFF) for low in (*range(0x40, 0x7F), *range(0x80, 0xFF)) for code in (high, low)
    )
    drawable = {sign for sign in gbk.decode("gbk", errors="ignore") if "\u3400" <= sign <= "\u9fff"}
    assert len(drawable) > 20_000
    assert check.missing_glyphs("".join(drawable) + "龑𬭎㛃𬍛䶮𡐓㼆𪩘", files) == set()
    assert check.missing_glyphs("文\ue000", files) == {"\ue000"}


def test_start_up_names_a_missing_typeface(tmp_path):
    assert check.start_up_problems(faces(SHIPPED)) == []
    problems = check.start_up_problems([Face("paper-text", 400, tmp_path / "gone.otf")])
    assert any("gone.otf" in problem for problem in problems)
    assert any("龑" in problem for problem in problems)


def test_a_character_no_face_can_draw_is_reported(renderer):
    assert renderer.render("<p>公示", styles=[STYLE]).missing == ""
    assert renderer.render("<p>公\ue123示\ue123", styles=[STYLE]).missing == "\ue123"
    assert renderer.render("<p>公示", styles=[STYLE]).missing == ""
