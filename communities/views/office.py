"""The district office's own pages: the figures it may change, and the holiday table."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, districts, page
from communities.forms.office import HolidayForm, SettingForm, write_lines
from communities.lib import clock
from communities.lib.tables import table
from communities.lib.workdays import shipped_calendar
from communities.models import HolidayTable, OfficeSetting, Place
from communities.services import holidays, settings
from communities.views.carrying import carry_out

TRAIL = {"label": "规程与设置", "url": "/office/"}
SOONEST_YEAR, LATEST_YEAR = 2004, 2100


def own_district(request: HttpRequest) -> Place:
    """The district whose office the person works for."""
    return get_object_or_404(Place.objects.filter(pk__in=districts(request.user, Verb.OFFICE)).order_by("code")[:1])


@page("GET", may=Verb.OFFICE)
def office_settings(request: HttpRequest) -> HttpResponse:
    """Every figure with what is in force today; what nobody has set is marked 默认."""
    district = own_district(request)
    rows = [_setting_row(key, district) for key in settings.DEFAULTS]
    context = {
        "trail": [TRAIL, {"label": "设置"}],
        "district": district,
        "table": table("设置", "现行值", "来源", "自", "依据", "说明", rows=rows),
        "warning": holidays.warning(district),
    }
    return render(request, "communities/office/settings.html", context)


def _setting_row(key: str, district: Place) -> list:
    setting, row = settings.DEFAULTS[key], settings.in_force(key, district)
    label = {"text": setting.label, "url": reverse("office_setting", args=[key])}
    if row is None:
        default = {"text": "默认", "tone": "idle"}
        return [label, setting.shown(setting.default), default, "", setting.basis, setting.help]
    own = {"text": "本区设定", "tone": "done"}
    return [label, setting.shown(row.value), own, row.in_force_from, row.basis, setting.help]


@page("GET", "POST", may=Verb.OFFICE)
def office_setting(request: HttpRequest, key: str) -> HttpResponse:
    """One figure: what held when, and a new value from a date."""
    if key not in settings.DEFAULTS:
        raise Http404
    district, setting = own_district(request), settings.DEFAULTS[key]
    form = SettingForm(setting, request.POST or None, initial={"value": settings.value(key, district)})
    if form.is_valid():
        facts = form.cleaned_data

        def act() -> str:
            dated = {"in_force_from": facts["in_force_from"], "basis": facts["basis"]}
            settings.set_value(key, facts["value"], district, **dated, by=request.user)
            return reverse("office_settings")

        if answer := carry_out(request, form.key, act, f"“{setting.label}”已调整。"):
            return answer
    context = {
        "trail": [TRAIL, {"label": "设置", "url": reverse("office_settings")}, {"label": setting.label}],
        "setting": setting,
        "default": setting.shown(setting.default),
        "form": form,
        "rows": _history(key, setting, district),
    }
    return render(request, "communities/office/setting.html", context)


def _history(key: str, setting: settings.Setting, district: Place) -> dict:
    own = OfficeSetting.objects.filter(district=district, key=key).select_related("set_by")
    rows = [[row.in_force_from, setting.shown(row.value), row.basis, row.set_by.name] for row in own]
    return table("自", "值", "依据", "设定人", rows=rows)


@page("GET", "POST", may=Verb.OFFICE)
def office_holidays(request: HttpRequest) -> HttpResponse:
    """The days of one year, and the text of the district's next table."""
    district = own_district(request)
    newest = holidays.newest_table(district)
    through = newest.known_through if newest else shipped_calendar().known_through
    first = {"days": write_lines(holidays.days_of(newest)), "known_through": through}
    form = HolidayForm(request.POST or None, initial=first)
    if form.is_valid():
        facts = form.cleaned_data

        def act() -> str:
            dated = {"known_through": facts["known_through"], "basis": facts["basis"]}
            holidays.save_table(district, facts["days"], **dated, by=request.user)
            return reverse("office_holidays")

        if answer := carry_out(request, form.key, act, "新的节假日表已发布；此前算定的期限不受影响。"):
            return answer
    context = {
        "trail": [TRAIL, {"label": "节假日表"}],
        "district": district,
        "form": form,
        "warning": holidays.warning(district),
        **_year(request, district),
        "tables": _tables(district),
    }
    return render(request, "communities/office/holidays.html", context)


def _year(request: HttpRequest, district: Place) -> dict:
    """Every day of the asked year that is not what its weekday says, and the years beside it."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and SOONEST_YEAR <= int(asked) <= LATEST_YEAR else clock.today().year
    calendar, rows, day = holidays.calendar_for(district), [], date(year, 1, 1)
    while day.year == year:
        works, why = calendar.is_workday(day), calendar.why_rest(day)
        if day in calendar.overrides or works != (day.isoweekday() <= 5):
            state = {"text": "上班", "tone": "going"} if works else {"text": "放假", "tone": "hold"}
            source = f"本区{calendar.version}" if day in calendar.overrides else "随项目提供"
            rows.append([day, settings.WEEKDAYS[day.isoweekday()], state, why, source])
        day += timedelta(days=1)
    return {
        "year": year,
        "unknown": calendar.warning(date(year, 12, 31)),
        "days": table("日期", "星期", "安排", "名称", "来源", rows=rows),
        "years": [
            {"label": str(each), "url": f"?year={each}", "current": each == year} for each in range(year - 1, year + 2)
        ],
    }


def _tables(district: Place) -> dict:
    rows = []
    for row in HolidayTable.objects.filter(district=district).select_related("created_by"):
        issued = row.created_at.astimezone(clock.SHANGHAI).date()
        rows.append([row.number, row.known_through, row.basis, row.created_by.name, issued])
    return table("版本", "已录至", "依据", "发布人", "发布日期", rows=rows)
