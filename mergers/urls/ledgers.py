"""The weekly round and Monday's ledger."""

from django.urls import path

from mergers.views.ledgers import drilling, reports, sheets

urlpatterns = [
    path("ledgers/", sheets.ledgers, name="ledgers"),
    path("ledgers/reports/", reports.weekly_reports, name="weekly_reports"),
    path("ledgers/reports/<int:round>/<int:case>/", reports.weekly_report, name="weekly_report"),
    path("ledgers/compare/", drilling.ledger_compare, name="ledger_compare"),
    path("ledgers/<str:week>/", sheets.ledger, name="ledger"),
    path("ledgers/<str:week>/export/", sheets.ledger_export, name="ledger_export"),
    path("ledgers/<str:week>/rows/<int:row>/<slug:column>/", drilling.ledger_figure, name="ledger_figure"),
    path("ledgers/<str:week>/totals/<slug:key>/", drilling.ledger_total, name="ledger_total"),
    path("ledgers/<str:week>/errata/", drilling.ledger_errata, name="ledger_errata"),
    path("ledgers/<str:week>/wall/", sheets.ledger_wall, name="ledger_wall"),
    path("ledgers/<str:week>/files/<slug:kind>/", sheets.ledger_file, name="ledger_file"),
]
