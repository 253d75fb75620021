from django.urls import path

from assets.intake import REGISTER
from assets.views import agency, counts, inventories, inventory, lines, objections, posting, write_offs
from communities.views.intake import intake_urls

urlpatterns = [
    path("assets/", inventories.inventory_list, name="inventories"),
    path("assets/export/", inventories.inventories_export, name="inventories_export"),
    path("assets/new/", inventories.inventory_new, name="inventory_new"),
    path("assets/<int:pk>/", inventory.inventory, name="inventory"),
    path("assets/<int:pk>/moves/<slug:move>/", inventory.inventory_move, name="inventory_move"),
    path("assets/<int:pk>/lines/", lines.inventory_lines, name="inventory_lines"),
    path("assets/<int:pk>/lines/export/", lines.inventory_lines_export, name="inventory_lines_export"),
    path("assets/<int:pk>/lines/new/", lines.line_new, name="line_new"),
    path("assets/<int:pk>/lines/<int:line>/", lines.line, name="line"),
    path("assets/<int:pk>/lines/<int:line>/edit/", lines.line_edit, name="line_edit"),
    path("assets/<int:pk>/lines/<int:line>/remove/", lines.line_remove, name="line_remove"),
    path("assets/<int:pk>/lines/<int:line>/verify/", lines.line_verify, name="line_verify"),
    path("assets/<int:pk>/lines/<int:line>/write-off/", write_offs.write_off, name="write_off"),
    path("assets/<int:pk>/lines/<int:line>/write-off/review/", write_offs.write_off_review, name="write_off_review"),
    path("assets/<int:pk>/agency/", agency.inventory_agency, name="inventory_agency"),
    path("assets/<int:pk>/agency/engage/", agency.agency_engage, name="agency_engage"),
    path("assets/<int:pk>/agency/none/", agency.agency_none, name="agency_none"),
    path("assets/<int:pk>/agency/sign/<slug:account>/", agency.class_sign, name="class_sign"),
    path("assets/<int:pk>/counts/", counts.counts, name="counts"),
    path("assets/<int:pk>/counts/new/", counts.count_new, name="count_new"),
    path("assets/<int:pk>/counts/uncounted/export/", counts.uncounted_export, name="uncounted_export"),
    path("assets/<int:pk>/counts/<int:session>/", counts.count, name="count"),
    path("assets/<int:pk>/counts/<int:session>/export/", counts.count_export, name="count_export"),
    path("assets/<int:pk>/counts/<int:session>/finalise/", counts.count_finalise, name="count_finalise"),
    path("assets/<int:pk>/counts/<int:session>/items/<int:item>/", counts.count_item, name="count_item"),
    path("assets/<int:pk>/posting/", posting.inventory_posting, name="inventory_posting"),
    path("assets/<int:pk>/posting/draft/", posting.posting_draft, name="posting_draft"),
    path("assets/<int:pk>/posting/<int:posting>/", objections.posted_list, name="posted_list"),
    path("assets/<int:pk>/posting/<int:posting>/export/", objections.posted_list_export, name="posted_list_export"),
    path(
        "assets/<int:pk>/posting/<int:posting>/objections/new/",
        objections.line_objection_new,
        name="line_objection_new",
    ),
    path("assets/<int:pk>/objections/<uuid:objection>/", objections.line_objection, name="line_objection"),
    path("assets/<int:pk>/objections/<uuid:objection>/uphold/", objections.line_uphold, name="line_uphold"),
    path("assets/<int:pk>/posting/correct/<uuid:objection>/", objections.line_correct, name="line_correct"),
    path("assets/<int:pk>/confirm/", posting.inventory_confirm, name="inventory_confirm"),
    *intake_urls("assets_intake", "assets/intake/", REGISTER, home="inventories"),
]
