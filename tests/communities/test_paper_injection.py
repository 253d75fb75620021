"""What people type stands on a paper as text: no field of any paper reaches the network, the disk or an attachment."""

import io
import itertools
from collections.abc import Iterator

import pikepdf
import pytest

from communities import papers
from communities.lib import clock
from communities.models import DocumentVersion
from communities.services import documents, notices
from tests.communities import paper_samples as samples
from tests.communities.notice_makers import Office, at
from tests.communities.test_papers import words_of
from tests.communities.vectors import VECTORS, trapped

SECRET = "7c1f-secret-of-the-disk"
# Three papers of each kind, each field with another vector on each: together more than all seventeen.
SHIFTS = (0, 6, 12)
# A longer list is cut short: its rows have the same fields, and an address in every narrow cell is slow to lay out.
MANY = 6
# An address of our own making, drawn as a code and never typed.
NOT_TYPED = {"verify_url"}


@pytest.fixture(scope="module")
def lures(tmp_path_factory) -> Iterator[tuple[list[str], list[str]]]:
    """The vectors, each once at an address that tells who came and once at a file; and who came."""
    secret = tmp_path_factory.mktemp("disk") / "secret.txt"
    secret.write_text(SECRET * 40)
    with trapped() as (url, visits):
        found = [vector.format(url=address) for vector in VECTORS.values() for address in (url, secret.as_uri())]
        yield found, visits


def injected(value: object, texts: Iterator[str]) -> object:
    """The inputs of a paper with every text in them replaced."""
    match value:
        case str():
            return next(texts)
        case dict():
            return {key: each if key in NOT_TYPED else injected(each, texts) for key, each in value.items()}
        case list() | tuple():
            some = value if len(value) <= MANY else value[:3]
            return [injected(each, texts) for each in some]
    return value


def harmless(pdf: bytes, visits: list[str]) -> None:
    """No visit, no attachment, no link out, not a byte of the file in any of its streams."""
    assert visits == []
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert not paper.attachments
        for each in paper.objects:
            if isinstance(each, pikepdf.Stream):
                assert SECRET.encode() not in each.read_bytes()
            elif isinstance(each, pikepdf.Dictionary):
                assert not {"/URI", "/EF", "/JS", "/Launch"}.intersection(each.keys())


@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("kind", samples.PAPERS)
def test_a_vector_in_any_field_of_a_paper_is_printed_as_text(kind, shift, lures):
    texts, visits = lures
    own = itertools.islice(itertools.cycle(texts), shift * 2, None)
    paper = papers.render_paper(kind, injected(samples.PAPERS[kind], own))
    harmless(paper.pdf, visits)
    assert "url(" in words_of(paper) or "src=" in words_of(paper)


def test_a_vector_in_any_cell_of_a_ledger_is_printed_as_text(lures):
    texts, visits = lures
    given, own = samples.ledger(2), itertools.cycle(texts)
    rows, totals = ([[injected(cell, own) for cell in row] for row in given[name]] for name in ("rows", "totals"))
    columns = [column | {"label": next(own)} for column in given["columns"]]
    words = {name: injected(given[name], own) for name in ("title", "subtitle", "notes")}
    paper = papers.render_ledger(columns, rows, totals, **words, digest=given["digest"])
    harmless(paper.pdf, visits)


def test_a_vector_in_any_cell_of_a_posted_list_is_printed_as_text(lures):
    texts, visits = lures
    own = itertools.cycle(texts)
    columns = [{"label": next(own), "width": 50}, {"label": next(own), "width": 50}]
    rows = [[next(own), next(own)] for _ in range(6)]
    words = {name: next(own) for name in ("title", "subtitle", "office", "digest")}
    paper = papers.render_posted_list(
        columns, rows, first=True, last=True, **words, notes=[next(own)], date=clock.today()
    )
    harmless(paper.pdf, visits)


def test_a_notice_typed_with_vectors_in_every_field_is_published_harmless(db, settings, tmp_path, lures):
    texts, visits = lures
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-02 08:00")):
        office = Office()
        body = "\n".join(texts)
        typed = {"title": texts[0][:100], "contact": texts[1][:40], "telephone": texts[2][:40], "basis": texts[3]}
        details = {"objection_way": texts[4], "address": texts[5], "supervision": texts[6]}
        notice = notices.publish(office.draft(body=body, details=details, **typed), by=office.clerk)
    version = DocumentVersion.objects.get(document=notice.paper)
    with documents.open_version(version) as file:
        harmless(file.read(), visits)
