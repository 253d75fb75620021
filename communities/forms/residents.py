"""Forms of the household register: looking for households, entering persons, correcting them."""

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from communities.access import Verb, districts, may
from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.models import Household, Person, Place, Residence
from communities.rules.households import LABELS
from communities.services.residents import PersonFacts

NO_ID_REASONS = ("新生儿未落户", "证件遗失待补", "年老未办理", "港澳台或外国居民", "其他")
RELATIONS = [("", "请选择"), *LABELS.items()]
OTHER_RELATIONS = [each for each in LABELS.items() if each[0] != "head"]
SEXES = [("", "请选择"), *Person.Sex.choices]
NO_AUTOCOMPLETE = {"autocomplete": "off"}


def roll_places(account) -> QuerySet[Place]:
    """The communities whose registers the account keeps."""
    visible = Place.objects.visible_to(account).communities().current().select_related("parent", "district")
    return visible.filter(pk__in=[place.pk for place in visible if may(account, Verb.ROLL, place)]).order_by("code")


class HouseholdFilterForm(forms.Form):
    q = forms.CharField(label="户编号或姓名", required=False, max_length=40)
    place = forms.ModelChoiceField(label="社区", required=False, empty_label="全部", queryset=Place.objects.none())
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "在册"), ("closed", "已销户"), ("all", "全部")]
    )

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["place"].queryset = Place.objects.visible_to(account).communities().order_by("code")

    def found(self, households: QuerySet[Household]) -> QuerySet[Household]:
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if place := asked.get("place"):
            households = households.filter(place=place)
        if text := asked.get("q"):
            living = Residence.objects.current().filter(household=OuterRef("pk"))
            named = living.filter(person__in=found_by_name(self.account, text))
            households = households.filter(Q(number__icontains=text) | Exists(named))
        state = asked.get("state", "")
        return households if state == "all" else households.filter(closed_on__isnull=state != "closed")


def findable(account) -> QuerySet[Person]:
    """Whom a search by name may find: children only by those who may read their names."""
    seen = list(Place.objects.visible_to(account).communities())
    children = [place.pk for place in seen if may(account, Verb.CHILDREN, place)]
    if len(children) == len(seen):
        return Person.objects.all()
    born = clock.today().replace(year=clock.today().year - 14, day=min(clock.today().day, 28))
    near = Residence.objects.filter(person=OuterRef("pk"), household__place__in=children)
    return Person.objects.filter(Q(born_on__lte=born) | Exists(near))


def found_by_name(account, text: str) -> QuerySet[Person]:
    """The persons of the account's districts whose name holds the text, as far as it may find them."""
    return findable(account).named(text, districts(account, Verb.RESIDENTS))


class HouseholdForm(KeyedForm):
    place = forms.ModelChoiceField(label="社区", queryset=Place.objects.none(), empty_label="请选择")
    number = forms.CharField(label="户编号", max_length=20)
    address = forms.CharField(label="住址", max_length=120, required=False)
    registered_on = forms.DateField(label="立户日期", widget=DayInput(), initial=clock.today)

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["place"].queryset = roll_places(account)
        self.fields["place"].initial = places[0] if len(places) == 1 else None


class ResidentForm(KeyedForm):
    """A person who is new to the district, or one registered already, found by the number."""

    name = forms.CharField(label="姓名", max_length=40)
    relation = forms.ChoiceField(label="与户主关系", choices=RELATIONS)
    id_number = forms.CharField(
        label="身份证号",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=NO_AUTOCOMPLETE),
        help_text="加密保存，页面不再显示；性别和出生日期由号码得出",
    )
    no_id_reason = forms.ChoiceField(
        label="无身份证号原因", required=False, choices=[("", "有身份证号"), *((each, each) for each in NO_ID_REASONS)]
    )
    sex = forms.ChoiceField(label="性别", required=False, choices=SEXES, help_text="没有身份证号时填写")
    born_on = forms.DateField(label="出生日期", required=False, widget=DayInput(), help_text="没有身份证号时填写")
    phone = forms.CharField(
        label="手机", max_length=30, required=False, widget=forms.TextInput(attrs=NO_AUTOCOMPLETE), help_text="加密保存"
    )
    since = forms.DateField(label="入户日期", widget=DayInput(), initial=clock.today)

    def person_facts(self) -> PersonFacts:
        given = self.cleaned_data
        names = ("name", "id_number", "sex", "born_on", "phone", "no_id_reason")
        return PersonFacts(**{name: given[name] for name in names})


class MoveInForm(KeyedForm):
    """Somebody registered in the district already comes into this household."""

    name = forms.CharField(label="姓名", max_length=40)
    id_number = forms.CharField(label="身份证号", max_length=40, widget=forms.TextInput(attrs=NO_AUTOCOMPLETE))
    relation = forms.ChoiceField(label="与户主关系", choices=RELATIONS)
    since = forms.DateField(label="入户日期", widget=DayInput(), initial=clock.today)


class HeadForm(KeyedForm):
    person = forms.ModelChoiceField(label="新户主", queryset=Person.objects.none(), empty_label="请选择")
    relation = forms.ChoiceField(
        label="原户主与新户主的关系", choices=[each for each in RELATIONS if each[0] != "head"]
    )
    on = forms.DateField(label="变更日期", widget=DayInput(), initial=clock.today)

    def __init__(self, household: Household, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        living = household.residences.current().exclude(relation="head")
        self.fields["person"].queryset = Person.objects.filter(pk__in=living.values("person"))


class SplitForm(KeyedForm):
    """分户: the new household's number, where it lives, from when."""

    number = forms.CharField(label="新户的户编号", max_length=20)
    address = forms.CharField(label="新户住址", max_length=120, required=False)
    on = forms.DateField(label="分户日期", widget=DayInput(), initial=clock.today)


class EndForm(KeyedForm):
    """Moving out, or closing a household: the day and why."""

    on = forms.DateField(label="日期", widget=DayInput(), initial=clock.today)
    reason = forms.CharField(label="原因", max_length=200)


def reasoned(form: forms.Form, asked: bool) -> forms.Form:
    """The form with a reason, where what it asks for becomes a ticket."""
    if asked:
        form.fields["reason"] = forms.CharField(label="理由", max_length=200)
    return form


class RevealForm(forms.Form):
    reason = forms.CharField(label="查看理由", max_length=200, help_text="记入记录簿；号码只在这一次显示")


class ChangePersonForm(KeyedForm):
    """What is to be otherwise; what is left empty stays."""

    name = forms.CharField(label="姓名", max_length=40, required=False)
    relation = forms.ChoiceField(
        label="与户主关系",
        required=False,
        choices=[("", "不变"), *OTHER_RELATIONS],
    )
    household = forms.CharField(label="户编号", max_length=20, required=False, help_text="改列本社区另一户时填写")
    id_number = forms.CharField(
        label="身份证号", max_length=40, required=False, widget=forms.TextInput(attrs=NO_AUTOCOMPLETE)
    )
    phone = forms.CharField(label="手机", max_length=30, required=False, widget=forms.TextInput(attrs=NO_AUTOCOMPLETE))
    died_on = forms.DateField(label="死亡日期", required=False, widget=DayInput())
    reason = forms.CharField(label="理由", max_length=200)

    def given(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "form_key")}


class DecideForm(KeyedForm):
    verdict = forms.ChoiceField(label="审批", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect)
    note = forms.CharField(label="意见", max_length=200, required=False)
