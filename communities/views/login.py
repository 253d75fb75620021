"""Signing in and out, the one-time code, one's own password. Successes and failures are logged by django-axes."""

from base64 import b32encode
from binascii import unhexlify

import django_otp
import segno
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from communities.access import page, public_page
from communities.forms.login import CodeForm, SignInForm
from communities.lib import clock
from communities.lib.addresses import client_address
from communities.lib.errors import Refused
from communities.services import people


@public_page("GET", "POST")
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """A new session with a new key; it ends 30 idle minutes or 10 hours later."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST":
        with people.turn(client_address(request), request.POST.get("username", "")) as seconds:
            if seconds:
                return _slowed(request, seconds)
            form.full_clean()  # the try itself
    if form.is_valid():
        auth.login(request, form.get_user())
        request.session["began"] = clock.now().timestamp()
        return redirect(_next_page(request))
    return render(
        request,
        "registration/login.html",
        {"form": form, "next": request.GET.get("next", ""), "second_factor": settings.SECOND_FACTOR},
    )


def _slowed(request: HttpRequest, seconds: int) -> HttpResponse:
    answer = render(request, "registration/slowed.html", {"seconds": seconds}, status=429)
    answer["Retry-After"] = seconds
    return answer


@page("POST")
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@page("GET", "POST")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Prove the one-time code; the first time, bind the device that shows it."""
    device = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
    return _prove(request, device) if device else _enrol(request)


def _prove(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        proved = django_otp.verify_token(request.user, device.persistent_id, form.cleaned_data["code"])
        if proved:
            return _let_in(request, proved)
        form.add_error("code", "动态口令不正确或刚刚用过，请等待下一组数字；连续输错需要等待更久。")
    return render(request, "registration/second_factor.html", {"form": form})


def _enrol(request: HttpRequest) -> HttpResponse:
    """The key waits in the session until a code of it has been given."""
    key = request.session.setdefault("factor_key", random_hex(20))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            device = people.enrol_second_factor(request.user, key, form.cleaned_data["code"].strip(), by=request.user)
        except Refused as refusal:
            form.add_error("code", list(refusal.reasons))
        else:
            del request.session["factor_key"]
            return _let_in(request, device)
    address = TOTPDevice(user=request.user, key=key).config_url
    return render(
        request,
        "registration/second_factor.html",
        {
            "form": form,
            "qr": segno.make(address, error="m", micro=False).svg_data_uri(border=4, scale=4),
            "typed_key": b32encode(unhexlify(key)).decode(),
        },
    )


def _let_in(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    django_otp.login(request, device)
    request.session.cycle_key()
    return redirect(settings.LOGIN_REDIRECT_URL)


@page("GET", "POST")
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    form = PasswordChangeForm(request.user, request.POST or None)
    if form.is_valid():
        try:
            account = people.change_password(request.user, form.cleaned_data["new_password1"], by=request.user)
        except Refused as refusal:
            form.add_error("new_password1", list(refusal.reasons))
        else:
            auth.update_session_auth_hash(request, account)
            messages.success(request, "密码已修改，您在其他地方的登录已全部结束。")
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "registration/password.html", {"form": form, "stale": request.user.password_is_stale()})


def _next_page(request: HttpRequest) -> str:
    """Where one wanted to go before signing in; never another host."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
