"""Forms of the third-party agency: its contract, why there is none, its signature under a class."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.documents import UploadInput
from communities.models import Organisation


class EngagementForm(KeyedForm):
    agency = forms.ModelChoiceField(label="受托机构", queryset=None, empty_label="请选择")
    qualification = forms.CharField(label="执业证书号", max_length=60)
    qualified_from = forms.DateField(label="资格自", widget=DayInput())
    qualified_until = forms.DateField(label="资格有效期至", widget=DayInput())
    responsible = forms.CharField(label="项目负责人", max_length=40)
    responsible_number = forms.CharField(label="负责人执业编号", required=False, max_length=40)
    chosen_by = forms.CharField(label="选取方式", max_length=60, help_text="比选、招标、直接委托等")
    contract_number = forms.CharField(label="合同编号", max_length=60)
    contracted_on = forms.DateField(label="签订日期", widget=DayInput())
    fee = forms.DecimalField(label="费用（元）", required=False, max_digits=18, decimal_places=2, min_value=0)
    contract = forms.FileField(label="委托合同", widget=UploadInput())
    no_conflict = forms.BooleanField(label="已出具与清查单位无利害关系的声明")

    def __init__(self, place, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        near = (place.pk, place.parent_id, place.district_id)
        found = Organisation.objects.filter(kind=Organisation.Kind.AGENCY, place__in=near, ends_on=None)
        self.fields["agency"].queryset = found.order_by("name")


class NoAgencyForm(KeyedForm):
    reason = forms.CharField(label="不委托第三方机构的理由", max_length=200)


class SignForm(KeyedForm):
    """The totals that the agency's report states; they must be the register's."""

    report_number = forms.CharField(label="报告文号", max_length=60)
    book = forms.DecimalField(label="报告所载账面数（元）", max_digits=18, decimal_places=2)
    verified = forms.DecimalField(label="报告所载核实数（元）", max_digits=18, decimal_places=2)

    def __init__(self, resource: bool, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if resource:
            self.fields["book"] = forms.DecimalField(label="报告所载账面面积（亩）", max_digits=14, decimal_places=4)
            self.fields["verified"] = forms.DecimalField(
                label="报告所载核实面积（亩）", max_digits=14, decimal_places=4
            )
