"""Forms of eligibility: a decision as minuted, a version of the village's rule, the opinion on one person."""

import re

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.documents import UploadInput
from communities.models import Organisation
from communities.rules.competence import BODIES, Subject
from shareholders.models import Decision, Member, RuleClause
from shareholders.rules import categories

_NUMBER = r"[一二三四五六七八九十百零〇\d]+"
_CLAUSE = re.compile(rf"^\s*(第{_NUMBER}条(?:之{_NUMBER})?(?:第?[（(][^）)]+[）)]项?)?)[\s　]+(\S.*)$")
_NUMBERS = ("entitled", "present", "in_favour", "against", "abstained")


class DecisionForm(KeyedForm):
    subject = forms.ChoiceField(
        label="事项", choices=Decision._meta.get_field("subject").choices, initial=Subject.MEMBERS
    )
    body = forms.ChoiceField(
        label="会议",
        choices=[("", "请选择"), *BODIES.items()],
        help_text="2025年5月1日起由成员大会决定；收益分配方案和理事会、监事会成员也可由成员代表大会决定",
    )
    matter = forms.CharField(label="议题", max_length=120)
    held_on = forms.DateField(label="会议日期", widget=DayInput())
    entitled = forms.IntegerField(label="应到（人）", min_value=1, max_value=1_000_000)
    present = forms.IntegerField(label="实到（人）", min_value=0, max_value=1_000_000)
    in_favour = forms.IntegerField(label="赞成（票）", min_value=0, max_value=1_000_000)
    against = forms.IntegerField(label="反对（票）", min_value=0, max_value=1_000_000, initial=0)
    abstained = forms.IntegerField(label="弃权（票）", min_value=0, max_value=1_000_000, initial=0)
    minuted_passed = forms.BooleanField(label="会议记录载明通过", required=False)
    paper = forms.FileField(label="会议记录", widget=UploadInput())

    def clean(self) -> dict:
        data = super().clean()
        if all(data.get(name) is not None for name in _NUMBERS):
            if data["present"] > data["entitled"]:
                self.add_error("present", "实到人数不能多于应到人数。")
            if data["in_favour"] + data["against"] + data["abstained"] > data["present"]:
                self.add_error("in_favour", "赞成、反对、弃权三数之和不能多于实到人数。")
        return data

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("paper", "form_key")}


class RuleForm(KeyedForm):
    title = forms.CharField(label="名称", max_length=100, initial="成员（股东）资格认定办法")
    decision = forms.ModelChoiceField(label="通过的会议", queryset=Decision.objects.none(), empty_label="请选择")
    clauses = forms.CharField(
        label="条款",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="一行一条：“第六条　户籍在本社区的，予以认定。”；有项的写作“第六条（二）　……”",
    )
    paper = forms.FileField(label="办法文本", widget=UploadInput())

    def __init__(self, organisation: Organisation, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = organisation.member_decisions.filter(subject=Subject.MEMBERS)

    def clean_clauses(self) -> list[tuple[str, str]]:
        found = []
        for number, line in enumerate(self.cleaned_data["clauses"].splitlines(), start=1):
            if not line.strip():
                continue
            match = _CLAUSE.match(line)
            if match is None or len(match[1]) > 40 or len(match[2]) > 1000:
                raise forms.ValidationError(f"第{number}行应写作“第几条　内容”，条款与内容之间空一格。")
            found.append((match[1], match[2].strip()))
        return found


def clause_words(clause: RuleClause) -> str:
    """“第1版 第六条　户籍在本社区的…”, for a list to choose from."""
    return f"第{clause.rule.number}版 {clause.number}　{clause.text[:40]}"


class OpinionForm(KeyedForm):
    """What is found, under which clause, by which decision: of one person or of many."""

    outcome = forms.ChoiceField(
        label="拟定意见", choices=list(categories.OUTCOME_LABELS.items()), widget=forms.RadioSelect
    )
    clause = forms.ModelChoiceField(label="依据条款", queryset=RuleClause.objects.none(), empty_label="请选择")
    decision = forms.ModelChoiceField(
        label="表决",
        queryset=Decision.objects.none(),
        required=False,
        empty_label="尚未表决",
        help_text="空挂户、外迁人员等须经有权的会议表决；表决前保持待定",
    )
    text = forms.CharField(label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, organisation: Organisation, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        clauses = RuleClause.objects.filter(rule__organisation=organisation).select_related("rule")
        self.fields["clause"].queryset = clauses.order_by("-rule__number", "position")
        self.fields["clause"].label_from_instance = clause_words
        self.fields["decision"].queryset = organisation.member_decisions.filter(subject=Subject.MEMBERS)


class FindingForm(OpinionForm):
    category = forms.ChoiceField(label="类别", choices=[("", "请选择"), *categories.LABELS.items()])
    field_order = ("category",)

    def __init__(self, member: Member, *args, **kwargs) -> None:
        super().__init__(member.organisation, *args, **kwargs)
        self.fields["category"].initial = member.category

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class ReasonForm(KeyedForm):
    reason = forms.CharField(label="原因", max_length=200)
