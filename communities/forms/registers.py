"""Forms about places: importing a register, recording a succession, asking for a count."""

from django import forms
from django.db.models import Q, QuerySet

from communities.access import Verb, may
from communities.forms.base import DatedForm, DayInput, KeyedForm
from communities.lib import clock
from communities.models import Account, Place, RegisterImport, Succession
from communities.rules.register import Fault, decode
from communities.services.succession import Part

LARGEST_FILE = 3 * 1024 * 1024
COMMUNITY_KINDS = [
    (kind.value, kind.label)
    for kind in (Place.Kind.CONVERTED, Place.Kind.URBAN_VILLAGE, Place.Kind.URBAN, Place.Kind.VILLAGE)
]


class RegisterForm(DatedForm):
    """The first of two: choose a file and look. The text then travels on in `ConfirmForm`, nothing is kept between."""

    district = forms.ModelChoiceField(label="区县", queryset=Place.objects.none())
    as_at = forms.DateField(label="截止日期", widget=DayInput(), help_text="名册上写明的数据截止日期")
    file = forms.FileField(
        label="名册文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        help_text="CSV，UTF-8 或 GB18030 编码；列：street_code、street、community_code、community",
    )

    def __init__(self, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        districts = office_districts(account)
        self.fields["district"].queryset = districts
        self.fields["district"].initial = districts.first()

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("文件超过 3 MB，一个区的名册不会这样大，请检查是否选错文件。")
        self.file_name = file.name
        text = decode(file.read())
        if isinstance(text, Fault):
            raise forms.ValidationError(text.sentence)
        return text


class AnyCodes(forms.MultipleChoiceField):
    """Which streets are new is the service's answer, at the moment of the import."""

    def valid_value(self, value: str) -> bool:
        return True


class ConfirmForm(KeyedForm):
    """The second: the same text again, with the new streets that the person has confirmed."""

    district = forms.ModelChoiceField(queryset=Place.objects.none(), widget=forms.HiddenInput())
    as_at = forms.DateField(widget=forms.HiddenInput())
    file_name = forms.CharField(max_length=200, widget=forms.HiddenInput())
    text = forms.CharField(strip=False, widget=forms.HiddenInput())
    streets = AnyCodes(label="新街道", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = office_districts(account)

    def offer(self, unconfirmed: dict[str, str]) -> "ConfirmForm":
        """Ask for the new streets, code → name; without any the question is left out."""
        self.fields["streets"].choices = [(code, f"{name}（{code}）已核对") for code, name in unconfirmed.items()]
        if not unconfirmed:
            del self.fields["streets"]
        return self


class SuccessionForm(KeyedForm):
    """One event. A source that gives only a part is entered as an event of its own with its share."""

    way = forms.ChoiceField(label="方式", choices=Succession.Way.choices)
    sources = forms.ModelMultipleChoiceField(
        label="原社区",
        queryset=Place.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="按住 Ctrl 可选多个",
    )
    share = forms.DecimalField(
        label="份额（%）",
        min_value=0.01,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial=100,
        help_text="原社区划出的部分；100 表示整体并入，原社区撤销",
    )
    targets = forms.ModelMultipleChoiceField(
        label="现社区",
        queryset=Place.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="整体并入已有社区的，只选接收的社区",
    )
    happened_on = forms.DateField(label="生效日期", widget=DayInput(), help_text="批复载明的日期，没有载明的为批复日期")
    document_number = forms.CharField(label="依据文号", max_length=80)

    def __init__(self, account: Account, within: Place, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        communities = Place.objects.visible_to(account).within(within).communities().order_by("code", "name")
        for side in ("sources", "targets"):
            self.fields[side].queryset = communities
            self.fields[side].label_from_instance = _with_dates

    def parts(self) -> list[Part]:
        """The sources with their share."""
        return [Part(place, self.cleaned_data["share"]) for place in self.cleaned_data["sources"]]


class AgainstForm(forms.Form):
    """Which earlier register to compare with, and of which street to show every row."""

    against = forms.ModelChoiceField(label="与之比较", required=False, empty_label="上一份", queryset=None)
    street = forms.ChoiceField(label="街道", required=False)

    def __init__(self, earlier: QuerySet[RegisterImport], this: RegisterImport, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = earlier.order_by("-as_at")
        self.fields["against"].queryset = self.earlier
        streets = this.rows.order_by("street_code").values_list("street_code", "street").distinct()
        self.fields["street"].choices = [("", "全部街道的变化"), *streets]

    def chosen(self) -> tuple[RegisterImport | None, str]:
        """The earlier register (None for the first of a district) and the street's code or nothing."""
        facts = self.cleaned_data if self.is_valid() else {}
        return facts.get("against") or self.earlier.first(), facts.get("street", "")


class CountForm(DatedForm):
    at = forms.DateField(label="日期", initial=clock.today, widget=DayInput())


class PlaceFilterForm(forms.Form):
    q = forms.CharField(label="名称、代码或拼音", required=False, max_length=60)
    street = forms.ModelChoiceField(label="街道", required=False, empty_label="全部", queryset=Place.objects.none())
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *COMMUNITY_KINDS])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("current", "现存"), ("closed", "已撤销"), ("all", "全部")]
    )

    def __init__(self, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = Place.objects.visible_to(account).streets().current().order_by("code")

    def filtered(self, places: QuerySet[Place]) -> QuerySet[Place]:
        """The communities asked for, by code; a form with a fault asks for the present ones."""
        facts = self.cleaned_data if self.is_valid() else {}
        if (facts.get("state") or "current") != "all":
            places = places.filter(closed_on__isnull=facts.get("state") != "closed")
        if street := facts.get("street"):
            places = places.filter(parent=street)
        if kind := facts.get("kind"):
            places = places.filter(kind=kind)
        if text := facts.get("q"):
            places = places.filter(Q(name__icontains=text) | Q(code__startswith=text) | Q(pinyin__icontains=text))
        return places.order_by("code", "name")


def office_districts(account: Account) -> QuerySet[Place]:
    """The districts whose rules and places the person keeps."""
    districts = Place.objects.visible_to(account).districts().current().order_by("code")
    return districts.filter(pk__in=[place.pk for place in districts if may(account, Verb.OFFICE, place)])


def _with_dates(place: Place) -> str:
    ended = f"，{place.closed_on} 撤销" if place.closed_on else ""
    return f"{place.name}（{place.code or '拟设'}{ended}）"
