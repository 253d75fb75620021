"""Forms of the four slips: the public one, the receipt, the moves of the staff, the filter."""

from uuid import uuid4

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.lib import clock
from communities.lib.leaks import find_personal_numbers
from communities.services.saving import NUMBERS
from risk.models import Slip
from risk.rules.slips import STATUSES

CATEGORIES = [("", "请选择"), *Slip.Category.choices]
OPEN, LATE, DONE = "open", "late", "done"


class _Content(forms.Form):
    category = forms.ChoiceField(label="类别", choices=CATEGORIES)
    content = forms.CharField(
        label="反映内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写清楚什么地方、什么事；不要写身份证号、手机号",
    )  # fmt: skip
    location = forms.CharField(label="位置", max_length=100, required=False, help_text="如“3号楼东侧”")
    reporter = forms.CharField(label="称呼", max_length=40, required=False, help_text="可以不填；加密保存，不公开")
    contact = forms.CharField(label="联系方式", max_length=60, required=False, help_text="可以不填；加密保存，不公开")

    def clean(self) -> dict:
        data = super().clean()
        for name in ("content", "location"):
            kinds = sorted({NUMBERS[found.kind] for found in find_personal_numbers(data.get(name) or "")})
            if kinds:
                self.add_error(name, f"请删去其中的{'、'.join(kinds)}；联系方式填在“联系方式”一栏，加密保存。")
        return data

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("category", "content", "location", "reporter", "contact")}


class HandInForm(_Content):
    """Without a sign-in. `website` is seen by machines only: whoever fills it is one."""

    website = forms.CharField(
        label="请留空", required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    form_key = forms.CharField(
        required=False, max_length=64, initial=lambda: uuid4().hex,
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("请把这一栏留空后再提交。")
        return ""

    def facts(self) -> dict:
        return {**super().facts(), "form_key": self.cleaned_data["form_key"]}


class SlipForm(KeyedForm, _Content):
    """Taken down by the staff for somebody who came, rang or was visited."""

    place = forms.ModelChoiceField(label="社区（村）", queryset=None, empty_label="请选择")
    channel = forms.ChoiceField(label="来源", choices=[("", "请选择"), *Slip.Channel.choices[1:]])

    def __init__(self, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places
        self.order_fields(["place", "channel", "category", "content", "location", "reporter", "contact"])

    def facts(self) -> dict:
        return {**super().facts(), "channel": self.cleaned_data["channel"]}


class ReceiptForm(forms.Form):
    number = forms.CharField(label="单号", max_length=40)
    code = forms.CharField(label="查询码", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ReopenForm(ReceiptForm):
    text = forms.CharField(label="哪里不满意", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "code"):
            self.fields[name].widget = forms.HiddenInput()

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if find_personal_numbers(text):
            raise forms.ValidationError("请删去其中的身份证号、手机号或者银行卡号。")
        return text


class ClaimForm(KeyedForm):
    promised_on = forms.DateField(label="承诺办结", widget=DayInput())


class TextForm(KeyedForm):
    text = forms.CharField(label="说明", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PublishForm(KeyedForm):
    text = forms.CharField(
        label="晒单内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="反映了什么、怎样办的；不写姓名、住址、门牌和号码，公开后任何人可以看到",
    )  # fmt: skip


class SlipFilterForm(PlaceFilter):
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATUSES.items()])
    category = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *Slip.Category.choices])
    clock = forms.ChoiceField(
        label="期限", required=False, choices=[("", "全部"), (LATE, "超期"), (OPEN, "在办"), (DONE, "已结")]
    )

    def __init__(self, slips, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.slips = slips
        self.fields["place"].queryset = places

    def found(self):
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        kept = {name: asked[name] for name in ("place", "status", "category") if asked.get(name)}
        found = self.slips.filter(**kept)
        match asked.get("clock"):
            case "late":
                return found.overdue(clock.today())
            case "open":
                return found.owing()
            case "done":
                return found.exclude(pk__in=found.owing())
        return found
