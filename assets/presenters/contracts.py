"""Contracts as they are shown: the row of a list, the register's columns, one contract with what the system sees."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.urls import reverse

from assets.filing import FilingRules, filing_rules
from assets.models import Contract
from assets.models.contracts import split_of
from assets.rules import contracts as rules
from assets.rules.contracts import Finding
from communities.lib import clock
from communities.lib.workbooks import Column

TONES = {"upcoming": "idle", "valid": "going", "disputed": "due", "expired": "hold", "terminated": "hold"}
REVIEW_TONES = {"entered": "wait", "confirmed": "done", "returned": "late"}
HEADS = ("社区", "编号", "类型", "标的", "对方", "起止", "金额（元）", "状态", "核对", "提示")
COLUMNS = (
    Column("社区", 10), Column("合同单位", 22), Column("合同编号", 16), Column("类型", 14), Column("标的", 20),
    Column("清查明细", 20),
    Column("坐落、四至", 20, wrap=True), Column("面积", 10, "area"), Column("面积单位", 8), Column("对方", 18),
    Column("对方是个人", 8), Column("村干部亲属", 8), Column("签订日", 11, "date"), Column("起始日", 11, "date"),
    Column("终止日", 11, "date"), Column("总价（元）", 14, "money"), Column("年租金（元）", 14, "money"),
    Column("合同金额（元）", 14, "money"), Column("递增条款", 16, wrap=True), Column("支付方式", 14, wrap=True),
    Column("押金（元）", 12, "money"), Column("应收（元）", 14, "money"), Column("实收（元）", 14, "money"),
    Column("欠缴（元）", 14, "money"), Column("书面合同", 8), Column("民主程序", 20, wrap=True), Column("公开交易", 8),
    Column("备案文号", 18), Column("备案日期", 11, "date"), Column("状态", 9), Column("核对", 10),
    Column("问题类型", 20, wrap=True), Column("系统提示", 40, wrap=True), Column("处理意见", 20, wrap=True),
    Column("并入后承继主体", 18), Column("收回日期", 11, "date"),
)  # fmt: skip


def findings(contracts: Sequence[Contract], held: FilingRules | None = None) -> dict[int, list[Finding]]:
    """What the system sees of each contract (fetched `with_lock` and `with_places`); two statements for them all."""
    held = held or filing_rules({contract.place.district_id for contract in contracts})
    bodies = {contract.organisation_id for contract in contracts}
    like: dict[int, list[Contract]] = defaultdict(list)
    for other in Contract.objects.filter(organisation__in=bodies).with_places():
        like[other.organisation_id].append(other)
    beside: dict[int, list[Finding]] = defaultdict(list)
    for rows in like.values():
        _double(rows, beside)
        _split(rows, held, beside)
    today = clock.today()
    return {
        contract.pk: [
            *rules.own_findings(
                contract.terms, today, held.rule(contract.place.district_id, contract.signed_on), contract.locked_on
            ),
            *beside[contract.pk],
        ]
        for contract in contracts
    }


def row(contract: Contract, found: list[Finding]) -> list:
    """One line of the list."""
    status = rules.status(contract.terms, clock.today())
    return [
        contract.place.name,
        {"text": contract.number, "url": reverse("contract", args=[contract.pk])},
        contract.get_kind_display(),
        contract.subject,
        contract.counterparty,
        span(contract),
        {"text": money(contract.worth), "num": True},
        {"text": rules.STATUSES[status], "tone": TONES[status]},
        contract.get_review_display(),
        {"text": words(found), "tone": "due"} if found else "",
    ]


def values(contract: Contract, found: list[Finding]) -> list:
    """One line of the register as a workbook."""
    owed = contract.receivable - contract.received
    return [
        contract.place.name, contract.organisation.name, contract.number, contract.get_kind_display(), contract.subject,
        str(contract.line or ""), contract.location, contract.area, contract.get_area_unit_display(),
        contract.counterparty,
        yes(contract.is_person), contract.get_cadre_related_display(), contract.signed_on, contract.starts_on,
        contract.ends_on, contract.total, contract.rent_per_year, contract.worth, contract.rent_terms, contract.payment,
        contract.deposit, contract.receivable, contract.received, max(owed, 0), yes(contract.written),
        contract.procedure, yes(contract.public_trading), contract.filing_number, contract.filed_on,
        rules.STATUSES[rules.status(contract.terms, clock.today())], contract.get_review_display(), problems(contract),
        "\n".join(each.text for each in found), contract.measure, contract.successor, contract.recovered_on,
    ]  # fmt: skip


def facts(contract: Contract) -> list[dict]:
    """All that is entered of one contract, without what is empty."""
    area = f"{contract.area:f}".rstrip("0").rstrip(".") + contract.get_area_unit_display() if contract.area else ""
    pairs = [
        ("合同单位", contract.organisation.name),
        ("类型", contract.get_kind_display()),
        ("标的", contract.subject),
        ("清查明细", contract.line or "", _line_url(contract)),
        ("坐落、四至", contract.location),
        ("面积", area),
        ("对方", f"{contract.counterparty}{'（个人）' if contract.is_person else ''}"),
        ("村干部亲属", contract.get_cadre_related_display()),
        ("签订日", contract.signed_on),
        ("起止", span(contract)),
        ("总价", yuan(contract.total)),
        ("年租金", yuan(contract.rent_per_year)),
        ("合同金额", yuan(contract.worth)),
        ("递增条款", contract.rent_terms),
        ("支付方式", contract.payment),
        ("押金", yuan(contract.deposit)),
        ("应收、实收", f"{yuan(contract.receivable)}、{yuan(contract.received)}"),
        ("书面合同", yes(contract.written)),
        ("民主程序", contract.procedure),
        ("公开交易", yes(contract.public_trading)),
        ("备案", f"{contract.filing_number}（{contract.filed_on}）" if contract.filing_number else "未备案"),
        ("问题类型", problems(contract)),
        ("处理意见", contract.measure),
        ("并入后承继主体", contract.successor),
        ("争议", _dispute(contract)),
        ("解除", f"{contract.terminated_on}，{contract.termination}" if contract.terminated_on else ""),
        ("收回日期", contract.recovered_on),
        ("核对意见", contract.review_note),
    ]
    return [{"label": label, "value": str(value), "url": next(iter(url), "")} for label, value, *url in pairs if value]


def _line_url(contract: Contract) -> str:
    return reverse("line", args=[contract.line.inventory_id, contract.line_id]) if contract.line else ""


def of_line(contracts: Iterable[Contract]) -> list[dict]:
    """The contracts about one line of an inventory, for the `item_list` component."""
    return [
        {
            "text": str(contract),
            "url": reverse("contract", args=[contract.pk]),
            **tags(contract)[0],
            "detail": f"{contract.counterparty}，{span(contract)}",
        }
        for contract in contracts
    ]


def tags(contract: Contract) -> list[dict]:
    """The status on the day and how far the street has checked it."""
    status = rules.status(contract.terms, clock.today())
    return [
        {"tone": TONES[status], "word": rules.STATUSES[status]},
        {"tone": REVIEW_TONES[contract.review], "word": contract.get_review_display()},
    ]


def span(contract: Contract) -> str:
    return f"{contract.starts_on}至{contract.ends_on or '未约定'}"


def words(found: Iterable[Finding]) -> str:
    """The findings in one cell: what each is about, without its figures."""
    return "；".join(SHORT[each.key] for each in found)


SHORT = {
    "unfiled": rules.UNFILED,
    "overlong": "租期超过法定上限",
    "double": "一地多租",
    "split": "疑似拆分",
    "verbal": "没有书面合同",
    "no_procedure": "未登记民主程序",
    "not_recovered": "到期未收回",
    "arrears": "欠缴",
}


def problems(contract: Contract) -> str:
    return "、".join(rules.PROBLEMS[key] for key in contract.problems)


def money(value) -> str:
    return "" if value is None else f"{value:,.2f}"


def yuan(value) -> str:
    return "" if value is None else f"{value:,.2f}元"


def yes(value: bool) -> str:
    return "是" if value else "否"


def _dispute(contract: Contract) -> str:
    if not contract.disputed_on:
        return ""
    settled = f"{contract.settled_on}解决" if contract.settled_on else "未解决"
    return f"{contract.disputed_on}，{contract.dispute}；{settled}"


def _double(rows: list[Contract], beside: dict[int, list[Finding]]) -> None:
    names = {contract.pk: contract.number for contract in rows}
    for pair in rules.sharing([contract.terms for contract in rows]):
        for key in pair:
            other = names[next(iter(pair - {key}))]
            beside[key].append(Finding("double", f"与合同“{other}”标的相同、期限重叠，请核对是否一地多租。", "double"))


def _split(rows: list[Contract], held: FilingRules, beside: dict[int, list[Finding]]) -> None:
    names = {contract.pk: contract.number for contract in rows}
    for key, (together, total) in split_of(rows, held).items():
        others = "、".join(sorted(names[each] for each in together - {key}))
        text = f"与同一对方的合同“{others}”合计{total:,}元，达到备案数额，请核对是否拆分；{rules.UNFILED}。"
        beside[key].append(Finding("split", text))
