"""Forms of an assessment: open it, write it, judge the indicators, move it along; the lists the office sets."""

from django import forms
from django.forms.models import fields_for_model

from communities.forms.base import DatedForm, DayInput, KeyedForm
from communities.lib import clock
from communities.models import Document, Place
from risk.models import Assessment, Finding
from risk.rules.assessments import STATUSES
from risk.rules.levels import CONCLUSIONS, LEVELS
from risk.rules.schemes import LONGEST, SIDES

FACTS = ("interested", "method", "unit", "asked", "opposed", "opinions", "plan_number", "plan_on", "plan")
HELP = {
    "interested": "哪些群体会受影响，如股东户、空挂户、外来居民、村干部",
    "method": "怎样征求意见、走访座谈多少户、谁参加评估",
    "asked": "征求意见中表示了态度的户数或者人数",
    "opposed": "如实填写；有反对意见不影响填报，按比例计入等级",
    "opinions": "各方提出了什么意见，采纳了哪些，没有采纳的理由",
    "plan_number": "应急预案只登记文号和日期；涉密的不上传",
    "plan": "只选不涉密的文本；没有的不选",
}
LEVEL_CHOICES = [("", "请选择"), *LEVELS.items()]


class OpenForm(KeyedForm):
    place = forms.ModelChoiceField(label="社区（村）", queryset=None, empty_label="请选择")
    based_on = forms.DateField(label="评估基准日", widget=DayInput(), initial=clock.today)
    subject = forms.CharField(
        label="评估事项", max_length=120, required=False, help_text="不填的写作“（社区）撤改撤并”"
    )

    def __init__(self, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places


class WriteForm(KeyedForm):
    def __init__(self, assessment: Assessment, *args, **kwargs) -> None:
        kwargs["initial"] = {name: getattr(assessment, name) for name in FACTS}
        super().__init__(*args, **kwargs)
        rows = {name: forms.Textarea(attrs={"rows": 4}) for name in ("method", "opinions")}
        widgets = {"plan_on": DayInput(), "interested": forms.Textarea(attrs={"rows": 2}), **rows}
        self.fields |= fields_for_model(Assessment, fields=FACTS, widgets=widgets, help_texts=HELP)
        self.fields["plan"].queryset = Document.objects.filter(place=assessment.place)
        self.fields["plan"].empty_label = "不附"

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in FACTS}


class FindingsForm(KeyedForm):
    """Two fields an indicator, one a side."""

    def __init__(self, findings: list[Finding], sides: dict[str, str], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.findings = findings
        for side, word in SIDES.items():
            for each in findings:
                if each.side == side:
                    self._add(each)
            text = forms.CharField(
                label=f"{word}分析结论", max_length=1000, required=False, initial=sides.get(side, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
            self.fields[f"side_{side}"] = text

    def _add(self, each: Finding) -> None:
        choices = [("", "请判断"), *Finding.Verdict.choices]
        self.fields[f"verdict_{each.pk}"] = forms.ChoiceField(
            label=each.indicator, choices=choices, required=False, initial=each.verdict
        )
        self.fields[f"note_{each.pk}"] = forms.CharField(
            label="说明", max_length=300, required=False, initial=each.note
        )

    def clean(self) -> dict:
        data = super().clean()
        for each in self.findings:
            if data.get(f"verdict_{each.pk}") == "not" and not data.get(f"note_{each.pk}"):
                self.add_error(f"note_{each.pk}", "判断为“不符合”的须写明情况。")
        return data

    def groups(self) -> list[dict]:
        """By side: its name, the two fields of each indicator, the field of the whole."""
        return [
            {
                "word": word,
                "fields": [
                    self[f"{kind}_{each.pk}"]
                    for each in self.findings
                    if each.side == side
                    for kind in ("verdict", "note")
                ],
                "whole": self[f"side_{side}"],
            }
            for side, word in SIDES.items()
        ]

    def found(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        return {each.pk: (data[f"verdict_{each.pk}"], data[f"note_{each.pk}"]) for each in self.findings}

    def opinions(self) -> dict[str, str]:
        return {side: self.cleaned_data[f"side_{side}"] for side in SIDES}


class MoveForm(KeyedForm):
    on = forms.DateField(label="日期", widget=DayInput(), initial=clock.today)
    text = forms.CharField(label="意见", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ConcludeForm(KeyedForm):
    """People choose the level; below the computed one they say why."""

    on = forms.DateField(label="结论日期", widget=DayInput(), initial=clock.today)
    decision = forms.CharField(
        label="集体会审", max_length=120, help_text="会议名称或者文号；只登记文号和日期，不上传会议纪要"
    )
    final_level = forms.ChoiceField(label="最终等级", choices=LEVEL_CHOICES)
    final_reason = forms.CharField(
        label="低于计算等级的理由", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    conclusion = forms.ChoiceField(label="评估结论", choices=[("", "请选择"), *CONCLUSIONS.items()])
    excluded_items = forms.CharField(
        label="不实施的部分", max_length=300, required=False, help_text="结论为“可部分实施”的填写"
    )


class ReceiptForm(KeyedForm):
    on = forms.DateField(label="备案日期", widget=DayInput(), initial=clock.today)
    receipt_number = forms.CharField(label="备案文号", max_length=80, help_text="同级党委政法委的备案回执")


class AssessmentFilterForm(forms.Form):
    street = forms.ModelChoiceField(label="街道", queryset=None, required=False, empty_label="全部")
    level = forms.ChoiceField(label="等级", required=False, choices=[("", "全部"), *LEVELS.items()])
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATUSES.items()])

    def __init__(self, assessments, streets, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.assessments = assessments
        self.fields["street"].queryset = streets

    def found(self):
        """The newest assessments asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        wanted = {
            "place__parent": asked.get("street"),
            "final_level": asked.get("level"),
            "status": asked.get("status"),
        }
        kept = {name: value for name, value in wanted.items() if value}
        return self.assessments.filter(**kept)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class SchemeForm(KeyedForm, DatedForm):
    in_force_from = forms.DateField(label="起用日期", widget=DayInput(), initial=clock.today)
    basis = forms.CharField(label="依据", max_length=200, help_text="会议纪要或者文号")

    def __init__(self, scheme, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for kind, word in (("indicators", "评估指标"), ("points", "常见风险点")):
            for side, name in SIDES.items():
                field = forms.CharField(
                    label=f"{name}{word}", required=kind == "indicators", widget=forms.Textarea(attrs={"rows": 5}),
                    initial="\n".join(getattr(scheme, kind)[side]), help_text=f"一行一项，每项不超过{LONGEST}字",
                    max_length=4000,
                )  # fmt: skip
                self.fields[f"{kind}_{side}"] = field

    def lists(self, kind: str) -> dict[str, list[str]]:
        return {side: lines_of(self.cleaned_data[f"{kind}_{side}"]) for side in SIDES}


def streets_of(account):
    """The streets that one may choose among."""
    return Place.objects.visible_to(account).filter(level=Place.Level.STREET, closed_on=None).order_by("code")
