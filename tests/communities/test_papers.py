"""Every official paper as it leaves the printer: its faces, its grid, its size, its words."""

import io
import re
from functools import cache

import pypdf
import pytest

from communities import papers
from communities.lib.pdf import check
from communities.lib.pdf.faces import ALWAYS, ROLES
from communities.templatetags.papers import paragraphs
from tests.communities import paper_samples as samples

FAMILIES = {role.family for role in ROLES} | {family for family, _, _ in ALWAYS}
A4, A3 = (210, 297), (420, 297)
# The cover of a booklet, a ballot and a sheet for one household bear none; posted lists are numbered when bound.
FIRST_NUMBER = {"certificate": "—2—", "posted_list": "", "share_list": "", "ballot": "", "canvass_sheet": ""}
RARE_LEDGER_ROWS = 130


@cache
def printed(kind: str) -> papers.Rendered:
    if kind == "ledger":
        return papers.render_ledger(**samples.ledger(RARE_LEDGER_ROWS))
    return papers.render_paper(kind, samples.PAPERS[kind])


def pages_of(paper: papers.Rendered) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(paper.pdf)).pages)


def words_of(paper: papers.Rendered) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages_of(paper)))


def size_of(page: pypdf.PageObject) -> tuple[int, int]:
    return round(float(page.mediabox.width) * 25.4 / 72), round(float(page.mediabox.height) * 25.4 / 72)


@pytest.mark.parametrize("kind", papers.STYLESHEETS)
def test_every_paper_prints_without_a_missing_glyph_or_a_fallback_face(kind):
    paper = printed(kind)
    used = {name.removesuffix("-Bold") for name in check.fonts_used(paper.pdf)}
    assert used
    assert used <= FAMILIES
    assert paper.missing == ""
    assert FIRST_NUMBER.get(kind, "—1—") in words_of(paper)


@pytest.mark.parametrize("kind", ["notice", "letter"])
def test_rare_characters_of_names_can_be_read_back(kind):
    assert samples.RARE in words_of(printed(kind))


@pytest.mark.parametrize(("kind", "size"), [("notice", A4), ("dispatch", A4), ("wallchart", A3), ("ledger", A3)])
def test_papers_have_the_size_of_their_kind(kind, size):
    assert {size_of(page) for page in pages_of(printed(kind))} == {size}


def test_a_full_page_has_22_lines_of_28_characters():
    paper = papers.render_paper("letter", samples.letter("公" * 28 * 80))
    lines = pages_of(paper)[1].extract_text().split("\n")
    assert [line for line in lines if line.strip()] == ["公" * 28] * 22 + ["— 2 —"]


def test_a_line_set_in_two_faces_does_not_cost_the_page_a_line():
    changes = [{"place": "社区", "text": "公" * 100}] * 30
    paper = papers.render_paper("dispatch", samples.DISPATCH | {"changes": changes})
    lines = [line for line in pages_of(paper)[1].extract_text().split("\n") if line.strip()]
    assert len({line for line in lines if "— 2 —" in line}) == 1
    baselines: set[float] = set()
    pages_of(paper)[1].extract_text(
        visitor_text=lambda text, _cm, tm, _font, _size: baselines.add(round(tm[5])) if text.strip() else None
    )
    assert len(baselines) == 23


def test_page_numbers_stand_in_the_outer_corner():
    places: dict[str, float] = {}

    def note(text: str, _cm: list, matrix: list, _font: dict, _size: float) -> None:
        if re.fullmatch(r"— \d —", text.strip()):
            places[text.strip()] = matrix[4] * 25.4 / 72 if matrix[4] else places.get(text.strip(), 0)

    for page in pages_of(papers.render_paper("letter", samples.letter("公" * 28 * 60))):
        page.extract_text(visitor_text=note)
    assert places["— 1 —"] > 150
    assert places["— 2 —"] < 50


def test_a_notice_names_its_period_and_carries_neither_red_head_nor_seal():
    paper = printed("notice")
    words = words_of(paper)
    for expected in (
        "柳溪公示〔2026〕3号",
        "2026年11月18日至2026年11月25日24时（7个自然日）",
        "监督电话",
        "记录簿摘要",
    ):
        assert expected in words
    assert paper.pages == 1
    content = pages_of(paper)[0].get_contents().get_data()
    colours = {tuple(map(float, found)) for found in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", content)}
    assert all(red == green == blue for red, green, blue in colours)
    assert not list(pages_of(paper)[0].images)


def test_a_notice_without_a_public_page_has_no_code():
    paper = papers.render_paper("notice", samples.NOTICE | {"verify_url": ""})
    assert "扫码核验" not in words_of(paper)


def test_a_draft_for_the_leader_shows_all_five_sections_even_when_empty():
    empty = {section: [] for section in ("changes", "followups", "requests", "instructions")}
    words = words_of(papers.render_paper("dispatch", samples.DISPATCH | empty))
    for title in ("一、总体进展", "二、本周变化", "三、上次调度事项落实", "四、提请区级协调事项", "五、领导批示落实"):
        assert title in words
    for sentence in ("本周无变化", "上次调度无交办事项", "本周无提请区级协调事项", "本周无领导批示"):
        assert sentence in words


def test_the_wall_chart_shows_26_places_by_16_steps_on_one_sheet():
    chart = samples.PAPERS["wallchart"]
    paper = printed("wallchart")
    words = words_of(paper)
    assert paper.pages == 1
    assert all(name in words for names in samples.PLACES.values() for name in names.split())
    assert all(step in words for _, steps in samples.STEPS for step in steps)
    cells = [cell for group in chart["groups"] for row in group["rows"] for cell in row["cells"]]
    assert len(cells) == 26 * 16
    assert words.count("计") >= len(cells)


def test_a_ledger_in_parts_has_one_head_one_total_and_running_page_numbers():
    paper = printed("ledger")
    words = words_of(paper)
    assert words.count("示范区村改社区撤改撤并进展台账") == 1
    assert words.count(f"合计{RARE_LEDGER_ROWS}个") == 1
    assert all(f"—{number}—" in words for number in range(1, paper.pages + 1))


def test_what_users_type_is_printed_as_text_and_reaches_nothing():
    body = "<img src='http://127.0.0.1:9/x'><script>1</script>{{7*7}}\x00\ud800"
    fields = dict.fromkeys(("title", "body", "objection_way", "contact", "issuer"), body)
    words = words_of(papers.render_paper("notice", samples.NOTICE | fields))
    assert words.count("<imgsrc='http://127.0.0.1:9/x'><script>1</script>{{7*7}}") == len(fields)


def test_numbered_short_lines_are_headings_and_sentences_are_not():
    text = "一、总体要求\n（一）时间\n\n一、本条为完整句子。\n正文"
    assert [paragraph.level for paragraph in paragraphs(text)] == ["level-1", "level-2", "text", "text"]
    assert paragraphs(None) == []


def test_the_print_page_says_which_faces_stand_in():
    assert any("仿宋_GB2312" in sentence for sentence in papers.stand_ins())
