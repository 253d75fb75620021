"""One member: the page, coming onto the roll, the opinion, changes; and the list with numbers for named roles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities.access import Verb, page
from communities.forms.residents import reasoned
from communities.lib.errors import Refused
from communities.models import Document
from communities.resident_words import name_shown
from communities.services import documents, residents
from communities.views.residents.shown import ASKED, form_page
from shareholders import services
from shareholders.forms.findings import FindingForm, ReasonForm
from shareholders.forms.rolls import EnterForm, LeaveForm, RegroupForm, SettleForm
from shareholders.rules.membership import Event
from shareholders.views import shown


@page("GET", may=Verb.RESIDENTS)
def member(request: HttpRequest, pk: int) -> HttpResponse:
    this = shown.member_of(request, pk)
    name = name_shown(this.person, request.user, this.organisation.place)
    context = {
        "this": this,
        "name": name,
        "trail": shown.trail(this.organisation, {"label": name}),
        "status": {"tone": shown.TONES[this.status], "word": this.get_status_display()},
        "facts": shown.member_facts(this, request.user),
        "lines": shown.elsewhere_lines(this, request.user),
        "findings": shown.findings_table(this),
        "events": shown.member_events(this),
        "acts": shown.member_acts(this, request.user),
    }
    return render(request, "shareholders/member.html", context)


@page("GET", "POST", may=Verb.ROLL)
def member_enter(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = shown.cooperative_of(request, pk)
    form = EnterForm(organisation.member_roll, request.POST or None)

    def act() -> str:
        return shown.member_address(_entered(organisation, form, request.user))

    sub = "新生儿即为成员，但不增加股份；收养、结婚入户和政策性移民经成员大会确认后成为成员。"
    back, trail = shown.roll_address(organisation), shown.trail(organisation, {"label": "列入人员"})
    return form_page(request, form, act, "列入人员", "已列入名册。", sub=sub, back=back, trail=trail)


@page("GET", "POST", may=Verb.ROLL)
def member_find(request: HttpRequest, pk: int) -> HttpResponse:
    this = shown.member_of(request, pk)
    form = FindingForm(this, request.POST or None)

    def act() -> str:
        services.find(this, by=request.user, **form.facts())
        return shown.member_address(this)

    return _form(request, this, form, act, "认定意见", "认定意见已登记。")


@page("GET", "POST", may=Verb.ROLL)
def member_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = shown.member_of(request, pk), ReasonForm(request.POST or None)

    def act() -> str:
        services.reopen(this, form.cleaned_data["reason"], by=request.user)
        return shown.member_address(this)

    return _form(request, this, form, act, "恢复待定", "已恢复待定。")


@page("GET", "POST", may=Verb.ROLL)
def member_leave(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = shown.member_of(request, pk), LeaveForm(request.POST or None, request.FILES or None)

    def act() -> str:
        given = form.cleaned_data
        paper = _paper(this, given["paper"], given["on"], request.user)
        services.end_membership(this, given["kind"], given["on"], given["reason"], document=paper, by=request.user)
        return shown.member_address(this)

    return _form(request, this, form, act, "成员变动", "变动已登记。")


@page("GET", "POST", may=Verb.ROLL)
def member_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the member lives, entered (or, the register locked, asked for) for somebody no household knows now."""
    this = shown.member_of(request, pk)
    locked = residents.is_locked(this.organisation.place)
    form = reasoned(SettleForm(request.POST or None), locked)

    def act() -> str:
        given = form.cleaned_data
        told = (this.person, this.household, given["relation"], given["since"])
        if locked:
            residents.ask_entry(*told, given["reason"], by=request.user)
        else:
            residents.move_in(*told, by=request.user)
        return shown.member_address(this)

    said = ASKED if locked else "已登记入户。"
    return _form(request, this, form, act, f"登记入户（{this.household.number}号户）", said)


@page("GET", "POST", may=Verb.ROLL)
def member_regroup(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = shown.member_of(request, pk), RegroupForm(request.POST or None)

    def act() -> str:
        number, place = form.cleaned_data["household"].strip(), this.organisation.place
        household = place.households.filter(number=number, closed_on=None).first()
        if household is None:
            raise Refused(f"{place.name}没有户编号“{number}”。")
        services.regroup(this, household, form.cleaned_data["reason"], by=request.user)
        return shown.member_address(this)

    return _form(request, this, form, act, "改列另一户", "已改列。")


def _entered(organisation, form: EnterForm, by):
    given, where = form.cleaned_data, (organisation, form.person, form.house)
    if given["how"] in (Event.LISTED, "open"):
        confirmed = False if given["how"] == "open" else None
        told = {"category": given["category"], "confirmed": confirmed, "remarks": given["remarks"]}
        return services.list_member(*where, **told, by=by)
    return services.enter_member(*where, given["how"], given["on"], text=given["remarks"], by=by)


def _paper(this, upload, written_on, by) -> Document | None:
    if upload is None:
        return None
    title = f"成员{this.number}变动证明"
    place = this.organisation.place
    return documents.store_document(
        place=place, kind="成员变动证明", title=title, upload=upload, written_on=written_on, by=by
    )


def _form(request: HttpRequest, this, form, act, heading: str, said: str) -> HttpResponse:
    name, back = name_shown(this.person, request.user, this.organisation.place), shown.member_address(this)
    trail = shown.trail(this.organisation, {"label": name, "url": back}, {"label": heading})
    sub = f"{name}（{this.number}）　{this.get_status_display()}"
    return form_page(request, form, act, heading, said, sub=sub, back=back, trail=trail)
