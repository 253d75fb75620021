"""Forms of a workbook's intake: the upload, which column is which, confirming and cancelling."""

from collections.abc import Iterator

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.models import Intake, Place
from communities.services.intake import Register


class WorkbookForm(KeyedForm):
    """What a register asks with its workbook: the file, its organisation where there are several, its base date."""

    file = forms.FileField(label="工作簿", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}))
    organisation = forms.ModelChoiceField(label="所属组织", queryset=None)
    base_date = forms.DateField(label="登记时点", widget=DayInput(), help_text="如 2026-12-31")

    def __init__(self, register: Register, place: Place, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        most = register.book.max_bytes // 1024 // 1024
        self.fields[
            "file"
        ].help_text = f"只接受 .xlsx，不超过 {most} MB；先下载空白工作簿填写，也可用原有表格（需对应各列）"
        if register.organisations:
            found = register.organisations(place)
            self.fields["organisation"].queryset = found
            self.fields["organisation"].initial = found.first()
        else:
            del self.fields["organisation"]
        if not register.dated:
            del self.fields["base_date"]

    def clean_base_date(self):
        day = self.cleaned_data["base_date"]
        if day > clock.today():
            raise forms.ValidationError("登记时点不能晚于今天。")
        return day


class ColumnsForm(KeyedForm):
    """For every column of the schema the column of the workbook that holds it; required ones must be chosen."""

    source = forms.CharField(
        label="表格来源", max_length=60, help_text="如“合作社财务软件导出”；同样表头的工作簿下次不再询问"
    )

    def __init__(self, register: Register, intake: Intake, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = [sheet for sheet in register.book.sheets if sheet.key in intake.headers]
        for sheet in self.sheets:
            told = intake.headers[sheet.key]
            for column in sheet.columns:
                self.fields[f"{sheet.key}-{column.key}"] = forms.ChoiceField(
                    label=column.title,
                    required=column.required,
                    choices=[("", "（没有这一列）"), *told["choices"]],
                    initial=told["guess"].get(column.key, ""),
                    help_text=column.help,
                )

    def sections(self) -> Iterator[dict]:
        """Sheet by sheet: the columns a person must find (or has got wrong), then those known by their titles."""
        for sheet in self.sheets:
            fields = [self[f"{sheet.key}-{column.key}"] for column in sheet.columns]
            known = [field for field in fields if field.initial and not field.errors]
            yield {"title": sheet.title, "open": [each for each in fields if each not in known], "known": known}

    def columns(self) -> dict[str, dict[str, str]]:
        """Sheet key → column key → letter."""
        return {sheet.key: dict(self._chosen(sheet)) for sheet in self.sheets}

    def _chosen(self, sheet) -> Iterator[tuple[str, str]]:
        for column in sheet.columns:
            yield column.key, self.cleaned_data.get(f"{sheet.key}-{column.key}", "")
