"""Steps 1–3: the baseline survey (R17), the plan (R18, R27), the mobilisation with its letter and questionnaire."""

from django import forms

from mergers.forms.facts.base import CountField, DayField, FactsForm


class SurveyFacts(FactsForm):
    households = CountField(label="户数（户）")
    population = CountField(label="人口（人）")
    area_km2 = forms.DecimalField(label="面积（平方公里）", min_value=0, max_digits=14, decimal_places=4)
    party_members = CountField(label="党员（人）")
    committee_members = CountField(label="两委成员（人）", help_text="待遇逐人登记在事项页“干部待遇”")
    term_ends_on = DayField(label="换届届满日", future=True)
    reform_done = forms.TypedChoiceField(
        label="集体产权制度改革",
        choices=[("", "请选择"), ("yes", "已完成"), ("no", "未完成")],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    assets_summary = forms.CharField(label="三资概况", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    legacy = forms.CharField(label="历史遗留问题", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    petitions = CountField(label="信访件（件）", help_text="只填件数，不写信访人")
    verdict = forms.ChoiceField(
        label="研判结论", choices=[("", "请选择"), ("include", "列入计划"), ("suspend", "暂缓")]
    )
    verdict_reason = forms.CharField(label="研判理由", max_length=200)

    def __init__(self, *args, initial=None, **kwargs):
        words = {True: "yes", False: "no"}
        initial = {**(initial or {})}
        initial["reform_done"] = words.get(initial.get("reform_done"), "")
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self):
        data = super().clean()
        if data.get("verdict") and not data.get("verdict_reason"):
            self.add_error("verdict_reason", "请写明列入或暂缓的理由。")
        return data


class PlanFacts(FactsForm):
    boundary = forms.CharField(label="四至", max_length=200, help_text="东至、南至、西至、北至")
    service_radius_m = CountField(label="服务半径（米）")
    households_after = CountField(label="调整后户数（户）")
    cadres_plan = forms.CharField(label="干部安置", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    cooperative_plan = forms.CharField(
        label="合作社安排",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        initial="合作社继续存在，资产不平调",
    )
    transition_ends_on = DayField(label="过渡期至", future=True)
    no_liabilities = forms.BooleanField(label="无债务、诉讼、担保")


class MobilisationFacts(FactsForm):
    meeting_on = DayField(label="动员会日期")
    attended = CountField(label="到会（人）")
    letters_due = CountField(label="一封信应发（户）")
    letters_delivered = CountField(label="已送达（户）")
    letters_attempted = CountField(label="登记送达经过（户）", help_text="拒收、外出等已登记经过的户")
    questionnaires_sent = CountField(label="问卷发放（份）")
    questionnaires_back = CountField(label="问卷收回（份）")
    aware = CountField(label="其中知晓（份）")
    supportive = CountField(label="其中支持（份）")

    def clean(self):
        data = super().clean()
        for less, more in (
            ("questionnaires_back", "questionnaires_sent"),
            ("aware", "questionnaires_back"),
            ("supportive", "questionnaires_back"),
            ("letters_delivered", "letters_due"),
        ):
            if data.get(less) is not None and data.get(more) is not None and data[less] > data[more]:
                self.add_error(less, f"“{self.fields[less].label}”不能多于“{self.fields[more].label}”。")
        return data
