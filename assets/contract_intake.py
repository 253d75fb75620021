"""The contract register by workbook: its book, what storing would change, and the storing through the services.

A row is known by its contract number within the organisation: a known one is corrected, a new one entered. What the
workbook leaves out stays in the register.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from assets.models import Contract
from assets.rules.contracts import KINDS, PROBLEMS
from assets.services import contracts as service
from communities.lib import clock
from communities.lib.intake.schema import Book, Column, Fault, Row, Rows, Sheet
from communities.lib.leaks import find_personal_numbers
from communities.models import Organisation, Place
from communities.services.intake import Changes, Duplicate, Register
from communities.services.saving import NUMBERS, changes

YES_NO = (("yes", "是"), ("no", "否"))
KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS]
SPLIT = str.maketrans(dict.fromkeys(",，;；/ \n", "、"))
TEXTS = {"location": 200, "rent_terms": 200, "payment": 100, "procedure": 200, "measure": 300, "successor": 80}
CHECKED = ("subject", "counterparty", *TEXTS)
COLUMNS = (
    Column("number", "合同编号", "code", required=True, unique=True, longest=40, aliases=("编号", "合同编码")),
    Column("kind", "类型", "choice", required=True, choices=KIND_CHOICES, aliases=("合同类型",)),
    Column("subject", "标的", required=True, longest=120, aliases=("资产/资源名称", "资产名称", "合同名称")),
    Column("location", "坐落、四至", longest=200, aliases=("坐落",)),
    Column("area", "面积", "area", minimum=0, aliases=("数量",)),
    Column("area_unit", "面积单位", "choice", choices=Contract.AreaUnit.choices, aliases=("单位",)),
    Column("counterparty", "对方", required=True, longest=80, aliases=("乙方", "承租方"), help="个人只写姓名"),
    Column("is_person", "对方是个人", "choice", choices=YES_NO),
    Column("cadre_related", "村干部亲属", "choice", choices=Contract.Related.choices, aliases=("是否村干部亲属",)),
    Column("signed_on", "签订日", "date", required=True, aliases=("签订日期",)),
    Column("starts_on", "起始日", "date", required=True, aliases=("起",)),
    Column("ends_on", "终止日", "date", aliases=("止",)),
    Column("total", "总价（元）", "money", minimum=0, aliases=("总金额", "总价")),
    Column("rent_per_year", "年租金（元）", "money", minimum=0, aliases=("年租金",)),
    Column("rent_terms", "递增条款", longest=200),
    Column("payment", "支付方式", longest=100, aliases=("付款方式",)),
    Column("deposit", "押金（元）", "money", minimum=0, aliases=("押金",)),
    Column("receivable", "应收（元）", "money", minimum=0, aliases=("应收",)),
    Column("received", "实收（元）", "money", minimum=0, aliases=("实收",)),
    Column("written", "书面合同", "choice", choices=YES_NO, help="不填视为“是”"),
    Column("procedure", "民主程序", longest=200, help="会议名称和日期"),
    Column("public_trading", "公开交易", "choice", choices=YES_NO, aliases=("是否竞价", "公开竞价方式")),
    Column("filing_number", "备案文号", "code", longest=60),
    Column("filed_on", "备案日期", "date"),
    Column("problems", "问题类型", longest=200, help="几种的用顿号分开：" + "、".join(PROBLEMS.values())),
    Column("measure", "处理意见", longest=300),
    Column("successor", "并入后承继主体", longest=80),
)
CONTRACTS = Sheet("contracts", "合同台账", COLUMNS, min_rows=1, max_rows=2_000, aliases=("资产合同表", "合同明细数据"))
BODIES = (
    Organisation.Kind.COOPERATIVE,
    Organisation.Kind.RESIDENTS_COMMITTEE,
    Organisation.Kind.VILLAGERS_COMMITTEE,
)


def check_row(row: Row) -> Iterator[Fault]:
    """What no single cell shows: dates in order, pairs complete, known problem types, no personal numbers."""
    if row["ends_on"] and row["ends_on"] < row["starts_on"]:
        yield row.fault("ends_on", "终止日早于起始日；请核对。")
    if row["signed_on"] > clock.today():
        yield row.fault("signed_on", "签订日晚于今天；请核对。")
    if bool(row["area"]) != bool(row["area_unit"]):
        yield row.fault("area_unit", "面积和面积单位须同时填写（亩或㎡）。")
    if bool(row["filing_number"]) != bool(row["filed_on"]):
        yield row.fault("filed_on", "备案文号和备案日期须同时填写；没有备案的都不填。")
    elif row["filed_on"] and not row["signed_on"] <= row["filed_on"] <= clock.today():
        yield row.fault("filed_on", "备案日期应在签订日至今天之间；请核对。")
    unknown = [word for word in _words(row["problems"]) if word not in PROBLEMS.values()]
    if unknown:
        yield row.fault("problems", f"没有“{unknown[0]}”这种问题类型；请从“{'、'.join(PROBLEMS.values())}”中选。")
    for name in CHECKED:
        for kind in {found.kind for found in find_personal_numbers(row[name] or "")}:
            yield row.fault(name, f"不能登记{NUMBERS[kind]}；对方是个人的只写姓名。")


def terms_of(row: Row) -> dict[str, Any]:
    """A row as the services take it; what the workbook leaves empty is empty."""
    terms = {column.key: row[column.key] for column in COLUMNS}
    terms |= {name: terms[name] or "" for name in (*TEXTS, "area_unit", "filing_number")}
    terms |= {name: terms[name] or Decimal(0) for name in ("receivable", "received")}
    labels = {label: key for key, label in PROBLEMS.items()}
    return terms | {
        "area": terms["area"] or None,
        "is_person": terms["is_person"] == "yes",
        "written": terms["written"] != "no",
        "public_trading": terms["public_trading"] == "yes",
        "cadre_related": terms["cadre_related"] or Contract.Related.UNKNOWN,
        "problems": [labels[word] for word in _words(terms["problems"])],
    }


def compare(intake, rows: Rows) -> Changes:
    """New, corrected, unchanged; and what the register has beside the workbook, which stays."""
    known, found = _known(intake), Changes()
    for row in rows.of("contracts"):
        contract = known.pop(row["number"], None)
        if contract is None:
            found.new += 1
            found.samples.append(f"新增：{row['number']} {row['subject']}")
        elif changes(contract, terms_of(row)):
            found.changed += 1
            found.samples.append(f"更正：{row['number']} {'、'.join(changes(contract, terms_of(row)))}")
        else:
            found.unchanged += 1
    found.missing, found.samples = len(known), found.samples[:20]
    return found


def duplicates(intake, rows: Rows) -> Iterator[Duplicate]:
    """The same number at another organisation of the place: perhaps one contract in two books."""
    others = Contract.objects.filter(organisation__place=intake.place).exclude(organisation=intake.organisation)
    elsewhere = dict(others.values_list("number", "organisation__name"))
    for row in rows.of("contracts"):
        if body := elsewhere.get(row["number"]):
            yield Duplicate(row, "number", f"{body}也登记了这个编号的合同；请核对是否同一份。")


def store(intake, rows: Rows, *, by) -> Mapping[str, int]:
    """Every row through the register's own services, so that each is recorded and checked by the street."""
    known, stored = _known(intake), 0
    for row in rows.of("contracts"):
        contract, terms = known.get(row["number"]), terms_of(row)
        if contract is None:
            service.enter(intake.organisation, by=by, **terms)
        elif changes(contract, terms):
            service.change(contract, reason=f"导入工作簿“{intake.file_name}”", by=by, **terms)
        stored += 1
    return {"contracts": stored}


def organisations(place: Place):
    """Whose contracts the workbook holds."""
    return place.organisations.filter(kind__in=BODIES, ends_on=None).order_by("kind", "name")


def _known(intake) -> dict[str, Contract]:
    return {contract.number: contract for contract in Contract.objects.filter(organisation=intake.organisation)}


def _words(text: str | None) -> list[str]:
    return [word for word in (text or "").translate(SPLIT).split("、") if word]


BOOK = Book("contracts", "合同台账", "2026-1", (CONTRACTS,), check_row)
REGISTER = Register(
    BOOK,
    compare,
    duplicates,
    store,
    "assets.tasks.check_contracts",
    "assets.tasks.store_contracts",
    organisations=organisations,
)
