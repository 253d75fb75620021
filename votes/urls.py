from django.urls import include, path

urlpatterns = [path("", include("votes.canvass_urls"))]
