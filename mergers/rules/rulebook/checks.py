"""What a readable rulebook must still satisfy: numbering, references, parties, and what no step may be excused from."""

from collections.abc import Callable, Collection, Iterable
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from communities.rules.legal_numbers import shipped
from mergers.rules.blank_forms import BLANK_FORMS
from mergers.rules.gate_names import GATE_NAMES, GATES_EVERYWHERE
from mergers.rules.rulebook import vocabulary
from mergers.rules.rulebook.faults import Faults
from mergers.rules.rulebook.model import Rulebook, Step
from mergers.rules.rulebook.reading import HEADER, step_name

SHORT_LENGTH = 4


def check(book: Rulebook, faults: Faults) -> None:
    """Note everything that contradicts; empty values were unreadable and have their fault already."""
    _check_header(book, faults)
    _check_numbering(book, faults)
    for step in book.steps:
        note = _noting(faults, step)
        _check_words(step, book, note)
        _check_parties(step, note)
        _check_references(step, book, note)
        _check_gates_and_rules(step, note)
        _check_evidence(step, note)
        _check_waiving(step, book, note)
    _check_cycles(book, faults)


Note = Callable[[str, str], None]


def _noting(faults: Faults, step: Step) -> Note:
    def note(key: str, sentence: str) -> None:
        faults.add(step_name(step.number), key, sentence)

    return note


def _repeated(values: Iterable[object]) -> list[object]:
    seen: set[object] = set()
    return [value for value in values if value and (value in seen or seen.add(value))]


def _unknown(values: Iterable[str], known: Collection[str], key: str, what: str, note: Note) -> None:
    for value in values:
        if value and value not in known:
            note(key, f"{what} {value} 不存在")


def _check_header(book: Rulebook, faults: Faults) -> None:
    numbered = {"stages": book.stages, "uniforms": book.uniforms}
    for key, entries in numbered.items():
        numbers = [entry.number for entry in entries]
        if not numbers or (all(numbers) and numbers != list(range(1, len(numbers) + 1))):
            faults.add(HEADER, key, "序号应从1起连续")
    keyed = {"nodes": book.nodes, "departments": book.departments, "return_reasons": book.return_reasons}
    for key, entries in keyed.items():
        for repeated in _repeated(entry.key for entry in entries):
            faults.add(HEADER, key, f"代号 {repeated} 重复")
    if all(step.stage for step in book.steps):
        for stage in book.stages:
            if stage.number and not book.steps_of(stage.number):
                faults.add(HEADER, "stages", f"第{stage.number}阶段没有步骤")
    keys = {step.key for step in book.steps}
    for key in book.never_waivable:
        if key not in keys and "" not in keys:
            faults.add(HEADER, "never_waivable", f"步骤 {key} 不存在")


def _check_numbering(book: Rulebook, faults: Faults) -> None:
    numbers = [step.number for step in book.steps]
    if not numbers:
        faults.add(HEADER, "step", "至少有一个步骤")
    for number in _repeated(numbers):
        faults.add(step_name(number), "number", "序号重复")
    present = sorted(set(numbers))
    for earlier, later in pairwise([0, *present]):
        if later > earlier + 1 and _legible(book):
            faults.add(step_name(later), "number", f"序号不连续，缺第{earlier + 1}步")
    for key in _repeated(step.key for step in book.steps):
        last = [step.number for step in book.steps if step.key == key][-1]
        faults.add(step_name(last), "key", f"代号 {key} 重复")
    known = {stage.number for stage in book.stages}
    for before, step in pairwise(book.steps):
        if 0 < step.stage < before.stage and before.stage in known and _legible(book):
            faults.add(step_name(step.number), "stage", "所属阶段早于前一步的阶段")


def _legible(book: Rulebook) -> bool:
    """Whether every step's number could be read; else a reference to a missing one says nothing new."""
    return all(step.number for step in book.steps)


def _check_words(step: Step, book: Rulebook, note: Note) -> None:
    if len(step.short) > SHORT_LENGTH:
        note("short", f"简称最多{SHORT_LENGTH}字")
    if step.stage and step.stage not in {stage.number for stage in book.stages}:
        note("stage", f"没有第{step.stage}阶段")
    for number in step.uniform:
        if number not in {uniform.number for uniform in book.uniforms}:
            note("uniform", f"五统一没有第{number}项")
    _unknown([step.node], {node.key for node in book.nodes}, "node", "关键节点", note)
    _unknown(step.departments, {entry.key for entry in book.departments}, "departments", "部门", note)
    for repeated in _repeated(step.departments):
        note("departments", f"部门 {repeated} 重复")
    _unknown([step.form], vocabulary.FORMS, "form", "表单", note)
    _unknown(step.waits, vocabulary.WAITS, "waits", "法定等待", note)


def _check_parties(step: Step, note: Note) -> None:
    if not step.files:
        note("files", "至少有一方填报")
    _unknown(step.files, vocabulary.FILERS, "files", "填报方", note)
    for repeated in _repeated(step.files):
        note("files", f"填报方 {repeated} 重复")
    _unknown([step.reviews], vocabulary.REVIEWERS, "reviews", "审核方", note)
    _unknown([step.confirms], vocabulary.CONFIRMERS, "confirms", "确认方", note)
    if step.reviews in step.files:
        note("reviews", "填报方不能审核自己的填报")
    if step.confirms and step.confirms == step.reviews:
        note("confirms", "审核方和确认方不能是同一方")
    if bool(step.confirms) != bool(step.confirm_label):
        note("confirm_label", "写了确认方就要写确认环节的名称，没有确认方就不写")
    _unknown([step.review_label], vocabulary.REVIEW_LABELS, "review_label", "审核名称", note)
    _unknown([step.confirm_label], vocabulary.CONFIRM_LABELS, "confirm_label", "确认名称", note)


def _check_references(step: Step, book: Rulebook, note: Note) -> None:
    numbers = {other.number for other in book.steps}
    lists = {"after": step.after, "posting_after": step.posting_after}
    lists |= {f"when.{override.condition}.after": override.after for override in step.when}
    for key, references in lists.items():
        for number in references:
            if number and number not in numbers and _legible(book):
                note(key, f"引用了不存在的第{number}步")
            elif number == step.number:
                note(key, "引用了本步自己")
    for override in step.when:
        if override.condition not in vocabulary.CONDITIONS:
            note(f"when.{override.condition}", f"情形 {override.condition} 不存在")


def _check_gates_and_rules(step: Step, note: Note) -> None:
    own = {"gates": step.gates} | {f"when.{override.condition}.gates": override.gates for override in step.when}
    for key, gates in own.items():
        _unknown(gates, GATE_NAMES, key, "关口", note)
        for gate in (*_repeated(gates), *(gate for gate in gates if gate in GATES_EVERYWHERE)):
            note(key, f"关口 {gate} 重复，或是每一步都有的、不必写")
    for override in step.when:
        _unknown(override.gates_dropped, step.gates, f"when.{override.condition}.gates_dropped", "本步的关口", note)
    rules = {"rule_keys": step.rule_keys}
    rules |= {f"when.{override.condition}.rule_keys": override.rule_keys for override in step.when}
    for key, names in rules.items():
        _unknown(names, shipped().keys() | vocabulary.DECISION_RULES.keys(), key, "法律规则", note)
        for repeated in _repeated(names):
            note(key, f"法律规则 {repeated} 重复")


def _check_evidence(step: Step, note: Note) -> None:
    if not step.evidence:
        note("evidence", "至少要求一种材料")
    kinds = [evidence.kind for evidence in step.evidence]
    for repeated in _repeated(kinds):
        note("evidence", f"材料代号 {repeated} 重复")
    for index, evidence in enumerate(step.evidence, start=1):
        key = f"evidence[{index}]"
        _unknown([evidence.blank], BLANK_FORMS, f"{key}.blank", "空白表样", note)
        _unknown(evidence.when, vocabulary.CONDITIONS, f"{key}.when", "情形", note)
        _unknown([evidence.not_before], kinds, f"{key}.not_before", "本步的材料", note)
        if evidence.not_before and evidence.not_before == evidence.kind:
            note(f"{key}.not_before", "引用了材料自己")


def _check_waiving(step: Step, book: Rulebook, note: Note) -> None:
    if step.waivable_step and step.key in book.never_waivable:
        note("waivable_step", "法定程序不得报不适用")
    if step.waivable_step and not step.waivable_ground:
        note("waivable_ground", "可以不适用的步骤要写明在什么情形下")
    if step.waivable_ground and not step.waivable_step:
        note("waivable_ground", "不得不适用的步骤不写不适用的情形")


def _check_cycles(book: Rulebook, faults: Faults) -> None:
    waits_for = {
        step.number: {*step.after, *(number for override in step.when for number in override.after)} - {step.number}
        for step in book.steps
    }
    try:
        TopologicalSorter(waits_for).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        faults.add(step_name(max(circle)), "after", "前置步骤成环：" + "、".join(map(step_name, circle)))
