"""Editing one step of the rulebook: what the office may change, and how it becomes plain data again."""

from django import forms

from communities.forms.base import KeyedForm
from mergers.rules.rulebook import Rulebook, Step, to_data
from mergers.rules.rulebook.vocabulary import CONFIRM_LABELS, CONFIRMERS, FILERS, PARTIES, REVIEW_LABELS, REVIEWERS

MOST_MINIMUM = 99
NEW_ROWS = 3


def _parties(keys) -> list[tuple[str, str]]:
    return [(key, label) for key, label in PARTIES.items() if key in keys]


class StepForm(KeyedForm):
    """Titles, parties, 协办 departments, days and preconditions of a step. It neither adds nor removes steps."""

    title = forms.CharField(label="名称", max_length=60)
    short = forms.CharField(label="简称", max_length=4, help_text="挂图上的栏目，最多4字")
    files = forms.MultipleChoiceField(label="填报", choices=_parties(FILERS), widget=forms.CheckboxSelectMultiple)
    reviews = forms.ChoiceField(label="审核", choices=_parties(REVIEWERS))
    review_label = forms.ChoiceField(label="审核名称", choices=[(word, word) for word in sorted(REVIEW_LABELS)])
    confirms = forms.ChoiceField(label="确认", required=False, choices=[("", "不需要"), *_parties(CONFIRMERS)])
    confirm_label = forms.ChoiceField(
        label="确认名称", required=False, choices=[("", "不需要"), *((word, word) for word in sorted(CONFIRM_LABELS))]
    )
    departments = forms.MultipleChoiceField(label="协办部门", required=False, widget=forms.CheckboxSelectMultiple)
    after = forms.TypedMultipleChoiceField(
        label="前置步骤", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label="常用天数", min_value=1, max_value=9999, help_text="工作经验，不是法定期限；法定天数在“法律数字”"
    )

    def __init__(self, book: Rulebook, step: Step, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["departments"].choices = [(term.key, term.title) for term in book.departments]
        self.fields["after"].choices = [
            (other.number, f"{other.number} {other.short}") for other in book.steps if other != step
        ]

    def changed(self) -> dict:
        """The step's keys with their new values."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class EvidenceForm(forms.Form):
    """One kind of evidence; an empty last row adds nothing."""

    kind = forms.CharField(required=False, widget=forms.HiddenInput())
    title = forms.CharField(label="材料", max_length=60, required=False)
    minimum = forms.IntegerField(label="最少份数", min_value=1, max_value=MOST_MINIMUM, initial=1)
    number_only = forms.BooleanField(label="只登记文号", required=False)
    waivable = forms.BooleanField(label="可以不适用", required=False)
    remove = forms.BooleanField(label="删除", required=False)

    @property
    def is_new(self) -> bool:
        return not self["kind"].value()


EvidenceForms = forms.formset_factory(EvidenceForm, extra=NEW_ROWS, absolute_max=60, max_num=60)


class PublishForm(forms.Form):
    """Under which label and for what reason the edit becomes the next version."""

    label = forms.CharField(label="新版标签", max_length=20, help_text="如 2026.2")
    note = forms.CharField(label="修改说明", max_length=300, help_text="改了什么、依据哪份文件；与新版一同存档")


def step_initial(step: Step) -> dict:
    names = ("title", "short", "files", "reviews", "review_label", "confirms", "confirm_label", "departments", "after")
    return {name: getattr(step, name) for name in (*names, "days")}


def evidence_initial(step: Step) -> list[dict]:
    names = ("kind", "title", "minimum", "number_only", "waivable")
    return [{name: getattr(kind, name) for name in names} for kind in step.evidence]


def edited(book: Rulebook, number: int, step: StepForm, evidence, label: str) -> dict:
    """The whole rulebook as plain data with this step changed; what the screen does not show stays as it was."""
    data = to_data(book)
    data["label"] = label
    block = next(block for block in data["step"] if block["number"] == number)
    changed = step.changed()
    for name in ("files", "departments"):  # boxes come in the order of the screen; an order that was written stays
        changed[name] = sorted(changed[name], key=lambda key: _place(block[name], key))
    block |= changed
    block["evidence"] = _kinds(block["evidence"], [form.cleaned_data for form in evidence])
    return data


def _place(written: list[str], key: str) -> int:
    return written.index(key) if key in written else len(written)


def _kinds(before: list[dict], rows: list[dict]) -> list[dict]:
    known, kinds = {kind["kind"]: kind for kind in before}, []
    for row in rows:
        if not row.get("title") or row["remove"]:
            continue
        kind = row["kind"] if row["kind"] in known else _new_key({*known, *(kind["kind"] for kind in kinds)})
        changed = {name: row[name] for name in ("title", "minimum", "number_only", "waivable")}
        kinds.append({**known.get(kind, {"kind": kind}), **changed})
    return kinds


def _new_key(taken: set[str]) -> str:
    return next(key for number in range(1, len(taken) + 2) if (key := f"added_{number}") not in taken)
