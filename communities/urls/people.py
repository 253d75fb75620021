from django.urls import path

from communities.views import login

urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("login/second-factor/", login.second_factor, name="second_factor"),
    path("login/password/", login.password, name="password"),
]
