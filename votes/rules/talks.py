"""座谈与协商: the forms of a talk, what each of them needs, how its record moves. Opinion, never a decision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from communities.lib.transitions import Move, Table

OPINION = "《关于加强城乡社区协商的意见》（中办、国办2015年7月印发）"
NO_DECISION = "协商形成的是意见，不代替会议表决；依法须经表决的事项，由有权的会议决定。"
HEARS = "座谈听取意见，不代替会议表决；依法须经表决的事项，由有权的会议决定。"
TO_A_VOTE = "协商没有形成一致意见的，应当提交有权的会议讨论决定。"


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a talk. One that deliberates follows the community's rule and is made known beforehand."""

    label: str
    deliberates: bool = False
    speakers: bool = False
    subject: bool = False


FORMS: dict[str, Form] = {
    "forum": Form("居民座谈会"),
    "courtyard": Form("入户、院坝座谈"),
    "council": Form("议事会", deliberates=True),
    "board": Form("理事会", deliberates=True),
    "hearing": Form("听证会", deliberates=True, speakers=True),
    "review": Form("民主评议会", deliberates=True, subject=True),
}
FORM_LABELS = {key: form.label for key, form in FORMS.items()}
PLAIN = tuple(key for key, form in FORMS.items() if not form.deliberates)
ATTENDERS = {
    "residents": "居民（村民）",
    "representatives": "居民（村民）代表",
    "party": "党员",
    "members": "合作社成员",
    "tenants": "承租户、商户",
    "units": "驻区单位",
    "deputies": "人大代表、政协委员",
    "experts": "法律顾问、专业人员",
    "street": "街道干部",
}
OUTCOMES = {"agreed": "形成一致意见", "partly": "部分形成一致意见", "none": "未形成一致意见"}


class Status(StrEnum):
    DRAFT = "draft"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


LABELS = {
    "draft": "起草",
    "final": "已定稿",
    "withdrawn": "已撤销",
    "write": "改动",
    "finalise": "定稿",
    "follow": "办理待答复的意见",
    "amend": "登记更正说明",
    "scan": "存入签名件",
    "withdraw": "撤销",
}
S, UNIT = Status, "unit"
MOVES = Table(
    (
        Move("write",    S.DRAFT, S.DRAFT,     UNIT),
        Move("finalise", S.DRAFT, S.FINAL,     UNIT),
        Move("follow",   S.FINAL, S.FINAL,     UNIT),
        Move("amend",    S.FINAL, S.FINAL,     UNIT, needs_reason=True),
        Move("scan",     S.FINAL, S.FINAL,     UNIT),
        Move("withdraw", S.DRAFT, S.WITHDRAWN, UNIT, needs_reason=True),
        Move("withdraw", S.FINAL, S.WITHDRAWN, UNIT, needs_reason=True),
    ),
    LABELS,
)  # fmt: skip


def caveat(form: str) -> str:
    """What stands on every page and paper of the talk."""
    return NO_DECISION if FORMS[form].deliberates else HEARS


def faults(form: str, facts: Mapping) -> Iterator[tuple[str, str]]:
    """Field and sentence of everything that the form of the talk lacks, or must not have."""
    asked = FORMS[form]
    told = {name: facts.get(name) for name in ("rule_name", "rule_clause", "notice_on", "speakers", "subject")}
    if asked.deliberates:
        if not told["rule_name"] or not told["rule_clause"]:
            yield "rule_name", f"{asked.label}按本社区的协商规则召开，请写明规则名称和条款。"
        if not told["notice_on"]:
            yield "notice_on", f"{asked.label}须提前向参加人通报协商内容，请填写通报日期。"
    if told["notice_on"] and facts["held_on"] and told["notice_on"] >= facts["held_on"]:
        yield "notice_on", "通报日期须早于召开日期。"
    if asked.speakers != bool(told["speakers"]):
        yield "speakers", "听证会须填写陈述人人数。" if asked.speakers else "只有听证会填写陈述人。"
    if asked.subject != bool(told["subject"]):
        yield "subject", "民主评议会须写明评议对象。" if asked.subject else "只有民主评议会填写评议对象。"
    invited, attended = facts.get("invited"), facts.get("attended")
    if invited is not None and attended is not None and attended > invited:
        yield "attended", "到会人数不能多于邀请人数；没有逐人邀请的，邀请人数不填。"
