"""Households, the persons in them, and the tickets for changes of a locked register.

Where a person's household may change, the app of the memberships gives the addresses: a membership goes along.
"""

from django.urls import path

from communities.views.residents import changes, households, persons

urlpatterns = [
    path("residents/", households.household_list, name="households"),
    path("residents/export/", households.households_export, name="households_export"),
    path("residents/households/new/", households.household_new, name="household_new"),
    path("residents/households/<int:pk>/", households.household, name="household"),
    path("residents/households/<int:pk>/enrol/", persons.resident_new, name="resident_new"),
    path("residents/households/<int:pk>/move-in/", persons.resident_move_in, name="resident_move_in"),
    path("residents/households/<int:pk>/head/", households.household_head, name="household_head"),
    path("residents/households/<int:pk>/close/", households.household_close, name="household_close"),
    path("residents/changes/", changes.resident_changes, name="resident_changes"),
    path("residents/changes/export/", changes.resident_changes_export, name="resident_changes_export"),
    path("residents/<uuid:pk>/", persons.resident, name="resident"),
    path("residents/<uuid:pk>/reveal/", persons.resident_reveal, name="resident_reveal"),
    path("residents/<uuid:pk>/move-out/", persons.resident_move_out, name="resident_move_out"),
]
