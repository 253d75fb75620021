"""Steps 13–15: the request is in form, the approval has its number, the audit is public, everything is handed over."""

from communities.models import Organisation
from mergers.gates.asked import Answer, Asked, closed
from mergers.rules import separation

REQUEST = {
    "request_number": "请示文号",
    "request_on": "请示日期",
    "signed_by": "签发人",
    "contact": "联系人",
    "legality_on": "合法性审查日期",
}


def request_complete(asked: Asked) -> Answer:
    missing = [label for name, label in REQUEST.items() if not asked.facts.get(name)]
    if missing:
        return closed(f"请示要件不全，缺{'、'.join(missing)}。请示须一文一事、一个主送机关。")
    return Answer(detail=f"{asked.facts['request_number']}，{asked.facts['request_on']}")


def approval_number(asked: Asked) -> Answer:
    if not asked.facts.get("approval_number") or not asked.facts.get("approval_on"):
        return closed("尚未登记批复文号和日期；请示已上报、等待批复的属法定等待。")
    return Answer(detail=f"{asked.facts['approval_number']}，{asked.facts['approval_on']}")


def audit_published(asked: Asked) -> Answer:
    if not asked.facts.get("audit_published_on"):
        return closed("离任经济责任审计结果尚未公布，或未填写公布日期。")
    return Answer(detail=f"审计结果{asked.facts['audit_published_on']}公布")


def handover_complete(asked: Asked) -> Answer:
    open_rows = asked.case.liabilities.filter(taken_over_on=None)
    reasons = [f"{row.get_kind_display()}“{row.title}”尚未登记承接日期。" for row in open_rows]
    if not asked.facts.get("handover_on"):
        reasons.append("尚未填写移交日期（移交、接收、监交三方签字的日期）。")
    cooperatives = asked.case.place.organisations.filter(kind=Organisation.Kind.COOPERATIVE, ends_on=None)
    if cooperatives.exists():
        reasons += [f"财事两清尚未核对：{item}。" for item in separation.missing(asked.facts)]
    return closed(*reasons) if reasons else Answer(detail=f"{asked.facts['handover_on']}三方签字移交，财事两清")
