"""Forms of the share plan, the ledger, tickets and certificates. A holder is named by 户编号 and 姓名."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.models import Organisation, Person
from communities.rules.competence import Subject
from shareholders.models import Decision, ShareClass, SharePlan, ShareTicket
from shareholders.rules.allocation import Rule
from shareholders.rules.ledger import LABELS, Kind
from shareholders.services.ledger import COLLECTIVE, Party
from shareholders.services.tickets import Part

PARTS = 4
ISSUED = "发行"


class ShareInput(forms.DecimalField):
    """A number of shares with at most four decimals."""

    def __init__(self, **options) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 4, **options})


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
    """“0012 张三”: a person of the cooperative, by 户编号 and 姓名; the name alone where there is only one.

    With `collective`, “集体” names the collective.
    """

    def __init__(self, *, collective: bool = False, **options) -> None:
        super().__init__(**{"max_length": 60, "help_text": "户编号和姓名，如“0012 张三”", **options})
        self.organisation: Organisation | None = None
        self.collective = collective

    def clean(self, value) -> Party:
        words = super().clean(value).split()
        if not words:
            return None
        if self.collective and words == [COLLECTIVE.label]:
            return COLLECTIVE
        found = _known(self.organisation).filter(name=words[-1])
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
    giver = HolderField(
        label="转出人",
        required=False,
        collective=True,
        help_text="户编号和姓名，如“0012 张三”；更正增加时留空；集体股减少填“集体”",
    )
    taker = HolderField(
        label="转入人",
        required=False,
        collective=True,
        help_text="户编号和姓名；退出、更正减少时留空；集体股增加填“集体”",
    )
    decision = forms.ModelChoiceField(
        label="成员大会表决",
        queryset=Decision.objects.none(),
        required=False,
        empty_label="不涉及集体股",
        help_text="集体股的更正、退出须选择；在成员名册页面登记表决",
    )
    shares = ShareInput(label="股数（股）")
    occurred_on = forms.DateField(label="发生日", widget=DayInput(), initial=clock.today)
    reason = forms.CharField(label="事由和依据", max_length=300)

    def __init__(self, plan: SharePlan, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share_class"].queryset = plan.classes.all()
        self.fields["decision"].queryset = plan.organisation.member_decisions.filter(subject=Subject.MEMBERS)
        for name in ("giver", "taker"):
            self.fields[name].organisation = plan.organisation


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
                field.organisation = plan.organisation

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


def _known(organisation: Organisation):
    """Persons the cooperative knows: its members, its holders, the residents of its community."""
    return Person.objects.filter(
        Q(memberships__organisation=organisation)
        | Q(share_accounts__share_class__plan__organisation=organisation)
        | Q(residences__household__place=organisation.place)
    )
