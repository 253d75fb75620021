"""Certificates: one number a household, every printing counted, a printing shows for ever what it showed first."""

from datetime import date, timedelta

import pypdf
import pytest

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from shareholders import services
from shareholders.models import Certificate, CertificateBatch, CertificatePrint
from shareholders.services import certificate_batches, certificates
from tests import makers
from tests.shareholders import share_makers
from tests.shareholders.share_makers import TODAY

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    return share_makers.village(one="张三 张四 张五", two="李一 李二")


def test_every_household_with_shares_gets_the_next_number_once(village):
    plan = share_makers.fixed(village)
    made = certificates.issue_certificates(plan, DAY, by=village.clerk)
    assert [(each.household.number, each.number) for each in made] == [("0001", 1), ("0002", 2)]
    with pytest.raises(Refused, match="都已发证"):
        certificates.issue_certificates(plan, DAY, by=village.clerk)


def test_before_the_lock_there_is_no_certificate(village):
    plan = share_makers.issued(village)
    with pytest.raises(Refused, match="已通过"):
        certificates.issue_certificates(plan, DAY, by=village.clerk)
    assert not Certificate.objects.exists()


def test_a_reprint_is_counted_and_says_why(village):
    plan = share_makers.fixed(village)
    certificate = certificates.issue_certificates(plan, DAY, by=village.clerk)[0]
    assert certificates.print_certificate(certificate, DAY, by=village.clerk).sequence == 1
    with pytest.raises(Refused, match="写明原因"):
        certificates.print_certificate(certificate, DAY, by=village.clerk)
    assert certificates.print_certificate(certificate, DAY, "遗失补打", by=village.clerk).sequence == 2
    with pytest.raises(Refused, match="不能早于发证日期"):
        certificates.print_certificate(certificate, DAY - timedelta(days=1), "早", by=village.clerk)


def test_a_batch_counts_every_printing_and_is_one_file(village, settings, tmp_path):
    settings.OUTPUT_ROOT = tmp_path
    plan = share_makers.fixed(village)
    certificates.issue_certificates(plan, DAY, by=village.clerk)
    batch = services.order_batch(plan, DAY, by=village.clerk)
    assert (batch.count, batch.scope) == (2, "尚未打印的")
    assert [each.sequence for each in CertificatePrint.objects.all()] == [1, 1]
    done = services.print_batch(batch)
    pages = [page.extract_text() for page in pypdf.PdfReader(certificate_batches.file_of(batch)).pages]
    assert done.pages == len(pages) == 16
    assert [place for place, page in enumerate(pages) if "股权证书" in page] == [0, 8]
    assert "— 2 —" in pages[9]  # each certificate has page numbers of its own
    assert services.print_batch(done).done_at == done.done_at


def test_a_batch_of_what_was_printed_before_says_why(village):
    plan = share_makers.fixed(village)
    certificates.issue_certificates(plan, DAY, by=village.clerk)
    services.order_batch(plan, DAY, by=village.clerk)
    with pytest.raises(Refused, match="没有符合条件"):
        services.order_batch(plan, DAY, by=village.clerk)
    with pytest.raises(Refused, match="补打须写明原因"):
        services.order_batch(plan, DAY, scope="all", by=village.clerk)
    again = services.order_batch(plan, DAY, scope="range", first="0002", last="0009", reason="换发", by=village.clerk)
    assert [(each.certificate.number, each.sequence) for each in again.prints.all()] == [(2, 2)]


def test_a_batch_is_asked_for_by_form_and_fetched_by_those_who_keep_the_shares(village, settings, tmp_path):
    settings.OUTPUT_ROOT = tmp_path
    plan = share_makers.fixed(village)
    certificates.issue_certificates(plan, DAY, by=village.clerk)
    clerk = makers.client(village.clerk)
    clerk.post(f"/shares/{plan.pk}/certificates/print/", {"scope": "new", "as_on": "2026-03-01"})
    batch = CertificateBatch.objects.get()
    address = f"/shares/certificates/batches/{batch.pk}/"
    assert "等待后台生成" in clerk.get(address).content.decode()
    assert clerk.get(f"{address}paper/").status_code == 404
    services.print_batch(batch)
    assert b"".join(clerk.get(f"{address}paper/")).startswith(b"%PDF")
    office = makers.client(makers.account(Role.OFFICE, village.place.district))
    assert office.get(f"{address}paper/").status_code == 403
