"""The four registers as they are shown: a line of the list, the items by kind, what a check found."""

from django.urls import reverse

from assets.models import CommitmentCheck, CommitmentFinding, CommitmentItem, CommitmentRegister
from assets.presenters.contracts import money
from assets.rules import commitments as rules
from communities.lib import clock
from communities.lib.tables import table

HEADS = ("社区", "登记单位", "登记时点", "事项", "状态", "最近核对", "有差异", "下次核对")
FLAT = (
    "类别",
    "事项",
    "对方或受益对象",
    "数量",
    "每年金额（元）",
    "期限至",
    "范围",
    "核对日期",
    "核对结果",
    "差异说明",
)


def state_of(register: CommitmentRegister) -> dict:
    """Draft, frozen, or found changed by its newest closed check. Asks for `with_counts`."""
    if not register.frozen_at:
        return {"tone": "going", "word": "登记中"}
    if register.checked_on is None:
        return {"tone": "wait", "word": "已冻结，待核对"}
    return {"tone": "due", "word": "有差异"} if register.changed_n else {"tone": "done", "word": "核对一致"}


def next_check(register: CommitmentRegister, months: int):
    """The day by which the register is to be looked at again, or None while it is a draft."""
    if not register.frozen_at:
        return None
    return rules.next_check_on(register.checked_on or register.frozen_at.astimezone(clock.SHANGHAI).date(), months)


def row(register: CommitmentRegister, months: int) -> list:
    state, due = state_of(register), next_check(register, months)
    late = due is not None and due <= clock.today()
    return [
        register.place.name,
        {"text": register.organisation.name, "url": reverse("commitment", args=[register.pk])},
        register.base_date,
        register.items_n,
        {"text": state["word"], "tone": state["tone"]},
        register.checked_on,
        register.changed_n if register.checked_on else "",
        {"text": f"{due}", "tone": "due"} if late else due,
    ]


def groups(items: list[CommitmentItem], newest: dict[int, CommitmentFinding]) -> list[dict]:
    """The items of each kind as a table, with what the newest check entered of each."""
    return [
        {
            "title": label,
            "table": table(
                "事项",
                "对方或受益对象",
                rules.QUANTITIES[kind],
                rules.AMOUNTS[kind],
                "期限至",
                "范围",
                "最近核对",
                rows=(_item(item, newest.get(item.pk)) for item in items if item.kind == kind),
            ),
        }
        for kind, label in rules.KINDS.items()
    ]


def flat(item: CommitmentItem, finding: CommitmentFinding | None) -> list:
    """One line of a register as a workbook."""
    return [
        item.get_kind_display(),
        item.title,
        *_state(item),
        finding.check_session.checked_on if finding else "",
        result(finding)["word"] if finding else "",
        finding.explanation if finding else "",
    ]


def checked(
    check: CommitmentCheck, items: list[CommitmentItem], found: dict[int, CommitmentFinding], *, linked: bool
) -> dict:
    """Every item of a check: entered or not, the same or changed; `linked` to where it is entered."""
    rows = [
        [
            item.get_kind_display(),
            {
                "text": item.title,
                "url": _address(check, item) if linked else reverse("commitment_item", args=[item.pk]),
            },
            _cell(result(found.get(item.pk))),
            "；".join(found[item.pk].changed) if item.pk in found else "",
            found[item.pk].explanation if item.pk in found else "",
        ]
        for item in items
    ]
    return table("类别", "事项", "核对结果", "差异", "差异说明", rows=rows)


def result(finding: CommitmentFinding | None) -> dict:
    if finding is None:
        return {"tone": "idle", "word": "未登记"}
    return {"tone": "due", "word": "有差异"} if finding.changed else {"tone": "done", "word": "一致"}


def facts(item: CommitmentItem) -> list[dict]:
    """How an item stood before."""
    holder, quantity, amount, ends_on, scope = _state(item)
    pairs = [
        ("类别", item.get_kind_display()),
        ("对方或受益对象", holder),
        (rules.QUANTITIES[item.kind], quantity),
        (rules.AMOUNTS[item.kind], amount),
        ("期限至", ends_on),
        ("范围", scope),
    ]
    return [{"label": label, "value": f"{value}"} for label, value in pairs if value]


def history(item: CommitmentItem, findings: list[CommitmentFinding]) -> list[dict]:
    """What each check found of an item, the newest first."""
    return [
        {
            "when": f"{finding.check_session.checked_on}",
            "who": finding.entered_by.name,
            "act": result(finding)["word"],
            "tone": result(finding)["tone"],
            "text": "；".join(filter(None, [*finding.changed, finding.explanation and f"说明：{finding.explanation}"])),
        }
        for finding in findings
    ]


def _item(item: CommitmentItem, finding: CommitmentFinding | None) -> list:
    title = {"text": item.title, "url": reverse("commitment_item", args=[item.pk])}
    holder, *numbers, ends_on, scope = _state(item)
    amounts = [{"text": value, "num": True} for value in numbers]
    return [title, holder, *amounts, ends_on, scope, _cell(result(finding)) if finding else ""]


def _state(item: CommitmentItem) -> list:
    return [item.holder, rules.number(item.quantity), money(item.amount), rules.day(item.ends_on), item.scope]


def _address(check: CommitmentCheck, item: CommitmentItem) -> str:
    return reverse("commitment_finding", args=[check.pk, item.pk])


def _cell(tag: dict) -> dict:
    return {"text": tag["word"], "tone": tag["tone"]}
