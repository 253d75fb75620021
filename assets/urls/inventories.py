from django.urls import path

from assets.views import inventories

urlpatterns = [
    path("assets/", inventories.inventory_list, name="inventories"),
    path("assets/export/", inventories.inventories_export, name="inventories_export"),
]
