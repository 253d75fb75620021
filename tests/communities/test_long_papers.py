"""Long papers: parts on a shelf, bound with one set of typefaces, numbered over the whole; a killed worker goes on."""

import re

import pikepdf
import pypdf
import pytest

from communities import papers
from communities.lib import clock
from communities.lib.pdf.renderer import Rendered
from communities.services import jobs, long_papers
from communities.services.long_papers import LongPaper, printed

COLUMNS = [{"label": "户编号", "width": 40}, {"label": "户主", "width": 60}]
KIND = "communities.tasks.check_files"


def part(number: int) -> Rendered:
    rows = [(f"{number:02d}{row:02d}", "王赵钱"[number % 3] + "一") for row in range(40)]
    told = {
        "title": "名册",
        "subtitle": "第一榜",
        "notes": ["说明"],
        "digest": "aa",
        "office": "社",
        "date": clock.today(),
    }
    return papers.render_posted_list(COLUMNS, rows, first=number == 1, last=number == 3, **told)


@pytest.fixture
def paper(settings, tmp_path):
    settings.OUTPUT_ROOT = tmp_path
    return LongPaper("list-1", 3, part)


def test_page_numbers_run_over_the_whole_and_say_of_how_many(paper):
    with printed(paper) as file:
        pages = [page.extract_text() for page in pypdf.PdfReader(file).pages]
    assert len(pages) > 3
    found = [re.search(r"第 (\d+) 页 共 (\d+) 页", page).groups() for page in pages]
    assert found == [(str(place), str(len(pages))) for place in range(1, len(pages) + 1)]
    assert [row in "".join(pages) for row in ("0100", "0239", "0339")] == [True] * 3
    assert "".join(pages).count("第一榜") == 1


def test_the_parts_share_one_cut_of_each_typeface(paper):
    with printed(paper) as file, pikepdf.open(file) as pdf:
        files = {id_of(font) for page in pdf.pages for font in page.resources.Font.values()}
        assert len(files) <= 4
        single = len(part(1).pdf)
        assert file.stat().st_size < 2 * single


def id_of(font) -> tuple:
    return font.DescendantFonts[0].FontDescriptor.FontFile3.objgen


def test_what_a_killed_worker_had_laid_out_is_not_laid_out_again(paper):
    laid = []

    def dies_at_three(number: int) -> Rendered:
        laid.append(number)
        if laid.count(3) == 1 and number == 3:
            raise KeyboardInterrupt
        return part(number)

    mortal = LongPaper(paper.name, 3, dies_at_three)
    with pytest.raises(KeyboardInterrupt), printed(mortal):
        pass
    with printed(mortal) as file:
        assert file.is_file()
    assert laid == [1, 2, 3, 3]
    assert not file.parent.exists()


@pytest.mark.django_db
def test_a_long_job_takes_turns_with_others_and_tells_how_far_it_is(paper, monkeypatch):
    monkeypatch.setattr(long_papers, "RUN_SECONDS", -1)  # every turn is over at once
    monkeypatch.setattr(papers, "bind", lambda parts, target, numbered: target.write_bytes(b"%PDF"))
    quick = LongPaper(paper.name, 3, lambda number: Rendered(b"%PDF", 1, 0))
    job, seen = jobs.enqueue(KIND, "long"), []
    for _ in range(3):
        with jobs.claimed(job.pk) as mine, printed(quick, mine):
            pass
        standing = jobs.standing("long")
        seen.append((standing.state, standing.progress, standing.note))
    assert seen == [
        ("waiting", 33, "已排版1部分，共3部分"),
        ("waiting", 66, "已排版2部分，共3部分"),
        ("done", 100, ""),
    ]
