from django.urls import path

from assets.contract_intake import REGISTER
from assets.views import contracts
from communities.views.intake import intake_urls

urlpatterns = [
    *intake_urls("contracts_intake", "assets/contracts/workbooks/", REGISTER, home="contracts"),
    path("assets/contracts/", contracts.contract_list, name="contracts"),
    path("assets/contracts/export/", contracts.contracts_export, name="contracts_export"),
    path("assets/contracts/new/", contracts.contract_new, name="contract_new"),
    path("assets/contracts/<int:pk>/", contracts.contract, name="contract"),
    path("assets/contracts/<int:pk>/change/", contracts.contract_change, name="contract_change"),
    path("assets/contracts/<int:pk>/<slug:act>/", contracts.contract_act, name="contract_act"),
]
