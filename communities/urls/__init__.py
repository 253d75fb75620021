from . import documents, notices, office, people, records, registers, residents

urlpatterns = [
    *people.urlpatterns,
    *registers.urlpatterns,
    *residents.urlpatterns,
    *documents.urlpatterns,
    *notices.urlpatterns,
    *records.urlpatterns,
    *office.urlpatterns,
]
