"""What is behind a figure and behind a total, what was corrected, what changed between two dates."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.tables import table
from communities.models import Place
from mergers.forms.ledgers import CompareForm
from mergers.ledger import comparing, words
from mergers.ledger.words import TONES
from mergers.models import Erratum, LedgerRow, MergerCase
from mergers.presenters import sources
from mergers.presenters.ledgers import figure_url
from mergers.presenters.words import moment
from mergers.views.ledgers.fetching import known, ledger_or_404, rows_of, trail


@page("GET", may=Verb.VIEW)
def ledger_figure(request: HttpRequest, week: str, row: int, column: str) -> HttpResponse:
    """The events behind one figure; as many as the figure says, where it counts them."""
    ledger = ledger_or_404(request, week)
    row = get_object_or_404(LedgerRow.objects.visible_to(request.user), ledger=ledger, pk=row)
    titles = {each["key"]: each["title"] for each in ledger.columns}
    if column not in titles:
        raise Http404
    behind = row.sources.get(column, [])
    context = {
        "ledger": ledger,
        "name": row.figures["community"],
        "title": titles[column],
        "value": words.shown(row.figures.get(column)),
        "count": len(behind),
        "events": sources.events(behind, request.user),
        "errata": [_erratum(erratum) for erratum in row.errata.filter(column=column)],
        "cutoff": words.cutoff(ledger),
        "trail": [*trail(ledger), {"label": titles[column]}],
    }
    return render(request, "mergers/ledgers/figure.html", context)


def _erratum(erratum: Erratum) -> dict:
    return {
        "text": f"{words.shown(erratum.was)} → {words.shown(erratum.now)}",
        "detail": f"{moment(erratum.noted_at)} · {erratum.cause}",
    }


@page("GET", may=Verb.VIEW)
def ledger_total(request: HttpRequest, week: str, key: str) -> HttpResponse:
    """The units behind one tile, of those one may see; `?street=` narrows them to a street."""
    ledger = ledger_or_404(request, week)
    tile = next((tile for tile in ledger.totals["tiles"] if tile["key"] == key), None)
    if tile is None:
        raise Http404
    rows = rows_of(request, ledger).filter(case__in=tile["cases"])
    street = request.GET.get("street", "")
    if street.isdecimal():
        rows = rows.filter(street=int(street))
    heads = ("街道", "社区（村）", "状态", "当前步骤", "卡点责任单位", "备注")
    found = [_unit(ledger, row) for row in rows]
    context = {
        "ledger": ledger,
        "label": tile["label"],
        "count": len(found),
        "table": table(*heads, rows=found),
        "cutoff": words.cutoff(ledger),
        "trail": [*trail(ledger), {"label": tile["label"]}],
    }
    return render(request, "mergers/ledgers/total.html", context)


def _unit(ledger, row: LedgerRow) -> tuple:
    figures = row.figures
    return (
        figures["street"],
        {"text": figures["community"], "url": reverse("case", args=[row.case_id])},
        {"text": figures["status"], "tone": TONES[row.status]},
        {"text": words.shown(figures["step"]), "url": figure_url(ledger, row, "step")},
        words.shown(figures["waits_for"]),
        words.shown(figures["remarks"]),
    )


@page("GET", may=Verb.VIEW)
def ledger_errata(request: HttpRequest, week: str) -> HttpResponse:
    """Corrections noted after the freeze, the newest first; the frozen figures stay."""
    ledger = ledger_or_404(request, week)
    found = Erratum.objects.visible_to(request.user).filter(row__ledger=ledger).select_related("row")
    heads = ("更正时间", "社区（村）", "栏目", "原数", "更正为", "原因")
    rows = (
        (
            moment(erratum.noted_at),
            erratum.row.figures["community"],
            {"text": erratum.column_title, "url": figure_url(ledger, erratum.row, erratum.column)},
            words.shown(erratum.was),
            words.shown(erratum.now),
            erratum.cause,
        )
        for erratum in found.order_by("-noted_at", "-pk")
    )
    context = {"ledger": ledger, "table": table(*heads, rows=rows), "trail": [*trail(ledger), {"label": "勘误"}]}
    return render(request, "mergers/ledgers/errata.html", context)


@page("GET", may=Verb.VIEW)
def ledger_compare(request: HttpRequest) -> HttpResponse:
    """Any two days: what entered, left, changed, old → new; of the units one may see."""
    form = CompareForm(request.GET or None)
    context = {"form": form, "trail": [*trail(), {"label": "两日对比"}]}
    if form.is_valid():
        context |= _compared(request, form.cleaned_data["from"], form.cleaned_data["to"])
    return render(request, "mergers/ledgers/compare.html", context)


def _compared(request: HttpRequest, first, last) -> dict:
    place = next(post.place for post in request.user.posts())
    district = Place.objects.get(pk=place.district_or_self.pk)
    visible = set(MergerCase.objects.visible_to(request.user).values_list("pk", flat=True))
    lines = [[line for line in _lines(request, district, day) if line.case_id in visible] for day in (first, last)]
    compared = comparing.compare(*lines)
    rows = (
        (
            {"text": change.name, "url": reverse("case", args=[change.case_id])},
            change.title,
            words.shown(change.was),
            words.shown(change.now),
        )
        for change in compared.changed
    )
    return {
        "first": first,
        "last": last,
        "entered": [{"text": name, "url": reverse("case", args=[case])} for case, name, _ in compared.entered],
        "left": [{"text": name, "url": reverse("case", args=[case])} for case, name, _ in compared.left],
        "table": table("社区（村）", "事项", f"{first}", f"{last}", rows=rows),
        "changed": len(compared.changed),
    }


def _lines(request: HttpRequest, district: Place, day) -> list[comparing.Line]:
    """The frozen figures where the day is a ledger's Sunday, else the day's figures as known now."""
    year, number, weekday = day.isocalendar()
    frozen = known(request).filter(district=district, year=year, week=number).first() if weekday == 7 else None
    return comparing.lines_of(frozen) if frozen else comparing.lines_at(district, day)
