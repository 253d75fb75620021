"""Forms of what follows a meeting: decisions to be carried out, points of dissent."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.lib import clock
from communities.models import Organisation

STATES = [("", "未办结"), ("late", "超期"), ("closed", "已办结"), ("all", "全部")]
DEPARTMENTS = (Organisation.Kind.DEPARTMENT, Organisation.Kind.OFFICE)


class ItemFilterForm(PlaceFilter):
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)

    def __init__(self, items, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields["place"].queryset = places

    def found(self):
        """The items asked for; those still open while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.items
        if place := asked.get("place"):
            found = found.filter(result__motion__meeting__body__organisation__place=place)
        match asked.get("state", ""):
            case "late":
                return found.overdue(clock.today())
            case "closed":
                return found.exclude(closed_at=None)
            case "all":
                return found
        return found.open()


class ItemForm(KeyedForm):
    text = forms.CharField(label="落实事项", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ModelChoiceField(label="责任单位", queryset=Organisation.objects.none(), empty_label="请选择")
    due_on = forms.DateField(label="期限", widget=DayInput())

    def __init__(self, place, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(place)


def owners(place):
    """Who may be asked to carry a decision out: the community's own, its street, the district's departments."""
    here = Organisation.objects.filter(place__in=[place.pk, place.parent_id], ends_on=None)
    above = Organisation.objects.filter(place=place.district_id, kind__in=DEPARTMENTS, ends_on=None)
    return (here | above).order_by("-place__level", "kind", "name")


class ReportForm(KeyedForm):
    progress = forms.CharField(label="进展", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class MoveForm(KeyedForm):
    due_on = forms.DateField(label="新的期限", widget=DayInput())
    reason = forms.CharField(label="原因", max_length=200)


class CloseForm(KeyedForm):
    outcome = forms.CharField(label="办理结果", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class PointForm(KeyedForm):
    text = forms.CharField(
        label="不同意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="归纳成一条意见，不写姓名、户号，不说明是谁提出、谁投的票；会上没有人提出的，如实写明",
    )


class AnswerForm(KeyedForm):
    answer = forms.CharField(label="解释说明", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
