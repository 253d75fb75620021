"""Every write of the votes app: what minutes state, bodies and seats, meetings, counts and sealed results."""

from .bodies import end_seat, give_seat, set_up_body
from .canvass import assign, close_canvass, extend, name_officer, open_canvass
from .counting import correct_count, enter_count, seal
from .meetings import attend, call, cancel, close, prepare, put, represent
from .publicity import enter_answers, hand_out, mark_letters, start_letter, start_questionnaire
from .sheets import order_sheets, print_sheets
from .signed_sheets import SignedSheet, enter_sheets
from .statements import state_meeting
from .visits import enter_visit

__all__ = [
    "SignedSheet",
    "assign",
    "attend",
    "call",
    "cancel",
    "close",
    "close_canvass",
    "correct_count",
    "end_seat",
    "enter_answers",
    "enter_count",
    "enter_sheets",
    "enter_visit",
    "extend",
    "give_seat",
    "hand_out",
    "mark_letters",
    "name_officer",
    "open_canvass",
    "order_sheets",
    "prepare",
    "print_sheets",
    "put",
    "represent",
    "seal",
    "set_up_body",
    "start_letter",
    "start_questionnaire",
    "state_meeting",
]
