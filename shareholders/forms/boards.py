"""Forms of the three postings: making a list, an objection to one of its rows, the answer with its correction."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.notices import RowObjectionForm, area
from communities.lib import clock
from communities.models import Board, Notice, Objection, Organisation
from communities.rules.households import LABELS
from communities.rules.notice_texts import shipped
from shareholders.forms.findings import clause_words
from shareholders.models import Member, RollBoard, RuleClause
from shareholders.rules import categories
from shareholders.services import ACTIONS, Correction


class BoardForm(KeyedForm):
    round = forms.TypedChoiceField(label="榜次", choices=list(RollBoard.ROUNDS.items()), coerce=int)
    boards = forms.ModelMultipleChoiceField(
        label="公开栏", queryset=Board.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    objection_days = forms.IntegerField(label="异议期（天）", min_value=1, max_value=366, help_text="默认，可以修改")
    objection_unit = forms.ChoiceField(
        label="异议期单位", choices=Notice._meta.get_field("objection_unit").choices, initial="natural"
    )
    posting_on = forms.DateField(label="拟张贴日", widget=DayInput(), initial=clock.today)
    contact = forms.CharField(label="联系人", max_length=40)
    telephone = forms.CharField(label="联系电话", max_length=40)

    def __init__(self, organisation: Organisation, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["boards"].queryset = Board.objects.filter(place=organisation.place, in_use=True)
        self.fields["boards"].initial = found
        self.fields["objection_days"].initial = shipped().find("general:posting.roll").objection_days
        self.fields["contact"].initial = account.name
        done = {board.round for board in organisation.roll_boards.all()}
        self.fields["round"].initial = max(done, default=1)

    def terms(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("round", "form_key")}


class HouseholdObjectionForm(RowObjectionForm):
    household_number = forms.CharField(label="户编号", max_length=20)
    about = forms.CharField(label="所涉人员或事项", max_length=80, help_text="如：户内某人姓名有误；某人漏登")

    row = "household_number"

    def facts(self) -> dict:
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("household_number", "form_key")
        }


class RowAnswerForm(KeyedForm):
    """Upheld, the answer names the member and what becomes of the entry; all else stays as it is."""

    result = forms.ChoiceField(label="处理结果", choices=Objection.Result.choices, widget=forms.RadioSelect)
    answer = forms.CharField(label="答复", max_length=2000, widget=area(4))
    member = forms.ModelChoiceField(
        label="更正的成员", queryset=Member.objects.none(), required=False, empty_label="不更正登记"
    )
    action = forms.ChoiceField(label="更正内容", required=False, choices=[("", "请选择"), *ACTIONS.items()])
    value = forms.CharField(label="更正为", max_length=40, required=False, help_text="姓名，或改列的户编号")
    relation = forms.ChoiceField(
        label="与户主关系",
        required=False,
        choices=[("", "不变"), *(each for each in LABELS.items() if each[0] != "head")],
        help_text="更正与户主关系时选择",
    )
    category = forms.ChoiceField(
        label="类别",
        required=False,
        choices=[("", "请选择"), *categories.LABELS.items()],
        help_text="改变认定意见时选择",
    )
    clause = forms.ModelChoiceField(
        label="依据条款", queryset=RuleClause.objects.none(), required=False, empty_label="请选择"
    )

    def __init__(self, board: RollBoard, objection: Objection, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        members = Member.objects.filter(organisation=board.organisation).select_related("person", "household")
        self.fields["member"].queryset = members.filter(household__number=objection.row_key)
        clauses = RuleClause.objects.filter(rule__organisation=board.organisation).select_related("rule")
        self.fields["clause"].queryset = clauses.order_by("-rule__number", "position")
        self.fields["clause"].label_from_instance = clause_words

    def clean(self) -> dict:
        data = super().clean()
        if data.get("member") and not data.get("action"):
            self.add_error("action", "请选择更正内容。")
        if data.get("action") in ("include", "exclude") and not data.get("category"):
            self.add_error("category", "请选择类别。")
        if data.get("action") == "relation" and not data.get("relation"):
            self.add_error("relation", "请选择与户主关系。")
        if data.get("action") in ("name", "household") and not data.get("value"):
            self.add_error("value", "请填写更正后的内容。")
        return data

    def correction(self) -> Correction | None:
        given = self.cleaned_data
        if given["member"] is None:
            return None
        value = given["relation"] if given["action"] == "relation" else given["value"]
        return Correction(given["action"], given["member"], value, given["category"], given["clause"])
