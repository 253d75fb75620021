from django.urls import path

from risk.views import petitions

urlpatterns = [
    path("petitions/", petitions.petition_list, name="petitions"),
    path("petitions/export/", petitions.petitions_export, name="petitions_export"),
    path("petitions/new/", petitions.petition_new, name="petition_new"),
    path("petitions/<uuid:pk>/", petitions.petition, name="petition"),
    path("petitions/<uuid:pk>/look/", petitions.petition_look, name="petition_look"),
    path("petitions/<uuid:pk>/<slug:act>/", petitions.petition_act, name="petition_act"),
]
