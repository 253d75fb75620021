from django.urls import path

from communities.views import login
from communities.views.people import account, inbox, lists, security

urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("login/second-factor/", login.second_factor, name="second_factor"),
    path("login/password/", login.password, name="password"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox_read"),
    path("people/", lists.people, name="people"),
    path("people/export/", lists.people_export, name="people_export"),
    path("people/new/", account.person_new, name="person_new"),
    path("people/posts/<int:pk>/end/", account.post_end, name="post_end"),
    path("people/<uuid:pk>/", account.person, name="person"),
    path("people/<uuid:pk>/change/", account.person_change, name="person_change"),
    path("people/<uuid:pk>/password/", account.person_password, name="person_password"),
    path("people/<uuid:pk>/appoint/", account.person_appoint, name="person_appoint"),
    path("people/<uuid:pk>/disable/", security.person_disable, name="person_disable"),
    path("people/<uuid:pk>/enable/", security.person_enable, name="person_enable"),
    path("people/<uuid:pk>/end-sessions/", security.person_end_sessions, name="person_end_sessions"),
    path("people/<uuid:pk>/clear-lockout/", security.person_clear_lockout, name="person_clear_lockout"),
    path("people/<uuid:pk>/reset-factor/", security.person_reset_factor, name="person_reset_factor"),
]
