"""Forms of the share plan, the ledger, tickets and certificates. A holder is named by 户编号 and 姓名."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from communities.access import Verb, may
from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.models import Organisation, Person
from shareholders.models import Member, ShareClass, SharePlan, ShareTicket
from shareholders.rules.allocation import Rule
from shareholders.rules.ledger import LABELS, Kind
from shareholders.services.tickets import Part

PARTS = 4
MOST_CLAIMS = 2_000
ISSUED = "发行"


class ShareInput(forms.DecimalField):
    """A number of shares with at most four decimals."""

    def __init__(self, **options) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 4, **options})


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
    places = forms.TypedChoiceField(label="股数精度", choices=SharePlan.PLACES, coerce=int, initial=2)

    def __init__(self, account, plan: SharePlan | None, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if plan:
            del self.fields["organisation"]
            self.initial |= {
                name: getattr(plan, name) for name in ("reference_on", "base_amount", "base_source", "places")
            }
            return
        cooperatives = Organisation.objects.visible_to(account).filter(kind=Organisation.Kind.COOPERATIVE, ends_on=None)
        kept = [each.pk for each in cooperatives.select_related("place") if may(account, Verb.KEEP_SHARES, each.place)]
        self.fields["organisation"].queryset = cooperatives.filter(pk__in=kept)
        self.fields["organisation"].initial = kept[0] if len(kept) == 1 else None

    def figures(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("reference_on", "base_amount", "base_source", "places")}


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


class DayForm(KeyedForm):
    on = forms.DateField(label="日期", widget=DayInput())

    def __init__(self, label: str, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label


class ReasonForm(KeyedForm):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, label: str, *args, required: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].required = label, required


class PrintForm(KeyedForm):
    as_on = forms.DateField(label="持股截至", widget=DayInput())
    reason = forms.CharField(
        label="补打原因", required=False, max_length=100, help_text="首次打印不填；遗失、写满、股权变更等"
    )


class HolderField(forms.CharField):
    """“0012 张三”: a person of the cooperative, by 户编号 and 姓名; the name alone where there is only one."""

    def __init__(self, **options) -> None:
        super().__init__(**{"max_length": 60, "help_text": "户编号和姓名，如“0012 张三”", **options})
        self.plan: SharePlan | None = None

    def clean(self, value) -> Person | None:
        words = super().clean(value).split()
        if not words:
            return None
        found = _known(self.plan).filter(name=words[-1])
        if len(words) > 1:
            number = words[0]
            found = found.filter(
                Q(residences__household__number=number) | Q(memberships__household__number=number)
                | Q(share_accounts__household__number=number)
            )  # fmt: skip
        people = list(found.distinct()[:2])
        if len(people) != 1:
            raise ValidationError("有同名的人，请写上户编号。" if people else "没有找到，请核对户编号和姓名。")
        return people[0]


class AdjustForm(KeyedForm):
    """An act before the lock; a party left empty is the account 发行."""

    KINDS = [
        (each.value, LABELS[each]) for each in (Kind.CORRECT, Kind.GIFT, Kind.WITHDRAW, Kind.TRANSFER, Kind.INHERIT)
    ]

    kind = forms.ChoiceField(label="业务", choices=KINDS)
    share_class = forms.ModelChoiceField(label="股类", queryset=ShareClass.objects.none(), empty_label=None)
    giver = HolderField(label="转出人", required=False, help_text="户编号和姓名，如“0012 张三”；更正增加时留空")
    taker = HolderField(label="转入人", required=False, help_text="户编号和姓名；退出、更正减少时留空")
    shares = ShareInput(label="股数（股）")
    occurred_on = forms.DateField(label="发生日", widget=DayInput(), initial=clock.today)
    reason = forms.CharField(label="事由和依据", max_length=300)

    def __init__(self, plan: SharePlan, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share_class"].queryset = plan.classes.all()
        for name in ("giver", "taker"):
            self.fields[name].plan = plan


class TicketForm(KeyedForm):
    kind = forms.ChoiceField(label="业务", choices=ShareTicket.KINDS)
    giver = HolderField(label="转出人（被继承人）")
    occurred_on = forms.DateField(label="发生日", widget=DayInput(), initial=clock.today)
    reason = forms.CharField(label="事由", max_length=200)
    basis = forms.CharField(
        label="依据", max_length=200, help_text="转让协议、继承公证书、全体继承人协议等的名称和编号"
    )

    def __init__(self, plan: SharePlan, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        classes = plan.classes.exclude(rule=Rule.COLLECTIVE)
        for number in range(1, PARTS + 1):
            must = number == 1
            self.fields[f"taker_{number}"] = HolderField(label=f"受让人{number}", required=must)
            self.fields[f"class_{number}"] = forms.ModelChoiceField(
                label=f"股类{number}", queryset=classes, required=must, empty_label=None if must else "（不填）"
            )
            self.fields[f"shares_{number}"] = ShareInput(label=f"股数{number}（股）", required=must)
        for field in self.fields.values():
            if isinstance(field, HolderField):
                field.plan = plan

    def clean(self) -> dict:
        data = super().clean()
        for number in range(1, PARTS + 1):
            row = [data.get(f"{name}_{number}") for name in ("taker", "class", "shares")]
            named = any(f"{name}_{number}" in self.errors for name in ("taker", "class", "shares"))
            if not named and any(row) and not all(each is not None for each in row):
                self.add_error(f"taker_{number}", "这一行没有填全：受让人、股类、股数。")
        return data

    def parts(self) -> list[Part]:
        rows = (
            [self.cleaned_data[f"{name}_{number}"] for name in ("class", "taker", "shares")]
            for number in range(1, PARTS + 1)
        )
        return [Part(*row) for row in rows if row[1]]


def _known(plan: SharePlan):
    """Persons the cooperative knows: its members, its holders, the residents of its community."""
    return Person.objects.filter(
        Q(memberships__organisation=plan.organisation)
        | Q(share_accounts__share_class__plan=plan)
        | Q(residences__household__place=plan.place)
    )


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    fits = number.is_finite() and 0 <= number < 10**6 and number == number.quantize(Decimal("0.0001"))
    return number if fits else None
