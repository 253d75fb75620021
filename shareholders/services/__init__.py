"""The writers of the member roll and the share registers; what the upper apps call stands here."""

from .boards import discard_board, post_board, print_board
from .certificate_batches import order_batch, print_batch
from .confirming import confirm_members
from .dividend_boards import discard_dividend_board, post_dividend, print_dividend_board
from .dividends import amend_dividend, decide_dividend, export_bank_list, start_dividend, void_dividend
from .findings import Opinion, find, reopen
from .judging import Judged, find_many, judge
from .moving import change_person, decide_change, split_household
from .objections import ACTIONS, Correction, answer_row_objection, object_to_row
from .rolls import begin_roll, end_membership, enter_member, list_member, regroup
from .ruling import adopt_rule, state_decision
from .share_boards import discard_share_board, post_share_board, print_share_board
from .share_objections import answer_share_objection, object_to_shares
from .statements import state_roll

__all__ = [
    "ACTIONS",
    "Correction",
    "Judged",
    "Opinion",
    "adopt_rule",
    "amend_dividend",
    "answer_row_objection",
    "answer_share_objection",
    "begin_roll",
    "change_person",
    "confirm_members",
    "decide_change",
    "decide_dividend",
    "discard_board",
    "discard_dividend_board",
    "discard_share_board",
    "end_membership",
    "enter_member",
    "export_bank_list",
    "find",
    "find_many",
    "judge",
    "list_member",
    "object_to_row",
    "object_to_shares",
    "order_batch",
    "post_board",
    "post_dividend",
    "post_share_board",
    "print_batch",
    "print_board",
    "print_dividend_board",
    "print_share_board",
    "regroup",
    "reopen",
    "split_household",
    "start_dividend",
    "state_decision",
    "state_roll",
    "void_dividend",
]
