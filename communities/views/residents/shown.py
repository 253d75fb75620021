"""Finished facts of households and persons for their pages."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from communities.access import Verb, may
from communities.lib.tables import table
from communities.models import Household, Person, Residence
from communities.resident_words import age_shown, household_words, id_shown, name_shown, phone_shown, residence_rows
from communities.services.residents import is_locked
from communities.views import carrying

HEADS = ("社区", "户编号", "户主", "在户（人）", "住址", "立户日期", "状态")
ROOT = {"label": "户与居民"}
ASKED = "变更单已提交，由街道审批。"


def households_for_list(request: HttpRequest) -> QuerySet[Household]:
    head = Residence.objects.current().filter(household=OuterRef("pk"), relation="head")
    found = Household.objects.visible_to(request.user).select_related("place__parent")
    return found.annotate(
        living=Count("residences", filter=Q(residences__valid_to=None)),
        head=Subquery(head.values("person__name")[:1]),
        head_born=Subquery(head.values("person__born_on")[:1]),
    ).order_by("place__code", "number", "pk")


def household_row(household: Household, account) -> tuple:
    head = household.head or ""
    if head:
        head = name_shown(Person(name=head, born_on=household.head_born), account, household.place)
    state = f"已销户（{household.closed_on}）" if household.closed_on else "在册"
    return (
        household.place.name,
        household.number,
        head or "未登记",
        household.living,
        household.address,
        household.registered_on.isoformat(),
        state,
    )


def household_of(request: HttpRequest, pk) -> Household:
    return get_object_or_404(
        Household.objects.visible_to(request.user).select_related("place__district", "place__parent"), pk=pk
    )


def person_of(request: HttpRequest, pk) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.user).select_related("district"), pk=pk)


def household_address(household: Household) -> str:
    return reverse("household", args=[household.pk])


def person_address(person: Person) -> str:
    return reverse("resident", args=[person.pk])


def household_trail(household: Household, *more: str) -> list[dict]:
    root = {**ROOT, "url": reverse("households")}
    here = {"label": household_words(household), "url": household_address(household)}
    return [root, here, *({"label": label} for label in more)]


def residents_table(household: Household, account) -> dict:
    living = household.residences.current().select_related("person").order_by("valid_from", "pk")
    ordered = sorted(living, key=lambda each: each.relation != "head")
    rows = [
        (
            {"text": name_shown(each.person, account, household.place), "url": person_address(each.person)},
            each.get_relation_display(),
            each.person.get_sex_display(),
            age_shown(each.person),
            id_shown(each.person),
            phone_shown(each.person, account, household.place),
            each.valid_from.isoformat(),
        )
        for each in ordered
    ]
    return table("姓名", "与户主关系", "性别", "年龄", "身份证号", "手机", "入户日期", rows=rows)


def household_acts(household: Household, account) -> list[dict]:
    """What may be done to the household; where the register is locked, what may be asked for."""
    if household.closed_on or not may(account, Verb.ROLL, household.place):
        return []
    offers = [
        ("登记人员", "resident_new"),
        ("迁入已登记人员", "resident_move_in"),
        ("变更户主", "household_head"),
        *([] if is_locked(household.place) else [("销户", "household_close")]),
    ]
    return [{"label": label, "url": reverse(name, args=[household.pk])} for label, name in offers]


def person_facts(person: Person, account, place) -> list[dict]:
    pairs = [
        ("性别", person.get_sex_display()),
        ("年龄", age_shown(person)),
        ("身份证号", id_shown(person)),
        ("手机", phone_shown(person, account, place)),
    ]
    return [{"label": label, "value": value} for label, value in pairs]


def residences_table(person: Person, account) -> dict:
    return table("户", "与户主关系", "自", "至（不含）", rows=residence_rows(person, account))


def form_page(request: HttpRequest, form, act, heading: str, said: str, *, sub: str, back: str, **more) -> HttpResponse:
    """A form on a page of its own: shown, carried out, or shown again with the reasons."""
    told = {"heading": heading, "sub": sub, "back": back, **more}
    return carrying.form_page(request, form, act, said, template="communities/residents/form.html", **told)
