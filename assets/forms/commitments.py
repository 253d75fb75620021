"""Forms of the four registers: a new register, an item, a check, how one item stands now."""

from django import forms
from django.forms.models import fields_for_model

from assets.forms.contracts import BodyField
from assets.models import CommitmentFinding, CommitmentItem
from assets.rules import commitments as rules
from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.lib import clock

Area = forms.Textarea(attrs={"rows": 2})
STATE = ("exists", "holder", "quantity", "amount", "ends_on", "scope")
HELP = {
    "quantity": "承包和合同填亩，公益设施填受益户数，民生项目填享受人数",
    "holder": "个人只写姓名",
    "scope": "公益设施的受益范围、民生项目的享受对象",
}


class RegisterForm(KeyedForm):
    base_date = forms.DateField(label="登记时点", widget=DayInput(), help_text="按这一天的情况登记，一般为撤并启动之日")

    def __init__(self, bodies, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = BodyField(label="登记单位", queryset=bodies, empty_label="请选择")
        if len(bodies) == 1:
            self.initial.setdefault("organisation", bodies[0])
        self.order_fields(["form_key", "organisation", "base_date"])


class ItemForm(KeyedForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = ("kind", "title", "holder", "quantity", "amount", "ends_on", "scope")
        widgets = {"ends_on": DayInput(), "scope": Area}
        self.fields |= fields_for_model(CommitmentItem, fields=names, widgets=widgets, help_texts=HELP)
        self.fields["kind"].choices = [("", "请选择"), *rules.KINDS.items()]


class CheckForm(KeyedForm):
    checked_on = forms.DateField(label="核对日期", widget=DayInput())


class FindingForm(KeyedForm):
    """How an item stands now, in the words of its kind; what differs is explained."""

    def __init__(self, item: CommitmentItem, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        widgets = {"ends_on": DayInput(), "scope": Area}
        self.fields |= fields_for_model(CommitmentFinding, fields=STATE, widgets=widgets)
        self.fields["quantity"].label = rules.QUANTITIES[item.kind]
        self.fields["amount"].label = rules.AMOUNTS[item.kind]
        self.fields["explanation"] = forms.CharField(
            label="差异说明",
            max_length=300,
            required=False,
            widget=Area,
            help_text="与撤并前不一致的必填：为什么变、是否经过程序",
        )

    def state(self) -> dict:
        return {name: self.cleaned_data[name] for name in STATE}


class RegisterFilterForm(PlaceFilter):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("draft", "登记中"), ("frozen", "已冻结"), ("changed", "有差异"), ("due", "该核对了")],
    )

    def __init__(self, registers, places, months: int, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.registers, self.months = registers, months
        self.fields["place"].queryset = places

    def found(self):
        """The registers asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.registers
        if place := asked.get("place"):
            found = found.filter(organisation__place=place)
        match asked.get("state"):
            case "draft":
                found = found.filter(frozen_at=None)
            case "frozen":
                found = found.frozen()
            case "changed":
                found = found.filter(changed_n__gt=0)
            case "due":
                found = found.due(rules.next_check_on(clock.today(), -self.months))
        return found
