"""Publishing a version of the rulebook: immutable, numbered, never the same content twice."""

from django.db import transaction
from django.db.models import Max

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Place
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import RulebookVersion
from mergers.rules.rulebook import Rulebook, build, diff, digest, parse, to_data


def load(text: str, district: Place, *, by, note: str = "", is_default: bool = False) -> tuple[RulebookVersion, bool]:
    """Publish the TOML text as the district's next version; (version, whether it is new).

    The same content loads nothing. Raises RulebookFault naming each fault with its step and key; nothing is stored.
    """
    return publish(parse(text), district, by=by, note=note, is_default=is_default)


@transaction.atomic
def edit(base: RulebookVersion, data: dict, *, by, note: str) -> RulebookVersion:
    """Publish edited plain data (as `to_data` gives it) as the version after `base`, the newest one.

    Raises RulebookFault like `load`, and Refused where nothing was changed or someone else was faster.
    """
    district = Place.objects.select_for_update(no_key=True).get(pk=base.district_id)
    if current(district) != base:
        raise Refused(f"第{base.number}版已不是最新的规程，请在最新一版上修改。")
    version, new = publish(build(data), district, by=by, note=note)
    if not new:
        raise Refused(f"内容与第{version.number}版相同，未产生新版本。")
    return version


@transaction.atomic
def publish(
    book: Rulebook, district: Place, *, by, note: str = "", is_default: bool = False
) -> tuple[RulebookVersion, bool]:
    """Store a rulebook as the district's next version; (version, whether it is new). Raises Refused."""
    require(by, Verb.OFFICE, district)
    Place.objects.select_for_update(no_key=True).get(pk=district.pk)  # two editors queue here, so numbers have no gap
    found = RulebookVersion.objects.filter(district=district, digest=digest(book)).first()
    if found:
        return found, False
    earlier = current(district)
    number = (RulebookVersion.objects.filter(district=district).aggregate(newest=Max("number"))["newest"] or 0) + 1
    version = RulebookVersion.objects.create(
        district=district,
        number=number,
        label=book.label,
        content=to_data(book),
        digest=digest(book),
        is_default=is_default,
        note=note[:300],
        created_at=clock.now(),
        created_by_name=by.name,
    )
    changed = [str(change) for change in diff(earlier.rulebook, book)] if earlier else []
    record("发布规程版本", version, by=by, place=district, changes={"修改": [None, changed[:50]]}, reason=note)
    return version, True


def current(district: Place) -> RulebookVersion | None:
    """The newest version; new cases start on it."""
    return RulebookVersion.objects.filter(district=district).order_by("-number").first()
