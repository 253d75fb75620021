from django.urls import path

from communities.views import public
from communities.views.notices import boards, detail, drafting, lists, objections

urlpatterns = [
    path("notices/", lists.notice_list, name="notices"),
    path("notices/export/", lists.notices_export, name="notices_export"),
    path("notices/new/", drafting.notice_new, name="notice_new"),
    path("notices/boards/", boards.boards, name="boards"),
    path("notices/boards/<int:pk>/retire/", boards.board_retire, name="board_retire"),
    path("notices/<uuid:pk>/", detail.notice_detail, name="notice"),
    path("notices/<uuid:pk>/edit/", drafting.notice_edit, name="notice_edit"),
    path("notices/<uuid:pk>/publish/", drafting.notice_publish, name="notice_publish"),
    path("notices/<uuid:pk>/reprint/", drafting.notice_reprint, name="notice_reprint"),
    path("notices/<uuid:pk>/discard/", drafting.notice_discard, name="notice_discard"),
    path("notices/<uuid:pk>/extend/", detail.notice_extend, name="notice_extend"),
    path("notices/<uuid:pk>/withdraw/", detail.notice_withdraw, name="notice_withdraw"),
    path("notices/<uuid:pk>/postings/<int:posting>/up/", boards.posting_up, name="posting_up"),
    path("notices/<uuid:pk>/postings/<int:posting>/down/", boards.posting_down, name="posting_down"),
    path("notices/<uuid:pk>/postings/<int:posting>/interrupt/", boards.posting_interrupt, name="posting_interrupt"),
    path("notices/<uuid:pk>/objections/new/", objections.objection_new, name="objection_new"),
    path("notices/<uuid:pk>/objections/<uuid:objection>/", objections.objection, name="objection"),
    path("public/notices/<slug:token>/", public.public_notice, name="public_notice"),
]
