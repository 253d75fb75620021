from django.urls import path

from votes.views.canvass import doors, lists, sheets

urlpatterns = [
    path("canvasses/", lists.canvass_list, name="canvasses"),
    path("canvasses/export/", lists.canvasses_export, name="canvasses_export"),
    path("canvasses/new/", lists.canvass_new, name="canvass_new"),
    path("canvasses/mine/", doors.canvass_mine, name="canvass_mine"),
    path("canvasses/<int:pk>/", lists.canvass, name="canvass"),
    path("canvasses/<int:pk>/assign/", lists.canvass_assign, name="canvass_assign"),
    path("canvasses/<int:pk>/doors/", doors.canvass_doors, name="canvass_doors"),
    path("canvasses/<int:pk>/sheets/", sheets.sheets_order, name="sheets_order"),
    path("canvasses/<int:pk>/act/<slug:act>/", lists.canvass_act, name="canvass_act"),
    path("canvasses/doors/<uuid:pk>/", doors.canvass_door, name="canvass_door"),
    path("canvasses/doors/<uuid:pk>/sheet/", sheets.door_sheet, name="door_sheet"),
    path("canvasses/photos/<uuid:pk>/", doors.canvass_photo, name="canvass_photo"),
    path("canvasses/sheets/<int:pk>/", sheets.sheet_batch, name="sheet_batch"),
    path("canvasses/sheets/<int:pk>/progress/", sheets.sheet_batch_progress, name="sheet_batch_progress"),
    path("canvasses/sheets/<int:pk>/paper/", sheets.sheet_batch_paper, name="sheet_batch_paper"),
]
