from django.urls import path

from communities.views import public

urlpatterns = [path("public/notices/<str:token>/", public.public_notice, name="public_notice")]
