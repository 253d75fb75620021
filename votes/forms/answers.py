"""Forms of 政策问答: taking a question down, its answer, looking for one; looking for one without an account."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.lib import clock
from communities.models import Organisation
from votes.answer_questions import reaching
from votes.rules.answers import LABELS, SOURCES, TOPICS, Status
from votes.services.answers import ANSWERERS, keeps

TOPIC_CHOICES = [("", "请选择"), *TOPICS.items()]
STATES = [
    ("", "全部"), ("waiting", "待答复"), ("late", "超期"),
    *((each.value, LABELS[each.value]) for each in Status if each != Status.OPEN),
]  # fmt: skip


def answerers(account):
    """The organisations for which the account answers questions."""
    places = [post.place_id for post in account.posts() if keeps(account, post.place)]
    return Organisation.objects.filter(place__in=places, kind__in=ANSWERERS, ends_on=None).order_by("name")


class ChangeForm(KeyedForm):
    topic = forms.ChoiceField(label="主题", choices=TOPIC_CHOICES)
    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *SOURCES.items()])
    asked_on = forms.DateField(label="提问日期", widget=DayInput(), initial=clock.today)
    question = forms.CharField(
        label="问题", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写成大家都用得上的问题；不写姓名、户号、电话，不说明是谁提出",
    )  # fmt: skip
    written = forms.BooleanField(label="提问人要求书面答复", required=False)


class QuestionForm(ChangeForm):
    organisation = forms.ModelChoiceField(label="答复单位", queryset=None, empty_label="请选择")
    field_order = ("organisation",)

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["organisation"].queryset = answerers(account)
        self.fields["organisation"].initial = found[0] if len(found) == 1 else None

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class AnswerForm(KeyedForm):
    answer = forms.CharField(label="答复", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    basis = forms.CharField(
        label="文件依据", max_length=200, required=False, help_text="文件名称和条款或文号；没有文件依据的不填"
    )
    answered_on = forms.DateField(label="答复日期", widget=DayInput(), initial=clock.today)


class QuestionFilterForm(PlaceFilter):
    topic = forms.ChoiceField(label="主题", required=False, choices=[("", "全部"), *TOPICS.items()])
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    q = forms.CharField(label="问题或答复", required=False, max_length=40)

    def __init__(self, questions, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields["place"].queryset = places

    def found(self):
        """The questions asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.questions
        if place := asked.get("place"):
            found = found.filter(organisation__place__in=reaching(place))
        if topic := asked.get("topic"):
            found = found.filter(topic=topic)
        found = holding(found, asked.get("q", ""))
        match asked.get("state", ""):
            case "waiting":
                return found.waiting()
            case "late":
                return found.overdue(clock.today())
            case "":
                return found
            case state:
                return found.filter(status=state)


class PublicFilterForm(forms.Form):
    topic = forms.ChoiceField(label="主题", required=False, choices=[("", "全部"), *TOPICS.items()])
    q = forms.CharField(label="查找", required=False, max_length=40)

    def found(self, answers):
        asked = self.cleaned_data if self.is_valid() else {}
        if topic := asked.get("topic"):
            answers = answers.filter(topic=topic)
        return holding(answers, asked.get("q", ""))


def holding(rows, text: str):
    """Those whose question or answer holds the text."""
    return rows.filter(question__icontains=text) | rows.filter(answer__icontains=text) if text else rows
