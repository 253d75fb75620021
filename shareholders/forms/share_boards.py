"""Forms of the posted lists of shares and of printing certificates in batches."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.notices import area
from communities.lib import clock
from communities.models import Objection
from communities.rules.households import LABELS
from communities.rules.notice_texts import shipped
from shareholders.forms.boards import BoardForm
from shareholders.models import Member, ShareBoard, SharePlan, ShareTransaction
from shareholders.services import ACTIONS, Correction
from shareholders.services.certificate_batches import SCOPES
from shareholders.services.share_boards import PURPOSE
from shareholders.services.share_objections import OF_PERSONS, corrections


class ShareBoardForm(BoardForm):
    as_on = forms.DateField(label="持股截至", widget=DayInput(), initial=clock.today)

    field_order = ("as_on",)

    def __init__(self, plan: SharePlan, account, *args, **kwargs) -> None:
        super().__init__(plan.organisation, account, *args, **kwargs)
        del self.fields["round"]
        self.fields["objection_days"].initial = shipped().find(f"general:{PURPOSE}").objection_days

    def terms(self) -> dict:
        return {name: value for name, value in super().terms().items() if name != "as_on"}


class ShareAnswerForm(KeyedForm):
    """Upheld, the answer cites the ledger's act that corrected the shares, or corrects a name or relation itself."""

    result = forms.ChoiceField(label="处理结果", choices=Objection.Result.choices, widget=forms.RadioSelect)
    answer = forms.CharField(label="答复", max_length=2000, widget=area(4))
    posted = forms.ModelChoiceField(
        label="更正持股的台账业务",
        queryset=ShareTransaction.objects.none(),
        required=False,
        empty_label="不涉及股数",
        help_text="股数有误的，先在台账办理调整、冲销或变更单，再在这里选择",
    )
    member = forms.ModelChoiceField(
        label="更正的成员", queryset=Member.objects.none(), required=False, empty_label="不更正姓名、关系"
    )
    action = forms.ChoiceField(
        label="更正内容", required=False, choices=[("", "请选择"), *((key, ACTIONS[key]) for key in OF_PERSONS)]
    )
    value = forms.CharField(label="姓名更正为", max_length=40, required=False)
    relation = forms.ChoiceField(
        label="与户主关系更正为",
        required=False,
        choices=[("", "不变"), *(each for each in LABELS.items() if each[0] != "head")],
    )

    def __init__(self, board: ShareBoard, objection: Objection, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posted"].queryset = corrections(board, objection)
        self.fields["posted"].label_from_instance = _act_words
        members = Member.objects.filter(organisation=board.plan.organisation).select_related("person", "household")
        self.fields["member"].queryset = members.filter(household__number=objection.row_key)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("member") and not data.get("action"):
            self.add_error("action", "请选择更正内容。")
        if data.get("action") == "name" and not data.get("value"):
            self.add_error("value", "请填写更正后的姓名。")
        if data.get("action") == "relation" and not data.get("relation"):
            self.add_error("relation", "请选择与户主关系。")
        return data

    def change(self) -> dict:
        given = self.cleaned_data
        if given["member"] is None:
            return {"posted": given["posted"]}
        value = given["relation"] if given["action"] == "relation" else given["value"]
        return {"posted": given["posted"], "correction": Correction(given["action"], given["member"], value)}


class BatchForm(KeyedForm):
    scope = forms.ChoiceField(label="范围", choices=list(SCOPES.items()), widget=forms.RadioSelect, initial="new")
    first = forms.CharField(label="自户编号", max_length=20, required=False, help_text="选“户编号一段”时填写")
    last = forms.CharField(label="至户编号", max_length=20, required=False)
    as_on = forms.DateField(label="持股截至", widget=DayInput(), initial=clock.today)
    reason = forms.CharField(label="原因", max_length=100, required=False, help_text="其中有打印过的须填写，如换发")

    def clean(self) -> dict:
        data = super().clean()
        if data.get("scope") == "range" and not (data.get("first") and data.get("last")):
            self.add_error("first", "请填写起止户编号。")
        return data

    def asked(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("scope", "first", "last", "reason")}


def _act_words(act: ShareTransaction) -> str:
    return f"第{act.number}号 {act.get_kind_display()} {act.occurred_on} {act.reason}"[:80]
