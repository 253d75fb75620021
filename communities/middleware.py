"""What stands around every request: an id, the session's age, the second factor, htmx, and refusals as sentences."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from communities import access
from communities.lib import clock, logs
from communities.lib.errors import Refused
from communities.services.recording import request_id

OPEN_WITHOUT_FACTOR = {"login", "logout", "second_factor"}


class RequestIdMiddleware:
    """Number each request; logs and record lines carry the number. Answers are never kept by a shared cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex[:16]
        token = request_id.set(request.id)
        try:
            with logs.bound(request_id=request.id):
                response = self.get_response(request)
        finally:
            request_id.reset(token)
        if not response.has_header("Cache-Control") and not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        response["X-Request-Id"] = request.id
        return response


class SessionAgeMiddleware:
    """End a session 10 hours after its sign-in, however busy it was, and keep a busy one from idling out.

    A session is written at most once a minute, so an idle one ends 29 to 30 minutes after its last page.
    From here on the person is known, so log lines carry their id.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = clock.now().timestamp()
            if now - request.session.setdefault("began", now) > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
                messages.info(request, "登录已满10小时，请重新登录。")
                return redirect(settings.LOGIN_URL)
            if now - request.session.get("seen", 0) >= settings.SESSION_TOUCH_SECONDS:
                request.session["seen"] = now
        request.user_id = str(request.user.pk or "")
        with logs.bound(request_id=request.id, user_id=request.user_id):
            return self.get_response(request)


class SecondFactorMiddleware:
    """District, auditor and administrators finish signing in with a one-time code; all change an expired password."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user, match = request.user, request.resolver_match
        public = not getattr(view, "login_required", True)
        if public or not user.is_authenticated or match.url_name in OPEN_WITHOUT_FACTOR:
            return None
        if settings.SECOND_FACTOR and user.roles() & access.SECOND_FACTOR_ROLES and not user.is_verified():
            return redirect("second_factor")
        if user.password_is_stale() and match.url_name != "password":
            return redirect("password")
        return None


class HtmxSessionMiddleware:
    """A fragment request whose session has ended leads the whole page to the sign-in, not the fragment."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.htmx:
            patch_vary_headers(response, ["HX-Request"])
            if response.status_code == 302 and response["Location"].startswith(reverse("login")):
                return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        return response


class RefusalMiddleware:
    """An unlawful call that no view caught is shown as its own sentences, never as an error page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refused):
            return render(request, "refused.html", {"reasons": exception.reasons}, status=409)
        return None
