from django.urls import path

from votes.views import talk_points, talks

urlpatterns = [
    path("talks/", talks.talk_list, name="talks"),
    path("talks/export/", talks.talks_export, name="talks_export"),
    path("talks/new/", talks.talk_new, name="talk_new"),
    path("talks/points/", talk_points.talk_points, name="talk_points"),
    path("talks/points/export/", talk_points.talk_points_export, name="talk_points_export"),
    path("talks/points/<int:pk>/", talk_points.talk_point, name="talk_point"),
    path("talks/points/<int:pk>/<slug:act>/", talk_points.talk_point_act, name="talk_point_act"),
    path("talks/<int:pk>/", talks.talk, name="talk"),
    path("talks/<int:pk>/change/", talks.talk_change, name="talk_change"),
    path("talks/<int:pk>/points/new/", talks.talk_point_new, name="talk_point_new"),
    path("talks/<int:pk>/scan/", talks.talk_scan, name="talk_scan"),
    path("talks/<int:pk>/papers/<slug:kind>/", talks.talk_paper, name="talk_paper"),
    path("talks/<int:pk>/act/<slug:act>/", talks.talk_act, name="talk_act"),
]
