"""Forms of the distribution of income: its figures, the decision, its posting, the list for the bank."""

from decimal import Decimal

from django import forms
from django.db.models import Q

from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.rules.competence import Subject
from communities.rules.notice_texts import shipped
from shareholders.forms.boards import BoardForm
from shareholders.models import Decision, Dividend, SharePlan
from shareholders.services.dividend_boards import PURPOSE
from shareholders.services.dividends import FIGURES


class YuanInput(forms.DecimalField):
    """An amount in yuan, not below nought."""

    def __init__(self, **options) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 2, "min_value": Decimal(0), **options})


class DividendForm(KeyedForm):
    year = forms.IntegerField(label="年度", min_value=1990, max_value=2100, help_text="收益所属的年度")
    income = YuanInput(label="当年收益（元）", help_text="按经审核的年度决算；一次性收取的多年租金须分年计入")
    brought_forward = YuanInput(label="年初未分配收益（元）", initial=Decimal(0))
    losses = YuanInput(label="弥补以前年度亏损（元）", initial=Decimal(0))
    reserve_percent = forms.DecimalField(
        label="章程规定的公积公益金提取比例（%）",
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(0),
        max_value=Decimal(100),
        help_text="按本组织章程填写；章程没有规定比例的填0",
    )
    reserve = YuanInput(label="提取公积公益金（元）")
    amount = YuanInput(label="本次分配（元）", help_text="征地补偿费、留用地资金不在此分配")
    retained = YuanInput(label="结转下年（元）", initial=Decimal(0))
    record_on = forms.DateField(
        label="股权登记日", widget=DayInput(), help_text="以这一天日终的台账持股计算，此后的转让、继承不影响本次分配"
    )
    basis = forms.CharField(
        label="依据（章程条款、制度）", max_length=200, help_text="如“章程第三十八条、收益分配制度”"
    )
    collective_takes_part = forms.BooleanField(
        label="集体股参加分配", required=False, initial=True, help_text="集体股分得的部分留本社"
    )

    def __init__(self, dividend: Dividend | None, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if dividend:
            self.initial |= {name: getattr(dividend, name) for name in FIGURES}
        else:
            self.fields["year"].initial = clock.today().year - 1

    def figures(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIGURES}


class DividendDecideForm(KeyedForm):
    decision = forms.ModelChoiceField(
        label="表决",
        queryset=Decision.objects.none(),
        empty_label="请选择",
        help_text="事项为“收益分配方案”的表决；没有的，先在成员名册页面登记表决并上传会议记录",
    )

    def __init__(self, plan: SharePlan, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = plan.organisation.member_decisions.filter(subject=Subject.INCOME)


class DividendBoardForm(BoardForm):
    def __init__(self, dividend: Dividend, account, *args, **kwargs) -> None:
        super().__init__(dividend.plan.organisation, account, *args, **kwargs)
        del self.fields["round"]
        self.fields["objection_days"].initial = shipped().find(f"general:{PURPOSE}").objection_days


class BankListForm(KeyedForm):
    reason = forms.CharField(label="导出理由", max_length=200, help_text="清单含证件号码；理由和导出人记入记录簿和文件")


class LineFilterForm(forms.Form):
    q = forms.CharField(label="姓名或户编号", required=False, max_length=40)
    carried = forms.BooleanField(label="只看进位行", required=False)

    def found(self, dividend: Dividend):
        asked = self.cleaned_data if self.is_valid() else {}
        found = dividend.lines.all()
        if text := asked.get("q"):
            found = found.filter(Q(name__icontains=text) | Q(number__icontains=text))
        return found.carried() if asked.get("carried") else found
