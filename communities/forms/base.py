"""What every form that writes has in common."""

from uuid import uuid4

from django import forms


class KeyedForm(forms.Form):
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
