"""Persons: entered into a household, shown masked, revealed one at a time, corrected, moved out."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.residents import (
    ChangePersonForm,
    EndForm,
    MoveInForm,
    ResidentForm,
    RevealForm,
    SplitForm,
    reasoned,
)
from communities.lib.errors import Refused
from communities.models import Person
from communities.resident_words import name_shown, seen_place
from communities.services import residents
from communities.views.residents import shown

ACTS = (("更正资料", "resident_correct"), ("分户", "resident_split"), ("登记迁出", "resident_move_out"))


@page("GET", "POST", may=Verb.ROLL)
def resident_new(request: HttpRequest, pk: int) -> HttpResponse:
    this, locked = _household(request, pk)
    form = reasoned(ResidentForm(request.POST or None), locked)

    def act() -> str:
        given = form.cleaned_data
        told = (this, form.person_facts(), given["relation"], given["since"])
        if locked:
            residents.ask_enrolment(*told, given["reason"], by=request.user)
        else:
            residents.enrol(*told, by=request.user)
        return shown.household_address(this)

    return _household_form(request, this, form, act, "登记人员", shown.ASKED if locked else "人员已登记。")


@page("GET", "POST", may=Verb.ROLL)
def resident_move_in(request: HttpRequest, pk: int) -> HttpResponse:
    this, locked = _household(request, pk)
    form = reasoned(MoveInForm(request.POST or None), locked)

    def act() -> str:
        given = form.cleaned_data
        person = residents.known_person(this.place.district_or_self, given["id_number"])
        if person is None or person.name != given["name"].strip():
            raise Refused("本区没有登记这个姓名和身份证号的人员，请核对，或按新人员登记。")
        told = (person, this, given["relation"], given["since"])
        if locked:
            residents.ask_entry(*told, given["reason"], by=request.user)
        else:
            residents.move_in(*told, by=request.user)
        return shown.household_address(this)

    return _household_form(request, this, form, act, "迁入已登记人员", shown.ASKED if locked else "已登记入户。")


@page("GET", may=Verb.RESIDENTS)
def resident(request: HttpRequest, pk) -> HttpResponse:
    return _person_page(request, shown.person_of(request, pk), RevealForm())


@page("POST", may=Verb.REVEAL)
def resident_reveal(request: HttpRequest, pk) -> HttpResponse:
    """The numbers in plain, in this one answer: nothing is kept, asking again is asking again."""
    person, form = shown.person_of(request, pk), RevealForm(request.POST)
    if not form.is_valid():
        return _person_page(request, person, form)
    try:
        numbers = residents.reveal(person, _place(request, person), form.cleaned_data["reason"], by=request.user)
    except Refused as refusal:
        form.add_error("reason", list(refusal.reasons))
        return _person_page(request, person, form)
    told = [{"label": label, "value": value} for label, value in numbers.items()]
    return _person_page(request, person, RevealForm(), numbers=told)


@page("GET", "POST", may=Verb.ROLL)
def resident_correct(request: HttpRequest, pk, correct: Callable) -> HttpResponse:
    """At once, by the service of the address, while the register is open; locked, a ticket for the street."""
    person, form = shown.person_of(request, pk), ChangePersonForm(request.POST or None)
    locked = residents.is_locked(_place(request, person))
    change = residents.ask_change if locked else correct

    def act() -> str:
        change(person, form.given(), form.cleaned_data["reason"], by=request.user)
        return shown.person_address(person)

    heading = "提交变更单" if locked else "更正资料"
    said = shown.ASKED if locked else "已更正。"
    hint = "户册已锁定，变更须经街道审批后生效。" if locked else "只填要更正的项目，不填的保持不变。"
    return _person_form(request, person, form, act, heading, said, hint=hint)


@page("GET", "POST", may=Verb.ROLL)
def resident_move_out(request: HttpRequest, pk) -> HttpResponse:
    person, form = shown.person_of(request, pk), EndForm(request.POST or None)
    locked = residents.is_locked(_place(request, person))
    leave = residents.ask_leave if locked else residents.move_out

    def act() -> str:
        leave(person, form.cleaned_data["on"], form.cleaned_data["reason"], by=request.user)
        return shown.person_address(person)

    said = shown.ASKED if locked else "已登记迁出。"
    return _person_form(request, person, form, act, "登记迁出", said, hint="户口迁出不当然丧失成员身份。")


@page("GET", "POST", may=Verb.ROLL)
def resident_split(request: HttpRequest, pk, split: Callable) -> HttpResponse:
    """分户: at once, by the service of the address, while the register is open; locked, a ticket for the street."""
    person = shown.person_of(request, pk)
    locked = residents.is_locked(_place(request, person))
    form = reasoned(SplitForm(request.POST or None), locked)

    def act() -> str:
        given = form.cleaned_data
        if locked:
            told = (given["number"], given["on"], given["reason"])
            residents.ask_split(person, *told, address=given["address"], by=request.user)
        else:
            split(person, given["number"], given["on"], address=given["address"], by=request.user)
        return shown.person_address(person)

    said, hint = shown.ASKED if locked else "已分户。", "本人为新户户主；随同分出的，立户以后逐人改列到新户。"
    return _person_form(request, person, form, act, "分户", said, hint=hint)


def _household(request: HttpRequest, pk: int):
    """The household, and whether its register is locked: what is done there is then asked for."""
    this = shown.household_of(request, pk)
    return this, residents.is_locked(this.place)


def _place(request: HttpRequest, person: Person):
    place = seen_place(person, request.user)
    if place is None:
        raise Http404
    return place


def _person_page(request: HttpRequest, person: Person, form: RevealForm, numbers: list | None = None) -> HttpResponse:
    account, place = request.user, _place(request, person)
    keeps = may(account, Verb.ROLL, place)
    acts = ACTS if keeps else ()
    reveals = may(account, Verb.REVEAL, place) and not (person.is_child() and not may(account, Verb.CHILDREN, place))
    context = {
        "person": person,
        "name": name_shown(person, account, place),
        "trail": [{**shown.ROOT, "url": reverse("households")}, {"label": name_shown(person, account, place)}],
        "facts": shown.person_facts(person, account, place),
        "residences": shown.residences_table(person, account),
        "acts": [{"label": label, "url": reverse(name, args=[person.pk])} for label, name in acts],
        "form": form if reveals else None,
        "numbers": numbers,
        "waiting": person.changes.undecided().exists() and keeps,
    }
    return render(request, "communities/residents/person.html", context)


def _household_form(request: HttpRequest, this, form, act, heading: str, said: str) -> HttpResponse:
    back, trail = shown.household_address(this), shown.household_trail(this, heading)
    return shown.form_page(request, form, act, heading, said, sub=str(this), back=back, trail=trail)


def _person_form(request: HttpRequest, person: Person, form, act, heading: str, said: str, hint: str) -> HttpResponse:
    name = name_shown(person, request.user, _place(request, person))
    here = {"label": name, "url": shown.person_address(person)}
    trail = [{**shown.ROOT, "url": reverse("households")}, here, {"label": heading}]
    return shown.form_page(request, form, act, heading, said, sub=f"{name}　{hint}", back=here["url"], trail=trail)
