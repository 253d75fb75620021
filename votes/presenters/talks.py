"""Talks and their points as lines, facts and lists; sums of people, nobody's name but who led and who wrote."""

from django.urls import reverse

from communities.lib import clock
from communities.lib.tables import bare
from votes.models import Talk, TalkAmendment, TalkPoint
from votes.rules.talks import ATTENDERS, TO_A_VOTE, Status, caveat

HEADS = ("社区（村）", "形式", "议题", "召开日期", "到会", "意见", "待答复", "协商结果", "状态")
POINT_HEADS = ("社区（村）", "意见要点", "答复单位", "期限", "状态", "座谈", "答复")
TONES = {"draft": "going", "final": "done", "withdrawn": "hold"}


def row(each: Talk) -> list:
    link = {"text": each.topic, "url": reverse("talk", args=[each.pk])}
    counts = [each.attended, each.said, each.waiting]
    outcome, status = each.get_outcome_display(), {"text": each.get_status_display(), "tone": TONES[each.status]}
    return [each.place.name, each.get_form_display(), link, each.held_on, *counts, outcome, status]


def exported(each: Talk) -> list:
    return bare(row(each))


def boxes(this: Talk) -> list[dict]:
    """What has to be known before anything else, for the `notice_box` component."""
    found = [{"tone": "wait", "lines": [caveat(this.form)]}]
    if this.status == Status.WITHDRAWN:
        found.insert(0, {"tone": "hold", "title": "已撤销", "lines": [this.withdrawal]})
    if this.status == Status.DRAFT:
        found.append({"tone": "due", "lines": [_next(this)]})
    if this.outcome == "none":
        found.append({"tone": "due", "lines": [TO_A_VOTE]})
    return found


def _next(this: Talk) -> str:
    if this.held_on > clock.today():
        return "开会前可以打印签到表；会后填写到会人数、意见要点和结果，再定稿。"
    return "填写到会人数、意见要点和结果后定稿；定稿后不能改动，只能登记更正说明。"


def facts(this: Talk) -> list[dict]:
    invited = f"邀请{this.invited}人，" if this.invited else ""
    pairs = [
        ("形式", this.get_form_display(), {}),
        ("组织单位", this.organisation.name, {}),
        ("关于撤改撤并", "是" if this.about_merger else "否", {}),
        ("时间", f"{this.held_on} {this.begins_at:%H:%M}", {}),
        ("地点", this.venue, {}),
        ("主持人", this.chair, {}),
        ("记录人", this.recorder, {}),
        ("到会", f"{invited}到会{this.attended}人" if this.attended else "会后填写", {}),
        ("参加人员", "、".join(ATTENDERS[each] for each in this.attenders) or "会后填写", {}),
        ("协商规则", f"{this.rule_name}{this.rule_clause}", {}),
        ("通报日期", this.notice_on and str(this.notice_on), {}),
        ("陈述人", this.speakers and f"{this.speakers}人", {}),
        ("评议对象", this.subject, {}),
        ("起草", _who(this.drafted_by, this.drafted_at), {}),
        ("定稿", this.finalised_by and _who(this.finalised_by, this.finalised_at), {}),
        ("签名件", this.scan and this.scan.archive_number, _link(this)),
    ]
    return [{"label": label, "value": value, **more} for label, value, more in pairs if value]


def _link(this: Talk) -> dict:
    return {"url": reverse("document", args=[this.scan_id])} if this.scan_id else {}


def _who(account, at) -> str:
    return f"{account.name} {clock.to_minute(at)}"


def points(this: Talk) -> list[dict]:
    """For the `item_list` component."""
    found = this.points.select_related("owner").order_by("pk")
    return [_point(number, each, this.status == Status.DRAFT) for number, each in enumerate(found, 1)]


def _point(number: int, each: TalkPoint, draft: bool) -> dict:
    told = state(each)
    line = {"text": f"{number}. {each.text}", "tone": told["tone"], "word": told["text"]}
    if each.owner_id or draft:
        line["url"] = reverse("talk_point", args=[each.pk])
    return line | {"detail": _detail(each)}


def _detail(each: TalkPoint) -> str:
    if each.answered_at is None:
        return f"由{each.owner.name}在{each.due_on}前答复"
    return f"{f'{each.owner.name}：' if each.owner else ''}{each.answer}"


def state(each: TalkPoint) -> dict:
    today = clock.today()
    if each.answered_at:
        return {"text": "已答复" if each.owner_id else "当场答复", "tone": "done"}
    if each.is_overdue(today):
        return {"text": f"超期{(today - each.due_on).days}日", "tone": "late"}
    return {"text": "待答复", "tone": "due"}


def point_row(each: TalkPoint) -> list:
    link = {"text": each.text, "url": reverse("talk_point", args=[each.pk])}
    talk = {"text": each.talk.topic, "url": reverse("talk", args=[each.talk_id])}
    return [each.place.name, link, each.owner.name, each.due_on, state(each), talk, each.answer]


def exported_point(each: TalkPoint) -> list:
    return bare(point_row(each))


def point_entry(each: TalkPoint) -> dict:
    """For the `item_list` component of the homes."""
    told, url = state(each), reverse("talk_point", args=[each.pk])
    detail = f"{each.place.name}座谈 · {each.owner.name} · 期限{each.due_on}"
    return {"text": each.text, "url": url, "tone": told["tone"], "word": told["text"], "detail": detail}


def point_facts(each: TalkPoint) -> list[dict]:
    talk = {"url": reverse("talk", args=[each.talk_id])}
    pairs = [("社区（村）", each.place.name, {}), ("座谈", str(each.talk), talk), ("议题", each.talk.topic, {})]
    if each.owner:
        pairs += [("答复单位", each.owner.name, {}), ("答复期限", str(each.due_on), {})]
    if each.answered_by:
        pairs.append(("答复登记", _who(each.answered_by, each.answered_at), {}))
    return [{"label": label, "value": value, **more} for label, value, more in pairs]


def amendment(each: TalkAmendment) -> dict:
    """For the `timeline` component."""
    when = clock.to_minute(each.at)
    return {"act": "更正说明", "text": each.text, "tone": "again", "when": when, "who": each.by.name}


def papers(this: Talk) -> list[dict]:
    """For the `item_list` component."""
    if this.status == Status.WITHDRAWN:
        return []
    kinds = [("sign-in", "签到表（空白）", "参加人到会时签名，留社区存档")]
    kinds.insert(0, ("record", "座谈（协商）记录", "打印后由主持人、记录人签名"))
    return [
        {"text": text, "url": reverse("talk_paper", args=[this.pk, kind]), "detail": detail}
        for kind, text, detail in kinds
    ]
