"""One case: its head, what holds it up in words, the five uniform matters, what belongs to it."""

from django.urls import reverse

from communities import access
from communities.access import Verb
from communities.lib.tables import table
from mergers import gates
from mergers.models import MergerCase
from mergers.presenters.rail import current_steps, rail
from mergers.presenters.step_checks import checks
from mergers.presenters.step_page import turn_words, version_words
from mergers.presenters.words import day, moment, short_day, status_tag
from mergers.rules.gate_names import GATES
from mergers.rules.lights import LIGHT_LABELS
from mergers.rules.transitions import SETTLED, Status
from mergers.services.case_status import override_of

TABS = (
    ("case", "概况"),
    ("case_parts", "接收与承继"),
    ("case_plan", "计划日期"),
    ("case_uniforms", "五统一"),
    ("case_papers", "材料与公示"),
    ("case_timeline", "时间线"),
)


def head(case: MergerCase, current: str) -> dict:
    """What stands above every page of the case."""
    tabs = [{"label": label, "url": reverse(name, args=[case.pk]), "current": name == current} for name, label in TABS]
    return {
        "case": case,
        "heading": f"{case.place.name}撤并事项",
        "sub": " · ".join([case.place.parent.name, case.batch.title, version_words(case)]),
        "state": state(case),
        "tabs": tabs,
        "stages": rail(case),
        "trail": [{"label": "撤并事项", "url": reverse("cases")}, {"label": case.place.name}],
    }


def state(case: MergerCase) -> dict[str, str]:
    if case.removed_on:
        return {"tone": "idle", "word": f"{day(case.removed_on)} 移出计划"}
    if case.completed_on:
        return {"tone": "done", "word": f"{day(case.completed_on)} 完成"}
    if case.suspended_on:
        return {"tone": "hold", "word": f"自 {day(case.suspended_on)} 暂缓"}
    return {"tone": "going", "word": "办理中"}


def facts(case: MergerCase) -> list[dict]:
    """The head facts for `key_values`."""
    mode = case.get_mode_display() or "尚未选定"
    if case.mode:
        approved = (
            f"{case.mode_approved_by.name} {moment(case.mode_approved_at)} 批准" if case.mode_approved_at else "待批准"
        )
        mode = f"{mode}（{approved}）"
    settled = sum(filing.status in SETTLED for filing in case.filings.all())
    waived = sum(filing.status == Status.WAIVED for filing in case.filings.all())
    pairs = [
        ("社区（村）", case.place.name, reverse("place", args=[case.place_id])),
        ("法律主体", case.get_legal_body_display(), ""),
        ("路径", case.get_route_display(), ""),
        ("方式", mode, ""),
        ("产权制度改革", "已完成，第5至7步为核验" if case.reform_done else "未完成", ""),
        ("第三方清查", "委托" if case.has_agency else "不委托", ""),
        ("合作社", "同时合并" if case.cooperatives_merge else "继续存在，不合并", ""),
        ("规程", version_words(case), reverse("case_rulebook", args=[case.pk])),
        ("批次", f"{case.batch.programme.title} · {case.batch.title}", ""),
        ("启动", day(case.opened_on), ""),
        ("进度", f"完成 {settled - waived} 步，不适用 {waived} 步，共 {len(case.filings.all())} 步", ""),
        ("包保领导", case.lead_name or "未填", ""),
        ("责任人", case.officer_name or "未填", ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs]


def override(case: MergerCase) -> list[str]:
    """A status set by hand, in one sentence."""
    event = override_of(case)
    if event is None:
        return []
    word = LIGHT_LABELS[event.data["status"]]
    return [f"人工定为“{word}”，有效至{event.data['until']}：{event.reason}（{event.by_name}，{moment(event.at)}）"]


def blockers(case: MergerCase) -> list[dict]:
    """Each step that may be worked on now, with everything still missing, in words."""
    found = []
    for filing, view in current_steps(case):
        missing = checks(gates.Asked(case, filing, view), to_do=False).missing
        found.append(
            {
                "title": f"第{filing.step}步 {view.title}",
                "url": reverse("step", args=[case.pk, filing.step]),
                **status_tag(filing.status),
                "turn": turn_words(view, filing.status),
                "returned": [filing.return_text] if filing.return_text else [],
                "missing": [{"ok": False, "text": item["text"]} for item in missing]
                or [{"ok": True, "text": "没有缺项，可以办理下一个环节"}],
            }
        )
    return found


def uniforms(case: MergerCase) -> list[dict]:
    """五统一: for each uniform matter the steps that serve it, and whether all are done in the standard form (N54)."""
    filings = {filing.step: filing for filing in case.filings.all()}
    found = []
    for uniform in case.rulebook_version.rulebook.uniforms:
        views = [view for view in case.step_views() if uniform.number in view.step.uniform]
        settled = [view for view in views if filings[view.step.number].status in SETTLED]
        rows = [_uniform_row(case, view, filings[view.step.number]) for view in views]
        complete = len(settled) == len(views)
        found.append(
            {
                "title": f"{uniform.number} 统一{uniform.title}",
                "tone": "done" if complete else ("going" if settled else "idle"),
                "word": "已按标准办结" if complete else f"{len(settled)} / {len(views)} 步办结",
                "table": table("步骤", "标准要件", "关口", "状态", "办结日期", rows=rows),
            }
        )
    return found


def _uniform_row(case: MergerCase, view, filing) -> list:
    wanted = "、".join(kind.title for kind in view.evidence)
    asked = "、".join(GATES[name].label for name in view.gates if not GATES[name].everywhere)
    tag = status_tag(filing.status)
    url = reverse("step", args=[case.pk, filing.step])
    return [
        {"text": f"{filing.step} {view.title}", "url": url},
        wanted,
        asked or "—",
        {"text": tag["word"], "tone": tag["tone"]},
        short_day(filing.done_on),
    ]


def plan_table(case: MergerCase) -> dict:
    """Planned days against the baseline, with every re-plan counted."""
    filings = {filing.step: filing for filing in case.filings.all()}
    rows = []
    for view in case.step_views():
        number = view.step.number
        plans = [plan for plan in case.plan_dates.all() if plan.step == number]
        filing = filings[number]
        moved = (plans[-1].planned_on - plans[0].planned_on).days if plans else 0
        tag = status_tag(filing.status)
        rows.append(
            [
                {"text": f"{number} {view.title}", "url": reverse("step", args=[case.pk, number])},
                view.days,
                day(plans[0].planned_on) if plans else "",
                day(plans[-1].planned_on) if plans else "",
                f"{moved:+d} 日" if moved else "—",
                max(len(plans) - 1, 0),
                day(filing.done_on),
                {"text": tag["word"], "tone": tag["tone"]},
            ]
        )
    return table("步骤", "常用天数", "基准计划", "现计划", "相差", "调整次数", "完成日期", "状态", rows=rows)


def replans(case: MergerCase) -> list[dict]:
    """Every re-plan with its reason, newest first, for the `timeline`."""
    told, last = [], {}
    for plan in sorted(case.plan_dates.all(), key=lambda plan: (plan.at, plan.pk)):
        before = last.get(plan.step)
        last[plan.step] = plan
        if before is not None:
            told.append(
                {
                    "when": moment(plan.at),
                    "who": plan.by_name,
                    "act": f"第{plan.step}步 {day(before.planned_on)} → {day(plan.planned_on)}",
                    "text": plan.reason,
                    "tone": "due",
                }
            )
    return told[::-1]


def may_move_rulebook(case: MergerCase, account) -> bool:
    return access.may(account, Verb.OFFICE, case.place) and not case.completed_on and not case.removed_on
