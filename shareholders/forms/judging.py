"""Forms of one opinion for many people: which of those who are 待定, and what is found of them."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from communities.forms.residents import findable
from communities.models import Organisation, Residence
from shareholders.forms.findings import OpinionForm
from shareholders.models import Member
from shareholders.models.members import MemberQuerySet
from shareholders.rules import categories
from shareholders.services import Opinion

ORIGINS = (("", "全部"), ("here", "户籍在本社区"), ("away", "户籍不在本社区"))


class JudgeFilterForm(forms.Form):
    q = forms.CharField(label="姓名或成员编号", required=False, max_length=40)
    household = forms.CharField(label="户编号", required=False, max_length=20, help_text="可以只写开头几位")
    category = forms.ChoiceField(label="成员类别", required=False, choices=[("", "全部"), *categories.LABELS.items()])
    origin = forms.ChoiceField(label="户籍", required=False, choices=ORIGINS)

    def __init__(self, organisation: Organisation, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.organisation, self.account = organisation, account

    def found(self) -> MemberQuerySet:
        """Those of the roll who are 待定 and whom the filter names."""
        found = Member.objects.filter(organisation=self.organisation).pending()
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if text := asked.get("q"):
            named = Q(person__in=findable(self.account), person__name__icontains=text)
            found = found.filter(named | Q(number__icontains=text))
        if number := asked.get("household"):
            found = found.filter(household__number__startswith=number)
        if asked.get("category"):
            found = found.filter(category=asked["category"])
        if origin := asked.get("origin"):
            here = Exists(
                Residence.objects.current().filter(
                    person=OuterRef("person"), household__place=self.organisation.place_id
                )
            )
            found = found.filter(here if origin == "here" else ~here)
        return found.select_related("person", "household", "organisation__place").order_by(
            "household__number", "number", "pk"
        )


class JudgeForm(OpinionForm):
    """Who and what. The ticks stand in the list below the form; `digest` comes back from the page of what was seen."""

    reach = forms.ChoiceField(label="办理哪些人", widget=forms.RadioSelect, initial="ticked")
    category = forms.ChoiceField(
        label="成员类别", required=False, choices=[("", "按各人在名册上的类别"), *categories.LABELS.items()]
    )
    members = forms.ModelMultipleChoiceField(
        label="人员", queryset=Member.objects.none(), required=False, widget=forms.MultipleHiddenInput
    )
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    field_order = ("reach", "category")

    def __init__(self, shown: MemberQuerySet, organisation: Organisation, *args, **kwargs) -> None:
        super().__init__(organisation, *args, **kwargs)
        self.shown = shown
        self.fields["reach"].choices = [
            ("ticked", "下面勾选的人"),
            ("all", f"筛选出的全部{shown.count()}人（包括其他页）"),
        ]
        self.fields["members"].queryset = Member.objects.filter(organisation=organisation)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("reach") == "ticked" and not data.get("members"):
            self.add_error("reach", "没有勾选任何人。")
        return data

    def chosen(self) -> MemberQuerySet:
        return self.cleaned_data["members"] if self.cleaned_data["reach"] == "ticked" else self.shown

    def opinion(self) -> Opinion:
        names = ("outcome", "clause", "category", "text", "decision")
        return Opinion(**{name: self.cleaned_data[name] for name in names})

    def hide(self, digest: str) -> "JudgeForm":
        """The same answers without fields to change them, bound to what has been seen."""
        for field in self.fields.values():
            field.widget = field.hidden_widget()
        self.data = self.data.copy()
        self.data["digest"] = digest
        return self
