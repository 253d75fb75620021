from django.urls import path

from communities.views.records import book, machinery

urlpatterns = [
    path("records/", book.records, name="records"),
    path("records/export/", book.records_export, name="records_export"),
    path("records/verify/", machinery.records_verify, name="records_verify"),
    path("records/<str:subject_type>/<str:subject_id>/", book.history, name="history"),
    path("operations/", machinery.operations, name="operations"),
    path("operations/jobs/<int:pk>/restart/", machinery.job_restart, name="job_restart"),
    path("healthz", machinery.healthz, name="healthz"),
]
