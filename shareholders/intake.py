"""The roll's workbook: households, persons and members in one sheet, in the columns that real rolls have."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.idcards import birth_date
from communities.lib.intake.schema import Book, Column, Fault, Row, Rows, Sheet
from communities.lib.sealed import blind_index
from communities.models import Organisation, Person, Place
from communities.rules.households import Relation, relation_of
from communities.services.intake import Changes, Duplicate, Register
from communities.services.recording import SYSTEM
from communities.services.residents import known_persons, whereabouts
from communities.services.residents.facts import sex_of
from shareholders.models import Member, MemberRoll
from shareholders.rules import categories
from shareholders.services.importing import import_rows, stands_confirmed
from shareholders.services.standing import members_of

SAMPLES = 20
OPEN = (("yes", "是"), ("no", "否"))
CONFIRMED_HELP = "核验时填写；首次导入不填为“是”，以后新增的不填为“否”，列为待定"
ROLL = Sheet(
    "roll",
    "成员名册",
    (
        Column("household", "户编号", "code", required=True, width=10, aliases=("户号", "户序号")),
        Column("head", "户主", width=12, aliases=("户主姓名",), longest=40),
        Column("relation", "与户主关系", required=True, width=12, aliases=("户主关系", "家庭关系"), longest=20),
        Column("name", "姓名", required=True, width=12, aliases=("成员姓名", "股东姓名", "家庭成员姓名"), longest=40),
        Column("sex", "性别", "choice", choices=Person.Sex.choices, width=8),
        Column(
            "id_number",
            "身份证号",
            "id_card",
            unique=True,
            width=24,
            aliases=("身份证号码", "成员身份证号", "公民身份号码", "证件号码"),
        ),
        Column("no_id_reason", "无身份证号原因", width=18, longest=60, help="没有身份证号的须填，如“新生儿未落户”"),
        Column("born_on", "出生日期", "date", width=14, aliases=("出生年月日",), help="有身份证号的可不填"),
        Column("phone", "手机", "phone", width=16, aliases=("联系电话", "手机号", "手机号码", "电话")),
        Column("address", "住址", width=24, aliases=("家庭住址", "户籍地址", "现户籍地"), longest=120),
        Column("number", "成员编号", "code", unique=True, width=12, longest=20),
        Column("category", "成员类别", "choice", choices=tuple(categories.LABELS.items()), width=20),
        Column(
            "confirmed",
            "原改革已确认",
            "choice",
            choices=OPEN,
            width=12,
            help=CONFIRMED_HELP,
        ),
        Column("basis", "确认依据条款", width=20, aliases=("依据条款", "认定依据"), longest=120),
        Column("people", "户人数", "int", minimum=1, maximum=60, width=8, aliases=("户内人数", "合计人数")),
        Column("remarks", "备注", width=20, longest=200),
    ),
    min_rows=1,
    max_rows=70_000,
    help="一人一行；同一户的人户编号相同，户主一行的关系填“户主”。身份证号、户编号须为文本格式。",
    aliases=("股东名册", "成员登记表", "花名册"),
)


def check_row(row: Row) -> Iterator[Fault]:
    """What one person's row says of itself."""
    if relation_of(row["relation"]) is None:
        yield row.fault("relation", "与户主关系无法识别；请填写户主、配偶、子、女、父母等。")
    if any(character.isdigit() for character in row["name"]):
        yield row.fault("name", "姓名中有数字；请核对。")
    number = row["id_number"]
    if not number:
        yield from _without_number(row)
        return
    if row["born_on"] and row["born_on"] != birth_date(number):
        yield row.fault("born_on", "出生日期与身份证号不一致；请核对。")
    if row["sex"] and row["sex"] != sex_of(number):
        yield row.fault("sex", "性别与身份证号不一致；请核对。")


def _without_number(row: Row) -> Iterator[Fault]:
    if not row["no_id_reason"]:
        yield row.fault("id_number", "没有身份证号；请填写，或在“无身份证号原因”写明原因。")
    if not row["sex"]:
        yield row.fault("sex", "没有身份证号的，请填写性别。")
    if not row["born_on"]:
        yield row.fault("born_on", "没有身份证号的，请填写出生日期。")
    elif row["born_on"] > clock.today():
        yield row.fault("born_on", "出生日期晚于今天；请核对。")


class Inmate(NamedTuple):
    """What the check of a household needs of a row."""

    number: int
    head: str | None
    relation: Relation
    name: str
    people: int | None

    def fault(self, column: str, message: str, *, warning: bool = False) -> Fault:
        held = {"head": self.head, "name": self.name, "people": self.people}.get(column)
        return Fault(ROLL.key, self.number, column, message, warning=warning, held=held)


def check_book(rows: Rows) -> Iterator[Fault]:
    """What the rows of a household say together: one head who is in it, one spouse, as many as stated."""
    households: dict[str, list[Inmate]] = defaultdict(list)
    for block in rows.blocks("roll"):
        relations = map(relation_of, block.column("relation"))
        told = zip(
            block.numbers, block.column("head"), relations, block.column("name"), block.column("people"), strict=True
        )
        for household, each in zip(block.column("household"), map(Inmate._make, told), strict=True):
            households[household].append(each)
    for household, members in households.items():
        yield from _check_household(household, members)


def _check_household(household: str, members: list[Inmate]) -> Iterator[Fault]:
    heads = [each for each in members if each.relation == Relation.HEAD]
    if not heads:
        yield members[0].fault("relation", f"{household}号户没有户主；请在户主一行的关系填“户主”。")
    for each in heads[1:]:
        yield each.fault("relation", f"{household}号户有两名以上户主；请核对。")
    spouses = [each for each in members if each.relation == Relation.SPOUSE]
    for each in spouses[1:]:
        yield each.fault("relation", f"{household}号户有两名以上配偶；请核对。", warning=True)
    names = {each.name for each in heads}
    for each in members:
        if each.head and heads and each.head not in names:
            yield each.fault("head", "户主姓名与本户户主一行的姓名不一致；请核对。")
        if each.people and each.people != len(members):
            yield each.fault("people", f"户人数与本户行数（{len(members)}人）不一致；请核对。")


def cooperatives(place: Place):
    """The cooperatives of the place with a roll to be filled."""
    return Organisation.objects.filter(place=place, kind=Organisation.Kind.COOPERATIVE, ends_on=None)


def compare(intake, rows: Rows) -> Changes:
    """What storing would change; raises Refused where there is no open roll."""
    roll = open_roll(intake.organisation)
    now, changes, met = members_of(intake.organisation), Changes(), set()
    if not now.keys:
        samples = [_new(row, roll, presumed=True) for row in islice(rows.of("roll"), SAMPLES)]
        return Changes(new=rows.count("roll"), samples=samples)
    for row in rows.of("roll"):
        member = now.find(row)
        if member is None:
            changes.new += 1
            _sample(changes, _new(row, roll, presumed=False))
            continue
        met.add(member.pk)
        if member.differs(row):
            changes.changed += 1
            _sample(changes, f"变化：{row['household']}号户，成员编号{member.number}（第{row.number}行）")
        else:
            changes.unchanged += 1
    changes.missing = len(now.keys - met)
    return changes


def duplicates(intake, rows: Rows) -> Iterator[Duplicate]:
    """Persons whom another community of the district knows, in households or on a roll."""
    account = getattr(intake, "uploaded_by", None) or SYSTEM
    for block in rows.blocks("roll"):
        known = known_persons(intake.place.district_or_self, filter(None, block.column("id_number")))
        elsewhere = _on_other_rolls(intake.organisation, known)
        for row in block.rows() if known else ():
            person = known.get(blind_index("id", row["id_number"])) if row["id_number"] else None
            if person:
                yield from _known_elsewhere(row, person, intake.place, account, person.pk in elsewhere)


def _known_elsewhere(row: Row, person: Person, place: Place, account, on_a_roll: bool) -> Iterator[Duplicate]:
    residence = person.residence
    if residence and residence.household.place_id != place.pk:
        where = whereabouts(person, account) if account is not SYSTEM else "本区其他社区"
        yield Duplicate(row, "id_number", f"这个身份证号已登记在{where}；请核实是否迁出或重复。")
    if on_a_roll:
        yield Duplicate(row, "id_number", "此人已在本区另一个合作社的成员名册上（可能为双重成员）；请核实。")


def _on_other_rolls(organisation: Organisation, known: dict[str, Person]) -> set:
    persons = [person.pk for person in known.values()]
    members = Member.objects.on_roll().filter(person__in=persons).exclude(organisation=organisation)
    return set(members.values_list("person", flat=True))


def store(intake, rows: Rows, *, by) -> dict[str, int]:
    """Write households, persons and members, inside the engine's transaction. Raises Refused."""
    open_roll(intake.organisation)
    return {"roll": import_rows(intake.organisation, rows, by=by)}


def open_roll(organisation: Organisation | None) -> MemberRoll:
    """The roll that is to be filled. Raises Refused."""
    if organisation is None:
        raise Refused("请选择名册所属的合作社。")
    roll = MemberRoll.objects.filter(organisation=organisation).first()
    if roll is None:
        raise Refused(f"{organisation.name}还没有建立成员名册，请先在“成员名册”中建立。")
    if roll.locked_at:
        raise Refused(f"{organisation.name}的成员名册已经锁定，人员变动请逐人办理。")
    return roll


def _new(row: Row, roll: MemberRoll, *, presumed: bool) -> str:
    confirmed = stands_confirmed(roll, row, presumed=presumed)
    comes_as = "原改革已确认，直接列为成员" if confirmed else "列为待定，须逐人认定"
    return f"新增：{row['household']}号户（第{row.number}行），{comes_as}"


def _sample(changes: Changes, line: str) -> None:
    if len(changes.samples) < SAMPLES:
        changes.samples.append(line)


BOOK = Book(
    "roll",
    "成员名册",
    "2026-1",
    (ROLL,),
    check_row=check_row,
    check_book=check_book,
    max_inflated=128 * 1024 * 1024,
    guidance=(
        "一人一行，同一户的人户编号相同，每户有且只有一名“户主”。",
        "身份证号、户编号、成员编号须为文本格式；没有身份证号的须写明原因并填写性别和出生日期。",
        "空挂户、外迁人员等类别导入后为“待定”，经有权的会议表决后才能认定。",
    ),
)
REGISTER = Register(
    BOOK,
    compare,
    duplicates,
    store,
    "shareholders.tasks.check_roll",
    "shareholders.tasks.store_roll",
    organisations=cooperatives,
)
