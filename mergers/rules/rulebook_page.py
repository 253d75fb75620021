"""The rulebook as a page officials can review: Markdown drawn from the data and the table of transitions."""

from collections.abc import Iterable, Iterator

from communities.lib.transitions import Move, Table
from communities.rules import notices
from communities.rules.legal_numbers import TITLES, UNITS, LegalNumber, shipped
from mergers.rules.blank_forms import BLANK_FORMS
from mergers.rules.deciding_page import deciding_tables
from mergers.rules.gate_names import GATES, GATES_EVERYWHERE
from mergers.rules.rulebook.model import EvidenceKind, Override, Rulebook, Step
from mergers.rules.rulebook.vocabulary import CONDITIONS, DECISION_RULES, FORMS, PARTIES, WAITS
from mergers.rules.transitions import FACT_LABELS, MOVE_LABELS, PARTY_LABELS, STATUS_LABELS, Status

_NONE = "无"


def render(book: Rulebook, transitions: Table) -> str:
    """The whole page, ending in one line feed."""
    blocks = [*_head(book), *_states(transitions)]
    for stage in book.stages:
        blocks.append(f"## {stage.number} {stage.title}")
        for step in book.steps_of(stage.number):
            blocks += _step(step, book)
    blocks += [*_notice_states(notices.MOVES), *_numbers(shipped().rows), *_deciding()]
    return "\n\n".join(blocks) + "\n"


def _join(words: Iterable[str], between: str = "、") -> str:
    return between.join(words) or _NONE


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _head(book: Rulebook) -> Iterator[str]:
    yield f"# {book.title} {book.label}"
    yield (
        "本页由 `mergers/rulebook/donggang.toml` 和状态表生成（`manage.py write_rulebook_page`），请勿手工修改。"
        "步骤、材料、天数是可以编辑的默认值；法律数字按事件发生之日取用。"
    )
    yield f"共 {len(book.stages)} 个阶段、{len(book.steps)} 个步骤。"
    yield _table(
        ("阶段", "步骤", "步骤数"),
        (
            (
                stage.title,
                _join((f"{step.number} {step.title}" for step in book.steps_of(stage.number)), "；"),
                str(count),
            )
            for stage in book.stages
            if (count := len(book.steps_of(stage.number)))
        ),
    )
    yield "五统一：" + _join(f"{uniform.number} {uniform.title}" for uniform in book.uniforms) + "。"
    yield f"城市社区职责（{len(book.community_functions)}项）:{_join(book.community_functions, ';')}。"
    yield f"合作社职责（{len(book.cooperative_functions)}项）:{_join(book.cooperative_functions, ';')}。"
    yield f"部门（{len(book.departments)}个）:{_join(department.title for department in book.departments)}。"
    yield f"退回原因：{_join(reason.title for reason in book.return_reasons)}。"
    yield f"任何情形都不得报不适用的步骤：{_join(_excluded(book))}。"
    yield "每一步都有的关口："
    yield _gates(GATES_EVERYWHERE)


def _excluded(book: Rulebook) -> Iterator[str]:
    return (f"第{step.number}步" for step in book.steps if step.key in book.never_waivable)


def _states(transitions: Table) -> Iterator[str]:
    yield "## 步骤的状态"
    arrows = dict.fromkeys((move.source, move.target, _arrow(move)) for move in transitions)
    lines = ["```mermaid", "stateDiagram-v2", *(f"    {key} : {label}" for key, label in STATUS_LABELS.items())]
    lines += [f"    [*] --> {Status.IDLE}", *(f"    {source} --> {to} : {words}" for source, to, words in arrows)]
    yield "\n".join([*lines, "```"])
    yield _table(
        ("从", "办理", "到", "由谁", "条件", "须写明理由", "核对关口"),
        (
            (
                STATUS_LABELS[move.source],
                MOVE_LABELS[move.move],
                STATUS_LABELS[move.target],
                PARTY_LABELS[move.party],
                FACT_LABELS.get(move.given, ""),
                "是" if move.needs_reason else "",
                "是" if move.checks_gates else "",
            )
            for move in transitions
        ),
    )


def _notice_states(transitions: Table) -> Iterator[str]:
    """The board's own table: who moves a notice along, and what the clock does by itself."""
    yield "## 公示的状态"
    parties = {notices.ISSUER: "办理方", notices.SYSTEM: "系统"}
    words = transitions.labels
    lines = ["```mermaid", "stateDiagram-v2", *(f"    {key} : {words[key]}" for key in notices.Status)]
    lines.append(f"    [*] --> {notices.Status.DRAFT}")
    lines += [
        f"    {move.source} --> {move.target} : {words[move.move]}({parties[move.party]})"
        for move in transitions
        if move.source != move.target
    ]
    yield "\n".join([*lines, "```"])


def _arrow(move: Move) -> str:
    condition = f" [{FACT_LABELS[move.given]}]" if move.given else ""
    return f"{MOVE_LABELS[move.move]}（{PARTY_LABELS[move.party]}）{condition}"


def _step(step: Step, book: Rulebook) -> Iterator[str]:
    yield f"### 第{step.number}步 {step.title}"
    yield "\n".join(f"- {label}：{words}" for label, words in step_facts(step, book))
    if step.gates:
        yield "关口："
        yield _gates(step.gates)
    yield _table(
        ("材料", "最少份数", "空白表样", "说明"),
        ((kind.title, str(kind.minimum), blank_title(kind), evidence_remarks(kind, step)) for kind in step.evidence),
    )
    if step.when:
        yield "情形不同的："
        yield "\n".join(f"- {CONDITIONS[override.condition]}：{override_words(override)}" for override in step.when)


def step_facts(step: Step, book: Rulebook) -> Iterator[tuple[str, str]]:
    """(label, words) of everything of a step but its gates, evidence and conditions."""
    yield "简称", step.short
    yield "填报", _join(PARTIES[party] for party in step.files)
    yield step.review_label, PARTIES[step.reviews]
    if step.confirms:
        yield step.confirm_label, PARTIES[step.confirms]
    if step.departments:
        titles = {department.key: department.title for department in book.departments}
        yield "协办", _join(titles[key] for key in step.departments)
    if step.node:
        yield "关键节点", next(node.title for node in book.nodes if node.key == step.node)
    if step.uniform:
        yield "五统一", _join(uniform.title for uniform in book.uniforms if uniform.number in step.uniform)
    yield "前置步骤", _join(f"第{number}步" for number in step.after)
    if step.posting_after:
        yield "公示须在其后", _join(f"第{number}步" for number in step.posting_after)
    yield "常用天数", f"{step.days}"
    if step.waits:
        yield "可能的法定等待", _join(WAITS[wait] for wait in step.waits)
    yield "表单", FORMS[step.form]
    if step.rule_keys:
        yield "法律规则", _rules(step.rule_keys)
    yield "依据", _join(step.basis, "；")
    yield "不适用", step.waivable_ground if step.waivable_step else "不允许"


def _rules(keys: Iterable[str]) -> str:
    names = {**TITLES, **DECISION_RULES}
    return _join(f"`{key}`（{names[key]}）" if key in names else f"`{key}`" for key in keys)


def _gates(names: Iterable[str]) -> str:
    return "\n".join(
        f"- **{GATES[name].label}** {GATES[name].explanation}{'(只提示)' if GATES[name].warns_only else ''}"
        for name in names
    )


def blank_title(kind: EvidenceKind) -> str:
    """The name of the blank form of a kind, or nothing."""
    return BLANK_FORMS[kind.blank].title if kind.blank else ""


def evidence_remarks(kind: EvidenceKind, step: Step) -> str:
    """When and how a kind is required, in words."""
    titles = {other.kind: other.title for other in step.evidence}
    remarks = [
        f"{_join(CONDITIONS[condition] for condition in kind.when)}时需要" if kind.when else "",
        f"成文不早于{titles[kind.not_before]}" if kind.not_before else "",
        "只登记文号和日期，不传文件" if kind.number_only else "",
        "可以报不适用" if kind.waivable else "",
    ]
    return "；".join(filter(None, remarks))


def override_words(override: Override) -> str:
    """What a condition changes in its step, in one sentence."""
    parts = [
        f"步骤名称为“{override.title}”" if override.title else "",
        f"常用天数 {override.days}" if override.days else "",
        f"另须先完成{_join(f'第{number}步' for number in override.after)}" if override.after else "",
        f"另有关口{_join(GATES[name].label for name in override.gates)}" if override.gates else "",
        f"免除关口{_join(GATES[name].label for name in override.gates_dropped)}" if override.gates_dropped else "",
        f"适用{_rules(override.rule_keys)}" if override.rule_keys else "",
    ]
    return "；".join(filter(None, parts)) + "。"


def _deciding() -> Iterator[str]:
    yield "## 议事规则"
    yield "按会议日期取用。“以上”含本数，“超过”不含本数；标“默认”的是地方做法或待核对的，可以编辑，只能更严。"
    for title, header, rows in deciding_tables():
        yield f"### {title}"
        yield _table(header, rows)


def _numbers(rows: Iterable[LegalNumber]) -> Iterator[str]:
    yield "## 法律数字"
    yield _table(
        ("规则", "数值", "条文", "施行", "失效", "默认", "说明"),
        (
            (
                f"`{row.key}`",
                f"{row.value} {UNITS[row.unit]}",
                row.article,
                row.in_force_from.isoformat(),
                row.in_force_to.isoformat() if row.in_force_to else "",
                "默认" if row.default else "",
                row.note,
            )
            for row in rows
        ),
    )
