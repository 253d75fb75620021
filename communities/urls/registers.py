"""Places with their history and the official register."""

from django.urls import path

from communities.views.registers import imports, places, upkeep

urlpatterns = [
    path("places/", places.places, name="places"),
    path("places/export/", places.places_export, name="places_export"),
    path("places/<int:pk>/", places.place, name="place"),
    path("places/<int:pk>/amend/", upkeep.place_amend, name="place_amend"),
    path("places/<int:pk>/figures/", upkeep.place_figures, name="place_figures"),
    path("places/<int:pk>/plan/", upkeep.place_plan, name="place_plan"),
    path("succession/<int:pk>/new/", places.succession_new, name="succession_new"),
    path("registers/", imports.register_list, name="registers"),
    path("registers/import/", imports.register_import, name="register_import"),
    path("registers/confirm/", imports.register_confirm, name="register_confirm"),
    path("registers/<int:pk>/", imports.register, name="register"),
]
