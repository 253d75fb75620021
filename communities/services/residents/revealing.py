"""The looks at numbers: one person with a reason, a whole list by a named role, a search; counted and recorded."""

from datetime import datetime, time

from django.db import transaction
from django.db.models import Model

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Person, Place, Reveal
from communities.services import settings
from communities.services.permission import require
from communities.services.recording import record

from .finding import known_person

Kind = Reveal.Kind
LEAST_WORDS, LEAST_DIGITS = 4, 8
SEARCHED = "按身份证号查找"


@transaction.atomic
def reveal(person: Person, place: Place, reason: str, *, by) -> dict[str, str]:
    """The person's identity number and telephone in plain, for this answer only. Raises Refused.

    `place` is where the viewer sees the person; the day's limit counts per account (reveal.daily_limit).
    """
    require(by, Verb.REVEAL, place)
    if person.is_child():
        require(by, Verb.CHILDREN, place)
    _count("reveal.daily_limit", Kind.PERSON, place, reason, person, by=by)
    record("查看证件号码", person, by=by, place=place, reason=reason.strip())
    return {
        "身份证号": person.id_number.reveal() if person.id_number else f"无（{person.no_id_reason}）",
        "手机": person.phone.reveal() if person.phone else "未登记",
    }


@transaction.atomic
def look_at_list(subject: Model, place: Place, reason: str, *, by) -> None:
    """Note that a whole list with numbers is handed out, before it is made. Raises Refused."""
    require(by, Verb.FULL_LIST, place)
    _count("full_list.daily_limit", Kind.LIST, place, reason, by=by)
    record("导出完整名册", subject, by=by, place=place, reason=reason.strip())


@transaction.atomic
def find_by_number(id_number: str, place: Place, *, by) -> Person | None:
    """The person of the district with this whole identity number. Raises Refused.

    Whoever types numbers learns who is registered: it is counted and recorded, whether somebody is found or not
    (number_search.daily_limit), under the post's own `place`; the number itself is kept nowhere.
    """
    require(by, Verb.REVEAL, place)
    if len(id_number.strip()) < LEAST_DIGITS:
        raise Refused("请输入完整的身份证号；只知道一部分的，请按姓名查找。")
    person = known_person(place.district_or_self, id_number)
    _count("number_search.daily_limit", Kind.SEARCH, place, SEARCHED, person, by=by)
    record(SEARCHED, place, by=by, place=place, changes={"结果": [None, "找到1人" if person else "没有找到"]})
    return person


def require_reason(reason: str) -> None:
    """Whoever looks at what is sealed says why. Raises Refused."""
    if len(reason.strip()) < LEAST_WORDS:
        raise Refused(f"请写明查看理由（不少于{LEAST_WORDS}个字），理由会记入记录簿。")


def _count(key: str, kind: str, place: Place, reason: str, person: Person | None = None, *, by) -> None:
    """Note the look under a lock on the account, so that two looks at once are two."""
    require_reason(reason)
    Account.objects.select_for_update(no_key=True).get(pk=by.pk)
    morning = datetime.combine(clock.today(), time.min, clock.SHANGHAI)
    limit = settings.value(key, place.district_or_self)
    seen = Reveal.objects.filter(account_id=by.pk, at__gte=morning, kind=kind).count()
    if seen >= limit:
        raise Refused(f"您今天已查看{seen}次，达到每日上限{limit}次，请明天再办；确有需要请联系区办公室调整设置。")
    Reveal.objects.create(kind=kind, account_id=by.pk, person=person, at=clock.now(), reason=reason.strip()[:200])
