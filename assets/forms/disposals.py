"""Forms of the disposals: the filter, a new one, the acts."""

from django import forms
from django.forms.models import fields_for_model

from assets.filing import FilingRules
from assets.forms.contracts import BodyField
from assets.models import Disposal
from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter

FACTS = (
    "kind",
    "subject",
    "amount",
    "happened_on",
    "counterparty",
    "reason",
    "procedure",
    "filing_number",
    "filed_on",
)
Area = forms.Textarea(attrs={"rows": 2})
HELP = {
    "amount": "成交或核销的金额；无偿的填0",
    "counterparty": "个人只写姓名",
    "procedure": "会议名称和日期，如“成员代表会议（2026-03-01）”",
    "filing_number": "没有备案的先不填，提示补报，不影响登记",
}


class DisposalForm(KeyedForm):
    def __init__(self, bodies, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = BodyField(label="单位", queryset=bodies, empty_label="请选择")
        if len(bodies) == 1:
            self.initial.setdefault("organisation", bodies[0])
        widgets = {"happened_on": DayInput(), "filed_on": DayInput(), "reason": Area}
        self.fields |= fields_for_model(Disposal, fields=FACTS, widgets=widgets, help_texts=HELP)
        self.fields["kind"].choices = [("", "请选择"), *Disposal.Kind.choices]

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in FACTS}


class DisposalFilterForm(PlaceFilter):
    kind = forms.ChoiceField(
        label="类型", required=False, choices=[("", "全部"), *Disposal.Kind.choices, ("contract", "合同（合同台账）")]
    )
    flag = forms.ChoiceField(
        label="提示",
        required=False,
        choices=[("", "全部"), ("unfiled", "未备案，请补报"), ("after_lock", "锁定后发生")],
    )

    def __init__(self, disposals, contracts, places, held: FilingRules, *args, **kwargs) -> None:
        """Of the contract register the leases after the lock stand here, too; of the unfiled every contract."""
        super().__init__(*args, **kwargs)
        self.disposals, self.contracts, self.held = disposals, contracts, held
        self.fields["place"].queryset = places

    def found(self) -> list:
        """Disposals and contracts, one list by place and day; all of them while the form is faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        disposals, contracts = self.disposals, self.contracts
        if place := asked.get("place"):
            disposals = disposals.filter(organisation__place=place)
            contracts = contracts.filter(organisation__place=place)
        if kind := asked.get("kind"):
            disposals = disposals.filter(kind=kind)
            contracts = contracts if kind == "contract" else contracts.none()
        if asked.get("flag") == "unfiled":
            return [*disposals.unfiled(), *contracts.unfiled(self.held.reached())]
        if asked.get("flag") == "after_lock":
            disposals = disposals.after_lock()
        return [*disposals, *contracts.leases_after_lock()]


class WithdrawForm(KeyedForm):
    reason = forms.CharField(label="撤销原因", max_length=300, widget=Area)
