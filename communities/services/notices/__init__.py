"""The notice board: drafting, publishing, the boards with their proofs, the clock, objections, and what is known of it.

Everything the upper apps may call stands here.
"""

from .asking import is_waiting, posting_state, posting_states
from .boards import add_board, retire_board
from .drafting import Content, choose_boards, discard, draft, edit, lay_beside, preview
from .objecting import Row, answer_objection, receive_objection
from .posting import interrupt, put_up, take_down
from .publishing import publish, reprint
from .running import end_due, extend, recount, withdraw

__all__ = [
    "Content",
    "Row",
    "add_board",
    "answer_objection",
    "choose_boards",
    "discard",
    "draft",
    "edit",
    "end_due",
    "extend",
    "interrupt",
    "is_waiting",
    "lay_beside",
    "posting_state",
    "posting_states",
    "preview",
    "publish",
    "put_up",
    "receive_objection",
    "recount",
    "reprint",
    "retire_board",
    "take_down",
    "withdraw",
]
