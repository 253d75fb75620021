from django.urls import path

from communities.access import Verb
from communities.views.intake import intake_urls
from shareholders.ledger_intake import REGISTER
from shareholders.views.shares import acts, batches, boards, dividend_papers, dividends, lists, papers, plans

urlpatterns = [
    path("shares/", plans.share_list, name="shares"),
    path("shares/export/", plans.shares_export, name="shares_export"),
    path("shares/<int:pk>/", plans.share_plan, name="share_plan"),
    *intake_urls(
        "share_intake", "shares/intake/", REGISTER, home="shares", reads=Verb.RESIDENTS, files=Verb.KEEP_SHARES
    ),
    path("shares/<int:pk>/classes/new/", plans.share_class_new, name="share_class_new"),
    path("shares/<int:pk>/allocate/", plans.share_plan_allocate, name="share_plan_allocate"),
    path("shares/<int:pk>/decide/", plans.share_plan_decide, name="share_plan_decide"),
    path("shares/<int:pk>/issue/", plans.share_plan_issue, name="share_plan_issue"),
    path("shares/<int:pk>/lock/", plans.share_plan_lock, name="share_plan_lock"),
    path("shares/<int:pk>/void/", plans.share_plan_void, name="share_plan_void"),
    path("shares/classes/<int:pk>/", plans.share_class_change, name="share_class_change"),
    path("shares/classes/<int:pk>/remove/", plans.share_class_remove, name="share_class_remove"),
    path("shares/classes/<int:pk>/claims/", plans.share_claims, name="share_claims"),
    path("shares/<int:pk>/allotments/", lists.share_allotments, name="share_allotments"),
    path("shares/<int:pk>/allotments/export/", lists.share_allotments_export, name="share_allotments_export"),
    path("shares/<int:pk>/entries/", lists.share_entries, name="share_entries"),
    path("shares/<int:pk>/entries/export/", lists.share_entries_export, name="share_entries_export"),
    path("shares/<int:pk>/holdings/", lists.share_holdings, name="share_holdings"),
    path("shares/<int:pk>/holdings/export/", lists.share_holdings_export, name="share_holdings_export"),
    path("shares/<int:pk>/households/<int:household>/", lists.share_household, name="share_household"),
    path("shares/<int:pk>/adjust/", acts.share_adjust, name="share_adjust"),
    path("shares/transactions/<int:pk>/cancel/", acts.share_cancel, name="share_cancel"),
    path("shares/<int:pk>/tickets/", acts.share_tickets, name="share_tickets"),
    path("shares/<int:pk>/tickets/export/", acts.share_tickets_export, name="share_tickets_export"),
    path("shares/<int:pk>/tickets/new/", acts.share_ticket_new, name="share_ticket_new"),
    path("shares/tickets/<int:pk>/", acts.share_ticket, name="share_ticket"),
    path("shares/tickets/<int:pk>/approve/", acts.share_ticket_approve, name="share_ticket_approve"),
    path("shares/tickets/<int:pk>/return/", acts.share_ticket_return, name="share_ticket_return"),
    path("shares/tickets/<int:pk>/withdraw/", acts.share_ticket_withdraw, name="share_ticket_withdraw"),
    path("shares/<int:pk>/certificates/", papers.share_certificates, name="share_certificates"),
    path("shares/<int:pk>/certificates/export/", papers.share_certificates_export, name="share_certificates_export"),
    path("shares/<int:pk>/certificates/issue/", papers.share_certificates_issue, name="share_certificates_issue"),
    path("shares/certificates/<int:pk>/", papers.share_certificate, name="share_certificate"),
    path("shares/certificates/<int:pk>/print/", papers.share_certificate_print, name="share_certificate_print"),
    path(
        "shares/certificates/<int:pk>/<int:sequence>/", papers.share_certificate_paper, name="share_certificate_paper"
    ),
    path("shares/<int:pk>/certificates/print/", batches.share_certificates_print, name="share_certificates_print"),
    path("shares/certificates/batches/<int:pk>/", batches.share_certificate_batch, name="share_certificate_batch"),
    path(
        "shares/certificates/batches/<int:pk>/progress/",
        batches.share_certificate_batch_progress,
        name="share_certificate_batch_progress",
    ),
    path(
        "shares/certificates/batches/<int:pk>/paper/",
        batches.share_certificate_batch_paper,
        name="share_certificate_batch_paper",
    ),
    path("shares/<int:pk>/postings/", boards.share_postings, name="share_postings"),
    path("shares/<int:pk>/postings/new/", boards.share_board_new, name="share_board_new"),
    path("shares/boards/<int:pk>/", boards.share_board, name="share_board"),
    path("shares/boards/<int:pk>/export/", boards.share_board_export, name="share_board_export"),
    path("shares/boards/<int:pk>/progress/", boards.share_board_progress, name="share_board_progress"),
    path("shares/boards/<int:pk>/discard/", boards.share_board_discard, name="share_board_discard"),
    path("shares/boards/<int:pk>/objections/new/", boards.share_objection_new, name="share_objection_new"),
    path("shares/boards/<int:pk>/objections/<uuid:objection>/", boards.share_objection, name="share_objection"),
    path("shares/<int:pk>/dividends/", dividends.dividends, name="dividends"),
    path("shares/<int:pk>/dividends/export/", dividends.dividends_export, name="dividends_export"),
    path("shares/<int:pk>/dividends/new/", dividends.dividend_new, name="dividend_new"),
    path("shares/dividends/<int:pk>/", dividends.dividend, name="dividend"),
    path("shares/dividends/<int:pk>/change/", dividends.dividend_change, name="dividend_change"),
    path("shares/dividends/<int:pk>/compute/", dividends.dividend_compute, name="dividend_compute"),
    path("shares/dividends/<int:pk>/decide/", dividends.dividend_decide, name="dividend_decide"),
    path("shares/dividends/<int:pk>/void/", dividends.dividend_void, name="dividend_void"),
    path("shares/dividends/<int:pk>/lines/", dividends.dividend_lines, name="dividend_lines"),
    path("shares/dividends/<int:pk>/lines/export/", dividends.dividend_lines_export, name="dividend_lines_export"),
    path("shares/dividends/<int:pk>/bank/", dividend_papers.dividend_bank, name="dividend_bank"),
    path("shares/dividends/<int:pk>/post/", dividend_papers.dividend_post, name="dividend_post"),
    path("shares/dividends/boards/<int:pk>/", dividend_papers.dividend_board, name="dividend_board"),
    path(
        "shares/dividends/boards/<int:pk>/export/", dividend_papers.dividend_board_export, name="dividend_board_export"
    ),
    path(
        "shares/dividends/boards/<int:pk>/progress/",
        dividend_papers.dividend_board_progress,
        name="dividend_board_progress",
    ),
    path(
        "shares/dividends/boards/<int:pk>/discard/",
        dividend_papers.dividend_board_discard,
        name="dividend_board_discard",
    ),
]
