"""Every write of the votes app: what minutes state, bodies and seats, meetings, counts and sealed results."""

from .bodies import end_seat, give_seat, set_up_body
from .counting import correct_count, enter_count, seal
from .meetings import attend, call, cancel, close, prepare, put, represent
from .statements import state_meeting

__all__ = [
    "attend",
    "call",
    "cancel",
    "close",
    "correct_count",
    "end_seat",
    "enter_count",
    "give_seat",
    "prepare",
    "put",
    "represent",
    "seal",
    "set_up_body",
    "state_meeting",
]
