"""The pages of a register's intake. Each function takes its desk first; `intake_urls` binds them to an app."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communities.access import may
from communities.exports import XLSX
from communities.forms.base import KeyedForm
from communities.forms.intakes import ColumnsForm, WorkbookForm
from communities.lib.files import content_disposition
from communities.lib.intake.blank import blank_workbook
from communities.lib.tables import table
from communities.rules.intakes import ENDED, State
from communities.services import intake as intakes
from communities.services.intake.keeping import kept
from communities.views.carrying import carried_before, carry_out, say_errors
from communities.views.exporting import workbook_response
from communities.views.intake import shown
from communities.views.intake.desk import Desk
from communities.views.listing import listed


def intake_list(desk: Desk, request: HttpRequest, place: int) -> HttpResponse:
    """The workbooks of a community for this register."""
    where = desk.place(request, place)
    context = listed(request, desk.intakes(request, where), desk.at(where, "export"))
    rows = (shown.linked(each, desk.address(each)) for each in context["page"])
    context |= {
        "trail": desk.trail(where, last=True),
        "title": f"{desk.register.book.title}导入",
        "place": where,
        "table": table(*shown.HEADS, rows=rows),
        "new_url": desk.at(where, "new") if may(request.user, desk.files, where) else "",
        "register_url": desk.register_of(where),
    }
    return render(request, "communities/intake/list.html", context)


def intake_export(desk: Desk, request: HttpRequest, place: int) -> HttpResponse:
    """Exactly the rows of the list."""
    where = desk.place(request, place)
    return workbook_response(
        f"{desk.register.book.title}导入记录", shown.HEADS, map(shown.row, desk.intakes(request, where))
    )


def intake_new(desk: Desk, request: HttpRequest, place: int) -> HttpResponse:
    """Choose a workbook; it is checked in the background."""
    where = desk.place_to_fill(request, place)
    form = WorkbookForm(desk.register, where, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("organisation", "base_date") if name in form.fields}

        def act() -> str:
            upload = form.cleaned_data["file"]
            return desk.address(intakes.open_intake(desk.register, where, upload, by=request.user, **facts))

        if done := carry_out(request, form.key, act, "工作簿已收到，正在核对。"):
            return done
    context = {"trail": desk.trail(where, "上传"), "form": form, "place": where, "title": desk.register.book.title}
    context |= {"blank_url": desk.at(where, "blank"), "list_url": desk.at(where, "list")}
    return render(request, "communities/intake/new.html", context)


def intake_blank(desk: Desk, request: HttpRequest, place: int) -> HttpResponse:
    """The blank workbook of the community, with what the register already says."""
    where, register = desk.place_to_fill(request, place), desk.register
    rows = register.prefill(where) if register.prefill else None
    content = blank_workbook(register.book, where.code or "", where.name, rows)
    name = content_disposition(f"{register.book.title}-{where.name}.xlsx")
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": name})


def intake_page(desk: Desk, request: HttpRequest, pk) -> HttpResponse:
    """One workbook: how far it is, what is wrong with it, what it would change, the way on."""
    found = desk.intake(request, pk)
    acts = may(request.user, desk.files, found.place)
    context = {
        "intake": found,
        "trail": desk.trail(found.place, found.file_name),
        "title": desk.register.book.title,
        "facts": shown.facts(found),
        "register_url": desk.register_of(found.place) if found.state == State.STORED else "",
        "tone": shown.TONES[found.state],
        "form": KeyedForm(),
        "new_url": desk.at(found.place, "new") if acts else "",
        "cancel_url": desk.address(found, "cancel") if acts and found.state not in ENDED else "",
        **_progress(desk, found),
        **_checked(desk, request, found, acts),
    }
    return render(request, "communities/intake/page.html", context)


def intake_progress(desk: Desk, request: HttpRequest, pk) -> HttpResponse:
    """The progress bar again; once there is nothing to wait for, the whole page."""
    found = desk.intake(request, pk)
    if shown.runs(found) and request.htmx:
        return render(request, "communities/intake/_progress.html", _progress(desk, found))
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(desk.address(found))


def intake_confirm(desk: Desk, request: HttpRequest, pk) -> HttpResponse:
    return _act(desk, request, pk, intakes.confirm, "已确认，正在写入。", desk.register)


def intake_cancel(desk: Desk, request: HttpRequest, pk) -> HttpResponse:
    return _act(desk, request, pk, intakes.cancel, "已取消，暂存的内容和文件已删除。")


def intake_columns(desk: Desk, request: HttpRequest, pk) -> HttpResponse:
    """Which column of a foreign workbook is which."""
    found = desk.intake(request, pk)
    desk.place_to_fill(request, found.place_id)
    if earlier := carried_before(request):
        return earlier
    if found.state != State.COLUMNS:
        return redirect(desk.address(found))
    form = ColumnsForm(desk.register, found, request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            told = form.columns(), form.cleaned_data["source"]
            intakes.name_columns(desk.register, found, *told, by=request.user)
            return desk.address(found)

        if done := carry_out(request, form.key, act, "各列已对应，正在核对。"):
            return done
    trail = desk.trail(found.place, "对应各列", intake=found)
    context = {"trail": trail, "form": form, "intake": found, "back_url": desk.address(found)}
    return render(request, "communities/intake/columns.html", context)


def intake_marked(desk: Desk, request: HttpRequest, pk) -> HttpResponse:
    """The refused workbook with its faulty cells coloured: for its uploader alone, since it holds plain numbers."""
    found = desk.intake(request, pk)
    if not found.marked_name or found.uploaded_by != request.user:
        messages.error(request, "标出错误的工作簿只有上传人可以下载，且仅在退回之后、重新上传之前。")
        return redirect(desk.address(found))
    headers = {
        "Content-Disposition": content_disposition(f"有错-{found.file_name}"),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return HttpResponse(kept(found.marked_name, intake=found.pk), content_type=XLSX, headers=headers)


def _act(desk: Desk, request: HttpRequest, pk, service, said: str, *before) -> HttpResponse:
    found = desk.intake(request, pk)
    desk.place_to_fill(request, found.place_id)
    form = KeyedForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect(desk.address(found))

    def act() -> str:
        service(*before, found, by=request.user)
        return desk.address(found)

    return carry_out(request, form.key, act, said) or redirect(desk.address(found))


def _progress(desk: Desk, found) -> dict:
    running = shown.runs(found)
    return {
        "progress": shown.progress(found) if running else None,
        "poll_url": desk.address(found, "progress") if running else "",
        "stopped": shown.stopped(found),
    }


def _checked(desk: Desk, request: HttpRequest, found, acts: bool) -> dict:
    """What the check has found and what may be done about it; nothing of it while there is no result."""
    context = {"columns_url": desk.address(found, "columns") if acts and found.state == State.COLUMNS else ""}
    if not found.report:
        return context
    mine = found.marked_name and found.uploaded_by == request.user
    return context | {
        "refused": found.state == State.REFUSED,
        "cells_only": not found.report.get("whole", True),
        "tiles": shown.tiles(found),
        "change_tiles": shown.change_tiles(found) if found.changes else None,
        "samples": [{"text": text} for text in found.changes.get("samples", [])],
        "sheets": shown.sheets_table(found),
        "totals": shown.totals_table(found),
        "faults": shown.faults_table(found),
        "more_faults": shown.more(found),
        "warnings": shown.faults_table(found, "warnings"),
        "more_warnings": shown.more(found, "warnings"),
        "marked_url": desk.address(found, "marked") if mine else "",
        "confirm_url": desk.address(found, "confirm") if acts and found.state == State.READY else "",
    }
