"""Forms of a count: opening it, and marking one thing on a phone in the yard."""

from django import forms

from assets.models import CountItem
from assets.rules.accounts import shipped
from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock


class CountForm(KeyedForm):
    title = forms.CharField(label="盘点名称", max_length=60, help_text="如“村委会院内固定资产盘点”")
    counted_on = forms.DateField(label="盘点日期", widget=DayInput(), initial=clock.today)
    counters = forms.CharField(label="盘点人员", max_length=120, help_text="盘点人、监盘人姓名")
    accounts = forms.MultipleChoiceField(
        label="盘点类别",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(account.code, account.name) for account in shipped().expected()],
        help_text="不选即全部可盘点的类别，账外资产一并列入",
    )
    location = forms.CharField(
        label="只盘点这一地点", required=False, max_length=60, help_text="按坐落中的字词，可不填"
    )


class MarkForm(KeyedForm):
    state = forms.ChoiceField(
        label="盘点结果", widget=forms.RadioSelect, choices=CountItem.State.choices[1:], initial=CountItem.State.FOUND
    )
    condition = forms.CharField(label="现状", required=False, max_length=60, help_text="如“完好”“停用”“待修”")
    found_quantity = forms.DecimalField(label="实有数量", required=False, max_digits=14, decimal_places=4, min_value=0)
    found_location = forms.CharField(label="现在地点", required=False, max_length=120, help_text="已移位的必填")
    note = forms.CharField(label="说明", required=False, max_length=200, help_text="未找到的必填")
