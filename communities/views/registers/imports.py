"""The register screens: what was imported, looking at a file, importing it, two registers side by side."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.forms.registers import AgainstForm, ConfirmForm, RegisterForm
from communities.models import RegisterImport, RegisterRow
from communities.rules.register import Comparison, Register, compare, questions
from communities.services.registers import import_register, preview, stored_register
from communities.views.carrying import carry_out
from communities.views.registers import tables


@page("GET", may=Verb.VIEW)
def register_list(request: HttpRequest) -> HttpResponse:
    """The registers imported so far."""
    found = RegisterImport.objects.visible_to(request.user).select_related("district")
    return render(
        request,
        "communities/register_list.html",
        {
            "trail": _trail("区划名册")[::2],
            "table": tables.imports_table(list(found)),
            "may_import": has_verb(request.user, Verb.OFFICE),
        },
    )


@page("GET", "POST", may=Verb.OFFICE)
def register_import(request: HttpRequest) -> HttpResponse:
    """Choose a file, then look at what it would change. Nothing is written here."""
    form = RegisterForm(request.user, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "text": form.cleaned_data["file"], "file_name": form.file_name}
        return _look(request, facts)
    context = {"trail": _trail("导入名册"), "form": form}
    return render(request, "communities/register_import.html", context)


@page("POST", may=Verb.OFFICE)
def register_confirm(request: HttpRequest) -> HttpResponse:
    """Import the text that was looked at; a refusal shows the same page again with its reasons."""
    form = ConfirmForm(request.user, request.POST)
    if not form.is_valid():
        messages.error(request, "表单内容不完整，请重新选择名册文件。")
        return redirect("register_import")
    facts = form.cleaned_data

    def act() -> str:
        done = import_register(
            facts["text"],
            facts["as_at"],
            facts["file_name"],
            by=request.user,
            confirmed_streets=facts["streets"],
            into=facts["district"],
        )
        for name in done.still_listed:
            messages.warning(request, f"{name}已登记撤销，但仍列入这份名册，请核对。")
        return reverse("register", args=[done.register.pk])

    return carry_out(request, form.key, act, "名册已导入。") or _look(request, facts)


@page("GET", may=Verb.VIEW)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """One register beside an earlier one: counts by street, every change; of one street every row."""
    visible = RegisterImport.objects.visible_to(request.user).select_related("district")
    this = get_object_or_404(visible, pk=pk)
    form = AgainstForm(visible.filter(district=this.district, as_at__lt=this.as_at), this, request.GET)
    other, street = form.chosen()
    found = compare(stored_register(other) if other else Register(), stored_register(this))
    places = _places(this, other)
    context = {
        "trail": _trail(str(this)),
        "this": this,
        "other": other,
        "form": form,
        "tiles": tables.change_tiles(found) if other else [],
        "streets": tables.street_table(found, request.path),
        "changes": tables.change_table(found, places, street) if other or street else None,
        "questions": _questions(found, places) if other else [],
    }
    return render(request, "communities/register_detail.html", context)


def _look(request: HttpRequest, facts: dict) -> HttpResponse:
    seen = preview(facts["text"], facts["as_at"], into=facts["district"], district=facts["district"].name)
    kept = {name: facts[name] for name in ("district", "as_at", "file_name", "text")}
    kept |= {"district": facts["district"].pk, "streets": facts.get("streets", [])}
    context = {
        "trail": _trail("核对名册"),
        "seen": seen,
        "facts": tables.preview_facts(seen),
        "tiles": tables.change_tiles(seen.comparison),
        "streets": tables.street_table(seen.comparison),
        "changes": tables.change_table(seen.comparison) if seen.earlier else None,
        "questions": [{"text": question.sentence} for question in seen.questions],
        "form": ConfirmForm(request.user, initial=kept).offer(seen.unconfirmed),
    }
    return render(request, "communities/register_preview.html", context)


def _questions(found: Comparison, places: dict[str, int]) -> list[dict]:
    asked = questions(found)
    return [{"text": each.sentence, "url": reverse("place", args=[places[each.after.code]])} for each in asked]


def _places(*registers: RegisterImport | None) -> dict[str, int]:
    held = RegisterRow.objects.filter(register__in=[register for register in registers if register])
    return dict(held.exclude(place=None).values_list("code", "place_id"))


def _trail(label: str) -> list[dict]:
    return [
        {"label": "社区与沿革", "url": reverse("places")},
        {"label": "区划名册", "url": reverse("registers")},
        {"label": label},
    ]
