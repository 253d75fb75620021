"""Forms of objections to a posted list: taking one in, answering it, upholding it with the line as it should be."""

from django import forms

from assets.forms.lines import LineForm
from communities.forms.base import KeyedForm
from communities.forms.notices import MomentInput, area
from communities.lib import clock
from communities.models import Objection

OTHERS = [choice for choice in Objection.Result.choices if choice[0] != Objection.Result.UPHELD]


class LineObjectionForm(KeyedForm):
    number = forms.IntegerField(
        label="行号", required=False, min_value=1, help_text="清单第一列的号；异议是清单漏列的，不填"
    )
    about = forms.CharField(label="所涉事项", max_length=80, help_text="如：面积有误；某处仓库漏列")
    claimed = forms.CharField(label="异议人主张", max_length=300, help_text="应当登记的内容；不写证件号码和电话")
    objector = forms.CharField(label="异议人", max_length=40, help_text="密封保存，只有经办人可见")
    contact = forms.CharField(label="联系方式", required=False, max_length=40)
    received_at = forms.DateTimeField(label="收到时间", widget=MomentInput(), initial=clock.now)
    text = forms.CharField(label="事实和理由", max_length=2000, widget=area(4))


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
