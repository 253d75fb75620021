"""The filter of the record book."""

import django_filters
from django.db.models import QuerySet

from communities.forms.base import DayInput
from communities.models import Place, RecordEntry


class RecordFilter(django_filters.FilterSet):
    place = django_filters.CharFilter(label="地点", method="at_place")
    person = django_filters.CharFilter(label="人员", field_name="by_name", lookup_expr="icontains")
    action = django_filters.CharFilter(label="事项", field_name="action", lookup_expr="icontains")
    subject = django_filters.CharFilter(label="对象", field_name="subject_label", lookup_expr="icontains")
    since = django_filters.DateFilter(label="自", field_name="at", lookup_expr="date__gte", widget=DayInput())
    until = django_filters.DateFilter(label="至", field_name="at", lookup_expr="date__lte", widget=DayInput())

    class Meta:
        model = RecordEntry
        fields: list[str] = []

    def at_place(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        """By the name a place has today; the line itself keeps the place's key."""
        return entries.filter(place_id_then__in=Place.objects.filter(name__icontains=value).values("pk"))
