"""The wall chart of a large district: street by street, a sheet at a time, each sheet full and none spilling over."""

import io
from datetime import date

import pypdf
import pytest

from communities import papers
from mergers.ledger.papers import wall_pages
from mergers.models import LedgerRow
from tests.communities import paper_samples as samples

CELL = {"state": "done", "word": "✓", "planned": "2026-03-02", "actual": "2026-12-28", "replans": 0, "late": 0}


def rows(*sizes: int) -> list[LedgerRow]:
    """A row per unit, streets of these sizes."""
    figures = {"legal_body": "居民委员会", "status": "超期", "waits_for": "街道"}
    return [
        LedgerRow(
            street_id=street,
            status="late",
            cells=[CELL] * 16,
            figures={**figures, "street": f"第{street}街道", "community": f"{street}之{number}社区"},
        )
        for street, size in enumerate(sizes, 1)
        for number in range(1, size + 1)
    ]


@pytest.mark.parametrize(
    ("sizes", "sheets"),
    [((26,), [26]), ((28,), [28]), ((29,), [28, 1]), ((100, 3), [28, 28, 28, 19]), ((10, 10, 10), [20, 10]), ((), [0])],
)
def test_a_sheet_takes_whole_groups_of_streets_as_long_as_they_fit(sizes, sheets):
    found = wall_pages(rows(*sizes))
    assert [sum(len(group["rows"]) for group in page) for page in found] == sheets


def test_every_sheet_is_one_page_with_its_own_head_and_the_numbers_run_on():
    chart = {name: value for name, value in samples.wallchart().items() if name != "groups"}
    paper = papers.render_wall(wall_pages(rows(40, 9, 7, 8)), **chart)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.pdf)).pages]
    assert len(pages) == paper.pages == 3
    for number, text in enumerate(pages, 1):
        assert "挂图作战" in text
        assert f"— {number} —" in text
    assert date.fromisoformat(CELL["actual"]).strftime("实%-m.%-d") in pages[-1]
