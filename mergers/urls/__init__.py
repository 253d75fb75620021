from . import cases, dispatch, ledgers, office, shares

urlpatterns = [
    *dispatch.urlpatterns,
    *cases.urlpatterns,
    *ledgers.urlpatterns,
    *office.urlpatterns,
    *shares.urlpatterns,
]
