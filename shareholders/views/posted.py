"""What the pages of posted lists have in common: their facts, their objections."""

from django.urls import reverse

from communities.models import Notice, Objection
from communities.views.notices.shown import answer_light
from shareholders.views.shown import moment


def posted_facts(board, *own: tuple[str, object]) -> list[dict]:
    """The notice, its end, the paper, the digest, who made the list; `own` are a list's own lines."""
    notice, paper = board.notice, board.paper
    ends = f"{notice.objection_ends_on} 24:00" if notice.objection_ends_on else "自最后一处张贴后起算"
    download = reverse("document_download", args=[paper.pk, paper.latest.number]) if paper else ""
    pairs = [
        ("公示", f"{notice.title}（{notice.get_status_display()}）", reverse("notice", args=[notice.pk])),
        ("异议截止", ends, ""),
        ("名单", "下载 PDF" if paper else "正在生成", download),
        *((label, str(value), "") for label, value in own),
        ("校验码", board.digest[:20], ""),
        ("制榜", f"{board.made_by.name} {moment(board.made_at)}", ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs]


def objection_items(notice: Notice, address: str, board: int, *, linked: bool) -> list[dict]:
    found = []
    for each in notice.objections.select_related("notice"):
        tone, word = answer_light(each)
        url = reverse(address, args=[board, each.pk]) if linked and each.row_key else ""
        detail = f"{moment(each.received_at)} 收到；答复期限 {each.answer_due_on}"
        text = f"第{each.number}号异议 {each.row_label}"
        found.append({"text": text, "url": url, "tone": tone, "word": word, "detail": detail})
    return found


def objection_facts(found: Objection) -> list[dict]:
    pairs = [
        ("所涉事项", found.row_label),
        ("原登记内容", found.original),
        ("异议人主张", found.claimed),
        ("异议人", found.objector.reveal()),
        ("联系方式", found.contact.reveal() if found.contact else ""),
        ("收到时间", moment(found.received_at)),
        ("事实和理由", found.text),
        ("答复期限", found.answer_due_on),
        ("处理结果", found.get_result_display()),
        ("答复", found.answer),
        ("更正情况", found.corrected),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]
