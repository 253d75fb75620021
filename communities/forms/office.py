"""Forms of the district office: a figure from a date, the holiday table."""

import re
from datetime import date, timedelta

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.services.holidays import Day
from communities.services.settings import Setting

LONGEST_HOLIDAY = 31  # days
LINE = re.compile(r"(\d{4}-\d\d?-\d\d?)(?:\s*(?:至|到|~)\s*(\d{4}-\d\d?-\d\d?))?\s+(放假|上班)\s+(\S.{0,19})")
EXAMPLE = "每行一天或一段，如：2027-02-05至2027-02-11 放假 春节；2027-02-14 上班 调休"


class SettingForm(KeyedForm):
    value = forms.IntegerField(label="值")
    in_force_from = forms.DateField(label="自", widget=DayInput(), initial=clock.today, help_text="今天或以后")
    basis = forms.CharField(label="依据", max_length=200, help_text="如会议纪要、文件文号")

    def __init__(self, setting: Setting, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if setting.words:
            choices = list(setting.words.items())
            self.fields["value"] = forms.TypedChoiceField(label="值", choices=choices, coerce=int)
        else:
            span = f"{setting.least}至{setting.most}{setting.unit}"
            self.fields["value"].help_text = f"{span}。{setting.help}"


class HolidayForm(KeyedForm):
    """The office's own days as text; the whole of the next table."""

    days = forms.CharField(
        label="本区录入的日期", required=False, widget=forms.Textarea(attrs={"rows": 12}), help_text=EXAMPLE
    )
    known_through = forms.DateField(
        label="已录至", widget=DayInput(), help_text="全年安排录完的，填当年12月31日；其后按周六、周日休息推算并提示"
    )
    basis = forms.CharField(label="依据", max_length=120, help_text="如“国办发明电〔2026〕7号”")

    def clean_days(self) -> list[Day]:
        days, faults = [], []
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), start=1):
            if line.strip():
                try:
                    days += read_line(line)
                except ValueError as fault:
                    faults.append(f"第{number}行“{line.strip()[:40]}”：{fault}")
        if faults:
            raise forms.ValidationError(faults)
        return days


def read_line(line: str) -> list[Day]:
    """The days of one line. Raises ValueError with what is wrong in words."""
    found = LINE.fullmatch(line.strip())
    if not found:
        raise ValueError(f"看不懂。{EXAMPLE}。")
    start, end = _day(found[1]), _day(found[2] or found[1])
    if end < start:
        raise ValueError("止日早于起日。")
    if (end - start).days >= LONGEST_HOLIDAY:
        raise ValueError(f"一段不超过{LONGEST_HOLIDAY}天。")
    name, works = found[4].strip(), found[3] == "上班"
    return [Day(start + timedelta(days=offset), works, name) for offset in range((end - start).days + 1)]


def write_lines(days: list[Day]) -> str:
    """The text of which `clean_days` reads these days again."""
    return "\n".join(f"{day.date} {'上班' if day.is_workday else '放假'} {day.name}" for day in days)


def _day(text: str) -> date:
    try:
        return date(*map(int, text.split("-")))
    except ValueError:
        raise ValueError(f"没有“{text}”这一天。") from None
