"""A body's own rules laid over the law: they may ask for more, never for less, and they are cited."""

from dataclasses import dataclass, replace
from datetime import date

from communities.lib.errors import Refused
from votes.rules.law import PRESENT, Rule
from votes.rules.shares import Share

KINDS = {"charter": "章程", "procedure": "议事规则", "provincial": "省的规定"}
FACTS = {"quorum": "到会人数", "women": "妇女代表到会人数", "majority": "通过票数"}
MOST_NOTICE_DAYS = 366


@dataclass(frozen=True, slots=True)
class Charter:
    """What a charter, a rule of procedure or a provincial rule asks of one body from a day on; None: nothing.

    `kind` is a key of KINDS; `citation` names the document and its article; `of_all` moves the base to 全体.
    """

    kind: str
    citation: str
    in_force_from: date
    quorum: Share | None = None
    women: Share | None = None
    majority: Share | None = None
    notice_days: int | None = None
    of_all: bool = False


def raised(rule: Rule, charter: Charter) -> Rule:
    """The rule's next version with what the charter asks. Raises Refused where it cites nothing or asks for less."""
    reasons = [*_uncited(rule, charter), *_lowered(rule, charter)]
    if reasons:
        raise Refused(*reasons)
    found = laid_over(rule, charter)
    if found is rule:
        raise Refused(f"{charter.citation}没有高于现行规则的要求，不需要登记。")
    return found


def laid_over(rule: Rule, charter: Charter) -> Rule:
    """The rule with whatever the charter asks beyond it; the rule itself where that is nothing."""
    changes = {name: wanted for name in FACTS if _above(wanted := getattr(charter, name), getattr(rule, name))}
    if charter.notice_days is not None and charter.notice_days > (rule.notice_days or 0):
        changes["notice_days"] = charter.notice_days
    if charter.of_all and rule.of == PRESENT:
        changes["of"] = "全体"
    if not changes:
        return rule
    told = {"notice" if name == "notice_days" else name for name in changes} - {"of"}
    return replace(
        rule,
        **changes,
        sources=rule.sources | dict.fromkeys(told, "章程"),
        in_force_from=max(rule.in_force_from, charter.in_force_from),
        version=rule.version + 1,
        raised_by=(*rule.raised_by, charter.citation),
    )


def _above(wanted: Share | None, present: Share | None) -> bool:
    return wanted is not None and (present is None or wanted.strictness > present.strictness)


def _uncited(rule: Rule, charter: Charter) -> list[str]:
    found = []
    if charter.kind not in KINDS:
        found.append(
            f"{rule.body.label}是自治组织的会议，区、街道不得自行提高它的通过标准，须引用{'、'.join(KINDS.values())}。"
        )
    if not charter.citation.strip():
        found.append("请写明所依据的章程、议事规则或省的规定的名称和条款。")
    if rule.in_force_to is not None and charter.in_force_from > rule.in_force_to:
        found.append(f"{rule.article}到{rule.in_force_to}为止，请在{charter.in_force_from}有效的规则上登记。")
    if rule.majority is None:
        found.append(f"{rule.body.label}不作决定，没有可以提高的通过标准。")
    return found


def _lowered(rule: Rule, charter: Charter) -> list[str]:
    found = []
    for name, label in FACTS.items():
        wanted, lawful = getattr(charter, name), getattr(rule, name)
        if wanted is not None and lawful is not None and wanted.strictness < lawful.strictness:
            found.append(f"{label}不得低于{lawful}（{rule.article}），{charter.citation}所写{wanted}不能采用。")
    days = charter.notice_days
    if days is not None and days < (rule.notice_days or 1):
        found.append(f"通知天数不得少于{rule.notice_days or 1}日，{charter.citation}所写{days}日不能采用。")
    if days is not None and days > MOST_NOTICE_DAYS:
        found.append(f"通知天数{days}日超过{MOST_NOTICE_DAYS}日，请核对。")
    return found
