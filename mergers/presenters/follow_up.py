"""Issues, instructions, node dispatches, department tasks in words, the same on every page that names them."""

from datetime import date

from django.urls import reverse

from communities.lib import clock
from mergers.models import DepartmentTask, Instruction, InstructionTask, Issue, IssueEvent, NodeDispatch
from mergers.presenters.words import moment, short_day

EVENT_TONES = {"raised": "due", "assigned": "going", "received": "going", "moved_up": "late", "closed": "done"}
ISSUE_HEADS = ("社区（村）", "街道", "事项", "步骤", "层级", "责任单位", "提出", "期限", "状态")


def due(day: date | None, done: bool) -> dict:
    """`tone` and `word` of something due: red when overdue."""
    if done:
        return {"tone": "done", "word": "已办"}
    if day is None:
        return {"tone": "due", "word": "未交办"}
    late = (clock.today() - day).days
    return (
        {"tone": "late", "word": f"超期 {late} 日"} if late > 0 else {"tone": "going", "word": f"{short_day(day)} 前"}
    )


def issue_state(issue: Issue) -> dict:
    if issue.closed_at:
        return {"tone": "done", "word": "已销号"}
    return due(issue.due_on, done=False)


def issue_entry(issue: Issue) -> dict:
    """One line of a list, as on the dispatch page: whose it is, since when, until when."""
    told = [f"{short_day(issue.raised_on)} 提出", issue.get_level_display()]
    if issue.owner:
        told += [issue.owner.short_name, "已签收" if issue.received_at else "未签收"]
    return {
        "text": f"{issue.case.place.name}：{issue.text}",
        "url": reverse("issue", args=[issue.pk]),
        "detail": " · ".join(told),
        **issue_state(issue),
    }


def issue_values(issue: Issue) -> list:
    """One row of the list and of its workbook."""
    place = issue.case.place
    where = [place.name, place.parent.name, issue.text, issue.step or "", issue.get_level_display()]
    owner = issue.owner.short_name if issue.owner else ""
    return [*where, owner, issue.raised_on, issue.due_on or "", issue_state(issue)["word"]]


def issue_row(issue: Issue) -> list:
    values, state = issue_values(issue), issue_state(issue)
    values[2] = {"text": issue.text, "url": reverse("issue", args=[issue.pk])}
    values[-1] = {"text": state["word"], "tone": state["tone"]}
    return values


def issue_events(events: list[IssueEvent]) -> list[dict]:
    """The timeline of an issue, newest first."""
    return [
        {
            "when": moment(event.at),
            "who": event.by_name,
            "act": event.get_kind_display(),
            "text": event.text,
            "tone": EVENT_TONES.get(event.kind, "going"),
        }
        for event in reversed(events)
    ]


def instruction_entry(instruction: Instruction) -> dict:
    """“……” with how many of those it went to have answered; its tasks must be fetched before."""
    tasks = list(instruction.tasks.all())
    answered = sum(task.feedback_at is not None for task in tasks)
    told = [instruction.leader_name, short_day(instruction.at.astimezone(clock.SHANGHAI).date())]
    told.append(f"转 {len(tasks)} 个单位 · 反馈 {answered}/{len(tasks)}" if tasks else "待转办")
    entry = {
        "text": f"“{instruction.text}”",
        "url": reverse("instruction", args=[instruction.pk]),
        "detail": " · ".join(told),
    }
    return entry | ({"tone": "done", "word": "已办结"} if instruction.closed_at else {})


def task_entry(task: InstructionTask) -> dict:
    """A share of an instruction in the inbox of the organisation it went to."""
    told = [f"{task.instruction.leader_name}批示", "已签收" if task.received_at else "未签收", task.feedback]
    return {
        "text": task.instruction.text,
        "url": reverse("instruction", args=[task.instruction_id]),
        "detail": " · ".join(filter(None, told)),
        **due(task.due_on, done=task.feedback_at is not None),
    }


def department_entry(task: DepartmentTask) -> dict:
    """A step's filing for 签收; red when overdue."""
    filing = task.filing
    view = filing.case.step_view(filing.step)
    told = [filing.case.place.parent.name, f"{moment(task.sent_at)} 送达"]
    told += [f"意见：{task.opinion}"] if task.opinion else []
    state = {"tone": "done", "word": "已签收"} if task.received_at else due(task.due_on, done=False)
    return {
        "text": f"{filing.case.place.name} 第{filing.step}步 {view.title}",
        "url": reverse("step", args=[filing.case_id, filing.step]),
        "detail": " · ".join(told),
        **state,
    }


def node_title(node: NodeDispatch) -> str:
    book = node.case.rulebook_version.rulebook
    words = {term.key: term.title for term in book.nodes}
    return f"{node.case.place.name} 第{node.step}步 {book.step(node.step).title}（{words.get(node.node, node.node)}）"
