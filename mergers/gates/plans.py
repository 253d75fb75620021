"""Steps 1–4: the unit in law, whether it may start, who receives it and takes what it owes, the letter, the risk."""

from communities.rules.legal_numbers import lookup
from mergers.gates.asked import Answer, Asked, closed
from risk import questions as risk
from votes.publicity_questions import letters_of


def legal_body_chosen(asked: Asked) -> Answer:
    return Answer(detail=f"{asked.case.get_legal_body_display()}，{asked.case.get_route_display()}")


def reform_answered(asked: Asked) -> Answer:
    if "reform_done" not in asked.facts:
        return closed("尚未答复集体产权制度改革是否完成，请在摸底表中填写。")
    if asked.facts["reform_done"] != asked.case.reform_done:
        return closed("摸底表中的改制情况与事项登记不一致，请核对；确有变化的由区领导小组办公室更正。")
    return Answer(detail="改制已完成，第5至7步为核验" if asked.case.reform_done else "改制未完成，执行村规")


def survey_verdict(asked: Asked) -> Answer:
    match asked.facts.get("verdict"):
        case "include":
            return Answer(detail=f"研判结论：列入计划；{asked.facts.get('verdict_reason', '')}")
        case "suspend":
            return closed("研判结论为暂缓，本事项依法暂缓；条件具备后重新研判。")
    return closed("尚未填写研判结论（列入或暂缓）及理由。")


def route_fixed(asked: Asked) -> Answer:
    return Answer(detail=asked.case.get_route_display())


def mode_approved(asked: Asked) -> Answer:
    case = asked.case
    if not case.mode:
        return closed("尚未选定撤改或撤并，请在事项页选定方式。")
    if not case.mode_approved_at:
        return closed(f"方式“{case.get_mode_display()}”尚未经区领导小组办公室批准。")
    return Answer(detail=f"{case.get_mode_display()}，{case.mode_approved_at:%Y-%m-%d}批准")


def receiving_named(asked: Asked) -> Answer:
    receivers = list(asked.case.receivers.select_related("place"))
    if not receivers:
        return closed("尚未写明接收社区，请在事项页登记。")
    day = asked.case.opened_on
    low, high = lookup("size.community_min", day), lookup("size.community_max", day)
    missing, told = [], []
    for receiver in receivers:
        name, size = receiver.place.name, receiver.households_after
        if size is None:
            missing.append(f"接收社区{name}尚未核对并入后的户数。")
        elif not low.value <= size <= high.value and not receiver.size_note:
            missing.append(
                f"{name}并入后{size}户，不在{low.value}至{high.value}户之间（{low.article}），请写明规模说明。"
            )
        if not receiver.opinion:
            missing.append(f"接收社区{name}尚未表示意见。")
        elif receiver.opinion == "against":
            missing.append(f"接收社区{name}不同意接收，请街道协调或另定接收社区。")
        told.append(f"{name}并入后{size}户")
    return closed(*missing) if missing else Answer(detail="；".join(told))


def liabilities_taken(asked: Asked) -> Answer:
    rows = list(asked.case.liabilities.select_related("taker"))
    loose = [row for row in rows if row.taker_id is None]
    if loose:
        named = (f"{row.get_kind_display()}“{row.title}”" for row in loose)
        return closed(*(f"{name}尚未写明由谁承继（民法典第六十七条）。" for name in named))
    if not rows and not asked.facts.get("no_liabilities"):
        return closed("尚未登记债务、诉讼、担保；确实没有的，请在方案中勾选“无债务、诉讼、担保”。")
    return Answer(detail=f"{len(rows)}笔债务、诉讼、担保均已写明承继主体" if rows else "无债务、诉讼、担保")


def letters_delivered(asked: Asked) -> Answer:
    if (found := letters_of(asked.case.place)) is not None:
        told = f"应发{found.due}户，送达{found.delivered}户，登记送达经过{found.attempted}户"
        if found.left:
            return closed(f"《致居民的一封信》{told}，尚差{found.left}户，请在“登记簿—一封信与问卷”中登记。")
        return Answer(detail=told)
    due, delivered = asked.facts.get("letters_due"), asked.facts.get("letters_delivered")
    tried = asked.facts.get("letters_attempted") or 0
    if due is None or delivered is None:
        return closed("尚未填写《致居民的一封信》应发、送达户数。")
    if delivered + tried < due:
        short = due - delivered - tried
        return closed(f"《致居民的一封信》应发{due}户，送达{delivered}户，登记送达经过{tried}户，尚差{short}户。")
    return Answer(detail=f"应发{due}户，送达{delivered}户，登记送达经过{tried}户")


def risk_conclusion(asked: Asked) -> Answer:
    found = risk.assessment_passed(asked.case.place)
    if found is not None:
        return Answer((*found.reasons, *_stated_apart(asked, found)), found.detail)
    stated = risk.stated_assessment(asked.case.place)
    if stated is None:
        return closed("尚未填写风险等级和评估结论。")
    if stated.conclusion in (stated.Conclusion.SUSPEND, stated.Conclusion.STOP):
        return closed(f"评估结论为“{stated.get_conclusion_display()}”，本事项依法暂缓，不进入第8步。")
    return Answer(detail=f"风险等级{stated.get_level_display()}，结论{stated.get_conclusion_display()}")


def _stated_apart(asked: Asked, found: risk.Passed) -> list[str]:
    """What the step states otherwise than the register of assessments holds."""
    reasons = []
    for name, label, words, held in (
        ("risk_level", "风险等级", risk.LEVELS, found.level),
        ("conclusion", "评估结论", risk.CONCLUSIONS, found.conclusion),
    ):
        stated = asked.facts.get(name)
        if stated and held and stated != held:
            told = f"本步填写的{label}为“{words[stated]}”，风险评估中为“{words[held]}”"
            reasons.append(f"{told}，请核对后改正一处。")
    return reasons
