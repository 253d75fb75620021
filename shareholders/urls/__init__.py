from . import shares

urlpatterns = [*shares.urlpatterns]
