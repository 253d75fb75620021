"""Forms of the district office: a programme, a batch, the opening of a case."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.registers import office_districts
from communities.lib import clock
from communities.models import Account, LegalBody, Place
from mergers.forms.cases import batches
from mergers.models import Batch, MergerCase, Programme

YES_NO = [("yes", "已完成（第5至7步为核验）"), ("no", "未完成")]


class ProgrammeForm(KeyedForm):
    district = forms.ModelChoiceField(label="区", queryset=Place.objects.none(), empty_label=None)
    title = forms.CharField(label="名称", max_length=80)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    target = forms.IntegerField(label="目标数（个）", min_value=1, max_value=10_000)
    deadline = forms.DateField(label="完成时限", widget=DayInput())
    document_number = forms.CharField(label="依据文号", max_length=80, required=False)

    def __init__(self, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = office_districts(account)
        self.fields["year"].initial = clock.today().year


class BatchForm(KeyedForm):
    programme = forms.ModelChoiceField(label="工作计划", queryset=Programme.objects.none(), empty_label=None)
    title = forms.CharField(label="批次名称", max_length=40, help_text="如“第二批”")

    def __init__(self, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.filter(district__in=office_districts(account))


class CaseForm(KeyedForm):
    """The decision that takes the community into the plan, and what its case starts with."""

    place = forms.ModelChoiceField(
        label="社区（村）",
        queryset=Place.objects.none(),
        empty_label="请选择",
        help_text="只列出已登记法律主体、没有在办事项的社区；路径由法律主体决定",
    )
    batch = forms.ModelChoiceField(label="批次", queryset=Batch.objects.none(), empty_label="请选择")
    reform_done = forms.ChoiceField(label="产权制度改革", choices=YES_NO, widget=forms.RadioSelect)
    decision_number = forms.CharField(label="列入计划文号", max_length=80)
    decided_on = forms.DateField(label="决定日期", widget=DayInput())
    reason = forms.CharField(label="列入理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    position = forms.IntegerField(label="挂图序号", min_value=0, max_value=9999, initial=0)
    lead_name = forms.CharField(label="包保领导", max_length=40, required=False)
    officer_name = forms.CharField(label="责任人", max_length=40, required=False)

    def __init__(self, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = Place.objects.filter(district__in=office_districts(account)).communities().current()
        busy = MergerCase.objects.open().values("place")
        places = found.exclude(legal_body="").exclude(pk__in=busy).select_related("parent").order_by("code")
        self.fields["place"].queryset = places
        self.fields["place"].label_from_instance = _with_body
        self.fields["batch"].queryset = batches(account)
        self.fields["batch"].label_from_instance = lambda batch: f"{batch.programme.title} · {batch.title}"

    def clean(self) -> dict:
        data = super().clean()
        place = data.get("place")
        if place and place.legal_body == LegalBody.UNREFORMED_COMMITTEE and data.get("reform_done") == "yes":
            self.add_error("reform_done", "法律主体为“改制未完成”的，请选“未完成”。")
        return data


def _with_body(place: Place) -> str:
    return f"{place.parent.name} {place.name}（{place.get_legal_body_display()}）"
