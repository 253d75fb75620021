"""What each check of the votes app refuses; and the days, the persons and the moments such rows are made of."""

from datetime import date, timedelta

from communities.lib import clock
from communities.models import Account, Organisation
from tests.house import rows

EARLIER, LATER = date(2026, 3, 1), date(2026, 3, 9)


def someone(number: int = 1) -> Account:
    return Account.objects.get_or_create(username=f"某人{number}", defaults={"name": "某人"})[0]


def an_organisation():
    return Organisation.objects.first() or rows.stored(Organisation)


def moment(days: int = 0):
    return clock.now() + timedelta(days=days)


BAD = {
    "meeting_present_within_entitled": lambda: {"present": 2, "entitled": 1},
    "meeting_votes_within_present": lambda: {"in_favour": 9},
    "seat_ends_after_start": lambda: {"valid_from": LATER, "valid_to": EARLIER},
    "charter_rule_ends_after_start": lambda: {"in_force_from": LATER, "ended_on": EARLIER},
    "charter_rule_cited": lambda: {"citation": ""},
    "decision_item_closing_complete": lambda: {"closed_at": moment()},
    "dissent_point_answer_complete": lambda: {"answer": "已说明"},
    "talk_deliberation_by_rule": lambda: {"form": "council"},
    "talk_notice_before_it": lambda: {"held_on": EARLIER, "notice_on": LATER},
    "talk_hearing_has_speakers": lambda: {"speakers": 2},
    "talk_review_has_subject": lambda: {"subject": "物业服务"},
    "talk_came_within_invited": lambda: {"invited": 1, "attended": 2},
    "talk_final_complete": lambda: {"status": "final"},
    "talk_deliberation_has_outcome": lambda: {
        "form": "council", "rule_name": "议事规则", "rule_clause": "第五条", "notice_on": EARLIER, "status": "final",
        "attended": 1, "conclusion": "同意", "finalised_at": moment(), "finalised_by": someone(1),
    },
    "talk_withdrawn_with_reason": lambda: {"status": "withdrawn"},
    "talk_point_answer_complete": lambda: {"answered_at": None, "owner": an_organisation(), "due_on": LATER},
    "talk_point_answered_or_owned": lambda: {"due_on": LATER},
    "policy_question_answer_complete": lambda: {"status": "answered"},
    "policy_question_answered_after_asked": lambda: {
        "asked_on": LATER, "status": "answered", "answer": "在原处", "answered_on": EARLIER, "answered_by": someone(1),
    },
    "policy_question_release_complete": lambda: {"released_at": moment()},
    "policy_question_released_by_another": lambda: {
        "status": "released", "answer": "在原处", "answered_on": LATER, "answered_by": someone(1),
        "released_at": moment(), "released_by": someone(1),
    },
    "policy_question_letter_numbered": lambda: {"letter_number": "大窑答复〔2026〕1号"},
    "meeting_call_complete": lambda: {"called_at": moment()},
    "meeting_called_before_held": lambda: {"status": "called"},
    "meeting_closed_complete": lambda: {"closed_at": moment()},
    "meeting_notice_not_after_it": lambda: {
        "held_on": EARLIER, "notice_on": LATER, "called_at": moment(), "called_by": someone(1),
    },
    "roll_entry_proxy_has_holder": lambda: {"attendance": "proxy"},
    "roll_entry_absent_casts_nothing": lambda: {"voted": True},
    "roll_entry_not_by_itself": lambda: {"pk": 1000, "attendance": "proxy", "represented_by_id": 1000},
    "count_correction_has_reason": lambda: {"reason": "笔误"},
    "result_two_counters": lambda: {"first_by": someone(1), "second_by": someone(1)},
    "canvass_closes_after_opening": lambda: {"opened_on": LATER, "closes_on": EARLIER},
    "canvass_counts_within_due": lambda: {"agree": 9},
    "canvass_close_complete": lambda: {"closed_at": moment()},
    "canvass_last_pair": lambda: {"last_on": EARLIER},
    "visit_signed_unless_not_met": lambda: {"relation": ""},
    "sheet_batch_not_empty": lambda: {"count": 0},
    "letter_delivery_complete": lambda: {"outcome": "delivered"},
    "hand_out_not_empty": lambda: {"count": 0},
}  # fmt: skip
