"""Forms of meetings: looking for one, preparing it, motions, notice, attendance, proxies, counts."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.models import Document, Notice
from votes.models import Meeting, Motion, RollEntry
from votes.models.meetings import STATUSES
from votes.rules import MATTERS, MEETINGS, matter_on, rule_for
from votes.rules.meetings import ATTENDANCE_LABELS
from votes.rules.words import who_decides

CAME = [("", "全部"), ("absent", "未到"), ("came", "已到、在线、委托"), ("no_ballot", "到会未交票")]
MOST_HOLDERS = 100  # beyond those of the household hardly anybody is chosen; an assembly has thousands
HUNG = (Notice.Status.RUNNING, Notice.Status.ENDED)


class MeetingFilterForm(PlaceFilter):
    body = forms.ChoiceField(label="会议", required=False, choices=[("", "全部"), *MEETINGS.items()])
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATUSES])
    since = forms.DateField(label="会议日期自", required=False, widget=DayInput())
    until = forms.DateField(label="至", required=False, widget=DayInput())

    def __init__(self, meetings, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = meetings
        self.fields["place"].queryset = places

    def found(self):
        """The meetings asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        lookups = {
            "place": "body__organisation__place",
            "body": "body__body",
            "status": "status",
            "since": "held_on__gte",
            "until": "held_on__lte",
        }
        return self.meetings.filter(**{lookups[name]: value for name, value in asked.items() if value})


class MeetingForm(KeyedForm):
    title = forms.CharField(label="会议名称", max_length=100)
    held_on = forms.DateField(label="会议日期", widget=DayInput())
    begins_at = forms.TimeField(label="开始时间", initial="09:00", widget=forms.TimeInput(attrs={"type": "time"}))
    venue = forms.CharField(label="地点", max_length=100)
    reform_done = forms.BooleanField(
        label="集体产权制度改革（改制）已经完成",
        required=False,
        help_text="没有完成的执行村规，由村民会议表决（山东省实施村民委员会组织法办法第四十六条）",
    )
    authorisation = forms.ModelChoiceField(
        label="授权决议", queryset=Document.objects.none(), required=False, empty_label="没有"
    )

    def __init__(self, body, documents, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if body.law.authorisation:
            self.fields["authorisation"].queryset = documents
            self.fields["authorisation"].help_text = f"须有{body.law.authorisation}；先在“材料”中上传"
        else:
            del self.fields["authorisation"]

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("form_key", "title")}


class MotionForm(KeyedForm):
    matter = forms.ChoiceField(label="事项", help_text="每项之后是当日的通过标准，或者有权决定的会议")
    title = forms.CharField(label="议题", max_length=200, help_text="写明请会议决定什么，如“同意撤销某某居民委员会”")
    previous = forms.ModelChoiceField(
        label="重议的原议题",
        queryset=Motion.objects.none(),
        required=False,
        empty_label="不是重议",
        help_text="此前未通过的事项再次提交，选择原议题",
    )

    def __init__(self, meeting: Meeting, charters, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = [("", "请选择"), *_matters(meeting, charters)]
        failed = Motion.objects.failed().filter(meeting__body__organisation__place=meeting.place)
        self.fields["previous"].queryset = failed.exclude(meeting=meeting).select_related("meeting__body__organisation")
        if not failed.exists():
            del self.fields["previous"]


def _matters(meeting: Meeting, charters) -> list:
    """Matters the body may decide that day, then the others with who may; each with the mark."""
    able, others = [], []
    body, on = meeting.body.body, meeting.held_on
    for key, label in MATTERS.items():
        words = who_decides(key, body, on, rule_for(body, on, key, charters))
        (others if matter_on(key, body, on) is None else able).append((key, f"{label}：{words}"))
    return [(group, rows) for group, rows in (("本会议的职权", able), ("本会议无权决定，不能通过", others)) if rows]


class CallForm(KeyedForm):
    notice = forms.ModelChoiceField(
        label="张贴的会议通知",
        queryset=Notice.objects.none(),
        required=False,
        empty_label="没有在公开栏张贴",
        help_text="选择后通知日期取最后一块公开栏张贴的日期",
    )
    notice_on = forms.DateField(
        label="通知日期", required=False, widget=DayInput(), help_text="没有张贴的，填写全部送达的日期"
    )

    def __init__(self, meeting: Meeting, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        hung = Notice.objects.filter(place=meeting.place, kind=Notice.Kind.MEETING, status__in=HUNG)
        self.fields["notice"].queryset = hung.filter(meeting_at__date=meeting.held_on)

    def clean(self) -> dict:
        given = super().clean()
        if not given.get("notice") and not given.get("notice_on") and not self.errors:
            self.add_error("notice_on", "请选择张贴的会议通知，或者填写通知日期。")
        return given


class ReasonForm(KeyedForm):
    reason = forms.CharField(label="原因", max_length=200)


class RollFilterForm(forms.Form):
    q = forms.CharField(label="姓名或户编号", required=False, max_length=40)
    came = forms.ChoiceField(label="到会", required=False, choices=CAME)

    def __init__(self, roll, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.roll = roll

    def found(self):
        """The lines asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.roll
        if text := asked.get("q"):
            found = found.named(text)
        match asked.get("came"):
            case "absent":
                found = found.filter(attendance="absent")
            case "came":
                found = found.attending()
            case "no_ballot":
                found = found.attending().filter(voted=False)
        return found


class ProxyForm(KeyedForm):
    holder = forms.ModelChoiceField(
        label="受托人",
        queryset=RollEntry.objects.none(),
        empty_label="请选择",
        help_text="同一户内已到会的人在前，其后最多列100人；不是同一户的可以如实登记，但表决不能通过",
    )
    written = forms.BooleanField(label="有书面委托", required=False)
    voted = forms.BooleanField(label="已交票", required=False, initial=True)

    def __init__(self, entry: RollEntry, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        here = entry.meeting.roll.in_person().exclude(pk=entry.pk)
        self.fields["holder"].queryset = here
        near = here.nearest(entry.household_id).select_related("household")[:MOST_HOLDERS]
        self.fields["holder"].choices = [("", "请选择"), *((each.pk, holder_label(each)) for each in near)]


def holder_label(entry: RollEntry) -> str:
    home = f"（{entry.household.number}号户）" if entry.household else ""
    return f"{entry.name}{home}·{ATTENDANCE_LABELS[entry.attendance]}"


class CountForm(KeyedForm):
    in_favour = forms.IntegerField(label="赞成（票）", min_value=0, max_value=100_000)
    against = forms.IntegerField(label="反对（票）", min_value=0, max_value=100_000)
    abstained = forms.IntegerField(label="弃权（票）", min_value=0, max_value=100_000)
    invalid = forms.IntegerField(label="无效（票）", min_value=0, max_value=100_000)
    reason = forms.CharField(label="更正原因", max_length=200)

    def __init__(self, *args, correcting: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not correcting:
            del self.fields["reason"]
        for name in ("in_favour", "against", "abstained", "invalid"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "data-count": "", "autocomplete": "off"}

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}
