"""Forms of the petitions: the filter, a new one, a move, a look at who brought it."""

from django import forms
from django.forms.models import fields_for_model

from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.lib import clock
from risk.models import Petition
from risk.rules import petitions as rules

FACTS = ("received_on", "channel", "kind", "matter", "people", "about_merger", "timed", "summary", "handler")
HELP = {
    "people": "5人以上为集体访",
    "about_merger": "有关的列入重新研判",
    "timed": "属于信访工作条例第三十一条第六项的勾选，60日内办结；走诉讼、仲裁、行政复议等途径的不勾选",
    "summary": "写明诉求，不写证件号码和电话号码",
    "handler": "有权处理的机关、单位",
}
KINDS = [("", "请选择"), *Petition.Kind.choices, (rules.ACCUSATION, "检举控告")]
CLOCKS = [("", "全部"), ("late", "超期"), ("running", "在办"), ("done", "已结")]


class PetitionForm(KeyedForm):
    place = forms.ModelChoiceField(label="社区（村）", queryset=None, empty_label="请选择")
    petitioner = forms.CharField(label="信访人", max_length=40, help_text="密封保存；匿名的写“匿名”")
    contact = forms.CharField(label="联系方式", required=False, max_length=60, help_text="密封保存")

    def __init__(self, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places
        widgets = {"received_on": DayInput(), "summary": forms.Textarea(attrs={"rows": 5})}
        self.fields |= fields_for_model(Petition, fields=FACTS, widgets=widgets, help_texts=HELP)
        self.fields["kind"] = forms.ChoiceField(label="类别", choices=KINDS)
        for name in ("channel", "matter"):
            self.fields[name].choices = [("", "请选择"), *self.fields[name].choices[1:]]
        self.order_fields(["place", "received_on", "channel", "kind", "matter", "people", "petitioner", "contact"])

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in (*FACTS, "petitioner", "contact")}


class MoveForm(KeyedForm):
    on = forms.DateField(label="日期", widget=DayInput(), initial=clock.today)
    paper = forms.CharField(label="文书文号", max_length=80, required=False)
    text = forms.CharField(label="说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class PetitionFilterForm(PlaceFilter):
    matter = forms.ChoiceField(label="事项", required=False, choices=[("", "全部"), *Petition.Matter.choices])
    clock = forms.ChoiceField(label="期限", required=False, choices=CLOCKS)
    merger = forms.BooleanField(label="与撤改撤并有关", required=False)

    def __init__(self, petitions, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.petitions = petitions
        self.fields["place"].queryset = places

    def found(self):
        """The petitions asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.petitions
        if place := asked.get("place"):
            found = found.filter(place=place)
        if matter := asked.get("matter"):
            found = found.filter(matter=matter)
        if asked.get("merger"):
            found = found.filter(about_merger=True)
        match asked.get("clock"):
            case "late":
                found = found.overdue(clock.today())
            case "running":
                found = found.owing()
            case "done":
                found = found.exclude(status__in=rules.OPEN)
        return found


class LookForm(forms.Form):
    reason = forms.CharField(label="查看理由", max_length=200, help_text="记入记录簿；只在这一次显示")
