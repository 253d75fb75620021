"""Forms of risk points, measures and what was said in public."""

from django import forms
from django.db.models import Q
from django.forms.models import fields_for_model

from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.lib import clock
from communities.models import Organisation
from risk.models import OpinionEntry, RiskPoint
from risk.rules.assessments import TIERS

POINT = (
    "side", "title", "description", "probability", "impact", "probability_after", "impact_after", "contingency",
)  # fmt: skip
OPINION = ("seen_on", "channel", "gist", "handling", "paper")
OWNERS = (
    Organisation.Kind.VILLAGERS_COMMITTEE,
    Organisation.Kind.RESIDENTS_COMMITTEE,
    Organisation.Kind.COOPERATIVE,
    Organisation.Kind.PARTY,
    Organisation.Kind.STREET_OFFICE,
    Organisation.Kind.OFFICE,
    Organisation.Kind.DEPARTMENT,
)
HELP = {
    "title": "可以选用上方列出的常见风险点，也可以改写",
    "probability_after": "措施落实以后预计的概率；定了措施再填",
    "contingency": "万一发生，谁第一时间到场、怎样处置、向谁报告；不写姓名电话",
    "gist": "一句话，不抄录原文，不写姓名、账号和电话",
    "paper": "有舆情专报的只登记文号",
}


def _ask_in_words(form: forms.Form) -> None:
    """What is not chosen yet says so."""
    for field in form.fields.values():
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", "请选择" if field.required else "暂不填"), *list(field.choices)[1:]]


class PointForm(KeyedForm):
    def __init__(self, *args, point: RiskPoint | None = None, **kwargs) -> None:
        if point:
            kwargs["initial"] = {name: getattr(point, name) for name in POINT}
        super().__init__(*args, **kwargs)
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("description", "contingency")}
        self.fields |= fields_for_model(RiskPoint, fields=POINT, widgets=widgets, help_texts=HELP)
        _ask_in_words(self)

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in POINT}


class MeasureForm(KeyedForm):
    text = forms.CharField(label="措施", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ModelChoiceField(label="责任单位", queryset=None, empty_label="请选择")
    due_on = forms.DateField(label="完成时限", widget=DayInput())

    def __init__(self, place, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        near = Q(place=place) | Q(place=place.parent) | Q(place=place.district)
        self.fields["owner"].queryset = Organisation.objects.filter(near, kind__in=OWNERS, ends_on=None)

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("text", "owner", "due_on")}


class FinishForm(KeyedForm):
    done_on = forms.DateField(label="完成日期", widget=DayInput(), initial=clock.today)
    result = forms.CharField(label="落实情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ExtendForm(KeyedForm):
    due_on = forms.DateField(label="新的时限", widget=DayInput())
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class OpinionForm(KeyedForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        widgets = {"seen_on": DayInput(), **{name: forms.Textarea(attrs={"rows": 2}) for name in ("gist", "handling")}}
        self.fields |= fields_for_model(OpinionEntry, fields=OPINION, widgets=widgets, help_texts=HELP)
        _ask_in_words(self)


class MeasureFilterForm(PlaceFilter):
    tier = forms.ChoiceField(label="督促层级", required=False, choices=[("", "全部"), *TIERS.items()])
    clock = forms.ChoiceField(
        label="期限", required=False, choices=[("", "全部"), ("late", "超期"), ("open", "未完成"), ("done", "已完成")]
    )

    def __init__(self, measures, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.measures = measures
        self.fields["place"].queryset = places

    def found(self):
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.measures
        if place := asked.get("place"):
            found = found.filter(point__assessment__place=place)
        if tier := asked.get("tier"):
            found = found.filter(tier=tier)
        match asked.get("clock"):
            case "late":
                found = found.overdue(clock.today())
            case "open":
                found = found.open()
            case "done":
                found = found.exclude(done_on=None)
        return found
