"""The list of ledgers, one ledger with its rows, the wall chart, the files."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.files import content_disposition
from communities.lib.tables import table
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from mergers.forms.ledgers import LedgerFilterForm
from mergers.ledger import words
from mergers.ledger.totals import TILES
from mergers.models import Erratum, Ledger, LedgerFile
from mergers.presenters import ledgers as shown
from mergers.presenters.words import moment
from mergers.rules.lights import LIGHT_LABELS
from mergers.services import ledger_files
from mergers.views.ledgers.fetching import known, ledger_or_404, rows_of, sees_all, trail

HEADS = ("周次", "统计周期", "数据截止", "纳入计划", "已完成", "超期", "数据摘要")
ON_A_PAGE = 60


@page("GET", may=Verb.VIEW)
def ledgers(request: HttpRequest) -> HttpResponse:
    found = Paginator(known(request), 30).get_page(request.GET.get("page"))
    context = {"page": found, "query": "", "table": table(*HEADS, rows=map(_line, found))}
    return render(request, "mergers/ledgers/list.html", context)


def _line(ledger: Ledger) -> tuple:
    counts = {tile["key"]: tile["value"] for tile in ledger.totals["tiles"]}
    return (
        {"text": str(ledger.iso), "url": reverse("ledger", args=[str(ledger.iso)])},
        words.period(ledger),
        moment(ledger.cutoff_at),
        counts["planned"],
        counts["done"],
        counts["late"],
        words.short_digest(ledger.digest),
    )


@page("GET", may=Verb.VIEW)
def ledger(request: HttpRequest, week: str) -> HttpResponse:
    ledger = ledger_or_404(request, week)
    rows = rows_of(request, ledger)
    everything = sees_all(request, ledger)
    form, found = _filtered(request, rows)
    context = listed(request, found, reverse("ledger_export", args=[week]), ON_A_PAGE)
    group = _group(request, ledger)
    noted = set(Erratum.objects.filter(row__in=context["page"].object_list).values_list("row_id", "column"))
    context |= {
        "ledger": ledger,
        "form": form,
        "tiles": shown.tiles(ledger, None if everything else set(rows.values_list("case_id", flat=True))),
        "tabs": _tabs(request, ledger, group),
        "table": shown.table(ledger, context["page"], group, noted),
        "streets": _streets(ledger) if everything else None,
        "files": _files(ledger) if everything else [],
        "compare_url": f"{reverse('ledger_compare')}?from={ledger.iso.previous().sunday}&to={ledger.iso.sunday}",
        "cutoff": words.cutoff(ledger),
        "period": words.period(ledger),
        "trail": trail(),
    }
    return render(request, "mergers/ledgers/ledger.html", context)


def _filtered(request: HttpRequest, rows):
    streets = list(rows.order_by("street__code").values_list("street_id", "street__name").distinct())
    form = LedgerFilterForm(streets, request.GET or None)
    return form, form.found(rows)


def _group(request: HttpRequest, ledger: Ledger) -> str:
    asked, groups = request.GET.get("group"), shown.groups(ledger)
    return asked if asked in groups else groups[1]


def _tabs(request: HttpRequest, ledger: Ledger, current: str) -> list[dict]:
    found = []
    for group in shown.groups(ledger):
        query = request.GET.copy()
        query["group"] = group
        query.pop("page", None)
        found.append({"label": group, "url": f"?{query.urlencode()}", "current": group == current})
    return found


def _streets(ledger: Ledger) -> dict:
    """Totals per street, then of the district; every count leads to its units."""
    heads = ("街道", "纳入计划", *(LIGHT_LABELS[light] for light in TILES), "未报送")
    rows = []
    for street in ledger.totals["streets"]:
        counts = {"planned": street["cases"], **{light: street["lights"][light] for light in TILES}}
        counts["owing"] = street["owing"]
        rows.append([street["name"], *_counts(ledger, counts, street["street"])])
    told = {"planned", *TILES, "owing"}
    whole = {tile["key"]: tile["cases"] for tile in ledger.totals["tiles"] if tile["key"] in told}
    return table(*heads, rows=[*rows, ["全区", *_counts(ledger, whole)]])


def _counts(ledger: Ledger, cases: dict[str, list[int]], street: int | None = None) -> list[dict]:
    return [{"text": len(found), "url": shown.total_url(ledger, key, street)} for key, found in cases.items()]


def _files(ledger: Ledger) -> list[dict]:
    return [
        {
            "name": file.get_kind_display(),
            "url": reverse("ledger_file", args=[str(ledger.iso), file.kind]),
            "meta": f"{moment(file.made_at)} · {file.size // 1024} KB · SHA-256 {words.short_digest(file.sha256)}",
        }
        for file in ledger.files.order_by("pk")
    ]


@page("GET", may=Verb.VIEW)
def ledger_export(request: HttpRequest, week: str) -> HttpResponse:
    """Exactly the rows of the filtered list, with all columns."""
    ledger = ledger_or_404(request, week)
    _, found = _filtered(request, rows_of(request, ledger))
    heads = ["序号", *(column["title"] for column in ledger.columns)]
    rows = ((row.position, *(row.figures.get(column["key"]) for column in ledger.columns)) for row in found)
    return workbook_response(f"{ledger.iso}台账", heads, rows)


@page("GET", may=Verb.VIEW)
def ledger_wall(request: HttpRequest, week: str) -> HttpResponse:
    """The wall chart as a page; a district of many units is drawn street by street."""
    ledger = ledger_or_404(request, week)
    rows = rows_of(request, ledger)
    form, found = _filtered(request, rows)
    pages = Paginator(found, shown.DRAWN).get_page(request.GET.get("page"))
    context = {
        "ledger": ledger,
        "form": form,
        "wall": shown.wall(ledger, pages),
        "legend": shown.legend(),
        "page": pages,
        "query": f"{urlencode({key: request.GET.get(key, '') for key in ('street', 'status')})}&",
        "subtitle": words.subtitle(ledger),
        "root": ledger.anchor.root,
        "trail": trail(ledger),
    }
    return render(request, "mergers/ledgers/wall.html", context)


@page("GET", may=Verb.VIEW)
def ledger_file(request: HttpRequest, week: str, kind: str) -> HttpResponse:
    """A file holds the whole district: only for those whose post is held for it."""
    ledger = ledger_or_404(request, week)
    file = get_object_or_404(LedgerFile.objects.visible_to(request.user), ledger=ledger, kind=kind)
    if not ledger_files.is_sound(file):
        raise Http404
    path = ledger_files.path_of(file)
    response = FileResponse(path.open("rb"))
    response["Content-Disposition"] = content_disposition(path.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
