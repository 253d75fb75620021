"""Papers of a meeting as PDF, filled in from the record: notice, agenda, sign-in sheet, ballots, minutes, resolution.

Nobody's name stands on them but on the sign-in sheet, which is for those who may read residents.
"""

from datetime import date

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.pdf.renderer import Rendered
from communities.papers import render_paper, render_part
from votes.models import Meeting, Motion
from votes.rules.law import ADVICE
from votes.rules.meetings import Attendance, Status
from votes.rules.words import DEFAULT, in_words, passes_by

A_VOLUME = 300  # lines of a sign-in sheet in one file: laid out in a few seconds
BALLOTS_A_SHEET = 2
NUMERALS = "〇一二三四五六七八九十"


def notice(this: Meeting) -> Rendered:
    """The notice of a meeting that was not drafted as a posted notice: for delivery, or to be hung by hand."""
    law, name = this.body.law, this.body.organisation.name
    agenda = [each.title for each in this.motions.all()]
    if not agenda:
        raise Refused("还没有列入议题，不能打印通知。")
    proxy = "因故不能参加的，可以书面委托同一户内的其他成员代为参加。" if law.proxies else "不得委托他人代为表决。"
    return render_paper(
        "meeting_notice",
        {
            "title": f"关于召开{law.label}的通知",
            "number": "",
            "entered_late_on": None,
            "salutation": f"{this.place.name}{law.label}全体组成人员",
            "body": f"定于{day_words(this.held_on)}召开{law.label}，现将有关事项通知如下：",
            "held_at": this.moment,
            "place": this.venue or "另行告知",
            "attendance": law.counted,
            "agenda": agenda,
            "remarks": f"请准时参加并签到。{proxy}",
            "contact": "",
            "telephone": "",
            "issuer": name,
            "date": this.notice_on or clock.today(),
            "verify_url": "",
            "digest": "",
        },
    )


def agenda(this: Meeting) -> Rendered:
    """The order of the meeting: who must come, the motions with what each needs, two people who count, the result."""
    motions = list(this.motions.select_related("meeting__body"))
    if not motions:
        raise Refused("还没有列入议题，不能打印议程。")
    return render_paper(
        "agenda",
        {
            "title": f"{this.title}\n会议议程",
            "facts": _labelled(
                [
                    ("会议", f"{this.body.organisation.name}{this.body.get_body_display()}"),
                    ("时间", f"{day_words(this.held_on)}{this.begins_at:%H时%M分}"),
                    ("地点", this.venue or "另行告知"),
                    ("参会人员", this.body.law.counted),
                ]
            ),
            "items": _order(this, motions),
            "note": "无效票、弃权票计入收回的票数；赞成、反对、弃权、无效合计须等于收回的票数。",
        },
    )


def _order(this: Meeting, motions: list[Motion]) -> list[str]:
    lines = (line.replace(DEFAULT, "").removesuffix("。") for line in in_words(motions[0].law))
    quorum = [line for line in lines if line.startswith(("到会", "妇女代表"))]
    secret = "以无记名投票方式表决" if this.body.law.effect != ADVICE else "表决"
    return [
        f"清点到会人数，宣布应到、实到人数和是否足数。{'；'.join(quorum)}。" if quorum else "清点到会人数并宣布。",
        "宣读会议议题和议事规则，推选监票人、计票人。",
        *(
            f"审议第{numeral(each.number)}项议题：{each.title}，{secret}。{passes_by(each.law)}为通过。"
            for each in motions
        ),
        "监票人、计票人分别计票，结果一致后当场宣布。",
        "归纳不同意见（不记名）并作说明；宣读会议记录，有关人员签名。",
    ]


def volumes(this: Meeting) -> list[tuple[int, int]]:
    """First and last line of each volume of the sign-in sheet."""
    size = this.roll.count()
    return [(start + 1, min(start + A_VOLUME, size)) for start in range(0, size, A_VOLUME)]


def sign_in(this: Meeting, volume: int) -> Rendered:
    """One volume of the sign-in sheet, from 1; what has been marked stands in the last column."""
    first = (volume - 1) * A_VOLUME
    roll = this.roll.select_related("household", "represented_by").order_by("household__number", "pk")
    rows = [
        [str(number), each.name, each.household.number if each.household else "", "", _remark(each)]
        for number, each in enumerate(roll[first : first + A_VOLUME], first + 1)
    ]
    if not rows:
        raise Refused("会议名册没有这一册。")
    return render_part(
        "blank_form",
        {
            "title": f"{this.body.organisation.name}{this.body.get_body_display()}签到表",
            "across": False,
            "fields": [
                {"label": "会议时间", "value": f"{this.held_on} {this.begins_at:%H:%M}"},
                {"label": "地点", "value": this.venue},
            ],
            "columns": ("序号", "姓名", "户编号", "签名", "备注"),
            "rows": rows,
            "note": f"应到{this.roll.count()}人；本册第{first + 1}至{first + len(rows)}人。"
            "名册在发出通知时固定，表上没有的不能参加表决。",
            "signatures": ("主持人", "记录人"),
        },
    )


def ballots(this: Meeting) -> Rendered:
    """A sheet of ballots to be copied; nothing on them tells one from another."""
    motions = [each.title for each in this.motions.all()]
    if not motions:
        raise Refused("还没有列入议题，不能打印表决票。")
    return render_paper(
        "ballot",
        {
            "title": "表决票",
            "organisation": f"{this.body.organisation.name}{this.body.get_body_display()}",
            "day": day_words(this.held_on),
            "motions": motions,
            "copies": range(BALLOTS_A_SHEET),
        },
    )


def minutes(this: Meeting) -> Rendered:
    """The minutes as far as the record goes; what was said is written in by hand."""
    if this.called_at is None:
        raise Refused("还没有发出通知，不能打印会议记录。")
    count = {way: this.roll.filter(attendance=way).count() for way in Attendance}
    came = f"应到{this.roll.count()}人，到场{count['on_site']}人，在线{count['on_line']}人，委托{count['proxy']}人"
    facts = [
        ("会议", f"{this.body.organisation.name}{this.body.get_body_display()}"),
        ("时间", f"{day_words(this.held_on)}{this.begins_at:%H时%M分}"),
        ("地点", this.venue),
        ("通知", f"{day_words(this.notice_on)}发出"),
        ("到会", f"{came}；交票{this.roll.filter(voted=True).count()}票"),
        ("主持人", ""),
        ("记录人", ""),
    ]
    motions = this.motions.select_related("result", "meeting__body")
    return render_paper(
        "minutes",
        {
            "title": f"{this.title}\n会议记录",
            "facts": _labelled(facts),
            "motions": [_minuted(each) for each in motions],
            "space": range(6),
            "signatures": ("主持人", "记录人", "监票人", "计票人"),
            "state": "" if this.status == Status.CLOSED else "会议尚未结束，到会人数以结束时为准。",
        },
    )


def resolution(motion: Motion) -> Rendered:
    """The resolution, only of a motion whose sealed result passed; of a body that advises, its opinion."""
    result = getattr(motion, "result", None)
    if result is None or not result.passed:
        raise Refused("议题没有封存为通过，不能出具决议。")
    meeting, figures, found = motion.meeting, result.figures, result.verdict
    body, advises = meeting.body, meeting.body.law.effect == ADVICE
    unit = body.law.unit
    came = f"应到{figures['entitled']}{unit}，实到{figures['present']}{unit}"
    came += f"，书面委托{figures['proxies']}{unit}" if figures["proxies"] else ""
    votes = _votes(figures)
    lines = [
        f"{day_words(meeting.held_on)}，{body.organisation.name}召开{body.get_body_display()}，{came}，符合法定人数。",
        f"会议就“{motion.title}”进行表决：{votes}，须赞成{found['needed_for']}票，表决通过（{found['article']}）。",
        f"会议{'研究同意以下意见，提交有权的会议决定' if advises else '决定'}：",
        motion.title if motion.title.endswith("。") else f"{motion.title}。",
    ]
    return render_paper(
        "resolution",
        {
            "title": f"{body.organisation.name}\n{body.get_body_display()}{'审议意见' if advises else '决议'}",
            "body": "\n".join(lines),
            "seal_note": f"结果已于{clock.to_minute(result.sealed_at)}封存，指纹{result.fingerprint[:16]}。",
            "issuer": f"{body.organisation.name}",
            "date": meeting.held_on,
            "qr": "",
            "digest": "",
        },
    )


def _minuted(motion: Motion) -> dict:
    result = getattr(motion, "result", None)
    told = {"number": numeral(motion.number), "title": motion.title, "verdict": ""}
    if result is None:
        return told | {"vote": "表决结果：待封存后补印。"}
    figures = result.figures
    told["vote"] = f"{_votes(figures)}。{'通过' if result.passed else '未通过'}。"
    told["verdict"] = "".join(result.verdict["reasons"]) or result.verdict["explanation"]
    return told


def _labelled(pairs: list[tuple[str, str]]) -> list[dict]:
    return [{"label": label, "value": value} for label, value in pairs]


def _votes(figures: dict) -> str:
    words = (("in_favour", "赞成"), ("against", "反对"), ("abstained", "弃权"), ("invalid", "无效"))
    return "，".join(f"{label}{figures[name]}票" for name, label in words)


def numeral(number: int) -> str:
    """1 → 一, 10 → 十, 12 → 十二; beyond 99 in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones else "")


def _remark(entry) -> str:
    if entry.attendance == Attendance.PROXY:
        return f"委托{entry.represented_by.name}"
    return "" if entry.attendance == Attendance.ABSENT else entry.get_attendance_display()


def day_words(day: date) -> str:
    """2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"
