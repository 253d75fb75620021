"""Forms of what follows from the ledger: an instruction, a forwarding, an issue and its acts, a note, a signature."""

from itertools import groupby

from django import forms
from django.db.models import Case, Q, When
from django.forms.models import ModelChoiceIterator

from communities.access import scope
from communities.forms.base import DayInput, KeyedForm
from communities.models import Account, Organisation, Place
from mergers.models import Issue, MergerCase

Area = forms.Textarea(attrs={"rows": 2})
Kind = Organisation.Kind
# Who may be given something to do, in the order in which they are offered.
BODIES = (
    Kind.STREET_OFFICE,
    Kind.DEPARTMENT,
    Kind.RESIDENTS_COMMITTEE,
    Kind.VILLAGERS_COMMITTEE,
    Kind.COOPERATIVE,
    Kind.AGENCY,
)


def bodies(place: Place, account: Account):
    """Those that may be given something to do for a place: bodies of the levels above it, and all the giver may see."""
    above = Q(place__in=[place.parent_id, place.district_or_self.pk])
    found = Organisation.objects.filter(above | scope(account, "place"), ends_on=None, kind__in=BODIES)
    order = Case(*(When(kind=kind, then=rank) for rank, kind in enumerate(BODIES)))
    return found.order_by(order, "place__code", "name")


class _ByKind(ModelChoiceIterator):
    """The bodies under the heads of their kinds: a district has a hundred of them."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        for kind, members in groupby(self.queryset, key=lambda body: body.get_kind_display()):
            yield kind, [self.choice(body) for body in members]


class BodyField(forms.ModelChoiceField):
    iterator = _ByKind

    def label_from_instance(self, body: Organisation) -> str:
        return body.name


class TextForm(KeyedForm):
    """One text; `label` says which: 批示, 反馈, 办理情况, 办理结果, 提级理由, 调度意见."""

    def __init__(self, label: str, *args, required: bool = True, most: int = 500, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = forms.CharField(label=label, max_length=most, required=required, widget=Area)


class GiveForm(KeyedForm):
    """To whom, and by when: 转办 of an instruction, 交办 of an issue."""

    organisation = BodyField(label="责任单位", queryset=Organisation.objects.none(), empty_label="请选择")
    due_on = forms.DateField(label="期限", widget=DayInput())

    def __init__(self, place: Place, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies(place, account)


class IssueForm(KeyedForm):
    """A difficulty of a community that another level is to solve."""

    case = forms.ModelChoiceField(label="社区（村）", queryset=MergerCase.objects.none(), empty_label="请选择")
    step = forms.IntegerField(label="步骤", required=False, min_value=1, help_text="与某一步有关的填步骤序号")
    level = forms.ChoiceField(label="提请", choices=[("street", "街道协调"), ("district", "区级协调")])
    text = forms.CharField(label="事项", max_length=300, widget=Area, help_text="写明难点和需要谁做什么；不写个人信息")

    def __init__(self, cases, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases
        self.fields["case"].label_from_instance = lambda case: f"{case.place.parent.name} {case.place.name}"


class IssueFilterForm(forms.Form):
    level = forms.ChoiceField(label="层级", required=False, choices=[("", "全部"), *Issue.Level.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("open", "未销号"), ("overdue", "超期"), ("closed", "已销号")]
    )
    q = forms.CharField(label="社区或事项", required=False, max_length=40)
