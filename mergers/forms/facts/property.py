"""Steps 4 and 5: the assessment's conclusion, the inventory's totals."""

from django import forms

from mergers.forms.facts.base import DayField, FactsForm
from risk.models import AssessmentStatement


class MoneyInput(forms.DecimalField):
    def __init__(self, **kwargs):
        super().__init__(max_digits=18, decimal_places=2, **kwargs)


class AssessmentFacts(FactsForm):
    risk_level = forms.ChoiceField(label="风险等级", choices=[("", "请选择"), *AssessmentStatement.Level.choices])
    conclusion = forms.ChoiceField(label="评估结论", choices=[("", "请选择"), *AssessmentStatement.Conclusion.choices])
    concluded_on = DayField(label="结论日期")
    excluded_items = forms.CharField(label="不实施的部分", max_length=300)
    receipt_number = forms.CharField(label="备案文号", max_length=80)

    def clean(self):
        data = super().clean()
        if data.get("conclusion") == "partial" and not data.get("excluded_items"):
            self.add_error("excluded_items", "结论为“可部分实施”的，须写明哪些部分不实施。")
        return data


class InventoryFacts(FactsForm):
    base_date = DayField(label="登记时点")
    total_assets = MoneyInput(label="资产总计（元）", min_value=0)
    total_liabilities = MoneyInput(label="负债合计（元）", min_value=0)
    total_equity = MoneyInput(label="所有者权益合计（元）")
    operating_assets = MoneyInput(label="经营性资产（元）", min_value=0)
    off_book_assets = MoneyInput(label="账外资产（元）", min_value=0)
    land_mu = forms.DecimalField(label="资源性资产（亩）", min_value=0, max_digits=14, decimal_places=4)
    agency_name = forms.CharField(label="受托机构", max_length=80)
    agency_valid_to = DayField(label="机构资格有效期至", future=True)

    def clean(self):
        data = super().clean()
        assets, claims, equity = (data.get(name) for name in ("total_assets", "total_liabilities", "total_equity"))
        if None not in (assets, claims, equity) and assets != claims + equity:
            self.add_error(
                "total_assets",
                f"资产总计{assets}元不等于负债{claims}元加所有者权益{equity}元，相差{assets - claims - equity}元。",
            )
        if assets is not None and (data.get("operating_assets") or 0) > assets:
            self.add_error("operating_assets", "经营性资产不能大于资产总计。")
        return data
