"""Papers of a talk as PDF: the record, filled in and to be signed, and a sign-in sheet to be filled in by hand."""

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.pdf.renderer import Rendered
from communities.papers import render_paper
from votes.meeting_papers import day_words, numeral
from votes.models import Talk, TalkPoint
from votes.rules.talks import ATTENDERS, TO_A_VOTE, Status, caveat

LINES = 40  # of a sign-in sheet: two pages


def title(this: Talk) -> str:
    return f"{this.organisation.name}\n{'协商' if this.kind.deliberates else '座谈'}记录"


def record(this: Talk) -> Rendered:
    """What was said, what was answered and what came of it; nobody is named but who led and who wrote."""
    if this.status == Status.WITHDRAWN:
        raise Refused("座谈记录已经撤销，不再打印。")
    points = this.points.select_related("owner")
    result = this.conclusion or "（会后填写）"
    outcome = f"{this.get_outcome_display()}。" if this.outcome else ""
    return render_paper(
        "talk",
        {
            "title": title(this),
            "state": "" if this.status == Status.FINAL else "草稿，定稿后打印签名",
            "facts": _facts(this),
            "points": [_point(number, each) for number, each in enumerate(points, 1)],
            "result": f"{outcome}{result}",
            "advice": TO_A_VOTE if this.outcome == "none" else "",
            "amendments": [_amendment(each) for each in this.amendments.all()],
            "caveat": caveat(this.form),
            "signatures": ("主持人", "记录人", "参加人代表", "参加人代表"),
        },
    )


def sign_in(this: Talk) -> Rendered:
    """Blank lines; who came is written by hand and kept with the paper, the portal takes no names."""
    return render_paper(
        "blank_form",
        {
            "title": f"{this.organisation.name}\n{this.get_form_display()}签到表",
            "across": False,
            "fields": [
                {"label": "时间", "value": f"{this.held_on} {this.begins_at:%H:%M}"},
                {"label": "地点", "value": this.venue},
            ],
            "columns": ("序号", "姓名", "参加人员类别", "签名"),
            "rows": [[str(number), "", "", ""] for number in range(1, LINES + 1)],
            "note": f"议题：{this.topic}。参加人员类别：{'、'.join(ATTENDERS.values())}。"
            "签到只证明到会，不表示同意；本表留社区存档，不填证件号码和电话。",
            "signatures": ("记录人",),
        },
    )


def _facts(this: Talk) -> list[dict]:
    invited = f"邀请{this.invited}人，" if this.invited else ""
    came = f"{invited}到会{this.attended}人" if this.attended else "（会后填写）"
    kinds = "、".join(ATTENDERS[each] for each in this.attenders)
    pairs = [
        ("形式", this.get_form_display()),
        ("议题", this.topic),
        ("组织单位", this.organisation.name),
        ("时间", f"{day_words(this.held_on)}{this.begins_at:%H时%M分}"),
        ("地点", this.venue),
        ("主持人", this.chair),
        ("记录人", this.recorder),
        ("到会", f"{came}（{kinds}）" if kinds else came),
    ]
    if this.rule_name:
        pairs.append(("协商规则", f"{this.rule_name}{this.rule_clause}"))
    if this.notice_on:
        pairs.append(("事前通报", day_words(this.notice_on)))
    if this.speakers:
        pairs.append(("陈述人", f"{this.speakers}人"))
    if this.subject:
        pairs.append(("评议对象", this.subject))
    return [{"label": label, "value": value} for label, value in pairs]


def _point(number: int, each: TalkPoint) -> dict:
    if each.owner is None:
        answer = f"当场答复：{each.answer}"
    elif each.answered_at:
        day = each.answered_at.astimezone(clock.SHANGHAI).date()
        answer = f"{each.owner.name}{day_words(day)}答复：{each.answer}"
    else:
        answer = f"待答复：由{each.owner.name}在{day_words(each.due_on)}前答复。"
    return {"number": numeral(number), "text": each.text, "answer": answer}


def _amendment(each) -> str:
    return f"{day_words(each.at.astimezone(clock.SHANGHAI).date())}更正：{each.text}"
