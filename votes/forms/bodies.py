"""Forms of bodies and seats: setting one up, seats from a register or from pasted lines, ending one."""

import re

from django import forms

from communities.access import Verb, may
from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.lib import clock
from communities.models import Organisation
from votes.rules import MEETINGS
from votes.rules.charters import KINDS as KINDS_OF_CHARTER
from votes.rules.holders import HOLDERS, SOURCES, TAKEN_FROM
from votes.services.seats import Line

APART = re.compile(r"[\t,，、;；]+|\s{1,}")
WOMAN, MAN = "女", "男"
KINDS = sorted({kind for kinds in HOLDERS.values() for kind in kinds})
CHOICES = [("", "请选择"), *MEETINGS.items()]


def keepers(account):
    """The organisations whose bodies the account keeps."""
    found = Organisation.objects.visible_to(account).filter(kind__in=KINDS, ends_on=None)
    found = found.select_related("place__parent", "place__district").order_by("place__code", "kind", "name")
    return found.filter(pk__in=[each.pk for each in found if may(account, Verb.MEET, each.place)])


class BodyFilterForm(PlaceFilter):
    body = forms.ChoiceField(label="会议", required=False, choices=[("", "全部"), *MEETINGS.items()])

    def __init__(self, bodies, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        self.fields["place"].queryset = places

    def found(self):
        """The bodies asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.bodies
        if place := asked.get("place"):
            found = found.filter(organisation__place=place)
        if body := asked.get("body"):
            found = found.filter(body=body)
        return found


class BodyForm(KeyedForm):
    organisation = forms.ModelChoiceField(label="机构", queryset=Organisation.objects.none(), empty_label="请选择")
    body = forms.ChoiceField(
        label="会议", choices=CHOICES, help_text="村（居）民的会议属于村（居）民委员会，成员的会议属于合作社"
    )
    on = forms.DateField(label="成立日期", widget=DayInput(), help_text="本届会议产生或首次召开的日期")

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = keepers(account)


class FollowForm(KeyedForm):
    source = forms.ChoiceField(label="登记簿", choices=[])
    on = forms.DateField(label="日期", widget=DayInput(), initial=clock.today, help_text="按登记簿当日的记载增减")

    def __init__(self, body, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(key, SOURCES[key]) for key in TAKEN_FROM.get(body.body, ())]


class LinesForm(KeyedForm):
    lines = forms.CharField(
        label="人员",
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off"}),
        help_text="每人一行：姓名、性别（男或女）、户编号，用空格或逗号隔开，性别和户编号可以不写；可从工作簿整块复制粘贴。"
        "不写证件号码",
    )
    valid_from = forms.DateField(label="自", widget=DayInput(), initial=clock.today)

    def clean_lines(self) -> list[Line]:
        """One person a line; blank lines are skipped."""
        found = []
        for number, text in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            if text.strip():
                found.append(_line(text, number))
        return found


def _line(text: str, number: int) -> Line:
    parts = [part for part in APART.split(text.strip()) if part]
    rest = parts[1:]
    sexes = [part for part in rest if part in (WOMAN, MAN)]
    numbers = [part for part in rest if part not in (WOMAN, MAN)]
    if not parts or len(sexes) > 1 or len(numbers) > 1:
        raise forms.ValidationError(f"第{number}行看不懂，请写成“姓名 性别 户编号”。")
    return Line(parts[0], sexes == [WOMAN], numbers[0] if numbers else "")


class SeatFilterForm(forms.Form):
    q = forms.CharField(label="姓名或户编号", required=False, max_length=40)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "现有资格"), ("ended", "已终止"), ("all", "全部")]
    )

    def __init__(self, seats, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats

    def found(self):
        """The seats asked for; those of today while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.seats
        if text := asked.get("q"):
            found = found.named(text)
        match asked.get("state", ""):
            case "ended":
                found = found.filter(valid_to__lte=clock.today())
            case "":
                found = found.on(clock.today())
        return found


class EndSeatForm(KeyedForm):
    on = forms.DateField(label="终止日期", widget=DayInput(), initial=clock.today, help_text="这一天起不再有表决资格")
    reason = forms.CharField(label="原因", max_length=200)


class CharterForm(KeyedForm):
    kind = forms.ChoiceField(label="依据种类", choices=[("", "请选择"), *KINDS_OF_CHARTER.items()])
    citation = forms.CharField(label="名称和条款", max_length=200, help_text="如“某某股份经济合作社章程第二十条”")
    document = forms.ModelChoiceField(label="章程文件", queryset=None, required=False, empty_label="没有上传")
    in_force_from = forms.DateField(label="自", widget=DayInput())
    quorum = forms.CharField(label="到会", max_length=12, required=False, help_text="如 3/4以上、超过2/3；不改的空着")
    women = forms.CharField(label="妇女代表到会", max_length=12, required=False)
    majority = forms.CharField(label="通过", max_length=12, required=False, help_text="如 3/4以上、超过2/3")
    of_all = forms.BooleanField(label="按全体计算（法律按到会计算的）", required=False)
    notice_days = forms.IntegerField(label="提前通知（日）", required=False, min_value=1, max_value=366)

    def __init__(self, documents, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}
