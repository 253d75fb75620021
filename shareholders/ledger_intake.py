"""The workbook of a ledger's opening: who holds what of which class since the earlier reform, with certificates."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from communities.lib.errors import Refused
from communities.lib.intake.schema import Book, Column, Fault, Row, Rows, Sheet
from communities.lib.sealed import blind_index
from communities.models import Household, Person, Residence
from communities.services.intake import Changes, Duplicate, Faulty, Register
from shareholders.intake import cooperatives
from shareholders.models import Member, SharePlan
from shareholders.rules.allocation import Rule
from shareholders.services.opening import Held, open_ledger, opening_faults, plan_to_open, without_shares

COLLECTIVE = "集体"
HOLDINGS = Sheet(
    "holdings",
    "持股明细",
    (
        Column("household", "户编号", "code", width=10, aliases=("户号", "户序号"), help="集体股不填"),
        Column(
            "certificate", "股权证号", "int", minimum=1, maximum=9_999_999, width=12, aliases=("证号", "股权证编号")
        ),
        Column("issued_on", "发证日期", "date", width=14, help="不填为方案表决日"),
        Column(
            "name", "持有人", required=True, width=12, aliases=("姓名", "股东姓名"), longest=40, help="集体股填“集体”"
        ),
        Column("id_number", "身份证号", "id_card", width=24, aliases=("身份证号码", "股东身份证号"), help="同名时填写"),
        Column("number", "成员编号", "code", width=12, longest=20, help="同名时填写"),
        Column("share_class", "股类", required=True, width=14, longest=20, help="与方案的股类名称一致"),
        Column("shares", "股数", "share", required=True, minimum=0, width=14, aliases=("股数（股）", "持股数")),
    ),
    min_rows=1,
    max_rows=70_000,
    totals=("shares",),
    help="一人一个股类一行；同一户各行的股权证号相同。户编号须为文本格式。",
    aliases=("股权登记表", "持股名册"),
)


def check_row(row: Row) -> Iterator[Fault]:
    """What one row says of itself."""
    if not row["shares"]:
        yield row.fault("shares", "股数必须大于0；没有持股的不列。")
    collective = row["name"].strip() == COLLECTIVE
    for key, title in (("household", "户编号"), ("certificate", "股权证号")):
        if collective and row[key]:
            yield row.fault(key, f"集体股没有{title}，请留空。")
        if not collective and not row[key]:
            yield row.fault(key, f"请填写{title}。")


def check_book(rows: Rows) -> Iterator[Fault]:
    """One certificate a household, one household a certificate."""
    numbers: dict[str, int] = {}
    homes: dict[int, str] = {}
    for row in rows.of("holdings"):
        home, number = row["household"], row["certificate"]
        if not home:
            continue
        if numbers.setdefault(home, number) != number:
            yield row.fault("certificate", f"{home}号户前面的股权证号是{numbers[home]}；一户一证，请核对。")
        if homes.setdefault(number, home) != home:
            yield row.fault("certificate", f"这个股权证号前面属于{homes[number]}号户；一户一证，请核对。")


def compare(intake, rows: Rows) -> Changes:
    """What storing would post; raises Refused where there is no plan to open, and for holders and sums."""
    plan = plan_to_open(intake.organisation)
    held = read(plan, rows)
    if faults := opening_faults(plan, held):
        raise Refused(*faults)
    people = {each.person.pk for each in held if each.person}
    homes = {each.household.pk for each in held if each.household}
    return Changes(new=len(held), samples=[f"{len(homes)}户、{len(people)}人，合计与方案发行数相等"])


def duplicates(intake, rows: Rows) -> Iterable[Duplicate]:
    """Nobody is looked for elsewhere: holders are found in the registers of the place, or the workbook is refused."""
    return ()


def store(intake, rows: Rows, *, by) -> dict[str, int]:
    """Post the opening, inside the engine's transaction. Raises Refused."""
    plan = plan_to_open(intake.organisation)
    held = read(plan, rows)
    open_ledger(plan, held, by=by)
    return {"holdings": len(held)}


def read(plan: SharePlan, rows: Rows) -> list[Held]:
    """The rows as holdings of known persons. Raises Faulty with the cells of those who may hold none."""
    known, held, faults = Known(plan), [], []
    for row in rows.of("holdings"):
        try:
            each = known.held(row)
            known.admit(row, each)
            held.append(each)
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(*faults)
    return held


class Known:
    """Whom and what the registers of the place know, read once for the whole workbook."""

    def __init__(self, plan: SharePlan) -> None:
        organisation = plan.organisation
        self.classes = {each.name: each for each in plan.classes.all()}
        self.households = {each.number: each for each in Household.objects.filter(place=plan.place)}
        self.by_number: dict[str, Person] = {}
        self.by_index: dict[str, Person] = {}
        self.by_name: dict[tuple[str, str], dict] = defaultdict(dict)
        self.barred = {each.person_id: each.get_status_display() for each in without_shares(organisation)}
        self.rows: dict[tuple[int, int | None], int] = {}
        for member in Member.objects.filter(organisation=organisation).select_related("person", "household"):
            self.by_number[member.number] = member.person
            self._learn(member.person, member.household)
        residences = Residence.objects.filter(household__place=plan.place)
        for residence in residences.select_related("person", "household"):
            self._learn(residence.person, residence.household)

    def held(self, row: Row) -> Held:
        """Raises Faulty for a class or a holder nobody knows."""
        share_class = self.classes.get(row["share_class"].strip())
        if share_class is None:
            classes = "、".join(self.classes)
            raise Faulty(row.fault("share_class", f"方案没有股类“{row['share_class']}”，现有：{classes}。"))
        collective = row["name"].strip() == COLLECTIVE
        if collective != (share_class.rule == Rule.COLLECTIVE):
            raise Faulty(row.fault("name", "集体股的持有人填“集体”，其他股类填姓名。"))
        if collective:
            return Held(share_class, row["shares"])
        home = self.households.get(row["household"])
        if home is None:
            raise Faulty(row.fault("household", f"户册上没有户编号“{row['household']}”。"))
        told = {"certificate": row["certificate"], "issued_on": row["issued_on"]}
        return Held(share_class, row["shares"], self._person(row), home, **told)

    def admit(self, row: Row, held: Held) -> None:
        """Raises Faulty for a holder who may hold nothing, or stands here a second time."""
        holder = held.person and held.person.pk
        if holder in self.barred:
            raise Faulty(row.fault("name", f"{row['name']}在成员名册上是“{self.barred[holder]}”，不能持股。"))
        first = self.rows.setdefault((held.share_class.pk, holder), row.number)
        if first != row.number:
            raise Faulty(row.fault("name", f"{row['name']}的“{row['share_class']}”在第{first}行已有，请合并股数。"))

    def _person(self, row: Row) -> Person:
        name, home, by = row["name"].strip(), row["household"], "name"
        if row["number"]:
            found, by = [self.by_number.get(row["number"])], "number"
        elif row["id_number"]:
            found, by = [self.by_index.get(blind_index("id", row["id_number"]))], "id_number"
        else:
            found = list(self.by_name[home, name].values())
        if len(found) > 1:
            raise Faulty(row.fault(by, f"{home}号户有同名的人，请填写成员编号或身份证号。"))
        if not found or found[0] is None:
            lost = f"{home}号户没有登记这个持有人；请先登记入户或列入名册，或填写成员编号、身份证号。"
            raise Faulty(row.fault(by, lost))
        if found[0].name != name:
            raise Faulty(row.fault("name", "成员编号或身份证号登记的姓名与持有人不一致，请核对。"))
        return found[0]

    def _learn(self, person: Person, household: Household) -> None:
        if person.id_index:
            self.by_index[person.id_index] = person
        self.by_name[household.number, person.name][person.pk] = person


BOOK = Book(
    "share_ledger",
    "原持股登记表",
    "2026-1",
    (HOLDINGS,),
    check_row=check_row,
    check_book=check_book,
    guidance=(
        "原产权制度改革已经发放股权证的，按股权证和登记簿填写，一人一个股类一行。",
        "集体股一行，持有人填“集体”，户编号和股权证号留空。",
        "各股类合计须等于方案的股类总数，总计等于总股数；有一处不符，整份不导入。",
    ),
)
REGISTER = Register(
    BOOK,
    compare,
    duplicates,
    store,
    "shareholders.tasks.check_ledger",
    "shareholders.tasks.store_ledger",
    organisations=cooperatives,
)
