from . import residents, rolls, shares

urlpatterns = [*residents.urlpatterns, *rolls.urlpatterns, *shares.urlpatterns]
