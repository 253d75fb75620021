"""Forms of the inventories: the list's filter, a new one, a move with its words, the meeting that confirms."""

from django import forms

from assets.models import Confirmation, Inventory
from assets.rules.inventory_moves import UNIT
from assets.services.parties import PARTIES
from communities.access import post_as
from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.forms.documents import UploadInput
from communities.models import Organisation

OWNERS = (
    Organisation.Kind.COOPERATIVE,
    Organisation.Kind.VILLAGERS_COMMITTEE,
    Organisation.Kind.RESIDENTS_COMMITTEE,
)


def facts_of(form: KeyedForm) -> dict:
    """What was entered, by the names the service takes."""
    return {key: value for key, value in form.cleaned_data.items() if key != "form_key"}


class InventoryFilterForm(PlaceFilter):
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *Inventory.Status.choices])
    year = forms.IntegerField(label="登记时点年份", required=False, min_value=1990, max_value=2100)

    def __init__(self, inventories, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.inventories = inventories
        self.fields["place"].queryset = places

    def found(self):
        """The inventories asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.inventories
        if place := asked.get("place"):
            found = found.filter(organisation__place=place)
        if status := asked.get("status"):
            found = found.filter(status=status)
        if year := asked.get("year"):
            found = found.filter(base_date__year=year)
        return found


class InventoryForm(KeyedForm):
    organisation = forms.ModelChoiceField(label="清查单位", queryset=None, empty_label="请选择")
    base_date = forms.DateField(
        label="登记时点", widget=DayInput(), help_text="一般为上年12月31日；盘点在其后进行的，倒轧至登记时点"
    )
    kind = forms.ChoiceField(
        label="方式", choices=Inventory.Kind.choices, help_text="改制已完成、上一次清查已锁定的，一般复核"
    )
    group = forms.CharField(label="清查小组", required=False, max_length=200, help_text="组长、组员和理财小组代表")

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        places = [post.place_id for post in account.posts() if post_as(account, PARTIES[UNIT], post.place)]
        own = Organisation.objects.filter(place__in=places, kind__in=OWNERS, ends_on=None)
        self.fields["organisation"].queryset = own.order_by("place__code", "kind")


class MoveForm(KeyedForm):
    reason = forms.CharField(label="说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, needs_reason: bool, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        self.fields["reason"].label = "理由" if needs_reason else "说明"


class ConfirmationForm(KeyedForm):
    body = forms.ChoiceField(label="会议", choices=Confirmation._meta.get_field("body").choices)
    held_on = forms.DateField(label="召开日期", widget=DayInput())
    entitled = forms.IntegerField(label="应到（人）", min_value=1)
    present = forms.IntegerField(label="实到（人）", min_value=1)
    in_favour = forms.IntegerField(label="赞成（人）", min_value=0)
    resolution = forms.FileField(label="决议", widget=UploadInput(), help_text="签字的决议或会议记录")


class PostingForm(KeyedForm):
    boards = forms.ModelMultipleChoiceField(label="张贴的公开栏", queryset=None, widget=forms.CheckboxSelectMultiple)
    contact = forms.CharField(label="联系人", max_length=40)
    telephone = forms.CharField(label="联系电话", max_length=40, help_text="受理异议的电话")

    def __init__(self, boards, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["boards"].queryset = self.fields["boards"].initial = boards
