"""Forms of objections to a posted list: taking one in, answering it, upholding it with the line as it should be."""

from django import forms

from assets.forms.lines import LineForm
from communities.forms.base import KeyedForm
from communities.forms.notices import RowObjectionForm, area
from communities.models import Objection

OTHERS = [choice for choice in Objection.Result.choices if choice[0] != Objection.Result.UPHELD]


class LineObjectionForm(RowObjectionForm):
    number = forms.IntegerField(
        label="行号", required=False, min_value=1, help_text="清单第一列的号；异议是清单漏列的，不填"
    )
    about = forms.CharField(label="所涉事项", max_length=80, help_text="如：面积有误；某处仓库漏列")

    row = "number"


class OtherAnswerForm(KeyedForm):
    """Every answer but that it is upheld, which corrects the line and has a page of its own."""

    result = forms.ChoiceField(label="处理结果", choices=OTHERS, widget=forms.RadioSelect)
    answer = forms.CharField(label="答复", max_length=2000, widget=area(4))


class UpholdForm(LineForm):
    """The line as it is to stand, and the answer to whoever objected."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"] = forms.CharField(
            label="答复异议人", max_length=2000, widget=area(3), help_text="写明复核情况；答复后不能改动"
        )

    def values(self) -> dict:
        return {key: value for key, value in super().values().items() if key != "answer"}
