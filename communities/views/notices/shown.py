"""Finished facts of a notice for its page: status, deadlines with how they were counted, boards, objections, events."""

from datetime import date

from django.urls import reverse

from communities.lib import clock
from communities.models import Notice, NoticeEvent, Objection, Posting
from communities.rules.notices import DETAILS, MOVES
from communities.services.notices.objecting import is_late
from communities.services.notices.publishing import printed_dates

TONES = {
    "draft": "idle",
    "published": "due",
    "running": "wait",
    "interrupted": "late",
    "ended": "done",
    "withdrawn": "hold",
}
EVENT_TONES = {"started": "wait", "interrupted": "late", "ended": "done", "withdrawn": "hold"}
SOON = 2  # days before an answer is due


def address(notice: Notice) -> str:
    return reverse("notice", args=[notice.pk])


def trail(notice: Notice, *more: str) -> list[dict]:
    here = {"label": notice.number or notice.title, "url": address(notice)}
    return [{"label": "公示", "url": reverse("notices")}, here, *({"label": label} for label in more)]


def status(notice: Notice) -> dict:
    return {"tone": "due" if notice.is_unproved else TONES[notice.status], "word": notice.status_word}


def moves(notice: Notice, may_post: bool) -> set[str]:
    """The acts open to the viewer now."""
    return {row.move for row in MOVES.moves_from(notice.status)} if may_post else set()


def facts(notice: Notice) -> list[dict]:
    pairs = [
        ("编号", notice.number or "发布时取号"),
        ("种类", notice.get_kind_display()),
        ("地点", notice.place.name),
        ("落款单位", notice.issuer.name),
        ("异议期", f"{notice.objection_days}个{notice.get_objection_unit_display()}" if notice.objection_days else ""),
        ("张贴不少于", f"{notice.display_days}日" if notice.display_days else ""),
        ("提前通知", f"{notice.notice_days}日" if notice.notice_days else ""),
        ("会议时间", clock.to_minute(notice.meeting_at)),
        ("实际张贴日" if notice.entered_late else "拟张贴日", notice.posting_on),
        ("补录", _late_words(notice) if notice.entered_late else ""),
        ("起算日", notice.starts_on),
        ("联系人", f"{notice.contact} {notice.telephone}"),
        *((DETAILS[name], text) for name, text in notice.details.items()),
        ("依据", notice.basis),
        ("节假日表", notice.holiday_version),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]


def _late_words(notice: Notice) -> str:
    entered = notice.published_at or notice.created_at
    return f"{notice.posting_on} 已张贴，{clock.to_minute(entered)} 录入"


def deadlines(notice: Notice) -> list[dict]:
    """The ends for the deadline component, each with how it was counted and by what it was moved."""
    ends = [
        ("objection", "异议截止", notice.objection_ends_on),
        ("display", "张贴期满", notice.display_ends_on),
        ("notice", "最早可开会", notice.earliest_meeting_on),
    ]
    return [_deadline(notice, name, label, end) for name, label, end in ends if end]


def _deadline(notice: Notice, name: str, label: str, end: date) -> dict:
    counted = notice.counting.get(name, {})
    moved = [row for row in notice.counting.get("extensions", []) if row["which"] == name]
    lines = counted_lines(counted) + [f"{row['from']} 延长至 {row['end']}：{row['reason']}" for row in moved]
    left = (end - clock.today()).days
    running = notice.status == Notice.Status.RUNNING
    if name == "notice":
        tone, word = ("done", "已可开会") if left <= 0 else ("wait", f"还有{left}日")
    else:
        tone, word = ("done", "已届满") if left < 0 else ("wait", f"还有{left}日" if left else "今日24:00届满")
    shown = str(end) if name == "notice" else f"{end} 24:00"
    return {
        "label": label,
        "date": shown,
        "tone": tone if running or left < 0 else "idle",
        "word": word if running or left < 0 else notice.status_word,
        "counted": lines,
        "basis": counted.get("basis", ""),
        "warning": counted.get("warning", ""),
    }


def counted_lines(counted: dict) -> list[str]:
    """How a period was counted, in sentences: the rule, the days left out with their reasons, the table used."""
    if not counted:
        return []
    skipped = [f"{row['date']} 不计：{row['reason']}" for row in counted["skipped"]]
    total = f"计入{len(counted['counted'])}日，节假日表 {counted['calendar_version']}"
    return [counted["explanation"], *skipped, total]


def warnings(notice: Notice) -> list[str]:
    """What the viewer should know before anything else."""
    found = [row["warning"] for row in deadlines(notice) if row["warning"]]
    printed = notice.counting.get("printed")
    if notice.status == Notice.Status.RUNNING and printed and printed != printed_dates(notice):
        found.append("文稿上印的日期与实际期限不一致（张贴日不同或期限已延长），请重印并更换公开栏上的文稿。")
    meeting = notice.meeting_at and notice.meeting_at.astimezone(clock.SHANGHAI).date()
    if meeting and notice.earliest_meeting_on and meeting < notice.earliest_meeting_on:
        found.append(f"会议定于 {meeting}，早于最早可开会日 {notice.earliest_meeting_on}，须依法推迟会议。")
    return list(dict.fromkeys(found))


def board_rows(notice: Notice, open_moves: set[str]) -> list[dict]:
    """Each board of each run with its proofs and what can be done, newest run first."""
    postings = notice.postings.select_related("board", "up_proof", "down_proof").order_by("-run", "board")
    return [_board_row(notice, posting, open_moves) for posting in postings]


def _board_row(notice: Notice, posting: Posting, open_moves: set[str]) -> dict:
    current = posting.run == notice.run
    links = []
    if current and not posting.up_at and "put_up" in open_moves:
        links.append(("登记张贴", "posting_up"))
    if current and posting.up_at and not posting.down_at:
        links += [("登记期满证明", "posting_down")] if "take_down" in open_moves else []
        links += [("登记中断", "posting_interrupt")] if "interrupt" in open_moves else []
    proofs = [
        ("张贴", posting.up_at, posting.up_proof, posting.get_up_kind_display()),
        ("期满", posting.down_at, posting.down_proof, posting.get_down_kind_display()),
    ]
    torn = f"{clock.to_minute(posting.interrupted_at)} 中断：{posting.interruption}" if posting.interrupted_at else ""
    return {
        "name": posting.board.name,
        "location": posting.board.location,
        "run": posting.run,
        "interruption": torn,
        "proofs": [
            {"text": f"{word} {clock.to_minute(at)}（{kind}）", "url": reverse("document", args=[paper.pk])}
            for word, at, paper, kind in proofs
            if at
        ],
        "links": [{"label": label, "url": reverse(name, args=[notice.pk, posting.pk])} for label, name in links],
    }


def objection_items(notice: Notice, may_post: bool) -> list[dict]:
    """Numbers, dates and results for everyone; the objection itself opens to those who answer it."""
    return [_objection_item(notice, each, may_post) for each in notice.objections.select_related("notice")]


def _objection_item(notice: Notice, objection: Objection, may_post: bool) -> dict:
    late = "，逾期收到" if is_late(objection, notice) else ""
    tone, word = answer_light(objection)
    return {
        "text": f"第{objection.number}号异议",
        "url": reverse("objection", args=[notice.pk, objection.pk]) if may_post else "",
        "tone": tone,
        "word": word,
        "detail": f"{clock.to_minute(objection.received_at)} 收到{late}；答复期限 {objection.answer_due_on}",
    }


def answer_light(objection: Objection) -> tuple[str, str]:
    if objection.answered_at:
        return "done", objection.get_result_display()
    left = (objection.answer_due_on - clock.today()).days
    if left < 0:
        return "late", f"答复超期{-left}日"
    return ("due" if left <= SOON else "going"), f"待答复，还有{left}日"


def events(notice: Notice) -> list[dict]:
    return [
        {
            "when": f"{event.occurred_on}（录入 {clock.to_minute(event.at)}）",
            "who": event.by_name,
            "act": event.get_kind_display(),
            "text": event.text,
            "tone": EVENT_TONES.get(event.kind, "going"),
        }
        for event in NoticeEvent.objects.filter(notice=notice).order_by("-at", "-pk")
    ]


def soonest_end(notice: Notice) -> str:
    """The next day something ends, for the list."""
    if notice.status != Notice.Status.RUNNING:
        return ""
    ahead = [end for end in notice.ends() if end >= clock.today()]
    return str(min(ahead) if ahead else notice.last_day or "")
