"""The papers and notices of a whole case, and what a receiving community is asked."""

from collections.abc import Iterable

from django.urls import reverse

from communities.lib.tables import table
from communities.models import Notice
from mergers.models import Evidence, MergerCase, Receiver
from mergers.presenters.case_parts import size_check
from mergers.presenters.words import day, moment


def papers_table(case: MergerCase, rows: Iterable[Evidence]) -> dict:
    titles = {(view.step.number, kind.kind): kind.title for view in case.step_views() for kind in view.step.evidence}
    drawn = [
        [
            {"text": f"第{item.filing.step}步", "url": reverse("step", args=[case.pk, item.filing.step])},
            titles.get((item.filing.step, item.kind), item.kind),
            *_paper(item),
        ]
        for item in rows
    ]
    return table("步骤", "材料种类", "标题或文号", "成文", "生效", "上传", "档号", "版本", rows=drawn)


def _paper(item: Evidence) -> list:
    if item.document_id is None:
        return [item.number, day(item.dated_on), "", "只登记文号", "", ""]
    document = item.document
    return [
        {"text": document.title, "url": reverse("document", args=[document.pk])},
        day(document.written_on),
        day(document.effective_on),
        moment(item.version.uploaded_at),
        document.archive_number,
        f"第{item.version.number}版",
    ]


def notices_table(notices: Iterable[Notice]) -> dict:
    rows = [
        [
            {"text": notice.title, "url": reverse("notice", args=[notice.pk])},
            notice.get_kind_display(),
            notice.status_word,
            day(notice.starts_on),
            day(notice.objection_ends_on),
            day(notice.display_ends_on),
            f"第{notice.step_use.filing.step}步" if hasattr(notice, "step_use") else "未关联步骤",
        ]
        for notice in notices
    ]
    return table("公示", "种类", "状态", "起算", "异议截止", "张贴至", "用于", rows=rows)


def receiver_facts(receiver: Receiver) -> list[dict]:
    case = receiver.case
    opinion = receiver.get_opinion_display() or "尚未表示"
    pairs = [
        ("撤并社区", f"{case.place.parent.name} {case.place.name}"),
        ("接收社区", receiver.place.name),
        ("规模", size_check(case, receiver.households_after, receiver.size_note)[1]),
        ("并入后人口", f"{receiver.population_after}人" if receiver.population_after is not None else "未填"),
        ("意见", f"{opinion} {day(receiver.opinion_on)}"),
        ("内容", receiver.opinion_text or "—"),
    ]
    return [{"label": label, "value": value} for label, value in pairs]
