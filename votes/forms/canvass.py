"""Forms of the canvass: opening one, sharing it out, its officer and deadline, the list of doors, a visit."""

from django import forms

from communities.access import PARTIES
from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.models import Account, Organisation
from votes.forms.keyed import RowKeyedForm
from votes.models import Canvass
from votes.rules.canvass import NOT_VISITED, POSITIONS, REVISITS, SIGNERS
from votes.services.canvass import officers_for, visitors_for

COMMITTEES = (Organisation.Kind.RESIDENTS_COMMITTEE, Organisation.Kind.VILLAGERS_COMMITTEE)
STATES = [("", "全部"), ("left", NOT_VISITED), ("not_met", "未联系上"), ("met", "已征求")]


def committees(account):
    """The committees for which the account organises a canvass."""
    _, roles = PARTIES["community"]
    places = [post.place_id for post in account.posts() if post.role in roles]
    return Organisation.objects.filter(place__in=places, kind__in=COMMITTEES, ends_on=None).order_by("name")


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Account) -> str:
        return f"{person.name}（{person.post_label}）"


class CanvassForm(KeyedForm):
    organisation = forms.ModelChoiceField(label="委员会", queryset=None, empty_label="请选择")
    plan_title = forms.CharField(label="方案名称", max_length=120)
    plan_text = forms.CharField(
        label="征求意见内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="方案要点和“四个不变”，走访人照此说明，并印在意见表上",
    )
    closes_on = forms.DateField(label="截止日期", widget=DayInput(), help_text="当日入户仍计入")
    officer = PersonChoice(
        label="街道联系人",
        queryset=None,
        empty_label="请选择",
        help_text="除走访人外，只有此人能看到不同意的户和理由",
    )
    changed = forms.BooleanField(label="方案已经变更，上一版方案的意见不再计入", required=False)

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["organisation"].queryset = committees(account).select_related("place__parent")
        self.fields["organisation"].initial = found[0] if len(found) == 1 else None
        officers = {each.pk for place in {each.place for each in found} for each in officers_for(place)}
        self.fields["officer"].queryset = Account.objects.filter(pk__in=officers).order_by("name")

    def clean(self) -> dict:
        """What runs is not ended by a slip of the finger: a new version has to be asked for in so many words."""
        asked = super().clean()
        running = Canvass.objects.running().filter(organisation=asked.get("organisation")).first()
        if running and not asked["changed"]:
            told = running.opinions
            self.add_error(
                "changed",
                f"第{running.version}版方案正在征求意见，应征求{told.due}户，已征求{told.met}户。方案确有变更的请勾选，"
                "新一版从零开始。",
            )
        return asked


class AssignForm(KeyedForm):
    visitor = PersonChoice(label="走访人", queryset=None, empty_label="请选择")
    grid = forms.CharField(label="网格", max_length=40, required=False, help_text="如“一网格”；只填网格的，按网格分派")
    first = forms.CharField(label="户编号自", max_length=20, required=False)
    last = forms.CharField(label="至", max_length=20, required=False)
    address = forms.CharField(label="住址含", max_length=40, required=False)
    only_free = forms.BooleanField(label="只分派还没有走访人的户", required=False)

    def __init__(self, canvass: Canvass, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = [each.pk for each in visitors_for(canvass)]
        self.fields["visitor"].queryset = Account.objects.filter(pk__in=people).order_by("name")

    def asked(self) -> dict:
        names = ("visitor", "grid", "first", "last", "address", "only_free")
        return {name: self.cleaned_data[name] for name in names}


class OfficerForm(KeyedForm):
    officer = PersonChoice(label="街道联系人", queryset=Account.objects.none(), empty_label="请选择")

    def __init__(self, *args, canvass: Canvass | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = officers_for(canvass.place) if canvass else []
        self.fields["officer"].queryset = Account.objects.filter(pk__in=[each.pk for each in people]).order_by("name")


class ExtendForm(KeyedForm):
    closes_on = forms.DateField(label="新的截止日期", widget=DayInput())
    reason = forms.CharField(label="原因", max_length=200)


class DoorFilterForm(forms.Form):
    q = forms.CharField(label="户编号、住址或户主", required=False, max_length=40)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    grid = forms.ChoiceField(label="网格", required=False)

    def __init__(self, doors, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.doors = doors
        grids = doors.exclude(grid="").order_by("grid").values_list("grid", flat=True).distinct()
        self.fields["grid"].choices = [("", "全部"), *((grid, grid) for grid in grids)]

    def found(self):
        """The doors asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.doors
        if text := asked.get("q"):
            found = found.matching(text)
        if grid := asked.get("grid"):
            found = found.filter(grid=grid)
        match asked.get("state"):
            case "left":
                found = found.not_visited()
            case "not_met":
                found = found.filter(position="not_met")
            case "met":
                found = found.exclude(position__in=["", "not_met"])
        return found


class VisitForm(RowKeyedForm):
    position = forms.ChoiceField(label="户内意见", choices=list(POSITIONS.items()), widget=forms.RadioSelect)
    signer = forms.CharField(
        label="签字人", max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    relation = forms.ChoiceField(label="与户主关系", required=False, choices=[("", "请选择"), *SIGNERS.items()])
    reason = forms.CharField(
        label="不同意的理由", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="密封保存，只有走访人和街道联系人能看到；没有说明的写“未说明理由”",
    )  # fmt: skip
    visited_on = forms.DateField(label="入户日期", widget=DayInput(), initial=clock.today)
    photo = forms.FileField(
        label="签字表照片",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text="可以不传；照片中的拍摄位置等信息会去除",
    )
    revisit = forms.ChoiceField(label="回访", required=False, choices=[("", "不是回访"), *REVISITS.items()])

    def facts(self) -> dict:
        given = self.cleaned_data
        names = ("position", "signer", "relation", "reason", "visited_on", "photo", "revisit")
        return {"key": self.row_key, **{name: given[name] for name in names}}
