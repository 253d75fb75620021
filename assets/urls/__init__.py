from . import inventories

urlpatterns = [*inventories.urlpatterns]
