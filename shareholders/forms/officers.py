"""Forms of the three bodies: a term, a nomination, the street's review, who was elected, who leaves."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.documents import UploadInput
from communities.lib import clock
from communities.models import Organisation
from communities.rules.competence import Subject
from shareholders.forms.shares import HolderField
from shareholders.models import Candidate, Decision, OfficerTerm
from shareholders.rules.officers import BODIES, SOURCES, TERM_ARTICLE, TERM_YEARS, Body, Status


class TermForm(KeyedForm):
    starts_on = forms.DateField(label="任期自", widget=DayInput(), initial=clock.today)
    ends_on = forms.DateField(label="届满日", widget=DayInput(), help_text=f"每届任期{TERM_YEARS}年（{TERM_ARTICLE}）")


class NominateForm(KeyedForm):
    body = forms.ChoiceField(label="机构", choices=[(each.value, BODIES[each]) for each in Body])
    person = HolderField(label="人选")
    is_chair = forms.BooleanField(label="理事长、监事长人选", required=False)
    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *SOURCES.items()])
    skill = forms.CharField(label="专长", max_length=60, required=False, help_text="如财务、工程、法律、经营管理")
    proposer = forms.CharField(
        label="提名单位或方式", max_length=80, help_text="如“街道党工委推荐”“社区党组织推荐”“十名以上成员联名”"
    )
    is_accountant = forms.BooleanField(
        label="本社财务会计人员", required=False, help_text="财务会计人员及其近亲属不得担任监事"
    )
    declared = forms.BooleanField(
        label="已书面声明没有应当回避的近亲属关系",
        required=False,
        help_text="理事之间回避近亲属；监事与理事、财务会计人员回避近亲属。户册上能看出的，登记当选时一并核对",
    )

    def __init__(self, organisation: Organisation, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].organisation = organisation

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("form_key", "person", "body")}


class ReviewForm(KeyedForm):
    result = forms.ChoiceField(
        label="联审结果", choices=[("qualified", "通过"), ("refused", "未通过")], widget=forms.RadioSelect
    )
    on = forms.DateField(label="联审日期", widget=DayInput(), initial=clock.today)
    opinion = forms.CharField(
        label="联审意见",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="未通过的写明哪一项不符合资格；不写证件号码",
    )


class SeatForm(KeyedForm):
    """Who of a body's qualified candidates was elected; by which decision, or for representatives by which result."""

    elected = forms.ModelMultipleChoiceField(
        label="当选人选", queryset=Candidate.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="没有勾选的记为未当选",
    )  # fmt: skip
    on = forms.DateField(label="任职自", widget=DayInput(), initial=clock.today)

    def __init__(self, term: OfficerTerm, body: Body, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        standing = term.candidates.filter(body=body, status=Status.QUALIFIED).with_names()
        self.fields["elected"].queryset = standing
        self.fields["elected"].label_from_instance = lambda each: f"{each.person.name}（{each.post}人选）"
        if body == Body.REPRESENTATIVES:
            self.fields["paper"] = forms.FileField(label="推选结果", widget=UploadInput())
            return
        self.fields["decision"] = forms.ModelChoiceField(
            label="表决",
            queryset=Decision.objects.filter(organisation=term.organisation, subject=Subject.OFFICERS),
            empty_label="请选择",
            help_text="事项为“理事会、监事会成员”的表决；没有的，先在成员名册页面登记表决并上传会议记录",
        )


class EndForm(KeyedForm):
    on = forms.DateField(label="离任日期", widget=DayInput(), initial=clock.today)
    reason = forms.CharField(label="离任原因", max_length=200, help_text="辞职、罢免、去世等；罢免的写明表决")
