from django.urls import path

from communities.views import documents as views

urlpatterns = [
    path("documents/", views.document_list, name="documents"),
    path("documents/export/", views.documents_export, name="documents_export"),
    path("documents/<uuid:pk>/", views.document_detail, name="document"),
    path("documents/<uuid:pk>/versions/<int:number>/", views.document_download, name="document_download"),
    path("documents/<uuid:pk>/new-version/", views.document_version, name="document_version"),
    path("documents/<uuid:pk>/hold/", views.document_hold, name="document_hold"),
]
