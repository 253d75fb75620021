from django.urls import path

from assets.views import commitments as views

urlpatterns = [
    path("assets/commitments/", views.commitment_list, name="commitments"),
    path("assets/commitments/export/", views.commitments_export, name="commitments_export"),
    path("assets/commitments/new/", views.commitment_new, name="commitment_new"),
    path("assets/commitments/items/<int:pk>/", views.commitment_item, name="commitment_item"),
    path("assets/commitments/items/<int:pk>/<slug:act>/", views.commitment_item_act, name="commitment_item_act"),
    path("assets/commitments/checks/<int:pk>/", views.commitment_check, name="commitment_check"),
    path("assets/commitments/checks/<int:pk>/items/<int:item>/", views.commitment_finding, name="commitment_finding"),
    path("assets/commitments/checks/<int:pk>/<slug:act>/", views.commitment_check_act, name="commitment_check_act"),
    path("assets/commitments/<int:pk>/", views.commitment, name="commitment"),
    path("assets/commitments/<int:pk>/export/", views.commitment_export, name="commitment_export"),
    path("assets/commitments/<int:pk>/<slug:act>/", views.commitment_act, name="commitment_act"),
]
