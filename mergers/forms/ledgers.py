"""Forms of the weekly round: the report, the filter of the ledger, the two dates to compare."""

from django import forms

from communities.forms.base import DatedForm, DayInput, KeyedForm
from communities.lib import clock
from mergers.models import MergerCase, StepFiling
from mergers.rules.lights import LIGHT_LABELS
from mergers.rules.transitions import SETTLED

Area = forms.Textarea(attrs={"rows": 3})


class WeeklyReportForm(KeyedForm):
    """The four texts, one commitment, or 零报告 with its reason. What they must hold is the service's word."""

    progress = forms.CharField(label="本周进展", max_length=500, required=False, widget=Area)
    problems = forms.CharField(label="存在问题", max_length=500, required=False, widget=Area)
    coordination = forms.CharField(label="需协调事项", max_length=500, required=False, widget=Area)
    next_week = forms.CharField(label="下周打算", max_length=500, required=False, widget=Area)
    commit_step = forms.TypedChoiceField(
        label="承诺完成的步骤", coerce=int, empty_value=None, required=False, help_text="下次调度时逐项核对"
    )
    commit_on = forms.DateField(label="承诺日期", required=False, widget=DayInput())
    nothing_reason = forms.CharField(
        label="零报告理由", max_length=200, required=False, help_text="确无进展的只填这一项，上面四项留空"
    )

    def __init__(self, case: MergerCase, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        titles = {view.step.number: view.title for view in case.step_views()}
        open_steps = StepFiling.objects.filter(case=case).exclude(status__in=SETTLED).order_by("step")
        choices = [(step, f"{step} {titles[step]}") for step in open_steps.values_list("step", flat=True)]
        self.fields["commit_step"].choices = [("", "不承诺"), *choices]


class LedgerFilterForm(forms.Form):
    """Rows of a ledger by street and status."""

    street = forms.TypedChoiceField(label="街道", coerce=int, empty_value=None, required=False)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *LIGHT_LABELS.items()])
    group = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, streets: list[tuple[int, str]], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["street"].choices = [("", "全部"), *streets]

    def found(self, rows):
        """The rows that match; all of them while nothing valid is asked."""
        if not self.is_valid():
            return rows
        if self.cleaned_data["street"]:
            rows = rows.filter(street=self.cleaned_data["street"])
        if self.cleaned_data["status"]:
            rows = rows.filter(status=self.cleaned_data["status"])
        return rows


class CompareForm(DatedForm):
    """Any two days; `from` before `to`, neither in the future."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(label="自", widget=DayInput())
        self.fields["to"] = forms.DateField(label="至", widget=DayInput())

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("from"), data.get("to")
        if first and last and first >= last:
            raise forms.ValidationError("起日须早于止日。")
        if last and last > clock.today():
            raise forms.ValidationError("不能比较今天以后的日期。")
        return data
