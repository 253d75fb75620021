"""Posting gates: the clock of the notices tied to the step, their objections, the display that runs on."""

from communities.lib import clock
from communities.models import Notice
from mergers.gates.asked import Answer, Asked, closed
from mergers.models import StepNotice
from mergers.rules.transitions import SETTLED

UNCHANGED = "核验无变更，不另行公示"


def _notices(asked: Asked) -> list[Notice]:
    return [use.notice for use in StepNotice.objects.filter(filing=asked.filing).select_related("notice")]


def _unchanged(asked: Asked) -> bool:
    return "change_posting" in asked.waived_kinds


def posting_over(asked: Asked) -> Answer:
    if _unchanged(asked):
        return Answer(detail=UNCHANGED)
    notices = [notice for notice in _notices(asked) if notice.status != Notice.Status.WITHDRAWN]
    if not notices:
        return closed("本步还没有公示，请在“公示”中发布并登记张贴。")
    reasons, told = [], []
    for notice in notices:
        end = notice.objection_ends_on
        if end is None:
            reasons.append(f"公示“{notice.title}”{notice.status_word}，尚未起算：每处公开栏都要有张贴证明。")
        elif clock.today() <= end:
            reasons.append(f"公示“{notice.title}”的异议期到{end:%Y-%m-%d} 24时届满，届满后才能提交。")
        else:
            told.append(f"“{notice.title}”异议期至{end:%Y-%m-%d}")
    return closed(*reasons) if reasons else Answer(detail="；".join(told))


def objections_closed(asked: Asked) -> Answer:
    notices = _notices(asked)
    loose = [objection for notice in notices for objection in notice.objections.filter(answered_at=None)]
    if loose:
        return closed(
            *(
                f"公示“{objection.notice.title}”的第{objection.number}号异议尚未答复，期限{objection.answer_due_on:%Y-%m-%d}。"
                for objection in loose
            )
        )
    count = sum(notice.objections.count() for notice in notices)
    return Answer(detail=f"{count}件异议均已答复" if count else "没有收到异议")


def posting_order(asked: Asked) -> Answer:
    """The step's posting may start only after the steps that the rulebook names (step 7's after step 6)."""
    if _unchanged(asked):
        return Answer(detail=UNCHANGED)
    reasons = []
    starts = [notice.starts_on for notice in _notices(asked) if notice.starts_on]
    for number in asked.view.step.posting_after:
        earlier = asked.filings[number]
        if earlier.status not in SETTLED:
            reasons.append(f"第{number}步尚未办结，本步的公示应在其后张贴。")
        elif earlier.done_on and any(start < earlier.done_on for start in starts):
            reasons.append(f"本步的公示早于第{number}步办结（{earlier.done_on:%Y-%m-%d}），应在其后张贴。")
    return closed(*reasons) if reasons else Answer(detail="公示先后符合规程")


def display_running(asked: Asked) -> Answer:
    """The display of at least 15 days may run on beside the next step; it must be up, not interrupted."""
    for notice in _notices(asked):
        if notice.status == Notice.Status.INTERRUPTED:
            return closed(f"公示“{notice.title}”已中断，须重新张贴并重新计算。")
        if notice.display_ends_on:
            return Answer(detail=f"“{notice.title}”张贴至{notice.display_ends_on:%Y-%m-%d}，可与第13步并行")
    return closed("表决结果尚未公开张贴。")
