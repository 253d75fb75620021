"""The small forms of a step page: a move, a paper, a number, a reason."""

from django import forms

from communities.forms.base import DayInput, KeyedForm
from communities.forms.documents import UploadInput
from communities.models import Document, Notice
from mergers.models import MergerCase
from mergers.rules.rulebook import EvidenceKind, Rulebook


class MoveForm(KeyedForm):
    """Words for a move that needs or allows them."""

    text = forms.CharField(
        label="说明", max_length=500, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, needs_reason: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["text"].label = "理由"
            self.fields["text"].required = True


class SubmitForm(MoveForm):
    """A late entry tells the real day; the time of entry is the server's own. A step that came back is answered."""

    actual_on = forms.DateField(
        label="实际日期（补录）",
        required=False,
        widget=DayInput(),
        help_text="只在补录以前已经办完的步骤时填写；录入时间由系统记录",
    )

    def __init__(self, *args, came_back: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if came_back:
            self.fields["text"].label = "回复说明"
            self.fields["text"].help_text = "对退回意见的答复，审核方在退回原因旁看到；退回后没有改动的必须填写"


class ReturnForm(MoveForm):
    """Coded reasons of the rulebook, with words that the filer reads on the step."""

    codes = forms.MultipleChoiceField(label="退回原因", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, book: Rulebook, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(term.key, term.title) for term in book.return_reasons]
        self.fields["text"].label = "退回说明"
        self.fields["text"].help_text = "填报方在本步页面上看到的就是这段话：写明哪里不对、怎样补正"
        self.order_fields(["form_key", "codes", "text"])


class UploadForm(KeyedForm):
    """A new paper for one kind of evidence."""

    kind = forms.CharField(widget=forms.HiddenInput())
    file = forms.FileField(
        label="文件", widget=UploadInput(), help_text="可以直接拍照；PDF、JPG、PNG、XLSX、DOCX，不超过25 MB"
    )
    title = forms.CharField(label="标题", max_length=120)
    written_on = forms.DateField(label="成文日期", widget=DayInput())
    effective_on = forms.DateField(label="生效日期", required=False, widget=DayInput())
    for_street = forms.BooleanField(
        label="本街道其他社区也使用这份材料", required=False, help_text="如一份批复涉及几个社区，只需上传一次"
    )

    def __init__(self, *args, wanted: EvidenceKind | None = None, for_street: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if wanted:
            self.initial.update(kind=wanted.kind, title=wanted.title)
        if not for_street:
            del self.fields["for_street"]


class AttachForm(KeyedForm):
    """A stored paper, found by the archive number on it."""

    kind = forms.CharField(widget=forms.HiddenInput())
    document = forms.CharField(label="档号", max_length=40, widget=forms.TextInput(attrs={"list": "stored-papers"}))

    def __init__(self, *args, account, wanted: EvidenceKind | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if wanted:
            self.initial["kind"] = wanted.kind

    def clean_document(self) -> Document:
        number = self.cleaned_data["document"].split(" ")[0]
        found = Document.objects.visible_to(self.account).filter(archive_number=number).first()
        if found is None:
            raise forms.ValidationError("没有这个档号的材料，请核对档号或直接上传。")
        return found


class NumberForm(KeyedForm):
    """Number and date of a paper that is not uploaded."""

    kind = forms.CharField(widget=forms.HiddenInput())
    number = forms.CharField(label="文号", max_length=80)
    dated_on = forms.DateField(label="日期", widget=DayInput())

    def __init__(self, *args, wanted: EvidenceKind | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if wanted:
            self.initial["kind"] = wanted.kind


class WaiverForm(KeyedForm):
    """Why a kind of evidence does not apply."""

    kind = forms.CharField(widget=forms.HiddenInput())
    reason = forms.CharField(label="不适用的理由", max_length=300)

    def __init__(self, *args, wanted: EvidenceKind | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if wanted:
            self.initial["kind"] = wanted.kind


class ReasonForm(KeyedForm):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class UseNoticeForm(KeyedForm):
    """A notice of the community that no step uses yet."""

    notice = forms.ModelChoiceField(label="公示", queryset=Notice.objects.none(), empty_label="请选择")

    def __init__(self, case: MergerCase, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        free = Notice.objects.filter(place=case.place, step_use=None).exclude(status=Notice.Status.WITHDRAWN)
        self.fields["notice"].queryset = free
        self.fields["notice"].label_from_instance = lambda notice: f"{notice.title}（{notice.status_word}）"
