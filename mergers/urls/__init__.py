from . import cases, dispatch, ledgers, office

urlpatterns = [*dispatch.urlpatterns, *cases.urlpatterns, *ledgers.urlpatterns, *office.urlpatterns]
