from . import commitments, contracts, disposals, inventories, overview

urlpatterns = [
    *contracts.urlpatterns,
    *commitments.urlpatterns,
    *disposals.urlpatterns,
    *overview.urlpatterns,
    *inventories.urlpatterns,
]
