"""Documents: the list, one paper with all its versions, the download."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.documents import DocumentFilterForm, HoldForm, VersionForm
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.files import content_disposition
from communities.lib.tables import table
from communities.models import Document, DocumentVersion
from communities.rules.documents import date_warnings
from communities.services import documents
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.listing import listed

HEADS = ("档号", "标题", "材料种类", "地点", "成文日期", "生效日期", "上传时间", "版本", "保管期限")


def visible(request: HttpRequest):
    return Document.objects.visible_to(request.user).select_related("place").prefetch_related("versions")


@page("GET", may=Verb.VIEW)
def document_list(request: HttpRequest) -> HttpResponse:
    form = DocumentFilterForm(visible(request), request.GET or None)
    context = listed(request, form.found(), reverse("documents_export"))
    rows = (linked(document) for document in context["page"])
    return render(
        request, "communities/documents/list.html", {**context, "form": form, "table": table(*HEADS, rows=rows)}
    )


@page("GET", may=Verb.VIEW)
def documents_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    form = DocumentFilterForm(visible(request), request.GET or None)
    return workbook_response("材料目录", HEADS, (row(document) for document in form.found()))


@page("GET", may=Verb.VIEW)
def document_detail(request: HttpRequest, pk) -> HttpResponse:
    document = get_object_or_404(visible(request), pk=pk)
    return render(request, "communities/documents/detail.html", shown_document(request, document))


@page("GET", may=Verb.VIEW)
def document_download(request: HttpRequest, pk, number: int) -> HttpResponse:
    """The file as stored, never shown inside the portal's own origin."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    version = get_object_or_404(DocumentVersion, document=document, number=number)
    try:
        content = documents.open_version(version)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type=version.media_type)
    # FileResponse would name the file after the store.
    response["Content-Disposition"] = content_disposition(version.original_name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@page("GET", "POST", may=documents.VERSION_VERBS)
def document_version(request: HttpRequest, pk) -> HttpResponse:
    document = get_object_or_404(visible(request), pk=pk)
    if faults := documents.version_faults(document, request.user):
        raise Refused(*faults)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            documents.add_version(document, form.cleaned_data["file"], form.cleaned_data["note"], by=request.user)
            return address(document)

        if done := carry_out(request, form.key, act, "新版本已存入，原有各版保留。"):
            return done
    context = {"form": form, "document": document, "trail": [*trail(document), {"label": "上传新版本"}]}
    return render(request, "communities/documents/version.html", context)


@page("POST", may=Verb.OFFICE)
def document_hold(request: HttpRequest, pk) -> HttpResponse:
    document = get_object_or_404(visible(request), pk=pk)
    form = HoldForm(request.POST)
    if not form.is_valid():
        raise Refused("请写明暂停或恢复销毁的理由。")

    def act() -> str:
        documents.set_hold(document, not document.legal_hold, form.cleaned_data["reason"], by=request.user)
        return address(document)

    return carry_out(request, form.key, act, "已登记。") or redirect(address(document))


def address(document: Document) -> str:
    return reverse("document", args=[document.pk])


def root_trail() -> list[dict]:
    return [{"label": "材料", "url": reverse("documents")}]


def trail(document: Document) -> list[dict]:
    return [
        {"label": "材料", "url": reverse("documents")},
        {"label": document.archive_number, "url": address(document)},
    ]


def linked(document: Document) -> tuple:
    number, title, *rest = row(document)
    return number, {"text": title, "url": address(document)}, *rest


def row(document: Document) -> tuple:
    return (
        document.archive_number,
        document.title,
        document.kind,
        document.place.name,
        str(document.written_on),
        str(document.effective_on or ""),
        clock.to_minute(document.created_at),
        document.latest.number,
        document.get_retention_display(),
    )


def shown_document(request: HttpRequest, document: Document) -> dict:
    """What the page of one paper shows: its facts, its versions newest first, what the viewer may do."""
    versions = document.versions.select_related("uploaded_by").order_by("-number")
    office = may(request.user, Verb.OFFICE, document.place)
    faults = documents.version_faults(document, request.user)
    writes = any(may(request.user, verb, document.place) for verb in documents.VERSION_VERBS)
    return {
        "document": document,
        "trail": [*root_trail(), {"label": document.archive_number}],
        "warnings": date_warnings(document.written_on, document.effective_on),
        "facts": facts(document),
        "files": [file_line(document, version) for version in versions],
        "may_add": not faults,
        "sealed": faults if writes else [],
        "hold_form": HoldForm() if office else None,
        "history_url": reverse("history", args=[Document._meta.label_lower, document.pk]),
        "hold_label": "恢复销毁期限" if document.legal_hold else "暂停销毁",
    }


def facts(document: Document) -> list[dict]:
    pairs = [
        ("档号", document.archive_number),
        ("材料种类", document.kind),
        ("地点", document.place.name),
        ("成文日期", document.written_on),
        ("生效日期", document.effective_on or "未填"),
        ("首次上传", clock.to_minute(document.created_at)),
        ("保管期限", document.get_retention_display()),
        ("销毁", "已暂停" if document.legal_hold else "按保管期限"),
        ("下级可见", "是" if document.shared else "否"),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs]


def file_line(document: Document, version: DocumentVersion) -> dict:
    meta = [
        f"{clock.to_minute(version.uploaded_at)} {version.uploaded_by.name}",
        f"{-(-version.size // 1024)} KB",
        version.note,
    ]
    return {
        "name": f"第{version.number}版 {version.original_name}",
        "url": reverse("document_download", args=[document.pk, version.number]),
        "meta": " · ".join([*filter(None, meta), f"SHA-256 {version.sha256}"]),
    }
