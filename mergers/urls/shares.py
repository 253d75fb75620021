"""The two forms of a share plan, with the answer that only this app can give them: the locked inventory's figure."""

from django.urls import path

from mergers.share_base import base_of
from shareholders.views.shares import plans

INVENTORY = {"base_of": base_of}

urlpatterns = [
    path("shares/new/", plans.share_plan_new, INVENTORY, name="share_plan_new"),
    path("shares/<int:pk>/change/", plans.share_plan_change, INVENTORY, name="share_plan_change"),
]
