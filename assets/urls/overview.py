from django.urls import path

from assets.views import overview

urlpatterns = [
    path("assets/overview/", overview.asset_overview, name="asset_overview"),
    path("assets/overview/export/", overview.asset_overview_export, name="asset_overview_export"),
]
