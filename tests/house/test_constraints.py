"""The impossible cannot be stored: every constraint is provoked by its name, and says in Chinese what is wrong."""

import re
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, models, transaction

from communities.models import Place
from tests.house import rows, unlawful_votes
from tests.house.source import APPS
from tests.house.unlawful_votes import EARLIER, LATER, moment, someone

pytestmark = pytest.mark.django_db

MONEY_LINE = {"book": 1, "increase": 0, "decrease": 0, "verified": 1, "use": "operating"}
CONSTRAINTS = {
    each.name: (model, each) for model in apps.get_models() if model._meta.app_label in APPS
    for each in model._meta.constraints
}  # fmt: skip
CHECKS = [name for name, (_, each) in CONSTRAINTS.items() if isinstance(each, models.CheckConstraint)]
ONCE = [name for name, (_, each) in CONSTRAINTS.items() if not isinstance(each, models.CheckConstraint)]


def decided() -> dict:
    """What a share plan that has been decided holds."""
    return {
        "status": "decided", "body": "members_assembly", "motion_on": EARLIER, "motion": "决议", "total_shares": 1,
        "decided_at": moment(), "decided_by": someone(1),
    }  # fmt: skip


def reviewed() -> dict:
    """What a candidate holds whom the street has reviewed."""
    return {"reviewed_on": EARLIER, "reviewed_at": moment(), "reviewed_by": someone(2)}


def seated(body: str) -> dict:
    """What somebody holds who sits in a body."""
    decision = rows.stored(apps.get_model("shareholders.Decision"))
    return {"status": "elected", "body": body, "seated_from": EARLIER, "decision": decision, **reviewed()}


def decided_plan() -> models.Model:
    plans = apps.get_model("shareholders.SharePlan")
    return plans.objects.first() or rows.stored(plans, **decided())


def another_household() -> models.Model:
    return rows.stored(apps.get_model("communities.Household"), number="0002")


def signed(*stages: str) -> dict:
    """The times and persons of the named stages of a filing, each stage by another person."""
    found = {}
    for number, stage in enumerate(("submitted", "reviewed", "confirmed"), start=1):
        if stage in stages:
            found |= {f"{stage}_at": moment(), f"{stage}_by": someone(number)}
    return found


def concluded(**other) -> dict:
    """What an assessment with a conclusion holds."""
    found = {"status": "concluded", "computed": "low", "final_level": "low", "conclusion": "proceed"}
    return found | {"decision": "会审", "concluded_on": EARLIER} | other


def a_line() -> models.Model:
    model = apps.get_model("assets.InventoryLine")
    return model.objects.first() or rows.stored(model, **MONEY_LINE)


def a_result() -> models.Model:
    results = apps.get_model("votes.Result")
    return results.objects.first() or rows.stored(results, first_by=someone(1), second_by=someone(2))


# What a lawful row has to be changed to, so that exactly this check refuses it; None: the row as it is made is lawful.
BAD = {
    "appointment_ends_after_start": lambda: {"starts_on": LATER, "ends_on": EARLIER},
    "organisation_ends_after_start": lambda: {"starts_on": LATER, "ends_on": EARLIER},
    "place_code_digits": lambda: {"code": "99010"},
    "place_below_district": lambda: {"parent": None},
    "place_code_unless_planned": lambda: {"code": None},
    "succession_share_percent": lambda: {"share": 101},
    "job_done_has_time": lambda: {"state": "done"},
    "intake_rows_add_up": lambda: {"rows_read": 3},
    "intake_stored_was_confirmed": lambda: {"state": "stored"},
    "intake_cancelled_has_time": lambda: {"state": "cancelled"},
    "notice_number_when_published": lambda: {"status": "published"},
    "notice_runs_from_a_day": lambda: {"status": "running", "published_at": moment(), "number": "一"},
    "notice_late_has_its_day": lambda: {"entered_late": True, "posting_on": None},
    "posting_up_with_proof": lambda: {"up_at": moment()},
    "posting_down_with_proof": lambda: {"down_at": moment()},
    "objection_answer_complete": lambda: {"answer": "已核实"},
    "case_mode_approval_pair": lambda: {"mode_approved_at": moment()},
    "case_route_follows_legal_body": lambda: {"route": "A", "legal_body": "residents_committee"},
    "case_unreformed_is_not_reformed": lambda: {
        "route": "B", "legal_body": "unreformed_committee", "reform_done": True,
    },
    "receiver_opinion_has_date": lambda: {"opinion": "agree"},
    "plan_change_has_reason": lambda: {"baseline": False, "reason": ""},
    "filing_submission_pair": lambda: {"submitted_at": moment()},
    "filing_review_pair": lambda: {"reviewed_at": moment()},
    "filing_confirmation_pair": lambda: {"confirmed_at": moment()},
    "filing_submitted_has_submission": lambda: {"status": "submitted"},
    "filing_reviewed_has_review": lambda: {"status": "reviewed", **signed("submitted")},
    "filing_done_has_date": lambda: {"status": "done", **signed("submitted", "reviewed")},
    "filing_return_has_reason": lambda: {"status": "returned"},
    "filing_waiver_complete": lambda: {"status": "waived"},
    "filing_three_persons": lambda: {**signed("submitted"), "reviewed_at": moment(), "reviewed_by": someone(1)},
    "evidence_file_or_number": lambda: {"number": "区政〔2026〕3号", "dated_on": None},
    "evidence_waiver_two_persons": lambda: {
        "requested_by": someone(1), "allowed_at": moment(), "allowed_by": someone(1),
    },
    "department_receipt_pair": lambda: {"received_at": moment()},
    "round_week_number": lambda: {"week": 54},
    "report_or_nothing_with_reason": lambda: {"progress": ""},
    "report_commitment_pair": lambda: {"commit_step": 3},
    "instruction_closing_pair": lambda: {"closed_at": moment()},
    "instruction_feedback_complete": lambda: {"feedback": "已办"},
    "issue_closing_complete": lambda: {"closed_at": moment(), "closed_by": someone()},
    "issue_owner_has_due_day": lambda: {"owner": rows.stored(apps.get_model("communities.Organisation"))},
    "inventory_assets_equal_claims": lambda: {"total_assets": 3},
    "inventory_operating_within_total": lambda: {"operating_assets": 9},
    "inventory_filing_pair": lambda: {"filed_at": moment()},
    "inventory_review_by_another": lambda: {
        "filed_at": moment(), "filed_by": someone(), "reviewed_at": moment(), "reviewed_by": someone(),
    },
    "inventory_locked_has_time": lambda: {"status": "locked"},
    "inventory_line_verified_sum": lambda: {"verified": 9},
    "inventory_line_money_or_land": lambda: {"land_class": "arable"},
    "inventory_line_net_value": lambda: {"original": 3, "depreciation": 1, "net": 2},
    "inventory_line_use_of_assets": lambda: {"use": ""},
    "inventory_line_difference_has_cause": lambda: {"book": 1, "decrease": 1, "verified": 1},
    "inventory_line_off_book_told": lambda: {"off_book": True},
    "inventory_line_off_book_verified_by_another": lambda: {
        "entered_by": someone(), "off_book_verified_at": moment(), "off_book_verified_by": someone(2),
    },
    "write_off_reviewed_by_another": lambda: {
        "stated_by": someone(), "reviewed_at": moment(), "reviewed_by": someone(),
    },
    "engagement_qualification_dates": lambda: {"qualified_from": LATER, "qualified_until": EARLIER},
    "engagement_without_conflict": lambda: {"no_conflict": False},
    "count_session_finalised_pair": lambda: {"finalised_at": moment()},
    "count_item_marked_by_someone": lambda: {"marked_at": moment()},
    "count_item_moved_somewhere": lambda: {"state": "moved", "marked_at": moment(), "marked_by": someone()},
    "count_item_missing_has_note": lambda: {"state": "missing", "marked_at": moment(), "marked_by": someone()},
    "confirmation_counts_within": lambda: {"present": 2, "entitled": 1},
    "filing_event_of_one_act": lambda: {"contract": None},
    "posted_row_line_has_number": lambda: {"number": None},
    "contract_ends_after_start": lambda: {"starts_on": LATER, "ends_on": EARLIER},
    "contract_money_not_negative": lambda: {"receivable": -1},
    "contract_area_has_unit": lambda: {"area": 3},
    "contract_filing_pair": lambda: {"filing_number": "备〔2026〕1号"},
    "contract_dispute_complete": lambda: {"disputed_on": LATER},
    "contract_termination_has_reason": lambda: {"terminated_on": LATER},
    "contract_review_by_another": lambda: {"review": "confirmed"},
    "contract_return_has_reason": lambda: {
        "review": "returned", "reviewed_at": moment(), "reviewed_by": someone(2), "changed_by": someone(1),
    },
    "disposal_amount_not_negative": lambda: {"amount": -1},
    "disposal_filing_pair": lambda: {"filed_on": LATER},
    "disposal_withdrawal_complete": lambda: {"withdrawn_at": moment()},
    "commitment_frozen_by_another": lambda: {"frozen_at": moment()},
    "commitment_closed_by_another": lambda: {"closed_at": moment()},
    "commitment_item_not_negative": lambda: {"quantity": -1},
    "commitment_difference_explained": lambda: {"changed": ["享受人数：86 → 80"]},
    **unlawful_votes.BAD,
    "roll_registered_within_total": lambda: {"shares_registered": 9},
    "household_closed_after_registered": lambda: {"registered_on": LATER, "closed_on": EARLIER},
    "person_id_or_reason": lambda: {"id_index": "0" * 64},
    "person_dies_after_birth": lambda: {"born_on": LATER, "died_on": EARLIER},
    "residence_ends_after_start": lambda: {"valid_from": LATER, "valid_to": EARLIER},
    "roll_verified_was_confirmed": lambda: {"mode": "verify"},
    "roll_lock_pair": lambda: {"locked_at": moment()},
    "resident_change_decision_complete": lambda: {"approved": True},
    "resident_change_two_persons": lambda: {
        "asked_by": someone(1), "decided_at": moment(), "decided_by": someone(1), "approved": True,
    },
    "objection_row_complete": lambda: {"row_key": "0012"},
    "objection_upheld_row_corrected": lambda: {
        "row_key": "0012", "row_label": "0012号户", "original": "三人", "claimed": "四人", "result": "upheld",
        "answer": "已核实", "answered_at": moment(), "answered_by": someone(),
    },
    "member_decision_present_within_entitled": lambda: {"present": 2, "entitled": 1},
    "member_decision_votes_within_present": lambda: {"in_favour": 9},
    "roll_board_three_rounds": lambda: {"round": 4},
    "member_on_roll_since": lambda: {"status": "member"},
    "member_off_roll_until": lambda: {"status": "lost", "since": LATER},
    "plan_base_above_nought": lambda: {"base_amount": 0},
    "plan_base_from_inventory_whole": lambda: {"base_on": EARLIER},
    "plan_base_differs_with_reason": lambda: {"base_on": EARLIER, "base_stated": 7, "base_digest": "f" * 64},
    "plan_decided_has_motion": lambda: {"status": "decided"},
    "plan_lock_pair": lambda: {"locked_at": moment()},
    "plan_lock_two_persons": lambda: {
        **decided(), "status": "locked", "locked_at": moment(), "locked_by": someone(1),
    },
    "share_class_one_weight": lambda: {"rate": None},
    "claim_not_below_nought": lambda: {"measure": -1},
    "share_account_has_holder": lambda: {"kind": "person"},
    "share_account_not_below_nought": lambda: {"kind": "collective", "balance": -1},
    "share_cancel_names_its_target": lambda: {"kind": "cancel"},
    "share_decision_changes_what_is_issued": lambda: {
        "kind": "transfer", "decision": rows.stored(apps.get_model("shareholders.Decision")),
    },
    "share_transaction_has_reason": lambda: {"reason": ""},
    "share_ticket_review_pair": lambda: {"reviewed_at": moment()},
    "share_ticket_two_persons": lambda: {
        "filed_by": someone(1), "reviewed_at": moment(), "reviewed_by": someone(1),
    },
    "share_ticket_approved_is_posted": lambda: {"status": "approved"},
    "share_ticket_return_has_reason": lambda: {
        "status": "returned", "reviewed_at": moment(), "reviewed_by": someone(2),
    },
    "share_ticket_line_above_nought": lambda: {"shares": 0},
    "certificate_reprint_has_reason": lambda: {"sequence": 2},
    "risk_scheme_has_basis": lambda: {"basis": ""},
    "assessment_status_known": lambda: {"status": "lost"},
    "assessment_opposed_within_asked": lambda: {"asked": 1, "opposed": 2},
    "assessment_plan_number_and_day": lambda: {"plan_number": "云办发〔2026〕1号"},
    "assessment_examined_by_another": lambda: {"submitted_by": someone(), "examined_by": someone()},
    "assessment_conclusion_complete": lambda: {"status": "concluded"},
    "assessment_lower_level_has_reason": lambda: concluded(computed="high"),
    "assessment_high_does_not_pass": lambda: concluded(final_level="high"),
    "assessment_partial_says_what_not": lambda: concluded(conclusion="partial"),
    "assessment_filed_has_receipt": lambda: concluded(status="filed"),
    "finding_not_met_has_note": lambda: {"verdict": "not"},
    "risk_point_scales": lambda: {"probability": 6},
    "risk_point_after_pair": lambda: {"probability_after": 2},
    "measure_tier_known": lambda: {"tier": "lost"},
    "measure_done_complete": lambda: {"done_on": EARLIER},
    "slip_status_known": lambda: {"status": "lost"},
    "slip_claim_has_promise": lambda: {"claimed_by": someone()},
    "slip_worked_on_is_claimed": lambda: {"status": "claimed"},
    "slip_checked_by_another": lambda: {"claimed_by": someone(), "promised_on": LATER, "checked_by": someone()},
    "slip_published_by_another": lambda: {"claimed_by": someone(), "promised_on": LATER, "published_by": someone()},
    "slip_checked_has_result": lambda: {"status": "checked", "claimed_by": someone(), "promised_on": LATER},
    "petition_has_people": lambda: {"people": 0},
    "petition_status_known": lambda: {"status": "lost"},
    "petition_moves_after_receipt": lambda: {"received_on": LATER, "since": EARLIER},
    "petition_due_after_start": lambda: {"received_on": EARLIER, "since": LATER, "due_on": EARLIER},
    "certificate_batch_not_empty": lambda: {"count": 0},
    "certificate_batch_done_has_pages": lambda: {"done_at": moment()},
    "share_board_counted_from_one": lambda: {"part": 0},
    "officer_term_ends_after_start": lambda: {"starts_on": LATER, "ends_on": EARLIER},
    "candidate_no_accountant_supervises": lambda: {"body": "supervisors", "is_accountant": True},
    "candidate_seat_was_reviewed": lambda: {"status": "qualified"},
    "candidate_two_persons": lambda: {"nominated_by": someone(1), "reviewed_by": someone(1)},
    "candidate_refusal_has_reason": lambda: {"status": "refused", **reviewed()},
    "candidate_seat_was_decided": lambda: {"status": "elected", **reviewed()},
    "candidate_end_has_reason": lambda: {"seated_until": LATER},
    "dividend_adds_up": lambda: {"retained": 5},
    "dividend_nothing_below_nought": lambda: {"losses": -1, "retained": 1},
    "dividend_decided_has_decision": lambda: {"status": "decided"},
    "dividend_void_has_reason": lambda: {"status": "void"},
    "dividend_line_not_below_nought": lambda: {"shares": 0},
    "assessment_partial_names_the_rest": lambda: {"conclusion": "partial"},
}  # fmt: skip

# Where a model's row is lawful only with more than its fields ask for.
LAWFUL = {
    "Place": lambda: {
        "code": "990101001209", "parent": rows.place(Place.Level.STREET), "district": rows.place(Place.Level.DISTRICT),
        "level": "community",
    },
    "MergerCase": lambda: {"route": "B", "legal_body": "residents_committee"},
    "PlanDate": lambda: {"baseline": True},
    "Evidence": lambda: {"number": "区政〔2026〕3号", "dated_on": EARLIER},
    "WeeklyReport": lambda: {"progress": "入户过半"},
    "InventoryStatement": lambda: {"total_assets": 2},
    "InventoryLine": lambda: MONEY_LINE,
    "WriteOff": lambda: {"line": a_line()},
    "CountItem": lambda: {"line": a_line()},
    "Engagement": lambda: {"no_conflict": True},
    "FilingEvent": lambda: {"contract": rows.filled(apps.get_model("assets.FilingEvent")._meta.get_field("contract"))},
    "PostedRow": lambda: {"number": 1, "digest": "0" * 64},
    "ShareTransaction": lambda: {"plan": decided_plan()},
    "CertificatePrint": lambda: {"batch": None},
    "Objection": lambda: {"objector": "某某"},
    "Visit": lambda: {"position": "agree", "relation": "head"},
    "Candidate": lambda: {"nominated_by": someone(1)},
    "Result": lambda: {"first_by": someone(1), "second_by": someone(2)},
    "DecisionItem": lambda: {"result": a_result()},
    "TalkPoint": lambda: {"answer": "已说明", "answered_at": moment(), "answered_by": someone(1)},
}  # fmt: skip
# What a row must hold so that its uniqueness is asked at all.
ASKED = {
    "policy_question_letter_number_once": lambda: {
        "written": True, "letter_number": "大窑答复〔2026〕1号", "status": "answered", "answer": "在原处",
        "answered_on": LATER, "answered_by": someone(1), "letter": rows.stored(apps.get_model("communities.Document")),
    },
    "candidate_no_director_supervises": lambda: seated("directors"),
    "candidate_one_chair": lambda: seated("supervisors") | {"is_chair": True},
    "plan_one_in_force": lambda: decided(),
    "measure_moved_up_once": lambda: {"kind": "moved_up"},
    "message_key_once": lambda: {"key": "remind:1"},
    "intake_stored_once": lambda: {"state": "stored", "confirmed_at": moment(), "stored_at": moment()},
    "person_id_once": lambda: {"no_id_reason": "", "id_number": "无", "id_index": "0" * 64},
    "residence_one_at_a_time": lambda: {"relation": "son"},
    "notice_number_once": lambda: {"status": "published", "published_at": moment(), "number": "一号"},
    "seat_one_at_a_time": lambda: {"person": rows.stored(apps.get_model("communities.Person"))},
    "evidence_once": lambda: {
        "number": "", "dated_on": None, "document": rows.stored(apps.get_model("communities.Document")),
        "version": rows.stored(apps.get_model("communities.DocumentVersion")),
    },
}  # fmt: skip

# What the second row must differ in, so that no other constraint refuses it first.
APART = {
    "candidate_no_director_supervises": lambda: {"body": "supervisors"},
    "candidate_one_chair": lambda: {"person": rows.stored(apps.get_model("communities.Person"))},
    "plan_one_in_force": lambda: {"version": 2},
    "canvass_one_open": lambda: {"version": 2},
    "canvass_version_once": lambda: {"status": "closed", "closed_at": moment(), "closed_by": someone()},
    "canvass_household_once": lambda: {"number": "0002"},
    "canvass_number_once": lambda: {"household": another_household()},
    "certificate_once_a_household": lambda: {"number": 2},
    "rulebook_digest_once": lambda: {"number": 2},
    "residence_one_head": lambda: {"person": rows.stored(apps.get_model("communities.Person"))},
    "member_number_once": lambda: {"person": rows.stored(apps.get_model("communities.Person"))},
    "member_once": lambda: {"number": "00002"},
    "roll_board_once": lambda: {"notice": rows.stored(apps.get_model("communities.Notice"))},
    "share_board_once": lambda: {"notice": rows.stored(apps.get_model("communities.Notice"))},
    "dividend_board_once": lambda: {"notice": rows.stored(apps.get_model("communities.Notice"))},
    "ledger_once_a_week": lambda: {"round": rows.stored(apps.get_model("mergers.WeeklyRound"), week=2)},
}


def made(name: str, **changes) -> models.Model:
    model, _ = CONSTRAINTS[name]
    return rows.lawful(model, **{**LAWFUL.get(model.__name__, dict)(), **changes})


def refused_by(row: models.Model) -> str:
    """The name of the constraint that refuses the row, empty where it is taken."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return ""


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_refuses_its_unlawful_row_and_takes_the_lawful_one(name):
    assert refused_by(made(name)) == ""
    assert refused_by(made(name, **BAD[name]())) == name


@pytest.mark.parametrize("name", ONCE)
def test_what_may_be_once_is_refused_twice(name):
    row = made(name, **ASKED.get(name, dict)())
    row.save(force_insert=True)
    twin = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    for field in row._meta.concrete_fields:
        if field.primary_key or field.unique:
            setattr(twin, field.attname, uuid4().hex if isinstance(field, models.CharField) else None)
    if isinstance(row._meta.pk, models.UUIDField):
        twin.pk = uuid4()
    for field, value in APART.get(name, dict)().items():
        setattr(twin, field, value)
    assert refused_by(twin) == name


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_tells_a_clerk_what_is_wrong(name):
    _, constraint = CONSTRAINTS[name]
    assert re.search("[一-鿿].*。$", str(constraint.violation_error_message))


def test_the_table_of_unlawful_rows_names_no_check_that_is_gone():
    assert set(BAD) == set(CHECKS)
    assert set(ASKED) | set(APART) <= set(ONCE)
    assert all(isinstance(CONSTRAINTS[name][1], models.UniqueConstraint | ExclusionConstraint) for name in ONCE)
