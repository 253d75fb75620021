"""The inventory's workbook: things, sums, land; what is new against the register, and storing it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assets.models import Inventory, InventoryLine
from assets.rules.accounts import Side, shipped
from assets.rules.inventory_moves import OPEN, STATUS_LABELS
from assets.rules.lines import derived, faults_by_field
from assets.services.importing import differing, identity, import_lines
from communities.lib.errors import Refused
from communities.lib.intake.schema import Book, Column, Fault, Row, Rows, Sheet
from communities.models import Organisation, Place
from communities.services.intake import Changes, Duplicate, Register

OWNERS = (
    Organisation.Kind.COOPERATIVE,
    Organisation.Kind.VILLAGERS_COMMITTEE,
    Organisation.Kind.RESIDENTS_COMMITTEE,
)
CHART = shipped()
CHECKED_SUM = "粘贴为数值后，系统仍按账面数＋增加－减少逐行核对。"
GUIDANCE = (
    "核实数（核实面积）可以先用公式“账面数＋增加－减少”算出；上传前选中这一列，复制，“选择性粘贴—数值”。",
    "有增减的行要写增减性质和原因；导入后在各行上传依据材料（发票、说明、见证等）。",
)
YES = (("yes", "是"), ("no", "否"))
DIFFERENCES = (
    Column("difference", "增减性质", "choice", choices=InventoryLine.Difference.choices, help="有增减的必填"),
    Column("cause", "增减原因", width=24, help="有增减的必填"),
    Column("remarks", "备注", width=20),
)
OFF_BOOK = (
    Column("off_book", "是否账外", "choice", choices=YES, width=10),
    Column("source", "账外来源", longest=120),
    Column("holder", "现持有人", longest=80),
    Column("basis", "计价及认定依据", width=20),
)
WHERE = (
    Column("location", "坐落（存放地点）", aliases=("坐落", "存放地点"), width=20, longest=120),
    Column("certificate", "权属证书号", longest=80),
)


def _accounts(*codes: str) -> list[tuple[str, str]]:
    """Code and name, and the names that the older forms use."""
    found = [CHART.account(code) for code in codes]
    return [(each.code, name) for each in found for name in (*each.also, each.name)]


def _money(key: str, title: str, *aliases: str, required: bool = False, minimum: int | None = 0, **more) -> Column:
    return Column(key, title, "money", required=required, minimum=minimum, aliases=aliases, **more)


def _area(key: str, title: str, *aliases: str, required: bool = False, **more) -> Column:
    return Column(key, title, "area", required=required, minimum=0, aliases=aliases, **more)


MONEY = (
    _money("book", "账面数（元）", "账面数", required=True, minimum=None),
    _money("increase", "清查增加（元）", "清查核实增加", "清查增加"),
    _money("decrease", "清查减少（元）", "清查核实减少", "清查减少"),
    _money("verified", "核实数（元）", "核实数", required=True, minimum=None, formula_help=CHECKED_SUM),
)
THING_CODES = [account.code for account in CHART.expected()]
SUM_CODES = [each.code for each in CHART.accounts if each.side != Side.RESOURCE and not each.expected]
LANDS = [(land.code, name) for land in CHART.lands for name in (*land.also, land.name)]
TOTALS = ("book", "increase", "decrease", "verified")
THINGS = Sheet(
    "things",
    "固定资产等实物",
    (
        Column("account", "类别", "choice", choices=_accounts(*THING_CODES), required=True),
        Column("name", "资产名称", required=True, aliases=("名称",), width=20, longest=120),
        Column("use", "用途", "choice", choices=InventoryLine.Use.choices, aliases=("资产属性",)),
        *MONEY,
        _money("original", "原值（元）", "原值"),
        _money("depreciation", "累计折旧（元）", "已提折旧", "累计折旧"),
        Column("quantity", "数量", "area", minimum=0),
        Column("unit", "单位", longest=10, width=8),
        Column("acquired_on", "购建日期", "date", aliases=("购建时间",)),
        *WHERE,
        Column("custodian", "保管人", longest=40),
        Column("condition", "使用状况", aliases=("使用状态",), longest=60),
        *OFF_BOOK,
        *DIFFERENCES,
    ),
    totals=TOTALS,
    optional=True,
    help="固定资产须填原值和累计折旧，核实数为净值；净值＝原值－累计折旧。",
)
SUMS = Sheet(
    "sums",
    "货币往来与权益",
    (
        Column("account", "类别", "choice", choices=_accounts(*SUM_CODES), required=True),
        Column("name", "项目名称", required=True, aliases=("名称",), width=20, longest=120),
        Column("counterparty", "债务人（债权人）", aliases=("债务人", "债权人"), width=18, longest=80),
        Column("due_on", "到期日", "date", aliases=("到期时间",)),
        *MONEY,
        *DIFFERENCES,
    ),
    totals=TOTALS,
    optional=True,
    help="应收应付和借款须填债务人（债权人），不填证件号、手机号、银行账号。",
)
LAND = Sheet(
    "land",
    "资源性资产",
    (
        Column("land_class", "地类", "choice", choices=LANDS, required=True),
        Column("name", "地块名称", required=True, aliases=("名称",), width=20, longest=120),
        _area("book_area", "账面面积（亩）", "账面面积", required=True),
        _area("increase_area", "增加面积（亩）", "增加面积"),
        _area("decrease_area", "减少面积（亩）", "减少面积"),
        _area("area", "核实面积（亩）", "核实面积", required=True, formula_help=CHECKED_SUM),
        Column("disputed", "权属有争议", "choice", choices=YES, width=10),
        *WHERE,
        *OFF_BOOK,
        *DIFFERENCES,
    ),
    totals=("book_area", "increase_area", "decrease_area", "area"),
    optional=True,
    help="只填面积（亩），不填金额。",
)


def values_of(row: Row) -> dict[str, Any]:
    """The row as the register's services take a line."""
    values = {key: "" if value is None else value for key, value in row.values.items()}
    amounts = ("book", "increase", "decrease", "original", "depreciation", "book_area", "increase_area")
    for key in (*amounts, "decrease_area", "quantity", "acquired_on", "due_on"):
        values[key] = row[key]
    flags = {key: row[key] == "yes" for key in ("off_book", "disputed")}
    values["account"] = row["account"] or "land"
    return {key: value for key, value in values.items() if key not in ("verified", "area")} | flags


def check_row(row: Row) -> Iterator[Fault]:
    """What the form refuses of a line, and a 核实数 that is not what its row gives."""
    account = CHART.account(row["account"] or "land")
    complete = derived(account, values_of(row))
    for field, sentence in faults_by_field(account, complete, CHART):
        yield row.fault(field, sentence)
    column = "area" if account.side == Side.RESOURCE else "verified"
    if row[column] != complete[column]:
        yield row.fault(column, f"核实数应为账面数＋增加－减少＝{complete[column]}；请核对。")


def check_book(rows: Rows) -> Iterator[Fault]:
    """Two rows that would be one line: nobody could tell them apart afterwards."""
    seen: dict[tuple, int] = {}
    for sheet in (THINGS, SUMS, LAND):
        for row in rows.of(sheet.key):
            known = identity(values_of(row))
            if known in seen:
                yield row.fault("name", f"与第{seen[known]}行的类别、名称、地点相同；请合并，或在名称中加以区分。")
            seen[known] = row.number


def compare(intake, rows: Rows) -> Changes:
    """Rows against the lines of the inventory of that organisation and base date, by class, name, place and party."""
    inventory = inventory_for(intake)
    lines = lines_by_identity(inventory)
    changes, met = Changes(), set()
    for row in all_rows(rows):
        values = values_of(row)
        known = identity(values)
        line = lines.get(known)
        met.add(known)
        if line is None:
            changes.new += 1
        elif changed := differing(line, values):
            changes.changed += 1
            if len(changes.samples) < 20:
                changes.samples.append(f"{line}：{'、'.join(changed)}")
        else:
            changes.unchanged += 1
    changes.missing = len(set(lines) - met)
    return changes


def duplicates(intake, rows: Rows) -> Iterable[Duplicate]:
    """A certificate that another organisation's inventory of the district names, too."""
    numbers = {row["certificate"] for row in all_rows(rows) if row["certificate"]}
    district = intake.place.district_or_self
    others = InventoryLine.objects.filter(
        certificate__in=numbers, inventory__organisation__place__district=district
    ).exclude(inventory__organisation=intake.organisation)
    taken = set(others.values_list("certificate", flat=True))
    return [
        Duplicate(row, "certificate", "其他单位的清查中已有这个权属证书号；请核对权属。")
        for row in all_rows(rows)
        if row["certificate"] in taken
    ]


def store(intake, rows: Rows, *, by) -> Mapping[str, int]:
    """Write the rows into the inventory, opening it where there is none yet; lines not in the workbook stay."""
    lines = (values_of(row) for row in all_rows(rows))
    import_lines(intake.organisation, intake.base_date, lines, source=intake.file_name, by=by)
    return {sheet.key: rows.count(sheet.key) for sheet in (THINGS, SUMS, LAND)}


def all_rows(rows: Rows) -> Iterator[Row]:
    for sheet in (THINGS, SUMS, LAND):
        yield from rows.of(sheet.key)


def inventory_for(intake) -> Inventory | None:
    """The inventory the workbook goes into; raises Refused where it may no longer be changed."""
    found = Inventory.objects.filter(organisation=intake.organisation, base_date=intake.base_date).first()
    if found and found.status not in OPEN:
        raise Refused(f"{found}已进入“{STATUS_LABELS[found.status]}”，不能再导入明细；请核对登记时点。")
    return found


def lines_by_identity(inventory: Inventory | None) -> dict[tuple, InventoryLine]:
    rows = inventory.lines.all() if inventory else ()
    return {identity(vars(row)): row for row in rows}


def owners(place: Place):
    """The organisations of a community whose property is counted."""
    return Organisation.objects.filter(place=place, kind__in=OWNERS, ends_on=None).order_by("kind", "name")


def prefill(place: Place) -> dict[str, list[dict[str, Any]]]:
    """The lines of the inventory that is being counted, so that the workbook goes on from them."""
    inventory = Inventory.objects.filter(organisation__place=place, status__in=OPEN).first()
    found: dict[str, list[dict[str, Any]]] = {sheet.key: [] for sheet in (THINGS, SUMS, LAND)}
    for line in inventory.lines.order_by("number") if inventory else ():
        sheet = LAND if line.side == Side.RESOURCE else THINGS if line.account in THING_CODES else SUMS
        values = {column.key: getattr(line, column.key) for column in sheet.columns}
        flags = {key: "yes" if values[key] else None for key in ("off_book", "disputed") if key in values}
        found[sheet.key].append({key: value for key, value in (values | flags).items() if value not in ("", None)})
    return found


BOOK = Book("assets", "资产清查登记表", "2026-1", (THINGS, SUMS, LAND), check_row, check_book, guidance=GUIDANCE)
REGISTER = Register(
    BOOK,
    compare,
    duplicates,
    store,
    "assets.tasks.check_workbook",
    "assets.tasks.store_workbook",
    prefill=prefill,
    organisations=owners,
    dated=True,
)
