"""`manage.py freeze_ledger`: the week, its digest, and four files that carry the record book's root."""

import hashlib
import io
import json
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command

from mergers.ledger.columns import COLUMNS
from mergers.models import Ledger, LedgerFile
from mergers.services import ledger_files
from tests.cases import opened
from tests.weeks import at, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    with at("2026-11-17"):
        case, staff = opened()
        begin(case, staff, 1, households=612, population=1980, party_members=58)
        return case


def run(out: Path, week: str = "2026-W47", district: str = "990101") -> dict:
    answer = io.StringIO()
    with at("2026-11-23", 9):
        words = ("--week", week, "--district", district, "--out", str(out), "--json")
        call_command("freeze_ledger", *words, stdout=answer, verbosity=0)
    return json.loads(answer.getvalue())


def text_of(path: str) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_the_command_answers_week_digest_rows_and_files(case, tmp_path):
    answer = run(tmp_path)
    ledger = Ledger.objects.get()
    assert (answer["week"], answer["digest"], answer["rows"]) == ("2026-W47", ledger.digest, 1)
    assert [Path(name).suffix for name in answer["files"]] == [".xlsx", ".pdf", ".pdf", ".pdf"]
    assert all(Path(name).is_file() and tmp_path in Path(name).parents for name in answer["files"])


def test_a_second_run_makes_nothing_new_and_a_lost_file_is_made_again(case, tmp_path):
    first = run(tmp_path)
    made = dict(LedgerFile.objects.values_list("kind", "made_at"))
    path = ledger_files.path_of(LedgerFile.objects.get(kind="workbook"))
    assert run(tmp_path) == first
    assert dict(LedgerFile.objects.values_list("kind", "made_at")) == made
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(b"")
    run(tmp_path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest  # the same figures give the same workbook


def test_the_workbook_holds_every_column_as_figures_and_text(case, tmp_path):
    book = openpyxl.load_workbook(run(tmp_path)["files"][0])
    assert book.sheetnames == ["台账", "挂图作战", "本周变化", "勘误", "说明"]
    page = book["台账"]
    heads = [cell.value for cell in page[3]]
    assert heads == ["序号", *(column.title for column in COLUMNS)]
    values = dict(zip(heads, (cell.value for cell in page[4]), strict=True))
    assert (values["统计代码"], values["户数"], values["社区（村）"]) == (case.place.code, 612, "大窑")
    assert page.page_setup.paperSize == 8
    assert page.page_setup.orientation == "landscape"
    assert page.freeze_panes == "E4"
    assert page.auto_filter.ref.startswith("A3:")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    root = Ledger.objects.get().anchor.root
    assert all(root in (sheet.oddFooter.left.text or "") for sheet in book)
    assert book["挂图作战"].max_column == 3 + 16 + 2


def test_every_pdf_carries_the_record_books_root(case, tmp_path):
    files = run(tmp_path)["files"][1:]
    root = Ledger.objects.get().anchor.root
    for name in files:
        assert root[:16] in "".join(text_of(name).split()), name


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"district": "371102"}, "没有代码为 371102 的区"),
        ({"week": "2026-W48"}, "2026-11-30 08:00截止"),
    ],
)
def test_what_cannot_be_frozen_is_refused_in_words(case, tmp_path, options, said):
    with pytest.raises(CommandError, match=said):
        run(tmp_path, **options)
