"""Forms of the member roll: beginning one, looking through it, who comes and goes."""

from django import forms
from django.db.models import QuerySet

from communities.access import Verb, may
from communities.forms.base import DayInput, KeyedForm
from communities.forms.documents import UploadInput
from communities.forms.residents import RELATIONS
from communities.lib import clock
from communities.models import Household, Organisation, Person
from communities.rules.competence import Subject
from shareholders.models import Decision, MemberRoll
from shareholders.rules import categories
from shareholders.rules.membership import ENTRIES, EVENT_LABELS, EXITS, Event
from shareholders.rules.reference import moment_of


def rollless(account) -> QuerySet[Organisation]:
    """The cooperatives of one's places that have no roll yet."""
    found = Organisation.objects.visible_to(account).filter(kind=Organisation.Kind.COOPERATIVE, member_roll=None)
    found = found.filter(ends_on=None).select_related("place__parent", "place__district")
    return found.filter(pk__in=[each.pk for each in found if may(account, Verb.ROLL, each.place)])


class BeginForm(KeyedForm):
    organisation = forms.ModelChoiceField(label="合作社", queryset=Organisation.objects.none(), empty_label="请选择")
    mode = forms.ChoiceField(label="方式", choices=MemberRoll.Mode.choices, widget=forms.RadioSelect, initial="verify")
    confirmed_on = forms.DateField(
        label="成员确认日期", required=False, widget=DayInput(), help_text="核验时填写：原产权制度改革中确认成员的日期"
    )
    reference_on = forms.DateField(label="基准日", widget=DayInput())
    reference_hour = forms.IntegerField(label="时刻（时）", min_value=0, max_value=24, initial=24, help_text="0至24时")
    basis = forms.CharField(label="依据", max_length=200, help_text="改革方案、会议决议或批复的名称、文号")

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["organisation"].queryset = rollless(account)
        self.fields["organisation"].initial = found[0] if len(found) == 1 else None

    def facts(self) -> dict:
        given = self.cleaned_data
        moment = moment_of(given["reference_on"], given["reference_hour"], clock.SHANGHAI)
        names = ("mode", "confirmed_on", "basis")
        return {"reference_at": moment, **{name: given[name] for name in names}}


class EnterForm(KeyedForm):
    """Somebody of a household comes onto the roll. The person is registered in the household first."""

    how = forms.ChoiceField(label="列入方式", choices=[])
    household = forms.CharField(label="户编号", max_length=20)
    name = forms.CharField(label="姓名", max_length=40)
    category = forms.ChoiceField(
        label="成员类别", choices=list(categories.LABELS.items()), help_text="建册时列入的填写；其余按列入方式确定"
    )
    on = forms.DateField(label="发生日期", widget=DayInput(), initial=clock.today)
    remarks = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, roll: MemberRoll, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.roll = roll
        entering = [(kind.value, EVENT_LABELS[kind]) for kind in ENTRIES]
        listing = [] if roll.locked_at else [(Event.LISTED.value, "建册时列入"), ("open", "建册时列入（原改革未确认）")]
        if roll.mode == MemberRoll.Mode.CENSUS:
            listing = listing[:1]
        self.fields["how"].choices = [*listing, *entering]

    def clean(self) -> dict:
        data = super().clean()
        place = self.roll.organisation.place
        house = Household.objects.filter(place=place, number=data.get("household", ""), closed_on=None).first()
        if house is None:
            self.add_error("household", f"{place.name}没有这个户编号。")
            return data
        living = Person.objects.filter(
            residences__household=house, residences__valid_to=None, name=data.get("name", "").strip()
        )
        if len(living) != 1:
            self.add_error("name", "这一户没有登记此人，请先在“户与居民”中登记。")
        self.house, self.person = house, living.first()
        return data


class LeaveForm(KeyedForm):
    kind = forms.ChoiceField(
        label="事项",
        choices=[
            ("", "请选择"),
            *((kind.value, f"{EVENT_LABELS[kind]}（{article}）") for kind, article in EXITS.items()),
            (Event.MOVED_OUT.value, "户口迁出（不丧失成员身份）"),
        ],
    )
    on = forms.DateField(label="发生日期", widget=DayInput(), initial=clock.today)
    reason = forms.CharField(label="原因", max_length=200)
    paper = forms.FileField(
        label="证明材料", required=False, widget=UploadInput(), help_text="死亡和户口迁出可以不附，其余须附"
    )


class RegroupForm(KeyedForm):
    household = forms.CharField(label="户编号", max_length=20)
    reason = forms.CharField(label="理由", max_length=200)


class SettleForm(KeyedForm):
    relation = forms.ChoiceField(label="与户主关系", choices=RELATIONS)
    since = forms.DateField(label="入户日期", widget=DayInput(), initial=clock.today)


class FullListForm(KeyedForm):
    reason = forms.CharField(label="导出理由", max_length=200, help_text="名册含证件号码；理由和导出人记入记录簿和文件")


class ConfirmForm(KeyedForm):
    decision = forms.ModelChoiceField(label="成员大会表决", queryset=Decision.objects.none(), empty_label="请选择")

    def __init__(self, organisation: Organisation, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = organisation.member_decisions.filter(subject=Subject.MEMBERS)
