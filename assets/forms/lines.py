"""Forms of the lines: the list's filter, one line with the fields its class asks for, its write-off."""

from django import forms
from django.db.models import Q

from assets.listing import plain
from assets.models import InventoryLine, WriteOff
from assets.rules.accounts import SIDES, Account, Side, shipped
from communities.forms.base import DayInput, KeyedForm
from communities.forms.documents import UploadInput

KINDS = {"": "全部明细", "off_book": "账外资产", "owed": "债权债务", "differing": "盘盈盘亏", "disputed": "权属争议"}
SEARCHED = ("name", "location", "custodian", "counterparty", "certificate", "remarks")
THINGS = ("quantity", "unit", "acquired_on", "location", "custodian", "certificate", "condition", "photo")
OFF_BOOK = ("off_book", "source", "holder", "basis")
AREAS = ("land_class", "book_area", "increase_area", "decrease_area", "disputed")
ACCOUNTS = [
    (label, [(account.code, account.name) for account in shipped().of_side(side)]) for side, label in SIDES.items()
]


def fields_of(account: Account) -> tuple[str, ...]:
    """The fields a class asks for, in the order of the official forms."""
    found: list[str] = ["name"]
    if account.owed:
        found += ["counterparty", "due_on"]
    if account.side == Side.ASSET:
        found.append("use")
    found += AREAS if account.side == Side.RESOURCE else ("book", "increase", "decrease")
    if account.fixed:
        found += ["original", "depreciation"]
    found += ["difference", "cause", "evidence"]
    if account.side in (Side.ASSET, Side.RESOURCE) and not account.owed:
        found += [*THINGS, *OFF_BOOK]
    return (*found, "remarks")


class LineFilterForm(forms.Form):
    q = forms.CharField(label="名称、地点、保管人", required=False, max_length=60)
    kind = forms.ChoiceField(label="范围", required=False, choices=list(KINDS.items()))
    account = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *ACCOUNTS])
    use = forms.ChoiceField(label="用途", required=False, choices=[("", "全部"), *InventoryLine.Use.choices])
    photo = forms.ChoiceField(label="照片", required=False, choices=[("", "全部"), ("with", "有"), ("without", "没有")])

    def __init__(self, lines, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines

    @property
    def asked(self) -> dict:
        return self.cleaned_data if self.is_bound and self.is_valid() else {}

    @property
    def kind_asked(self) -> str:
        return self.asked.get("kind") or ""

    def found(self):
        """The lines asked for; all of them while the form is empty or faulty."""
        asked, found = self.asked, self.lines
        if text := asked.get("q"):
            words = Q()
            for name in SEARCHED:
                words |= Q(**{f"{name}__icontains": text})
            found = found.filter(words)
        for name in ("account", "use"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        if asked.get("photo"):
            found = found.filter(photo__isnull=asked["photo"] == "without")
        return found.of_kind(self.kind_asked)


class AccountForm(forms.Form):
    """The first question of a new line: of which class."""

    account = forms.ChoiceField(label="类别", choices=ACCOUNTS)


class LineForm(KeyedForm):
    """One line of a class. Built for a new line, or from the line itself."""

    name = forms.CharField(label="名称", max_length=120)
    counterparty = forms.CharField(label="往来单位（人）", max_length=80, help_text="不填身份证号、手机号、银行账号")
    due_on = forms.DateField(label="到期日", required=False, widget=DayInput())
    use = forms.ChoiceField(label="用途", choices=InventoryLine.Use.choices)
    land_class = forms.ChoiceField(label="地类", choices=[(land.code, land.name) for land in shipped().lands])
    book_area = forms.DecimalField(label="账面面积（亩）", required=False, max_digits=14, decimal_places=4, min_value=0)
    increase_area = forms.DecimalField(label="增加（亩）", required=False, max_digits=14, decimal_places=4, min_value=0)
    decrease_area = forms.DecimalField(label="减少（亩）", required=False, max_digits=14, decimal_places=4, min_value=0)
    disputed = forms.BooleanField(label="权属有争议", required=False)
    book = forms.DecimalField(label="账面数（元）", required=False, max_digits=18, decimal_places=2)
    increase = forms.DecimalField(label="清查增加（元）", required=False, max_digits=18, decimal_places=2, min_value=0)
    decrease = forms.DecimalField(
        label="清查减少（元）", required=False, max_digits=18, decimal_places=2, min_value=0,
        help_text="核实数＝账面数＋清查增加－清查减少，由系统计算",
    )  # fmt: skip
    original = forms.DecimalField(label="原值（元）", max_digits=18, decimal_places=2, min_value=0)
    depreciation = forms.DecimalField(
        label="累计折旧（元）", required=False, max_digits=18, decimal_places=2, min_value=0,
        help_text="净值＝原值－累计折旧，须与核实数相同",
    )  # fmt: skip
    difference = forms.ChoiceField(
        label="增减性质", required=False, choices=[("", "没有增减"), *InventoryLine.Difference.choices]
    )
    cause = forms.CharField(label="增减原因", required=False, max_length=200)
    evidence = forms.FileField(
        label="依据材料", required=False, widget=UploadInput(), help_text="有增减的必须上传：发票、说明、见证等"
    )
    quantity = forms.DecimalField(label="数量", required=False, max_digits=14, decimal_places=4, min_value=0)
    unit = forms.CharField(label="单位", required=False, max_length=10)
    acquired_on = forms.DateField(label="购建日期", required=False, widget=DayInput())
    location = forms.CharField(label="坐落（存放地点）", required=False, max_length=120)
    custodian = forms.CharField(label="保管人", required=False, max_length=40)
    certificate = forms.CharField(label="权属证书号", required=False, max_length=80)
    condition = forms.CharField(label="使用状况", required=False, max_length=60)
    photo = forms.FileField(
        label="照片", required=False, widget=UploadInput({"accept": "image/jpeg,image/png"}),
        help_text="照片中的拍摄地点信息会自动去掉",
    )  # fmt: skip
    off_book = forms.BooleanField(label="账外资产（账面数为零，价值填清查增加）", required=False)
    source = forms.CharField(label="账外资产来源", required=False, max_length=120)
    holder = forms.CharField(label="现持有（使用）人", required=False, max_length=80)
    basis = forms.CharField(
        label="计价及认定依据",
        required=False,
        max_length=200,
        help_text="发票、同类市价减损耗或评估；都没有的按名义金额1元",
    )
    remarks = forms.CharField(label="备注", required=False, max_length=200)

    def __init__(self, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        wanted = fields_of(account)
        self.fields = {name: self.fields[name] for name in ("form_key", *wanted)}
        if "use" in self.fields:
            self.fields["use"].initial = account.use
        if account.owed:
            self.fields["counterparty"].label = "债务人" if account.side == Side.ASSET else "债权人"

    def values(self) -> dict:
        """The fields of the line, without its files."""
        kept = {key: value for key, value in self.cleaned_data.items() if key not in ("form_key", "photo", "evidence")}
        return {"account": self.account.code, **kept}


def initial_of(line: InventoryLine, account: Account) -> dict:
    """What stands in the line, quantities and areas without the noughts they are stored with."""
    held = {name: getattr(line, name) for name in fields_of(account) if name not in ("photo", "evidence")}
    return held | {name: plain(held[name]) for name in ("quantity", *AREAS[1:4]) if name in held}


class RemoveForm(KeyedForm):
    reason = forms.CharField(label="删除理由", max_length=200, help_text="只能删除录入有误、账面为零的行")


class WriteOffForm(KeyedForm):
    responsible = forms.CharField(label="责任人及处理意见", max_length=200)
    body = forms.ChoiceField(label="表决机构", choices=WriteOff._meta.get_field("body").choices)
    decided_on = forms.DateField(label="表决日期", widget=DayInput())
    resolution = forms.FileField(label="决议", widget=UploadInput())
