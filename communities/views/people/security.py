"""What the security administrator does with an account: each act is one POST."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from communities.access import Verb, page
from communities.forms.people import ReasonForm
from communities.services import people
from communities.views.carrying import carry_out

from .account import address, draw, seen


@page("GET", "POST", may=Verb.SECURE)
def person_disable(request: HttpRequest, pk) -> HttpResponse:
    return _with_reason(request, pk, people.disable, "停用账号", "账号已停用，其全部登录已经结束。")


@page("GET", "POST", may=Verb.SECURE)
def person_enable(request: HttpRequest, pk) -> HttpResponse:
    return _with_reason(request, pk, people.enable, "启用账号", "账号已启用。")


@page("POST", may=Verb.SECURE)
def person_end_sessions(request: HttpRequest, pk) -> HttpResponse:
    return _at_once(request, pk, people.end_sessions, "其全部登录已经结束。")


@page("POST", may=Verb.SECURE)
def person_clear_lockout(request: HttpRequest, pk) -> HttpResponse:
    return _at_once(request, pk, people.clear_lockout, "登录锁定已解除。")


@page("POST", may=Verb.SECURE)
def person_reset_factor(request: HttpRequest, pk) -> HttpResponse:
    return _at_once(request, pk, people.reset_second_factor, "动态口令已重置，本人下次登录时重新绑定。")


def _with_reason(request: HttpRequest, pk, service, title: str, said: str) -> HttpResponse:
    this = seen(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():

        def act() -> str:
            service(this, reason=form.cleaned_data["reason"], by=request.user)
            return address(this)

        if answer := carry_out(request, form.key, act, said):
            return answer
    return draw(request, title, form, title, this)


def _at_once(request: HttpRequest, pk, service, said: str) -> HttpResponse:
    this = seen(request, pk)

    def act() -> str:
        service(this, by=request.user)
        return address(this)

    return carry_out(request, "", act, said) or redirect(address(this))
