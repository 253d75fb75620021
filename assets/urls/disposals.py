from django.urls import path

from assets.views import disposals

urlpatterns = [
    path("assets/disposals/", disposals.disposal_list, name="disposals"),
    path("assets/disposals/export/", disposals.disposals_export, name="disposals_export"),
    path("assets/disposals/new/", disposals.disposal_new, name="disposal_new"),
    path("assets/disposals/<int:pk>/", disposals.disposal, name="disposal"),
    path("assets/disposals/<int:pk>/<slug:act>/", disposals.disposal_act, name="disposal_act"),
]
