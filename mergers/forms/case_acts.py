"""Forms of the acts on a case page; each knows its case and the person before it."""

from django import forms
from django.db.models import Q

from communities.access import scope
from communities.forms.base import DayInput, KeyedForm
from communities.models import Account, Organisation, Place
from mergers.models import Cadre, Liability, MergerCase, Receiver
from mergers.rules.lights import LIGHT_LABELS
from mergers.rules.transitions import SETTLED


class ActForm(KeyedForm):
    """`case` and `account` come first; fields that depend on them are filled in `prepare`."""

    def __init__(self, case: MergerCase, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.account = case, account
        self.prepare()

    def prepare(self) -> None:
        """Narrow the choices to this case."""


class ReasonActForm(ActForm):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ModeForm(ReasonActForm):
    mode = forms.ChoiceField(label="方式", choices=MergerCase.Mode.choices, widget=forms.RadioSelect)
    field_order = ["form_key", "mode", "reason"]


class ArrangementForm(ActForm):
    has_agency = forms.BooleanField(
        label="委托第三方机构清查", required=False, help_text="勾选后第5步须有委托合同和机构签章"
    )
    cooperatives_merge = forms.BooleanField(
        label="合作社同时合并", required=False, help_text="另须各合作社成员大会决定、县级以上政府批准、通知债权人"
    )

    def prepare(self) -> None:
        self.initial.update(has_agency=self.case.has_agency, cooperatives_merge=self.case.cooperatives_merge)


class StatusForm(ReasonActForm):
    status = forms.ChoiceField(
        label="状态", choices=[(key, label) for key, label in LIGHT_LABELS.items() if key != "done"]
    )
    until = forms.DateField(label="有效至", widget=DayInput(), help_text="过了这一天恢复按规则判定")
    field_order = ["form_key", "status", "until", "reason"]


class RemoveForm(ReasonActForm):
    decision_number = forms.CharField(label="决定文号", max_length=80)
    decided_on = forms.DateField(label="决定日期", widget=DayInput())
    field_order = ["form_key", "decision_number", "decided_on", "reason"]


class ReplanForm(ReasonActForm):
    step = forms.TypedChoiceField(label="步骤", coerce=int)
    planned_on = forms.DateField(label="新的计划日期", widget=DayInput())
    field_order = ["form_key", "step", "planned_on", "reason"]

    def prepare(self) -> None:
        titles = {view.step.number: view.title for view in self.case.step_views()}
        self.fields["step"].choices = [
            (filing.step, f"第{filing.step}步 {titles[filing.step]}")
            for filing in self.case.filings.all()
            if filing.status not in SETTLED
        ]


class ReceiverForm(ActForm):
    place = forms.ModelChoiceField(label="接收社区", queryset=Place.objects.none(), empty_label="请选择")
    households_after = forms.IntegerField(label="并入后户数（户）", min_value=0, max_value=1_000_000, required=False)
    population_after = forms.IntegerField(label="并入后人口（人）", min_value=0, max_value=10_000_000, required=False)
    size_note = forms.CharField(
        label="规模说明", max_length=200, required=False, help_text="不在法定户数之间的，写明理由"
    )

    def prepare(self) -> None:
        """The communities of the street, and whatever else the person may see."""
        near = Q(parent=self.case.place.parent_id) | scope(self.account, "")
        places = Place.objects.filter(near, district=self.case.place.district).communities().current()
        named = self.case.receivers.values("place")
        self.fields["place"].queryset = places.exclude(pk__in=named).order_by("parent__code", "code", "name")


class _RowForm(ActForm):
    """About one row of the case, named in a hidden field."""

    rows: type
    row = forms.ModelChoiceField(queryset=Receiver.objects.none(), widget=forms.HiddenInput())

    def prepare(self) -> None:
        self.fields["row"].queryset = self.rows.objects.filter(case=self.case)


class ResizeForm(_RowForm):
    rows = Receiver
    households_after = forms.IntegerField(label="并入后户数（户）", min_value=0, max_value=1_000_000, required=False)
    population_after = forms.IntegerField(label="并入后人口（人）", min_value=0, max_value=10_000_000, required=False)
    size_note = forms.CharField(label="规模说明", max_length=200, required=False)


class WithdrawReceiverForm(_RowForm):
    rows = Receiver
    reason = forms.CharField(label="取消理由", max_length=300)


class LiabilityForm(ActForm):
    kind = forms.ChoiceField(label="类别", choices=Liability.Kind.choices)
    title = forms.CharField(label="事项", max_length=120, help_text="写事由和对方单位，不写个人证件号和账号")
    amount = forms.DecimalField(label="金额（元）", min_value=0, max_digits=14, decimal_places=2, required=False)
    taker = forms.ModelChoiceField(
        label="承接主体", queryset=Organisation.objects.none(), required=False, empty_label="尚未明确"
    )

    def prepare(self) -> None:
        self.fields["taker"].queryset = takers(self.case)


class SettleForm(_RowForm):
    rows = Liability
    taker = forms.ModelChoiceField(
        label="承接主体", queryset=Organisation.objects.none(), required=False, empty_label="尚未明确"
    )
    taken_over_on = forms.DateField(label="承接日期", widget=DayInput(), required=False)

    def prepare(self) -> None:
        super().prepare()
        self.fields["taker"].queryset = takers(self.case)


class CadreForm(ActForm):
    name = forms.CharField(label="姓名", max_length=40)
    post = forms.CharField(label="职务", max_length=40)
    pay = forms.DecimalField(label="月报酬（元）", min_value=0, max_digits=12, decimal_places=2)
    pay_basis = forms.CharField(label="报酬依据", max_length=120)
    transition_ends_on = forms.DateField(label="过渡期至", widget=DayInput(), required=False)


class ChangeCadreForm(_RowForm):
    rows = Cadre
    pay = forms.DecimalField(label="月报酬（元）", min_value=0, max_digits=12, decimal_places=2)
    pay_basis = forms.CharField(label="报酬依据", max_length=120)
    transition_ends_on = forms.DateField(label="过渡期至", widget=DayInput(), required=False)
    reason = forms.CharField(label="更正理由", max_length=300)


class RulebookForm(ReasonActForm):
    approval_number = forms.CharField(label="批准文号", max_length=80)
    version = forms.IntegerField(widget=forms.HiddenInput())
    field_order = ["form_key", "version", "approval_number", "reason"]


class OpinionForm(KeyedForm):
    """The receiving community's opinion."""

    opinion = forms.ChoiceField(
        label="意见", choices=Receiver._meta.get_field("opinion").choices, widget=forms.RadioSelect
    )
    opinion_on = forms.DateField(label="意见日期", widget=DayInput())
    text = forms.CharField(
        label="内容",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="有条件同意或不同意的，写明条件或理由",
    )


def takers(case: MergerCase):
    """Who may take something over: the bodies of the community and of its receivers, the street, the government."""
    places = [case.place_id, case.place.parent_id, *case.receivers.values_list("place", flat=True)]
    return Organisation.objects.filter(place__in=places, ends_on=None).order_by("place", "kind", "name")
