"""What hung on the board is a record: its paper and proofs get a new version only with a reason, none after the end."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Notice, RecordEntry
from communities.services import documents, notices
from tests import makers
from tests.communities.notice_makers import Office, at, photo

DAYS, END = ("2026-03-05 10:00", "2026-03-18 08:00")


@pytest.fixture
def office(db, settings, tmp_path) -> Office:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-02-01 08:00")):
        return Office()


def filer(office: Office):
    """Somebody who files in the community and posts nothing."""
    return makers.account(Role.COOP_CLERK, office.place)


def papers(notice: Notice) -> list[Document]:
    """The paper of the notice and the first proof of its boards."""
    return [notice.paper, notice.postings.order_by("pk").first().up_proof]


def add(document: Document, by, note: str = "盖章后重新扫描", file=None, on: str = DAYS):
    with clock.set_to(at(on)):
        return documents.add_version(document, file or photo("green"), note, by=by)


@pytest.mark.parametrize("which", [0, 1], ids=["paper", "proof"])
def test_only_who_posts_in_the_place_adds_to_a_running_posting(office, which):
    document = papers(office.running())[which]
    with pytest.raises(Refused, match="只能由大窑办理公示的人员补存新版本"):
        add(document, filer(office))
    with pytest.raises(Refused, match="请写明这一版与上一版的区别"):
        add(document, office.clerk, " ")
    first = document.latest
    assert add(document, office.clerk).number == 2
    with documents.open_version(first) as kept:
        assert kept.read(4) in (b"%PDF", b"\x89PNG")
    assert RecordEntry.objects.filter(action="更换材料版本", reason="盖章后重新扫描").count() == 1


@pytest.mark.parametrize("which", [0, 1], ids=["paper", "proof"])
def test_nobody_adds_to_a_posting_that_is_over(office, which):
    notice = office.take_down(office.running(), END)
    document = papers(notice)[which]
    assert notice.status == Notice.Status.ENDED
    for person in (office.clerk, makers.account(Role.OFFICE, office.place.district), filer(office)):
        with pytest.raises(Refused, match="已封存，不再更换版本"):
            add(document, person, on=END)
    assert document.versions.count() == 1


def test_the_last_proof_itself_is_sealed_with_the_posting(office):
    notice = office.take_down(office.running(), END)
    with pytest.raises(Refused, match="张贴证明在张贴结束后已封存"):
        add(notice.postings.first().down_proof, office.clerk, on=END)


def test_a_withdrawn_notice_is_sealed_too(office):
    notice = office.running()
    with clock.set_to(at(DAYS)):
        notices.withdraw(notice, "内容有误", by=office.clerk)
    with pytest.raises(Refused, match="已封存"):
        add(notice.paper, office.clerk)


def test_the_proof_of_an_interrupted_run_is_sealed_and_the_paper_is_not(office):
    notice = office.running()
    paper, proof = papers(notice)
    with clock.set_to(at(DAYS)):
        notices.interrupt(notice, notice.postings.first(), at(DAYS), "被风雨损毁", by=office.clerk)
    with pytest.raises(Refused, match="已封存"):
        add(proof, office.clerk)
    assert add(paper, office.clerk).number == 2


def test_a_version_of_a_proof_is_a_picture_or_a_scan(office):
    sheet = ContentFile(workbook(), name="证明.xlsx")
    with pytest.raises(Refused, match="须为照片、扫描件或 PDF"):
        add(papers(office.running())[1], office.clerk, file=sheet)


def workbook() -> bytes:
    from io import BytesIO

    from openpyxl import Workbook

    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


def test_the_page_says_that_a_paper_is_sealed_and_shows_every_version(office):
    notice = office.running()
    add(notice.paper, office.clerk)
    url = reverse("document_version", args=[notice.paper_id])
    visitor = makers.client(office.clerk)
    assert url in visitor.get(reverse("document", args=[notice.paper_id])).content.decode()
    with clock.set_to(at(END)):
        office.take_down(notice, END)
        page = visitor.get(reverse("document", args=[notice.paper_id])).content.decode()
        assert "已封存" in page
        assert url not in page
        for number in (1, 2):
            address = reverse("document_download", args=[notice.paper_id, number])
            assert address in page
            assert b"".join(visitor.get(address).streaming_content)
        answer = visitor.post(url, {"file": photo("green"), "note": "盖章"})
    assert answer.status_code == 409
    assert "已封存" in answer.content.decode()


def test_an_ordinary_paper_is_versioned_as_before(office):
    with clock.set_to(at(DAYS)):
        document = documents.store_document(
            place=office.place,
            kind="会议记录",
            title="两委会议记录",
            upload=photo(),
            written_on=clock.today(),
            by=office.clerk,
        )
    assert add(document, filer(office)).number == 2
