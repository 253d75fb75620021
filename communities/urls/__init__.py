from . import documents, notices, office, people, records, registers

urlpatterns = [
    *people.urlpatterns,
    *registers.urlpatterns,
    *documents.urlpatterns,
    *notices.urlpatterns,
    *records.urlpatterns,
    *office.urlpatterns,
]
