"""The member roll, the village's rule, decisions, and the three postings."""

from django.urls import path

from communities.access import Verb
from communities.views.intake import intake_urls
from shareholders.intake import REGISTER
from shareholders.views import boards, eligibility, full_list, judging, members, officers, rolls

urlpatterns = [
    path("members/", rolls.member_list, name="members"),
    path("members/export/", rolls.members_export, name="members_export"),
    path("members/by-number/", rolls.members_by_number, name="members_by_number"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/find/", members.member_find, name="member_find"),
    path("members/<int:pk>/reopen/", members.member_reopen, name="member_reopen"),
    path("members/<int:pk>/leave/", members.member_leave, name="member_leave"),
    path("members/<int:pk>/settle/", members.member_settle, name="member_settle"),
    path("members/<int:pk>/regroup/", members.member_regroup, name="member_regroup"),
    *intake_urls("roll_intake", "rolls/intake/", REGISTER, home="members", reads=Verb.RESIDENTS, files=Verb.ROLL),
    path("rolls/new/", rolls.roll_new, name="roll_new"),
    path("rolls/<int:pk>/", rolls.roll, name="roll"),
    path("rolls/<int:pk>/confirm/", rolls.roll_confirm, name="roll_confirm"),
    path("rolls/<int:pk>/judge/", judging.members_judge, name="members_judge"),
    path("rolls/<int:pk>/judge/export/", judging.members_judge_export, name="members_judge_export"),
    path("rolls/<int:pk>/enter/", members.member_enter, name="member_enter"),
    path("rolls/<int:pk>/officers/", officers.officers, name="officers"),
    path("rolls/<int:pk>/officers/export/", officers.officers_export, name="officers_export"),
    path("rolls/<int:pk>/officers/terms/new/", officers.officer_term_new, name="officer_term_new"),
    path("officers/terms/<int:pk>/nominate/", officers.candidate_new, name="candidate_new"),
    path("officers/terms/<int:pk>/seats/<slug:body>/", officers.officer_seats, name="officer_seats"),
    path("officers/terms/<int:pk>/roster/", officers.officer_roster, name="officer_roster"),
    path("officers/<int:pk>/", officers.candidate, name="candidate"),
    path("officers/<int:pk>/review/", officers.candidate_review, name="candidate_review"),
    path("officers/<int:pk>/withdraw/", officers.candidate_withdraw, name="candidate_withdraw"),
    path("officers/<int:pk>/end/", officers.candidate_end, name="candidate_end"),
    path("rolls/<int:pk>/full-list/", full_list.roll_full_list, name="roll_full_list"),
    path("rolls/<int:pk>/decisions/new/", eligibility.decision_new, name="decision_new"),
    path("rolls/<int:pk>/rules/new/", eligibility.rule_new, name="rule_new"),
    path("rolls/rules/<int:pk>/", eligibility.eligibility_rule, name="eligibility_rule"),
    path("rolls/<int:pk>/boards/new/", boards.roll_board_new, name="roll_board_new"),
    path("rolls/boards/<int:pk>/", boards.roll_board, name="roll_board"),
    path("rolls/boards/<int:pk>/export/", boards.roll_board_export, name="roll_board_export"),
    path("rolls/boards/<int:pk>/progress/", boards.roll_board_progress, name="roll_board_progress"),
    path("rolls/boards/<int:pk>/discard/", boards.roll_board_discard, name="roll_board_discard"),
    path("rolls/boards/<int:pk>/objections/new/", boards.row_objection_new, name="row_objection_new"),
    path("rolls/boards/<int:pk>/objections/<uuid:objection>/", boards.row_objection, name="row_objection"),
]
