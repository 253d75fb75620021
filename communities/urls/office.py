from django.urls import path

from communities.views import office

urlpatterns = [
    path("office/settings/", office.office_settings, name="office_settings"),
    path("office/settings/<str:key>/", office.office_setting, name="office_setting"),
    path("office/holidays/", office.office_holidays, name="office_holidays"),
]
