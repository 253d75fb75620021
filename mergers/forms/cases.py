"""Forms about cases: finding them, opening one, and the programmes and batches they belong to."""

import django_filters
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace

from communities.models import Account, Place
from mergers.ledger import now
from mergers.models import Batch, MergerCase, StepFiling
from mergers.rules.lights import LIGHT_LABELS
from mergers.rules.transitions import SETTLED

Status = StepFiling.Status
STATES = {
    "open": ("办理中", Q(completed_on=None, removed_on=None, suspended_on=None)),
    "returned": ("有退回", Q(filings__status=Status.RETURNED)),
    "submitted": ("待审核", Q(filings__status=Status.SUBMITTED)),
    "reviewed": ("待确认", Q(filings__status=Status.REVIEWED)),
    "recheck": ("待复核", Q(filings__status=Status.RECHECK)),
    "suspended": ("暂缓", Q(suspended_on__isnull=False, completed_on=None, removed_on=None)),
    "completed": ("已完成", Q(completed_on__isnull=False)),
    "removed": ("移出计划", Q(removed_on__isnull=False)),
}


def with_progress(cases: QuerySet[MergerCase]) -> QuerySet[MergerCase]:
    """With `current_step` (the first that is not settled) and `settled_steps`, counted where the rows are chosen."""
    filings = StepFiling.objects.filter(case=OuterRef("pk")).order_by().values("case")
    return cases.annotate(
        current_step=Subquery(filings.exclude(status__in=SETTLED).annotate(first=Min("step")).values("first")),
        settled_steps=Subquery(filings.filter(status__in=SETTLED).annotate(many=Count("pk")).values("many")),
    )


class CaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="社区、代码或拼音", method="found")
    street = django_filters.ModelChoiceFilter(
        label="街道", queryset=Place.objects.none(), field_name="place__parent", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        label="状态",
        method="in_state",
        choices=[(key, label) for key, (label, _) in STATES.items()],
        empty_label="全部",
    )
    step = django_filters.ChoiceFilter(label="当前步骤", field_name="current_step", empty_label="全部")
    route = django_filters.ChoiceFilter(label="路径", choices=MergerCase.Route.choices, empty_label="全部")
    mode = django_filters.ChoiceFilter(label="方式", choices=MergerCase.Mode.choices, empty_label="全部")
    light = django_filters.ChoiceFilter(
        label="进度状态", method="of_light", choices=list(LIGHT_LABELS.items()), empty_label="全部"
    )
    batch = django_filters.ModelChoiceFilter(label="批次", queryset=Batch.objects.none(), empty_label="全部")

    class Meta:
        model = MergerCase
        fields: list[str] = []

    def __init__(self, account: Account, steps: list[tuple[int, str]], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.visible_to(account)
        self.filters["street"].queryset = places.streets().current().order_by("code")
        self.filters["batch"].queryset = batches(account)
        self.filters["step"].extra["choices"] = steps

    def found(self, cases: QuerySet, name: str, text: str) -> QuerySet:
        spoken = Replace("place__pinyin", Value(" "), Value(""))
        cases = cases.annotate(spoken=spoken)
        named = Q(place__name__icontains=text) | Q(place__code__startswith=text)
        return cases.filter(named | Q(spoken__icontains=text.replace(" ", "")))

    def in_state(self, cases: QuerySet, name: str, state: str) -> QuerySet:
        return cases.filter(pk__in=MergerCase.objects.filter(STATES[state][1]).values("pk"))

    def of_light(self, cases: QuerySet, name: str, light: str) -> QuerySet:
        """As the rule of the ledger judges them this moment; of these cases only the keys are read again."""
        judged = now.lights(MergerCase.objects.filter(pk__in=cases.values("pk")).select_related("place__district"))
        return cases.filter(pk__in=[key for key, found in judged.items() if found == light])


def batches(account: Account) -> QuerySet[Batch]:
    """The batches of the districts the person works in."""
    keys = {post.place.district_id or post.place_id for post in account.posts()}
    return Batch.objects.filter(programme__district__in=keys).select_related("programme")
