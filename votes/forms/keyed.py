"""A form whose key is the key of the row it makes: sent twice, from wherever, it makes one."""

from uuid import UUID

from django import forms

from communities.forms.base import KeyedForm


class RowKeyedForm(KeyedForm):
    def clean_form_key(self) -> str:
        try:
            return str(UUID(self.cleaned_data["form_key"]))
        except ValueError:
            raise forms.ValidationError("这份登记没有编号，请刷新页面后重新填写。") from None

    @property
    def row_key(self) -> UUID:
        return UUID(self.cleaned_data["form_key"])
