"""One person: the page with posts and acts, and the system administrator's forms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.people import ChangeForm, EndForm, PasswordForm, PersonForm, PostForm
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Account, Appointment
from communities.services import people
from communities.views.carrying import carry_out

TRAIL = {"label": "人员任职", "url": "/people/"}


def seen(request: HttpRequest, pk) -> Account:
    """The account, if it is one of those that the person looks after."""
    return get_object_or_404(Account.objects.visible_to(request.user).select_related("district"), pk=pk)


def address(person: Account) -> str:
    return reverse("person", args=[person.pk])


def draw(request: HttpRequest, title: str, form, button: str, person: Account | None = None) -> HttpResponse:
    """The page of one form; `person` is whom it is about."""
    trail = [TRAIL, *([{"label": person.name, "url": address(person)}] if person else []), {"label": title}]
    context = {"trail": trail, "title": title, "form": form, "button": button, "back": trail[-2]["url"]}
    return render(request, "communities/people/form.html", context)


@page("GET", may=(Verb.PEOPLE, Verb.SECURE))
def person(request: HttpRequest, pk) -> HttpResponse:
    """Who it is, the posts past and present, and what may be done."""
    this = seen(request, pk)
    may_keep = may(request.user, Verb.PEOPLE, this.district)
    context = {
        "trail": [TRAIL, {"label": this.name}],
        "this": this,
        "facts": [
            {"label": "账号", "value": this.username},
            {"label": "手机", "value": this.phone.masked() or "未登记"},
            {"label": "所属区", "value": this.district.name},
            {"label": "状态", "value": "启用" if this.is_active else "停用"},
            {"label": "建立时间", "value": clock.to_minute(this.created_at)},
        ],
        "posts": posts_table(this, may_keep),
        "may_keep": may_keep,
        "may_secure": may(request.user, Verb.SECURE, this.district),
        "locked_out": people.is_locked_out(this),
        "history_url": reverse("history", args=["communities.account", this.pk]),
    }
    return render(request, "communities/people/person.html", context)


def posts_table(this: Account, may_keep: bool) -> dict:
    """All posts of the person, the newest first; a post that can still be ended leads to its form."""
    rows, today = [], clock.today()
    for post in this.appointments.select_related("place", "organisation").order_by("-starts_on", "role"):
        over = bool(post.ends_on and post.ends_on < today)
        state = {"text": "已结束", "tone": "idle"} if over else {"text": "在任", "tone": "done"}
        if post.starts_on > today:
            state = {"text": "未到任", "tone": "wait"}
        end = {"text": "结束任职", "url": reverse("post_end", args=[post.pk])} if may_keep and not over else ""
        rows.append([str(post), post.organisation.name, post.starts_on, post.ends_on or "长期", state, end])
    return table("职务", "代表机构", "自", "至", "状态", "办理", rows=rows)


@page("GET", "POST", may=Verb.PEOPLE)
def person_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.user, request.POST or None)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("username", "name", "district", "password", "phone")}

        def act() -> str:
            made = people.create_account(facts.pop("username"), facts.pop("name"), **facts, by=request.user)
            return reverse("person_appoint", args=[made.pk])

        if answer := carry_out(request, form.key, act, "账号已建立，请接着登记任职。"):
            return answer
    return draw(request, "建立账号", form, "建立账号")


@page("GET", "POST", may=Verb.PEOPLE)
def person_change(request: HttpRequest, pk) -> HttpResponse:
    this = seen(request, pk)
    form = ChangeForm(request.POST or None, initial={"name": this.name})
    if form.is_valid():

        def act() -> str:
            phone = form.cleaned_data["phone"] or None
            people.change_person(this, name=form.cleaned_data["name"], phone=phone, by=request.user)
            return address(this)

        if answer := carry_out(request, form.key, act, "人员信息已更正。"):
            return answer
    return draw(request, "更正人员信息", form, "保存", this)


@page("GET", "POST", may=Verb.PEOPLE)
def person_password(request: HttpRequest, pk) -> HttpResponse:
    this = seen(request, pk)
    form = PasswordForm(request.POST or None)
    if form.is_valid():

        def act() -> str:
            people.set_password(this, form.cleaned_data["password"], by=request.user)
            return address(this)

        if answer := carry_out(request, form.key, act, "密码已重设，请当面交给本人。"):
            return answer
    return draw(request, "重设密码", form, "重设密码", this)


@page("GET", "POST", may=Verb.PEOPLE)
def person_appoint(request: HttpRequest, pk) -> HttpResponse:
    this = seen(request, pk)
    form = PostForm(this.district, request.POST or None)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("role", "organisation", "place", "starts_on", "ends_on")}

        def act() -> str:
            people.appoint(this, **facts, by=request.user)
            return address(this)

        if answer := carry_out(request, form.key, act, "任职已登记。"):
            return answer
    return draw(request, "登记任职", form, "登记任职", this)


@page("GET", "POST", may=Verb.PEOPLE)
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Account.objects.visible_to(request.user)
    post = get_object_or_404(Appointment.objects.select_related("account__district"), pk=pk, account__in=visible)
    form = EndForm(request.POST or None)
    if form.is_valid():

        def act() -> str:
            people.end_appointment(post, form.cleaned_data["ends_on"], by=request.user)
            return address(post.account)

        if answer := carry_out(request, form.key, act, "任职已结束。"):
            return answer
    return draw(request, f"结束任职：{post}", form, "结束任职", post.account)
