"""Opinion sheets on paper: one household's at once, a grid's as a job."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.errors import Refused
from communities.lib.files import content_disposition
from communities.papers import RenderFailed
from communities.services import jobs
from communities.views.jobs import progress_again, standing
from votes import papers, services
from votes.models import SheetBatch
from votes.services import sheets
from votes.views.canvass import doors
from votes.views.canvass.lists import ROOT, address, canvass_of

LABEL = "征求意见表"
PDF = "application/pdf"


@page("GET", may=Verb.FILE)
def door_sheet(request: HttpRequest, pk) -> HttpResponse:
    home = get_object_or_404(doors.visible(request), pk=pk)
    try:
        paper = papers.sheets(home.canvass, [home])
    except RenderFailed as failed:
        raise Refused(failed.reason) from failed
    name = f"{home.canvass.place.name}{home.number}号户{papers.TITLE}.pdf"
    return HttpResponse(paper.pdf, content_type=PDF, headers=_headers(name))


@page("POST", may=Verb.FILE)
def sheets_order(request: HttpRequest, pk: int) -> HttpResponse:
    this = canvass_of(request, pk)
    batch = services.order_sheets(this, request.POST.get("grid", "")[:40].replace("\0", ""), by=request.user)
    return redirect("sheet_batch", batch.pk)


@page("GET", may=Verb.FILE)
def sheet_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch_of(request, pk)
    made = bool(batch.done_at) and sheets.file_of(batch).is_file()
    context = {
        "batch": batch,
        "trail": [ROOT, {"label": batch.canvass.place.name, "url": address(batch.canvass)}, {"label": LABEL}],
        "work": standing(_job(batch), reverse("sheet_batch_progress", args=[pk]), LABEL),
        "paper_url": reverse("sheet_batch_paper", args=[pk]) if made else "",
        "lost": bool(batch.done_at) and not made,
        "back": address(batch.canvass),
    }
    return render(request, "votes/canvass/sheets.html", context)


@page("GET", may=Verb.FILE)
def sheet_batch_progress(request: HttpRequest, pk: int) -> HttpResponse:
    return progress_again(request, _job(_batch_of(request, pk)), LABEL, reverse("sheet_batch", args=[pk]))


@page("GET", may=Verb.FILE)
def sheet_batch_paper(request: HttpRequest, pk: int) -> FileResponse:
    batch = _batch_of(request, pk)
    file = sheets.file_of(batch)
    if not batch.done_at or not file.is_file():
        raise Http404
    name = f"{batch.canvass.place.name}{papers.TITLE}（{batch.grid or '全部'}，{batch.count}张）.pdf"
    return FileResponse(file.open("rb"), content_type=PDF, headers=_headers(name))


def _batch_of(request: HttpRequest, pk: int) -> SheetBatch:
    found = SheetBatch.objects.visible_to(request.user).select_related("canvass__organisation__place", "made_by")
    return get_object_or_404(found, pk=pk)


def _job(batch: SheetBatch):
    return jobs.standing(sheets.key_of(batch))


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": content_disposition(name), "Cache-Control": "no-store"}
