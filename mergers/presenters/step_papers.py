"""The papers of a step, kind by kind: what is there, what is wanted, and the forms that bring it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

from django.urls import reverse

from communities import access
from communities.rules.documents import date_warnings
from mergers.forms.steps import AttachForm, NumberForm, UploadForm, WaiverForm
from mergers.gates import Asked
from mergers.models import Evidence, EvidenceWaiver
from mergers.presenters.words import day, moment
from mergers.rules.rulebook import EvidenceKind
from mergers.rules.transitions import Party, parties_of

Bound = dict[str, object]  # forms sent and not carried out, by “name:kind”


@dataclass
class Papers:
    """The papers of one step for one viewer; only an `editable` step offers forms."""

    asked: Asked
    account: object
    editable: bool
    bound: Bound
    waivers: dict[str, EvidenceWaiver] = field(default_factory=dict)

    def groups(self) -> list[dict]:
        """One group for each kind of evidence the step asks for."""
        return [self._group(kind, self.waivers.get(kind.kind)) for kind in self.asked.view.evidence]

    def _url(self, name: str, *more) -> str:
        return reverse(name, args=[self.asked.case.pk, self.asked.filing.step, *more])

    def _group(self, kind: EvidenceKind, waiver: EvidenceWaiver | None) -> dict:
        items = self.asked.papers(kind.kind)
        blank = f"{reverse('blank_form', args=[kind.blank])}?case={self.asked.case.pk}" if kind.blank else ""
        return {
            "kind": kind.kind,
            "title": kind.title,
            "files": [self._file(item) for item in items],
            "blank_url": blank,
            "waiver": self._waiver(waiver) if waiver else None,
            **_state(kind, len(items), waiver),
            "forms": list(self._forms(kind, bool(waiver))) if self.editable else [],
        }

    def _file(self, item: Evidence) -> dict:
        drawn = {"url": "", "detach_url": "", "key": uuid4().hex}
        if self.editable:
            drawn["detach_url"] = self._url("step_detach", item.pk)
        if item.document_id is None:
            return {**drawn, "name": item.number, "meta": f"日期 {day(item.dated_on)} · 只登记文号"}
        document, version = item.document, item.version
        dates = [f"成文 {day(document.written_on)}"]
        if document.effective_on:
            dates.append(f"生效 {day(document.effective_on)}")
        dates += [f"上传 {moment(version.uploaded_at)}", f"档号 {document.archive_number}", f"第{version.number}版"]
        return {
            **drawn,
            "name": document.title,
            "url": reverse("document", args=[document.pk]),
            "meta": " · ".join(dates),
            "warnings": date_warnings(document.written_on, document.effective_on),
        }

    def _waiver(self, waiver: EvidenceWaiver) -> dict:
        """Who asked and who allowed; the address at which this viewer may allow it."""
        lines = [f"申请不适用：{waiver.reason}（{waiver.requested_by.name}，{moment(waiver.requested_at)}）"]
        reviewers = parties_of(self.asked.view.step, Party.REVIEWER)
        allow_url = ""
        if waiver.allowed_at:
            lines.append(f"批准：{waiver.allowed_by.name}，{moment(waiver.allowed_at)}")
        elif waiver.requested_by_id != self.account.pk and access.post_as(
            self.account, reviewers, self.asked.case.place
        ):
            allow_url = self._url("waiver_allow", waiver.pk)
        else:
            lines.append("待审核方批准")
        return {"lines": lines, "allow_url": allow_url, "key": uuid4().hex}

    def _forms(self, kind: EvidenceKind, waived: bool) -> Iterator[dict]:
        """The ways to bring a paper of this kind."""
        if kind.number_only:
            yield self._entry("number", "登记文号", NumberForm, kind)
        else:
            street = bool(access.post_as(self.account, ("street",), self.asked.case.place))
            yield self._entry("upload", "上传", UploadForm, kind, for_street=street)
            yield self._entry("attach", "用已存材料", AttachForm, kind, account=self.account)
        if kind.waivable and not waived:
            yield self._entry("waiver", "报不适用", WaiverForm, kind)

    def _entry(self, name: str, label: str, form_class, kind: EvidenceKind, **more) -> dict:
        """One way with its address; a form that was refused stands open, as it was sent."""
        sent = self.bound.get(f"{name}:{kind.kind}")
        form = sent or form_class(wanted=kind, **more)
        form.auto_id = f"id_{name}_{kind.kind}_%s"  # a form of the same name stands under every kind
        opened, files = sent is not None, name == "upload"
        return {"label": label, "url": self._url(f"step_{name}"), "form": form, "open": opened, "files": files}


def _state(kind: EvidenceKind, have: int, waiver: EvidenceWaiver | None) -> dict:
    need = f"至少{kind.minimum}份" + ("，只登记文号和日期" if kind.number_only else "")
    if have >= kind.minimum:
        return {"need": need, "tone": "done", "word": f"{have} 份"}
    if waiver and waiver.allowed_at:
        return {"need": need, "tone": "hold", "word": "不适用"}
    return {"need": need, "tone": "due", "word": f"还缺 {kind.minimum - have} 份"}
