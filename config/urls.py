from django.urls import include, path

handler400 = "communities.views.errors.bad_request"
handler403 = "communities.views.errors.forbidden"
handler404 = "communities.views.errors.not_found"
handler500 = "communities.views.errors.server_error"

urlpatterns = [
    path("", include("communities.urls")),
    path("", include("assets.urls")),
    path("", include("shareholders.urls")),
    path("", include("votes.urls")),
    path("", include("risk.urls")),
    path("", include("mergers.urls")),
]
