"""Forms of the contract register: the filter, the terms, the acts."""

from django import forms
from django.forms.models import fields_for_model

from assets.filing import FilingRules
from assets.models import Contract, InventoryLine
from assets.rules import contracts as rules
from communities.forms.base import DayInput, KeyedForm
from communities.forms.choosing import PlaceFilter
from communities.lib import clock
from communities.models import Organisation

Area = forms.Textarea(attrs={"rows": 2})
# The sections of the form, each with its fields in order.
SECTIONS = {
    "合同": ("number", "kind", "subject", "line", "location", "area", "area_unit"),
    "对方": ("counterparty", "is_person", "cadre_related"),
    "期限": ("signed_on", "starts_on", "ends_on"),
    "价款": ("total", "rent_per_year", "rent_terms", "payment", "deposit", "receivable", "received"),
    "程序和备案": ("written", "procedure", "public_trading", "filing_number", "filed_on"),
    "问题和处理": ("problems", "measure", "successor"),
}
TERMS = tuple(name for names in SECTIONS.values() for name in names)
HELP = {
    "kind": "默认类型",
    "subject": "出租、发包的是什么，如“沿街房屋3号”；同一标的请写成同样的名称",
    "line": "标的在资产清查中是哪一行；清查中没有的不选",
    "counterparty": "个人只写姓名，不写证件号码和电话",
    "ends_on": "没有约定期限的不填",
    "total": "没有约定总价的不填，按年租金和期限计算",
    "receivable": "到今天为止累计应收",
    "received": "到今天为止累计实收",
    "procedure": "会议名称和日期，如“成员代表会议（2026-03-01）”",
    "filing_number": "达到备案数额的须备案（默认3万元以上，含3万元）；没有备案的先不填，提示补报，不影响登记",
    "successor": "并入后由谁继续履行",
}
FLAGS = {
    "unfiled": "未备案，请补报",
    "expiring": "即将到期",
    "overlong": "租期超过法定上限",
    "shared": "同一标的期限重叠",
    "split": "疑似拆分",
    "arrears": "欠缴",
    "not_recovered": "到期未收回",
    "to_review": "待街道核对",
}


class BodyField(forms.ModelChoiceField):
    """An organisation under the name of its place."""

    def label_from_instance(self, body: Organisation) -> str:
        return body.name


class LineField(forms.ModelChoiceField):
    """A thing or a parcel of land of an inventory."""

    def label_from_instance(self, line: InventoryLine) -> str:
        return f"{line}（{line.location}）" if line.location else str(line)


class ContractForm(KeyedForm):
    """The terms of a contract; `bodies` only where it is a new one, `contract` and a reason where one is corrected."""

    def __init__(self, *args, bodies=None, contract: Contract | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        owners = bodies if contract is None else [contract.organisation]
        things = InventoryLine.objects.that_can_be_let(owners)
        if bodies is not None:
            self.fields["organisation"] = BodyField(label="合同单位", queryset=bodies, empty_label="请选择")
            if len(bodies) == 1:
                self.initial.setdefault("organisation", bodies[0])
        days = {name: DayInput() for name in ("signed_on", "starts_on", "ends_on", "filed_on")}
        names = [name for name in TERMS if name not in ("problems", "line")]
        self.fields |= fields_for_model(Contract, fields=names, widgets=days, help_texts=HELP)
        self.fields["kind"].choices = [("", "请选择"), *Contract._meta.get_field("kind").choices]
        self.fields["area_unit"].choices = [("", "请选择"), *Contract.AreaUnit.choices]
        self.fields["line"] = LineField(
            label="清查明细", queryset=things, required=False, empty_label="不关联", help_text=HELP["line"]
        )
        self.fields["problems"] = forms.MultipleChoiceField(
            label="问题类型",
            choices=list(rules.PROBLEMS.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="默认问题类型，可以多选",
        )
        for name in ("receivable", "received"):
            self.fields[name].required = False
        if contract is not None:
            self.fields["reason"] = forms.CharField(label="更正理由", max_length=500, widget=Area)

    def clean(self) -> dict:
        data = super().clean()
        for name in ("receivable", "received"):
            if name not in self.errors and data.get(name) is None:
                data[name] = 0
        return data

    def terms(self) -> dict:
        return {name: self.cleaned_data[name] for name in TERMS}

    def sections(self) -> list[dict]:
        """The bound fields under their heads."""
        lead = [self["organisation"]] if "organisation" in self.fields else []
        heads = [{"title": title, "fields": [self[name] for name in names]} for title, names in SECTIONS.items()]
        heads[0]["fields"] = lead + heads[0]["fields"]
        return heads + ([{"title": "更正", "fields": [self["reason"]]}] if "reason" in self.fields else [])


class ContractFilterForm(PlaceFilter):
    kind = forms.ChoiceField(
        label="类型", required=False, choices=[("", "全部"), *((k.key, k.label) for k in rules.KINDS)]
    )
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *rules.STATUSES.items()])
    flag = forms.ChoiceField(label="提示", required=False, choices=[("", "全部"), *FLAGS.items()])
    problem = forms.ChoiceField(label="问题类型", required=False, choices=[("", "全部"), *rules.PROBLEMS.items()])
    q = forms.CharField(label="编号、标的或对方", required=False, max_length=60)

    def __init__(self, contracts, places, held: FilingRules, days: int, *args, **kwargs) -> None:
        """`days`: within how many a running contract counts as 即将到期."""
        super().__init__(*args, **kwargs)
        self.contracts, self.held, self.days = contracts, held, days
        self.fields["place"].queryset = places

    def found(self):
        """The contracts asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.contracts
        if place := asked.get("place"):
            found = found.filter(organisation__place=place)
        if kind := asked.get("kind"):
            found = found.filter(kind=kind)
        if status := asked.get("status"):
            found = found.in_status(status, clock.today())
        if problem := asked.get("problem"):
            found = found.filter(problems__contains=[problem])
        if text := asked.get("q"):
            found = found.matching(text)
        return self._flagged(found, asked.get("flag", ""))

    def _flagged(self, found, flag: str):
        today = clock.today()
        match flag:
            case "unfiled":
                return found.unfiled(self.held.reached())
            case "expiring":
                return found.expiring(today, self.days)
            case "not_recovered":
                return found.not_recovered(today)
            case "split":
                return found.filter(pk__in=self.contracts.split(self.held))
            case "overlong":
                return found.overlong()
            case "shared":
                return found.shared()
            case "arrears":
                return found.in_arrears()
            case "to_review":
                return found.to_review()
        return found


class FilingForm(KeyedForm):
    number = forms.CharField(label="备案文号", max_length=60)
    filed_on = forms.DateField(label="备案日期", widget=DayInput())


class DayTextForm(KeyedForm):
    """A day and words about it; `label` and `words` say which."""

    label, words, needed = "日期", "说明", True

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = forms.DateField(label=self.label, widget=DayInput())
        self.fields["text"] = forms.CharField(label=self.words, max_length=200, widget=Area, required=self.needed)


class DisputeForm(DayTextForm):
    label, words = "发生日期", "争议情况"


class SettleForm(DayTextForm):
    label, words = "解决日期", "怎样解决"


class TerminateForm(DayTextForm):
    label, words = "解除日期", "解除原因"


class RecoverForm(DayTextForm):
    label, words, needed = "收回日期", "收回情况", False


class MoneyForm(KeyedForm):
    receivable = forms.DecimalField(label="应收（元）", max_digits=18, decimal_places=2, min_value=0)
    received = forms.DecimalField(label="实收（元）", max_digits=18, decimal_places=2, min_value=0)


class ReviewForm(KeyedForm):
    """The street's check with the problems it sees."""

    problems = forms.MultipleChoiceField(
        label="问题类型",
        choices=list(rules.PROBLEMS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="默认问题类型，可以多选",
    )
    measure = forms.CharField(label="处理意见", max_length=300, required=False, widget=Area)
    note = forms.CharField(label="核对意见", max_length=300, required=False, widget=Area)


class ReturnForm(KeyedForm):
    note = forms.CharField(label="退回理由", max_length=300, widget=Area)
