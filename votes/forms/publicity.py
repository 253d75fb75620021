"""Forms of letters and questionnaires: beginning one, what became of a letter, papers handed out and taken back."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.models import Notice
from votes.forms.canvass import committees
from votes.forms.keyed import RowKeyedForm
from votes.models import Questionnaire
from votes.rules.publicity import OUTCOMES, questions_of


class _OfCommittee(KeyedForm):
    organisation = forms.ModelChoiceField(label="委员会", queryset=None, empty_label="请选择")

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["organisation"].queryset = committees(account)
        self.fields["organisation"].initial = found[0] if len(found) == 1 else None


class LetterForm(_OfCommittee):
    title = forms.CharField(label="标题", max_length=120, initial="致居民的一封信")
    notice = forms.ModelChoiceField(
        label="信的文稿",
        queryset=None,
        required=False,
        empty_label="不关联",
        help_text="在“公示”中起草的《致居民的一封信》，可打印 PDF",
    )

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(account, *args, **kwargs)
        places = committees(account).values("place")
        found = Notice.objects.filter(kind=Notice.Kind.LETTER, place__in=places)
        self.fields["notice"].queryset = found.order_by("-created_at")

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("organisation", "title", "notice")}


class MarkForm(KeyedForm):
    outcome = forms.ChoiceField(label="送达情况", choices=[("", "请选择"), *OUTCOMES.items()])
    on = forms.DateField(label="日期", widget=DayInput(), initial=clock.today)
    first = forms.CharField(label="户编号自", max_length=20, required=False, help_text="只登记一户的，两处填同一编号")
    last = forms.CharField(label="至", max_length=20, required=False)
    only_open = forms.BooleanField(label="只登记还没有登记的户", required=False, initial=True)

    def asked(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("outcome", "on", "first", "last", "only_open")}


class DeliveryFilterForm(forms.Form):
    q = forms.CharField(label="户编号或住址", required=False, max_length=40)
    outcome = forms.ChoiceField(
        label="送达情况", required=False, choices=[("", "全部"), ("left", "未登记"), *OUTCOMES.items()]
    )

    def found(self, deliveries):
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if text := asked.get("q"):
            deliveries = deliveries.filter(number__icontains=text) | deliveries.filter(address__icontains=text)
        if outcome := asked.get("outcome"):
            deliveries = deliveries.filter(outcome="" if outcome == "left" else outcome)
        return deliveries


class QuestionnaireForm(_OfCommittee):
    title = forms.CharField(label="标题", max_length=120, initial="撤改撤并工作问卷")
    more = forms.CharField(
        label="其他题目",
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="前两题固定为是否知晓、是否支持。一行一题，写成“题目：选项/选项”",
    )

    def clean_more(self) -> str:
        try:
            questions_of(self.cleaned_data["more"])
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault
        return self.cleaned_data["more"]

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("organisation", "title", "more")}


class HandOutForm(KeyedForm):
    count = forms.IntegerField(label="发放份数", min_value=1, max_value=100_000)
    on = forms.DateField(label="日期", widget=DayInput(), initial=clock.today)


class AnswersForm(RowKeyedForm):
    """One paper as it came back; nobody's name is asked for."""

    on = forms.DateField(label="收回日期", widget=DayInput(), initial=clock.today)

    def __init__(self, questionnaire: Questionnaire, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for nth, question in enumerate(questionnaire.questions):
            options = [(str(place), option) for place, option in enumerate(question["options"])]
            self.fields[f"answer_{nth}"] = forms.ChoiceField(
                label=f"{nth + 1}. {question['text']}", choices=options, widget=forms.RadioSelect
            )
        self.count = len(questionnaire.questions)

    def answers(self) -> list[int]:
        return [int(self.cleaned_data[f"answer_{nth}"]) for nth in range(self.count)]
