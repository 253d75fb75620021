"""Forms about one place: a change with its date, counted figures, a planned community."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.models import LegalBody, Place

KINDS = [(kind.value, kind.label) for kind in Place.Kind if kind not in (Place.Kind.DISTRICT, Place.Kind.STREET)]


class FactsForm(KeyedForm):
    def facts(self) -> dict:
        """What was entered, by the names the service takes."""
        return {key: value for key, value in self.cleaned_data.items() if key != "form_key"}


class AmendForm(FactsForm):
    """A change of name, kind or 法律主体; the form opens with what holds today."""

    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类型", choices=KINDS)
    legal_body = forms.ChoiceField(
        label="法律主体", choices=LegalBody.choices, help_text="决定走路径 A 还是路径 B，与类型无关"
    )
    since = forms.DateField(label="生效日期", widget=DayInput())
    source = forms.CharField(label="依据", max_length=200, help_text="批复、决定或核实记录的名称和文号")


class FiguresForm(FactsForm):
    """Figures as at a day; an empty field is not counted, which is not nought."""

    as_at = forms.DateField(label="截至日期", widget=DayInput())
    population = forms.IntegerField(label="人口（人）", min_value=0, required=False)
    households = forms.IntegerField(label="户数（户）", min_value=0, required=False)
    area_km2 = forms.DecimalField(
        label="面积（平方公里）", min_value=0, max_digits=14, decimal_places=4, required=False
    )
    party_members = forms.IntegerField(label="党员（人）", min_value=0, required=False)
    service_radius_m = forms.IntegerField(label="服务半径（米）", min_value=0, required=False)
    source = forms.CharField(label="来源", max_length=200, help_text="如：2025年度统计报表")


class PlanForm(FactsForm):
    name = forms.CharField(label="名称", max_length=60, help_text="批复拟定的全称，如：湖畔社区居民委员会")
    kind = forms.ChoiceField(label="类型", choices=KINDS, initial=Place.Kind.URBAN)
    legal_body = forms.ChoiceField(label="法律主体", choices=LegalBody.choices, initial=LegalBody.RESIDENTS_COMMITTEE)
