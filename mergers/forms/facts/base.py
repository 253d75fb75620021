from datetime import date, datetime
from decimal import Decimal

from django import forms

from communities.forms.base import DatedForm
from communities.lib import clock


class DayField(forms.DateField):
    """A day that has been; a browser's own date picker."""

    def __init__(self, *, future: bool = False, **kwargs):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)
        self.future = future

    def clean(self, value):
        day = super().clean(value)
        if day and not self.future and day > clock.today():
            raise forms.ValidationError(f"{self.label}不能晚于今天。")
        return day


class CountField(forms.IntegerField):
    """People, households or papers: a whole number from 0."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=10_000_000, **kwargs)


class FactsForm(DatedForm):
    """Every field may stay empty while drafting; the step's gates say what is missing before it may be submitted."""

    happened_on = DayField(label="办理日期", required=False)
    note = forms.CharField(label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, case, view, **kwargs):
        super().__init__(*args, **kwargs)
        self.case, self.view = case, view
        for field in self.fields.values():
            field.required = False
        self.order_fields([name for name in self.fields if name != "note"])  # the note comes last

    def facts(self) -> dict:
        """The cleaned answers as plain JSON; empty ones are left out."""
        return {name: plain(value) for name, value in self.cleaned_data.items() if value not in (None, "")}


def plain(value):
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value
