"""Forms of talks: looking for one, its record, a point with its answer or owner, the signed paper, notes beside it."""

from django import forms

from communities.access import PARTIES
from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.forms.documents import UploadInput
from communities.lib import clock
from communities.models import Organisation
from votes.forms.followup import owners
from votes.models import Talk
from votes.models.talks import STATUSES
from votes.rules.talks import ATTENDERS, FORM_LABELS, FORMS, OUTCOMES, faults
from votes.services.parties import UNIT
from votes.services.talks import ORGANISERS

POINT_STATES = [("", "待答复"), ("late", "超期"), ("answered", "已答复"), ("all", "全部")]
DELIBERATIONS = "、".join(form.label for form in FORMS.values() if form.deliberates)


def organisers(account):
    """The committees, cooperatives and party organisations for which the account keeps records of talks."""
    roles = {role for party in UNIT for role in PARTIES[party][1]}
    places = [post.place_id for post in account.posts() if post.role in roles]
    found = Organisation.objects.filter(place__in=places, kind__in=ORGANISERS, ends_on=None)
    return found.order_by("-kind", "name")


class TalkFilterForm(PlaceFilter):
    form = forms.ChoiceField(label="形式", required=False, choices=[("", "全部"), *FORM_LABELS.items()])
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATUSES])
    since = forms.DateField(label="召开日期自", required=False, widget=DayInput())
    until = forms.DateField(label="至", required=False, widget=DayInput())
    q = forms.CharField(label="议题", required=False, max_length=40)

    def __init__(self, talks, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.talks = talks
        self.fields["place"].queryset = places

    def found(self):
        """The talks asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        lookups = {
            "place": "organisation__place",
            "form": "form",
            "status": "status",
            "since": "held_on__gte",
            "until": "held_on__lte",
            "q": "topic__icontains",
        }
        return self.talks.filter(**{lookups[name]: value for name, value in asked.items() if value})


class TalkForm(KeyedForm):
    """The record of a talk; what was said is entered point by point on its page."""

    organisation = forms.ModelChoiceField(label="组织单位", queryset=None, empty_label="请选择")
    form = forms.ChoiceField(label="形式", choices=[("", "请选择"), *FORM_LABELS.items()])
    topic = forms.CharField(label="议题", max_length=200)
    about_merger = forms.BooleanField(label="关于撤改撤并", required=False, initial=True)
    held_on = forms.DateField(label="召开日期", widget=DayInput(), initial=clock.today)
    begins_at = forms.TimeField(label="开始时间", initial="09:00", widget=forms.TimeInput(attrs={"type": "time"}))
    venue = forms.CharField(label="地点", max_length=100)
    chair = forms.CharField(label="主持人", max_length=40)
    recorder = forms.CharField(label="记录人", max_length=40)
    rule_name = forms.CharField(
        label="协商规则", max_length=100, required=False,
        help_text=f"{DELIBERATIONS}须写明，如“某某社区居民议事会议事规则”",
    )  # fmt: skip
    rule_clause = forms.CharField(label="条款", max_length=40, required=False, help_text="如“第五条”")
    notice_on = forms.DateField(
        label="通报日期", required=False, widget=DayInput(), help_text="向参加人提前通报协商内容的日期，须早于召开日期"
    )
    speakers = forms.IntegerField(
        label="陈述人（人）", required=False, min_value=1, max_value=1_000, help_text="只有听证会填写"
    )
    subject = forms.CharField(label="评议对象", max_length=100, required=False, help_text="只有民主评议会填写")
    invited = forms.IntegerField(
        label="邀请（人）", required=False, min_value=1, max_value=100_000, help_text="没有逐人邀请的不填"
    )
    attended = forms.IntegerField(
        label="到会（人）", required=False, min_value=1, max_value=100_000, help_text="会后填写；不登记参加人姓名"
    )
    attenders = forms.MultipleChoiceField(
        label="参加人员", required=False, choices=list(ATTENDERS.items()), widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(label="协商结果", required=False, choices=[("", "请选择"), *OUTCOMES.items()])
    conclusion = forms.CharField(
        label="结果说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="会后填写；不写谁同意、谁不同意",
    )  # fmt: skip

    def __init__(self, account, *args, talk: Talk | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if talk:
            del self.fields["organisation"]
            return
        found = self.fields["organisation"].queryset = organisers(account)
        self.fields["organisation"].initial = found[0] if len(found) == 1 else None

    def clean(self) -> dict:
        given = super().clean()
        if given.get("form") and given.get("held_on"):
            for name, sentence in faults(given["form"], given):
                self.add_error(name, sentence)
        return given

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class PointForm(KeyedForm):
    text = forms.CharField(
        label="意见要点", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一次登记一条；不写姓名、户号、电话，不说明是谁提出",
    )  # fmt: skip
    answer = forms.CharField(
        label="当场答复", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="没有当场答复的，填下面两项",
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label="答复单位", queryset=Organisation.objects.none(), required=False, empty_label="已当场答复"
    )
    due_on = forms.DateField(label="答复期限", required=False, widget=DayInput())

    def __init__(self, place, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(place)

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("text", "answer", "owner", "due_on")}


class PointFilterForm(PlaceFilter):
    state = forms.ChoiceField(label="状态", required=False, choices=POINT_STATES)

    def __init__(self, points, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        self.fields["place"].queryset = places

    def found(self):
        """The points asked for; those still waiting while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.points
        if place := asked.get("place"):
            found = found.filter(talk__organisation__place=place)
        match asked.get("state", ""):
            case "late":
                return found.overdue(clock.today())
            case "answered":
                return found.exclude(answered_at=None)
            case "all":
                return found
        return found.waiting()


class AnswerForm(KeyedForm):
    answer = forms.CharField(
        label="答复", max_length=500, widget=forms.Textarea(attrs={"rows": 4}), help_text="不写姓名、电话"
    )


class AmendForm(KeyedForm):
    text = forms.CharField(
        label="更正说明", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明记录中哪一处有误、应当是什么；原记录不改",
    )  # fmt: skip


class ScanForm(KeyedForm):
    upload = forms.FileField(
        label="签名件", widget=UploadInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text="主持人、记录人签名后的记录，PDF、JPG 或 PNG，不超过25 MB；签到表不要一并存入",
    )  # fmt: skip
