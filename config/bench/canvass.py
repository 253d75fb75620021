"""A canvass of 3,000 households on the visitor's page, and the consent figures of as many units."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Household, Organisation
from config.bench import clocks
from config.bench.district import Measured
from config.bench.line import Line
from config.bench.search import FLOOR, SINCE, account_of
from config.bench.web import percentile
from votes.canvass_questions import consents_known
from votes.models import Canvass, CanvassHousehold, Visit

HOUSEHOLDS, TIMES, SAVES, UNDER_WAY = 3_000, 40, 100, 60
PLAN = {"plan_title": "测量方案", "plan_text": "测量用的征求意见内容。"}


def measure(measured: Measured) -> Iterator[Line]:
    """Pages through the views in process, each beside a page that asks nothing; then the figures of every unit."""
    places = list(measured.district.all_places.filter(level="community").order_by("pk"))
    visitor, officer = account_of(Role.CLERK, places[0]), account_of(Role.STREET, places[0].parent)
    canvasses = _canvasses(places, officer)
    homes = _homes(canvasses[0], visitor)
    client = Client()
    client.force_login(visitor, backend="django.contrib.auth.backends.ModelBackend")
    floor = _p95(client, (FLOOR for _ in range(TIMES)))
    for what, addresses in (
        ("翻页", (f"/canvasses/mine/?page={n % 60 + 1}" for n in range(TIMES))),
        ("查找", (f"/canvasses/mine/?q={n * 61 % HOUSEHOLDS:04d}&state=left" for n in range(TIMES))),
    ):
        taken = _p95(client, addresses)
        told = f"{FLOOR} {floor:.0f} 毫秒"
        yield Line(f"入户清单3,000户，{what}，p95", f"{taken:.0f} 毫秒", "≤ 200 毫秒", told, taken / floor)
    taken = percentile(sorted(_saved(client, home) for home in islice(homes, SAVES)), 0.95)
    told = f"{FLOOR} {floor:.0f} 毫秒"
    yield Line("登记一户入户，p95", f"{taken:.0f} 毫秒", "≤ 150 毫秒", told, taken / floor)
    yield _figures(measured, canvasses, homes)


def _figures(measured: Measured, canvasses: list[Canvass], homes: list[CanvassHousehold]) -> Line:
    """As a ledger reads them: of yesterday, while `UNDER_WAY` canvasses have been visited since."""
    day, moment = clock.today() - timedelta(days=1), clock.now() - timedelta(hours=1)
    _visited_since(canvasses[1 : UNDER_WAY + 1])
    floor = min(clocks.timed(lambda: list(Canvass.objects.values_list("pk", "due", "agree")))[0] for _ in range(5))
    with CaptureQueriesContext(connection) as queries:
        found = consents_known(measured.district, day, moment)
    taken = min(clocks.timed(lambda: consents_known(measured.district, day, moment))[0] for _ in range(5))
    what = f"同意情况，{len(found):,}个单位，{len(queries)}次查询"
    told = f"读出各行 {floor * 1000:.0f} 毫秒"
    return Line(what, f"{taken * 1000:.0f} 毫秒", "≤ 200 毫秒，查询次数不变", told, taken / floor)


def _canvasses(places: list, officer: Account) -> list[Canvass]:
    committees = Organisation.objects.bulk_create(
        Organisation(kind="residents_committee", name=f"{place.name}居委会", short_name="居委会", place=place,
                     starts_on=SINCE)
        for place in places
    )  # fmt: skip
    today = clock.today()
    terms = {"opened_on": today - timedelta(days=20), "closes_on": today + timedelta(days=20), "officer": officer}
    told = {"due": HOUSEHOLDS, "opened_by": officer, "opened_at": clock.now() - timedelta(days=20), "version": 1}
    return Canvass.objects.bulk_create(Canvass(organisation=each, **PLAN, **terms, **told) for each in committees)


def _homes(canvass: Canvass, visitor: Account, count: int = HOUSEHOLDS) -> list[CanvassHousehold]:
    place = canvass.place
    households = Household.objects.bulk_create(
        Household(place=place, number=f"{n + 1:04d}", address=f"测量{n + 1}号", registered_on=SINCE)
        for n in range(count)
    )
    return CanvassHousehold.objects.bulk_create(
        CanvassHousehold(
            canvass=canvass, household=each, number=each.number, address=each.address, grid="一网格", visitor=visitor
        )
        for each in households
    )


def _visited_since(canvasses: list[Canvass]) -> None:
    """Five households each, visited today."""
    now, today = clock.now(), clock.today()
    for canvass in canvasses:
        homes = _homes(canvass, canvass.officer, 5)
        Visit.objects.bulk_create(
            Visit(canvass=canvass, household=home, number=1, visited_on=today, position="agree", relation="head",
                  at=now, by=canvass.officer)
            for home in homes
        )  # fmt: skip
    keys = [canvass.pk for canvass in canvasses]
    Canvass.objects.filter(pk__in=keys).update(agree=5, last_on=today, last_at=now)


def _saved(client: Client, home: CanvassHousehold) -> float:
    """Milliseconds of one entry as the phone's script sends it."""
    form = {"position": "agree", "signer": "测量", "relation": "head", "visited_on": clock.today().isoformat()}
    form["form_key"] = str(uuid4())
    address = f"/canvasses/doors/{home.pk}/"
    seconds, answer = clocks.timed(lambda: client.post(address, form, headers={"X-Queued": "yes"}))
    if answer.status_code != 200:
        raise RuntimeError(answer.content.decode())
    return seconds * 1000


def _p95(client: Client, addresses: Iterator[str]) -> float:
    """Milliseconds; the first one loads the templates and is not counted."""
    client.get("/canvasses/mine/")
    return percentile(sorted(clocks.timed(lambda each=each: client.get(each))[0] * 1000 for each in addresses), 0.95)
