from . import rolls, shares

urlpatterns = [*rolls.urlpatterns, *shares.urlpatterns]
