"""Steps 5–7: the inventory ties, is signed and confirmed; nobody is pending; shares add up."""

from decimal import Decimal

from assets import questions as assets
from mergers.gates.asked import OPEN, Answer, Asked, closed
from shareholders import questions as shareholders
from votes import questions as votes


def inventory_ties(asked: Asked) -> Answer:
    if found := assets.inventory_ties(asked.case.place):
        return Answer((*found.reasons, *_apart(asked)), found.detail)
    stated = assets.stated_inventory(asked.case.place)
    if stated is None:
        return closed("尚未填写资产、负债、所有者权益合计。")
    return Answer(
        detail=f"资产总计{stated.total_assets}元 = 负债{stated.total_liabilities}元 + 权益{stated.total_equity}元"
        f"（{stated.base_date:%Y-%m-%d}）"
    )


STATED = {
    "total_assets": "资产总计（元）",
    "total_liabilities": "负债合计（元）",
    "total_equity": "所有者权益合计（元）",
    "operating_assets": "经营性资产（元）",
    "off_book_assets": "账外资产（元）",
    "land_mu": "资源性资产（亩）",
}


def _apart(asked: Asked) -> list[str]:
    """What the step states otherwise than the register holds; what it leaves empty the register says."""
    figures = assets.inventory_figures(asked.case.place) or {}
    reasons = []
    if figures and asked.facts.get("base_date", f"{figures['base_date']}") != f"{figures['base_date']}":
        told = f"登记时点{asked.facts['base_date']}，清查登记簿为{figures['base_date']}"
        reasons.append(f"本步填写的{told}，请核对。")
    for name, label in STATED.items():
        stated = asked.facts.get(name)
        if not figures or stated in (None, "") or Decimal(stated) == figures[name]:
            continue
        gap = Decimal(stated) - figures[name]
        reasons.append(f"本步填写的{label}{stated}，清查登记簿为{figures[name]}，相差{gap}，请核对后改正一处。")
    return reasons


def agency_signed(asked: Asked) -> Answer:
    if found := assets.agency_signed(asked.case.place):
        return Answer(found.reasons, found.detail)
    valid = asked.facts.get("agency_valid_to")
    if not asked.facts.get("agency_name") or not valid:
        return closed("尚未填写受托机构名称和资格有效期。")
    base = asked.facts.get("base_date", "")
    if valid < base:
        return closed(f"受托机构资格有效期至{valid}，早于登记时点{base}，签章无效。")
    return Answer(detail=f"{asked.facts['agency_name']}，资格有效期至{valid}")


def inventory_confirmed(asked: Asked) -> Answer:
    posted = assets.inventory_posted(asked.case.place)
    if posted and not posted.ok:
        return Answer(posted.reasons)
    return motion(asked, "inventory")


def nobody_pending(asked: Asked) -> Answer:
    pending = shareholders.pending_members(asked.case.place)
    if pending is None:
        stated = shareholders.stated_roll(asked.case.place)
        if stated is None:
            return closed("尚未填写成员、股东和待定人数。")
        pending = stated.pending
    if pending:
        return closed(f"还有{pending}人待定，须经有权的会议表决确认后才能固化股权。")
    return Answer(detail="无待定人员")


def share_difference_zero(asked: Asked) -> Answer:
    difference = shareholders.share_difference(asked.case.place)
    if difference is None:
        stated = shareholders.stated_roll(asked.case.place)
        if stated is None:
            return closed("尚未填写总股数和登记簿合计。")
        difference = stated.shares_total - stated.shares_registered
    if difference:
        return closed(f"总股数与股权登记簿合计相差{difference}股，须为零。")
    return Answer(detail="总股数与登记簿合计相等")


def registered(asked: Asked, counted: votes.Decided, day: str = "held_on") -> Answer:
    """The sealed result, if it is that of the meeting the step tells of: one held before its notice is another's."""
    told, called = asked.facts.get(day), asked.facts.get("notice_posted_on")
    if (told and told != f"{counted.held_on}") or (called and called >= f"{counted.held_on}"):
        return closed(
            f"登记簿中最近封存的是{counted.held_on}的会议，不是本步填报的会议，请在“登记簿—会议和表决”中登记这次会议并封存结果。"
        )
    return OPEN if counted.passed else closed(*counted.reasons)


def motion(asked: Asked, matter: str, bodies: tuple[str, ...] = ()) -> Answer:
    """The verdict on a matter: from the register, else from what the minutes state."""
    counted = votes.motion_verdict(asked.case.place, matter, bodies)
    if counted is not None:
        return registered(asked, counted)
    stated = votes.stated_verdict(asked.case.place, matter)
    if stated is None:
        return closed("尚未填写会议的应到、实到和票数。")
    meeting, judged = stated
    if asked.facts.get("held_on") != f"{meeting.held_on}":
        return closed("尚未填写本次会议的应到、实到和票数。")
    if judged is None:
        day, body = f"{meeting.held_on:%Y-%m-%d}", meeting.get_body_display()
        return closed(f"{day}时法律没有规定由{body}表决，请改由有权的会议表决。")
    if not judged.passed:
        return closed(*judged.reasons)
    return Answer(
        detail=f"{meeting.get_body_display()}应到{meeting.entitled}、实到{meeting.present}（须{judged.needed_present}）、"
        f"赞成{meeting.in_favour}（须{judged.needed_for}）；{judged.article}"
    )
