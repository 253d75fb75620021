"""评估指标: the lists in force, the earlier ones, and the office's own from a day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Place
from communities.views.carrying import form_page
from risk.forms.assessments import SchemeForm
from risk.models import SchemeVersion
from risk.rules.schemes import SIDES
from risk.services import schemes as service
from risk.views.assessments import ROOT


def _districts(request: HttpRequest):
    posts = request.user.posts()
    return Place.objects.districts().filter(pk__in=[post.place.district_id or post.place_id for post in posts])


@page("GET", may=Verb.RISK)
def risk_scheme(request: HttpRequest) -> HttpResponse:
    district = get_object_or_404(_districts(request).order_by("code")[:1])
    scheme = service.scheme_on(district, clock.today())
    rows = SchemeVersion.objects.filter(district=district).select_related("set_by")
    heads = ("起用日期", "依据", "登记人", "登记时间")
    lines = ([each.in_force_from, each.basis, each.set_by.name, clock.to_minute(each.set_at)] for each in rows)
    context = {
        "trail": [ROOT, {"label": "评估指标"}],
        "scheme": scheme,
        "rule": service.rule_on(district, clock.today()).words,
        "sides": [
            {"word": word, "indicators": scheme.indicators[side], "points": scheme.points[side]}
            for side, word in SIDES.items()
        ],
        "versions": table(*heads, rows=lines),
        "change_url": reverse("risk_scheme_new") if may(request.user, Verb.OFFICE, district) else "",
    }
    return render(request, "risk/scheme.html", context)


@page("GET", "POST", may=Verb.OFFICE)
def risk_scheme_new(request: HttpRequest) -> HttpResponse:
    district = get_object_or_404(_districts(request).order_by("code")[:1])
    form, back = SchemeForm(service.scheme_on(district, clock.today()), request.POST or None), reverse("risk_scheme")

    def act() -> str:
        lists = {kind: form.lists(kind) for kind in ("indicators", "points")}
        asked = {name: form.cleaned_data[name] for name in ("in_force_from", "basis")}
        service.set_scheme(district, **asked, **lists, by=request.user)
        return back

    trail = [ROOT, {"label": "评估指标", "url": back}, {"label": "调整"}]
    told = {"heading": "调整评估指标", "sub": "只用于起用日期以后立项的评估。", "trail": trail, "back": back}
    return form_page(request, form, act, "已起用。", **told)
