"""Looking for members: by name, by one of their numbers, by the whole identity number."""

from django import forms
from django.db.models import QuerySet

from communities.access import GRANTS, Role, Verb
from communities.forms.residents import NO_AUTOCOMPLETE, found_by_name
from communities.models import Household, Organisation, Place
from communities.views.listing import Among, InTurn
from shareholders.models import Certificate, Member
from shareholders.rules import categories
from shareholders.rules.membership import LABELS

MOST_FOUND = 1_000
MOST_NAMED = 2 * MOST_FOUND  # persons; some are on no roll
ORDER = ("household__number", "number", "pk")
RELATED = ("person", "household", "organisation__place__parent")


class MemberFilterForm(forms.Form):
    q = forms.CharField(label="姓名、编号、户编号或股权证号", required=False, max_length=40)
    place = forms.ModelChoiceField(label="社区", required=False, empty_label="全部", queryset=Place.objects.none())
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *LABELS.items()])
    category = forms.ChoiceField(label="成员类别", required=False, choices=[("", "全部"), *categories.LABELS.items()])

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.too_many = account, False
        self.fields["place"].queryset = Place.objects.visible_to(account).communities().order_by("code")

    def found(self) -> QuerySet[Member]:
        """The members asked for in their whole order; all of them while the form is empty or faulty."""
        return self._filtered().order_by("organisation__place__code", "organisation", *ORDER)

    def listed(self) -> Among | InTurn:
        """The same for reading page by page: whatever was searched is short, all else goes roll by roll."""
        if self._asked().get("q"):
            keys = self.found().select_related(None).values_list("pk", flat=True)
            return Among(Member.objects.select_related(*RELATED), list(keys))
        rolls = Organisation.objects.visible_to(self.account).filter(kind=Organisation.Kind.COOPERATIVE)
        if place := self._asked().get("place"):
            rolls = rolls.filter(place=place)
        keys = list(rolls.order_by("place__code", "pk").values_list("pk", flat=True))
        return InTurn(self._filtered(), "organisation", keys, ORDER)

    def _filtered(self) -> QuerySet[Member]:
        asked, found = self._asked(), Member.objects.visible_to(self.account)
        if place := asked.get("place"):
            found = found.filter(organisation__place=place)
        if text := asked.get("q", "").strip():
            found = Member.objects.filter(pk__in=self._searched(found, text))
        for name in ("status", "category"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        return found.select_related(*RELATED)

    def _searched(self, members: QuerySet[Member], text: str) -> list[int]:
        """The keys of whom the text means, at most 1,000; each question by an index of its own, never one with OR."""
        persons = found_by_name(self.account, text).order_by()
        if not self._asked().get("place"):  # a surname in a district: enough of the persons, not all of them
            persons = persons[: MOST_NAMED + 1]
        asked = [members.filter(person__in=persons.values("pk"))]
        if any(sign.isdigit() for sign in text):
            asked += _by_number(members, self.account, text)
        keys = {key for each in asked for key in each.order_by().values_list("pk", flat=True)[: MOST_FOUND + 1]}
        self.too_many = len(keys) > MOST_FOUND or (persons.query.is_sliced and persons.count() > MOST_NAMED)
        return sorted(keys)[:MOST_FOUND]

    def _asked(self) -> dict:
        return self.cleaned_data if self.is_bound and self.is_valid() else {}


class NumberSearchForm(forms.Form):
    """Posted, so that the number stands in no address and in no log."""

    id_number = forms.CharField(
        label="完整身份证号",
        max_length=40,
        widget=forms.TextInput(attrs=NO_AUTOCOMPLETE),
        help_text="每次查找都计数并记入记录簿（不记号码）",
    )


def _by_number(members: QuerySet[Member], account, text: str) -> list[QuerySet[Member]]:
    """By the member's own number, the household's, the certificate's."""
    homes = list(Household.objects.visible_to(account).filter(number=text).values_list("pk", flat=True)[:MOST_FOUND])
    if text.isdecimal() and len(text) < 10:
        held = Certificate.objects.visible_to(account).filter(number=int(text))
        homes += held.values_list("household", flat=True)[:MOST_FOUND]
    return [members.filter(number=text), members.filter(household__in=homes)]


def searching_post(account):
    """The post under which the account searches by identity numbers, or None."""
    return next((post for post in account.posts() if Verb.REVEAL in GRANTS[Role(post.role)]), None)
