"""Every write of the votes app: what minutes state, bodies and seats, meetings, counts and sealed results."""

from .answers import (
    answer_question,
    ask,
    change_question,
    hide,
    release,
    remind_questions,
    withdraw_question,
    write_reply,
)
from .attending import attend, attend_many, represent
from .bodies import end_seat, give_seat, set_up_body
from .canvass import assign, close_canvass, extend, name_officer, open_canvass
from .charters import charters_on, end_rule, raise_rule
from .counting import correct_count, enter_count, seal
from .dissent import answer_point, gather
from .followup import close_item, move_due, open_item, remind_overdue, report_on
from .meetings import call, cancel, close, prepare, put
from .publicity import enter_answers, hand_out, mark_letters, start_letter, start_questionnaire
from .seats import follow_register, give_seats
from .sheets import order_sheets, print_sheets
from .signed_sheets import SignedSheet, enter_sheets
from .statements import state_meeting
from .talk_points import answer_talk_point, move_talk_point, remind_points
from .talks import add_point, amend, change_talk, draft_talk, finalise, keep_scan, remove_point, withdraw
from .visits import enter_visit

__all__ = [
    "SignedSheet",
    "add_point",
    "amend",
    "answer_point",
    "answer_question",
    "answer_talk_point",
    "ask",
    "assign",
    "attend",
    "attend_many",
    "call",
    "cancel",
    "change_question",
    "change_talk",
    "charters_on",
    "close",
    "close_canvass",
    "close_item",
    "correct_count",
    "draft_talk",
    "end_rule",
    "end_seat",
    "enter_answers",
    "enter_count",
    "enter_sheets",
    "enter_visit",
    "extend",
    "finalise",
    "follow_register",
    "gather",
    "give_seat",
    "give_seats",
    "hand_out",
    "hide",
    "keep_scan",
    "mark_letters",
    "move_due",
    "move_talk_point",
    "name_officer",
    "open_canvass",
    "open_item",
    "order_sheets",
    "prepare",
    "print_sheets",
    "put",
    "raise_rule",
    "release",
    "remind_overdue",
    "remind_points",
    "remind_questions",
    "remove_point",
    "report_on",
    "represent",
    "seal",
    "set_up_body",
    "start_letter",
    "start_questionnaire",
    "state_meeting",
    "withdraw",
    "withdraw_question",
    "write_reply",
]
