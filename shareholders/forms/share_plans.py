"""Forms of the share plan: its figures and base, its classes, what persons bring to a class, the members' decision."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError

from communities.access import Verb, may
from communities.forms.base import DayInput, KeyedForm
from communities.models import Organisation, Person
from shareholders.forms.shares import ShareInput
from shareholders.models import Member, ShareClass, SharePlan
from shareholders.rules.plans import Base
from shareholders.services.plans import FIGURES

BaseOf = Callable[[Organisation], Base | None]  # what the locked inventory says, told from above
MOST_CLAIMS = 2_000


class PlanForm(KeyedForm):
    organisation = forms.ModelChoiceField(label="合作社", queryset=Organisation.objects.none(), empty_label="请选择")
    reference_on = forms.DateField(
        label="基准日", widget=DayInput(), help_text="以这一天的成员为准；此后出生的是成员，不新增股份"
    )
    base_amount = forms.DecimalField(
        label="量化基数（元）",
        max_digits=18,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text="一般为经营性净资产",
    )
    base_source = forms.CharField(
        label="基数出处", max_length=200, help_text="如“清产核资报告（2026年1月31日）经营性净资产”"
    )
    base_reason = forms.CharField(
        label="与清查数不同的理由", required=False, max_length=200, help_text="基数与已锁定的清查数不同时填写"
    )
    places = forms.TypedChoiceField(label="股数精度", choices=SharePlan.PLACES, coerce=int, initial=2)
    opening = forms.BooleanField(label="按原改革登记（原股权证已经发放，持股用工作簿导入，不重新分配）", required=False)

    def __init__(self, account, plan: SharePlan | None, base_of: BaseOf, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.base_of = base_of
        if plan:
            del self.fields["organisation"]
            self.initial |= {name: getattr(plan, name) for name in FIGURES}
            self._suggest(plan.organisation)
            return
        cooperatives = Organisation.objects.visible_to(account).filter(kind=Organisation.Kind.COOPERATIVE, ends_on=None)
        kept = [each for each in cooperatives.select_related("place") if may(account, Verb.KEEP_SHARES, each.place)]
        self.fields["organisation"].queryset = cooperatives.filter(pk__in=[each.pk for each in kept])
        if len(kept) == 1:
            self.fields["organisation"].initial = kept[0].pk
            self._suggest(kept[0], fill=True)

    def _suggest(self, organisation: Organisation, *, fill: bool = False) -> None:
        """Say what the locked inventory has, and on a new plan fill it in."""
        base = self.base_of(organisation)
        if base is None:
            return
        self.fields["base_amount"].help_text = f"已锁定的清查：{base.source}为{base.amount:,.2f}元"
        if fill:
            self.initial |= {"base_amount": base.amount, "base_source": base.source}

    def figures(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIGURES}


class ClassForm(KeyedForm):
    name = forms.CharField(label="名称", max_length=20, initial="人口股")
    kind = forms.ChoiceField(label="股类", choices=ShareClass.Kind.choices)
    rule = forms.ChoiceField(label="计股办法", choices=ShareClass.RULES)
    rate = ShareInput(
        label="每份股数（股）", required=False, help_text="每人、每年农龄或每份各多少股；与股类总数只填一项"
    )
    pool = ShareInput(label="股类总数（股）", required=False, help_text="先定总数、再按计股依据分配时填写")
    percent = forms.DecimalField(
        label="占总股数（%）", required=False, max_digits=6, decimal_places=3, help_text="只有集体股填写"
    )
    inheritable = forms.BooleanField(label="可以继承", required=False, initial=True)

    def given(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class ClaimsForm(KeyedForm):
    """Lines of 成员编号 and number; a member who is not found or a number that is none is named with its line."""

    lines = forms.CharField(
        label="计股依据",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="一行一人：成员编号、空格、数量（农龄年数或份数，可带小数）。可从表格中复制两列粘贴。",
    )
    note = forms.CharField(label="说明", required=False, max_length=100, help_text="如“农龄登记表第3页”")

    def __init__(self, plan: SharePlan, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean_lines(self) -> dict[Person, Decimal]:
        lines = [line.replace(",", " ").replace("，", " ").split() for line in self.cleaned_data["lines"].splitlines()]
        lines = [(number, cells) for number, cells in enumerate(lines, start=1) if cells]
        if len(lines) > MOST_CLAIMS:
            raise ValidationError(f"一次最多登记{MOST_CLAIMS}人，请分几次。")
        numbers = [cells[0] for _, cells in lines]
        members = Member.objects.filter(organisation=self.plan.organisation, number__in=numbers).select_related(
            "person"
        )
        known = {member.number: member.person for member in members}
        found, faults = {}, []
        for number, cells in lines:
            measure = _number(cells[1]) if len(cells) == 2 else None
            if cells[0] not in known:
                faults.append(f"第{number}行：名册上没有成员编号“{cells[0]}”。")
            elif measure is None:
                faults.append(f"第{number}行：应为成员编号和一个数量。")
            else:
                found[known[cells[0]]] = measure
        if faults:
            raise ValidationError(faults[:20])
        return found


class DecideForm(KeyedForm):
    body = forms.ChoiceField(
        label="表决机构",
        choices=SharePlan.BODIES,
        help_text="份额量化须由成员大会决定，代表大会不得代行（集体经济组织法第二十八条）",
    )
    motion_on = forms.DateField(label="表决日期", widget=DayInput())
    motion = forms.CharField(label="决议", max_length=200, help_text="名称或文号，如“成员大会决议〔2026〕1号”")


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    fits = number.is_finite() and 0 <= number < 10**6 and number == number.quantize(Decimal("0.0001"))
    return number if fits else None
