"""What every form that writes has in common."""

from datetime import date
from uuid import uuid4

from django import forms

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
DASHES = "---------"  # what Django writes for nothing chosen


class DatedForm(forms.Form):
    """A form whose days lie where days can be counted: a slip of the pen like 20226 would stop every page behind it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if getattr(field, "empty_label", None) == DASHES:
                field.empty_label = "请选择"

    def clean(self) -> dict:
        data = super().clean()
        for name, value in list(data.items()):
            if isinstance(value, date) and not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
                self.add_error(name, f"年份 {value.year} 有误，请核对。")
        return data


class KeyedForm(DatedForm):
    """A form with a key of its own: sent twice, it is carried out once (see `services.once`)."""

    form_key = forms.CharField(
        required=False,
        max_length=64,
        initial=lambda: uuid4().hex,
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
    )

    @property
    def key(self) -> str:
        return self.cleaned_data.get("form_key", "")


class DayInput(forms.DateInput):
    """A date as browsers' own date picker wants it."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
