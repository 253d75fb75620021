"""What a form names by its key must be one's own: a foreign paper, notice, body or row answers as an absent one."""

from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation, RecordEntry
from communities.services import documents, notices
from communities.services.recording import SYSTEM
from mergers.models import Liability
from mergers.services import case_parts, cases, evidence, issues, programmes
from tests import makers
from tests.communities import notice_makers
from tests.mergers import journey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


def filled(cast: journey.Cast) -> SimpleNamespace:
    """One of everything a body can name, of the cast's community."""
    place, clerk = cast.case.place, cast.people["community"]
    committee = makers.organisation(place, Organisation.Kind.RESIDENTS_COMMITTEE)
    board = notices.add_board(place, "居务公开栏", by=clerk)
    scan = ContentFile(notice_makers.photo().read(), name="扫描.png")
    paper = documents.store_document(
        place=place, kind="批复", title="批复", upload=scan, written_on=clock.today(), by=clerk
    )
    debt = case_parts.add_liability(cast.case, kind=Liability.Kind.DEBT, title="工程欠款", by=clerk)
    notice = notices.draft(place, committee, notice_makers.content(), [board], by=clerk)
    return SimpleNamespace(cast=cast, committee=committee, board=board, paper=paper, debt=debt, notice=notice)


@pytest.fixture
def own() -> SimpleNamespace:
    return filled(journey.cast(makers.community(makers.street(makers.district()), "东岭")))


@pytest.fixture(params=["sibling", "other street", "other district"])
def foreign(request, own) -> SimpleNamespace:
    place = own.cast.case.place
    street = {
        "sibling": lambda: place.parent,
        "other street": lambda: makers.street(place.district, "海曲街道"),
        "other district": lambda: makers.street(makers.district("邻区", "990102"), "邻河街道"),
    }[request.param]()
    return filled(journey.cast(makers.community(street, "西坞")))


def refused(address: str, person, **body) -> str:
    """The page that answers, once it is sure that nothing was written."""
    lines = RecordEntry.objects.count()
    answer = makers.client(person).post(address, body)
    assert answer.status_code in (200, 404, 409)
    assert RecordEntry.objects.count() == lines
    return answer.content.decode()


def act(own: SimpleNamespace, name: str) -> str:
    return reverse("case_act", args=[own.cast.case.pk, name])


def step(own: SimpleNamespace, name: str, number: int = 1) -> str:
    return reverse(name, args=[own.cast.case.pk, number])


def test_a_foreign_paper_is_not_attached_by_its_archive_number(own, foreign):
    kind = next(each.kind for each in own.cast.case.step_view(1).evidence if not each.number_only)
    clerk = own.cast.people["community"]
    page = refused(step(own, "step_attach"), clerk, kind=kind, document=foreign.paper.archive_number)
    assert "没有这个档号的材料" in page
    with pytest.raises(Refused, match="没有这份文件"):
        evidence.attach(own.cast.case, 1, kind, foreign.paper, by=clerk)


def test_a_foreign_notice_serves_no_step(own, foreign):
    refused(step(own, "step_notice", 12), own.cast.people["community"], notice=str(foreign.notice.pk))
    with pytest.raises(Refused, match="只能使用本社区的公示"):
        evidence.use_notice(own.cast.case, 12, foreign.notice, "posting.result", by=own.cast.people["community"])


def test_a_foreign_debt_is_not_settled(own, foreign):
    body = {"row": foreign.debt.pk, "taker": own.committee.pk, "taken_over_on": "2026-01-05"}
    refused(act(own, "liability-settle"), own.cast.people["community"], **body)
    foreign.debt.refresh_from_db()
    assert foreign.debt.taken_over_on is None


def test_a_foreign_body_takes_nothing_over(own, foreign):
    body = {"row": own.debt.pk, "taker": foreign.committee.pk, "taken_over_on": "2026-01-05"}
    refused(act(own, "liability-settle"), own.cast.people["community"], **body)


def test_a_foreign_board_carries_no_paper_of_ours(own, foreign):
    clerk = own.cast.people["community"]
    with pytest.raises(Refused, match="不属于"):
        notices.choose_boards(own.notice, [foreign.board], by=clerk)
    with pytest.raises(Refused, match="不在您任职的地点"):
        notices.draft(own.cast.case.place, foreign.committee, notice_makers.content(), [], by=clerk)


def test_the_street_gives_an_issue_to_no_body_of_another_street(own, foreign):
    street = own.cast.people["street"]
    issue = issues.raise_issue(own.cast.case, "土地权属争议", by=own.cast.people["community"])
    choices = makers.client(street).get(reverse("issue", args=[issue.pk])).content.decode()
    near = foreign.cast.case.place.parent_id == own.cast.case.place.parent_id
    assert (foreign.committee.name in choices) == near
    if not near:
        body = {"organisation": foreign.committee.pk, "due_on": f"{clock.today()}"}
        refused(reverse("issue_act", args=[issue.pk, "assign"]), street, **body)


def test_a_case_opens_only_on_a_batch_of_its_own_district(own):
    abroad = makers.district("邻区", "990102")
    office = makers.account(Role.OFFICE, abroad)
    makers.rulebook(abroad)
    place = makers.community(makers.street(abroad, "邻河街道"), "中屿")
    batch = own.cast.case.batch
    with pytest.raises(Refused, match="不是邻区的批次"):
        cases.open_case(place, batch, reform_done=True, by=office)
    decided = {"decision_number": "邻政〔2026〕1号", "decided_on": clock.today(), "reason": "条件成熟"}
    with pytest.raises(Refused, match="不是邻区的工作计划"):
        cases.include_in_plan(batch.programme, place, **decided, by=office)
    with pytest.raises(Refused, match="不包含"):
        programmes.add_batch(batch.programme, "第二批", by=office)
    assert cases.open_case(place, makers.batch(abroad), reform_done=True, by=SYSTEM).place == place
