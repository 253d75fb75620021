"""Two addresses of the household register, with the services that take a membership along to the other household."""

from django.urls import path

from communities.views.residents import changes, persons
from shareholders import services

urlpatterns = [
    path(
        "residents/changes/<uuid:pk>/",
        changes.resident_change,
        {"decide": services.decide_change},
        name="resident_change",
    ),
    path(
        "residents/<uuid:pk>/correct/",
        persons.resident_correct,
        {"correct": services.change_person},
        name="resident_correct",
    ),
    path(
        "residents/<uuid:pk>/split/", persons.resident_split, {"split": services.split_household}, name="resident_split"
    ),
]
