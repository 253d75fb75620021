from django.urls import include, path

urlpatterns = [path("", include("votes.canvass_urls")), path("", include("votes.publicity_urls"))]
