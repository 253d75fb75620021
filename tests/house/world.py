"""A small world for the tests of the whole: two districts, each community with a word that may appear nowhere else.

示范区 has two streets of two communities each, 邻区 one of one. Everything is reached through the services, at moments
that lie in a week whose figures have closed; the ledger of that week is frozen.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from io import BytesIO

import openpyxl
from django.core.files.base import ContentFile
from PIL import Image

from communities.access import LEVELS, Role
from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import (
    Account,
    Heartbeat,
    HouseholdRegister,
    Notice,
    Organisation,
    Place,
    Posting,
    PublishedNotice,
    RegisterImport,
)
from communities.services import health, jobs, notices
from communities.services.recording import SYSTEM
from communities.services.registers import import_register
from mergers.models import DepartmentTask, EvidenceWaiver, MergerCase, NodeDispatch, StepFiling
from mergers.services import (
    case_parts,
    cases,
    evidence,
    freezing,
    instructions,
    issues,
    ledger_files,
    rounds,
    rulebooks,
)
from tests import makers
from tests.house import world_assets, world_canvass, world_registers, world_risk, world_shares, world_votes
from tests.house.world_residents import settle_people

# One word of each community; rare enough to stand in no page of its own accord.
WORDS = {"own": "松鹤", "sibling": "柏鹿", "other": "梅雀", "other_sibling": "兰鹭", "elsewhere": "竹雁"}
# The communities' own names: only where one community may be chosen by another does a name go further than its place.
NAMES = {"own": "东岭", "sibling": "西坞", "other": "南滩", "other_sibling": "北洼", "elsewhere": "中屿"}
PHONE, OBJECTOR = "13905330127", "郑某某"


@dataclass
class Corner:
    """One community with one of everything that a URL can name; each attribute is what stands in the address."""

    word: str
    name: str
    place: Place
    secretary: Account
    case: MergerCase = None
    draft: Notice = None
    notice: Notice = None
    posting: Posting = None
    waiting: Notice = None
    extras: dict = field(default_factory=dict)

    @property
    def street(self) -> Place:
        return self.place.parent

    @property
    def district(self) -> Place:
        return self.place.district


@dataclass
class World:
    corners: dict[str, Corner]
    people: dict[Role, Account]
    week: Week


def picture() -> ContentFile:
    out = BytesIO()
    Image.new("RGB", (32, 24), "red").save(out, "PNG")
    return ContentFile(out.getvalue(), name="张贴照片.png")


def workbook(word: str) -> ContentFile:
    """A file whose own text carries the word, for downloads."""
    book, out = openpyxl.Workbook(), BytesIO()
    book.active["A1"] = f"{word}会议记录正文"
    book.save(out)
    return ContentFile(out.getvalue(), name=f"{word}会议记录.xlsx")


def build() -> World:
    """Build it all; call inside a transaction that is rolled back."""
    home, abroad = makers.district("示范区", "990101"), makers.district("邻区", "990199")
    first, second = makers.street(home, "云河街道"), makers.street(home, "松山街道")
    streets = {"own": first, "sibling": first, "other": second, "other_sibling": second}
    streets["elsewhere"] = makers.street(abroad, "远河街道")
    week = freezing.finished_week(home)
    with clock.set_to(at(week.monday - timedelta(days=9), 9)):
        corners = {scope: settle(streets[scope], WORDS[scope], NAMES[scope]) for scope in WORDS}
        people = {role: person(role, corners["own"]) for role in Role if role != Role.SECRETARY}
        people[Role.SECRETARY] = corners["own"].secretary
        offices = {home: people[Role.OFFICE], abroad: makers.account(Role.OFFICE, abroad)}
        leaders = {home: people[Role.LEADER], abroad: makers.account(Role.LEADER, abroad)}
        for corner in corners.values():
            batch, office = makers.batch(corner.district), offices[corner.district]
            corner.case = cases.open_case(corner.place, batch, reform_done=True, by=office)
    for corner in corners.values():
        fill(corner, week)
    for scope in ("own", "elsewhere"):
        district = corners[scope].district
        found = close_week(corners[scope], week, leaders[district], offices[district])
        for corner in corners.values():
            if corner.district == district:
                corner.extras |= found | {"row": found["ledger"].rows.get(case=corner.case)}
    for name in health.NAMES:
        jobs.beat(name)
    Heartbeat.objects.update(at=clock.now() + timedelta(days=1))  # tests that take long are no silence
    return World(corners, people, week)


def at(day, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.SHANGHAI)


def settle(street: Place, word: str, name: str) -> Corner:
    """A community of the street with its secretary, committee, cooperative and board."""
    place = makers.community(street, f"{name}庄")
    makers.organisation(place, Organisation.Kind.COOPERATIVE, f"{name}股份经济合作社")
    return Corner(word, name, place, makers.account(Role.SECRETARY, place, name=f"{word}书记"))


def person(role: Role, corner: Corner) -> Account:
    """A person of the role at its own level over the corner."""
    places = {"district": corner.district, "street": corner.street, "community": corner.place}
    level = LEVELS[role][-1]
    name = f"{corner.word}{role.label[-2:]}" if level == "community" else f"{role.label}甲"
    return makers.account(role, places[level], name=name)


def fill(corner: Corner, week: Week) -> None:
    """Papers, notices, an objection, a difficulty and the week's report, on the Wednesday of the week."""
    by, word = corner.secretary, corner.word
    with clock.set_to(at(week.monday + timedelta(days=2), 10)):
        corner.case.refresh_from_db()
        evidence.save_facts(corner.case, 1, {"verdict": "include", "verdict_reason": f"{word}条件具备"}, by=by)
        kind, other = (each.kind for each in corner.case.step_view(1).evidence[:2])
        written = {"title": f"{word}两委会议记录", "written_on": week.monday}
        item = evidence.upload(corner.case, 1, kind, workbook(word), **written, by=by)
        corner.extras |= {"item": item, "document": item.document, "version": item.version.number}
        corner.extras |= {"waiver": waiver(corner, other), "person": by, "appointment": by.posts()[0]}
        receiving = makers.community(corner.street, f"{corner.name}新区", kind=Place.Kind.URBAN)
        corner.extras["receiver"] = case_parts.add_receiver(corner.case, receiving, households_after=1500, by=by)
        corner.extras["issue"] = issues.raise_issue(corner.case, f"{word}土地权属争议", by=by)
        round = rounds.open_round(corner.district, week)
        corner.extras |= asked(corner, item.filing)
        told = {"progress": f"{word}入户过半", "problems": f"{word}外出户多"}
        corner.extras["report"] = rounds.file_report(round, corner.case, by=by, **told)
        corner.extras |= world_registers.registers(corner.place, by, word)
        post(corner)
        corner.extras |= world_assets.own(corner.name, word, by, corner.notice, corner.extras["objection"])
        corner.extras |= world_shares.own(corner.place, word, by, corner.secretary, corner.extras["board"])
        HouseholdRegister.objects.filter(place=corner.place).delete()  # the pages of an open register are more
        corner.extras |= settle_people(corner, picture)
        corner.extras |= world_risk.own(corner.place, word)
        corner.extras |= world_canvass.own(corner.place, word, by, picture)
        corner.extras |= world_votes.own(corner.place, word, by, picture())


def asked(corner: Corner, filing: StepFiling) -> dict:
    """What the sixteen steps bring about further on: a key node reached, a department asked."""
    event = corner.case.step_events.last()
    node = NodeDispatch.objects.create(
        case=corner.case, step=1, node="mobilisation", event=event, opened_at=clock.now(), note=f"{corner.word}动员会"
    )
    civil_affairs = makers.organisation(corner.district, Organisation.Kind.DEPARTMENT, f"{corner.district.name}民政局")
    task = DepartmentTask.objects.create(
        filing=filing, organisation=civil_affairs, sent_at=clock.now(), due_on=clock.today()
    )
    return {"node": node, "department_task": task}


def waiver(corner: Corner, kind: str) -> EvidenceWaiver:
    reason = f"{corner.word}没有这种材料"
    kinds = [each.kind for each in corner.case.step_view(1).evidence if each.waivable]
    if kinds:
        return evidence.ask_waiver(corner.case, 1, kinds[0], reason, by=corner.secretary)
    filing = corner.case.filings.get(step=1)
    at_, by = clock.now(), corner.secretary
    return EvidenceWaiver.objects.create(filing=filing, kind=kind, reason=reason, requested_at=at_, requested_by=by)


def post(corner: Corner) -> None:
    """One notice that hangs and is objected to, one that waits for its board, one draft."""
    by, word = corner.secretary, corner.word
    party = corner.secretary.posts()[0].organisation
    board = notices.add_board(corner.place, f"{word}公开栏", by=by)
    drafts = [
        notices.draft(corner.place, party, content(word, number), [board], by=by) for number in ("甲", "乙", "丙")
    ]
    corner.notice, corner.waiting = (notices.publish(each, by=by) for each in drafts[:2])
    corner.draft = drafts[2]
    now = clock.now()
    notices.put_up(corner.notice, board, now, picture(), Posting.Proof.PHOTO, by=by)
    corner.notice.refresh_from_db()
    corner.posting = corner.notice.postings.get()
    corner.extras |= {
        "board": board,
        "waiting_posting": corner.waiting.postings.get(),
        "objection": notices.receive_objection(corner.notice, OBJECTOR, f"{word}户数有误", now, contact=PHONE, by=by),
        "token": PublishedNotice.objects.get(notice_id=corner.notice.pk).token,
    }


def content(word: str, number: str) -> notices.Content:
    return notices.Content(
        kind="general",
        title=f"{word}表决结果公示{number}",
        body=f"{word}召开会议，表决通过。",
        contact=f"{word}王堃",
        telephone="0633-8888888",
        objection_days=7,
        display_days=60,
    )


def close_week(corner: Corner, week: Week, leader: Account, office: Account) -> dict:
    """The ledger of a district, on it a leader's instruction and its way down; a register and a job of the district."""
    ledger = freezing.freeze(corner.district, week)
    instruction = instructions.write(ledger, f"{corner.district.name}抓紧入户", by=leader)
    ledger_files.make_files(ledger, kinds=["workbook"])
    old = corner.case.rulebook_version
    held_for = makers.organisation(corner.street, Organisation.Kind.STREET_OFFICE, f"{corner.street.name}办事处")
    return {
        "ledger": ledger,
        "instruction": instruction,
        "task": instructions.forward(instruction, held_for, by=office),
        "job": jobs.enqueue("mergers.tasks.dispatch_tick", f"测试：{corner.district.code}", place=corner.district),
        "register": register(corner),
        "book": rulebooks.edit(old, {**old.content, "label": "二"}, by=office, note="改标签"),
        "week": str(week),
        "round": ledger.round,
    }


def register(corner: Corner) -> RegisterImport:
    """The district's register as it stands, read from a file of its own places."""
    places = Place.objects.communities().filter(district=corner.district).select_related("parent")
    lines = (f"{each.parent.code},{each.parent.name},{each.code},{each.name}居民委员会" for each in places)
    text = "\n".join(["street_code,street,community_code,community", *lines])
    return import_register(text, clock.today(), "名册.csv", by=SYSTEM, into=corner.district).register
