"""The portal with the invented register's pages beside its own."""

from communities.views.intake import intake_urls
from config.urls import *  # noqa: F403
from config.urls import urlpatterns as own
from tests.communities.intake_books import REGISTER

urlpatterns = [*own, *intake_urls("people_intake", "people/intake/", REGISTER, home="places")]
