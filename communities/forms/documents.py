"""Forms about documents: looking for one, adding a version, suspending its retention."""

from django import forms
from django.db.models import Q

from communities.forms.base import DayInput, KeyedForm

ACCEPT = ".pdf,.jpg,.jpeg,.png,.xlsx,.docx"


class UploadInput(forms.ClearableFileInput):
    """A file input that offers the five kinds the store accepts."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"accept": ACCEPT, **(attrs or {})})


class DocumentFilterForm(forms.Form):
    q = forms.CharField(label="标题或档号", required=False, max_length=60)
    kind = forms.ChoiceField(label="材料种类", required=False)
    since = forms.DateField(label="成文自", required=False, widget=DayInput())
    until = forms.DateField(label="至", required=False, widget=DayInput())

    def __init__(self, documents, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.documents = documents
        kinds = documents.order_by("kind").values_list("kind", flat=True).distinct()
        self.fields["kind"].choices = [("", "全部"), *((kind, kind) for kind in kinds)]

    def found(self):
        """The documents asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.documents
        if text := asked.get("q"):
            found = found.filter(Q(title__icontains=text) | Q(archive_number__icontains=text))
        if kind := asked.get("kind"):
            found = found.filter(kind=kind)
        if since := asked.get("since"):
            found = found.filter(written_on__gte=since)
        if until := asked.get("until"):
            found = found.filter(written_on__lte=until)
        return found


class VersionForm(KeyedForm):
    file = forms.FileField(
        label="新文件", widget=UploadInput(), help_text="PDF、JPG、PNG、XLSX、DOCX，不超过25 MB；原有各版都保留"
    )
    note = forms.CharField(label="修改说明", max_length=200, help_text="与上一版的区别，如“补盖公章后重新扫描”")


class HoldForm(KeyedForm):
    reason = forms.CharField(label="理由", max_length=300)
