"""The writers of the asset registers. What the upper apps may call stands here."""

from .agencies import engage, sign_class
from .corrections import correct, object_to_line, uphold
from .counts import finalise, mark, open_session
from .inventories import explain_no_agency, move, open_inventory
from .lines import add_line, change_line, remove_line, verify_off_book
from .posting import confirm, draft_posting
from .statements import state_inventory
from .write_offs import review_write_off, state_write_off

__all__ = [
    "add_line",
    "change_line",
    "confirm",
    "correct",
    "draft_posting",
    "engage",
    "explain_no_agency",
    "finalise",
    "mark",
    "move",
    "object_to_line",
    "open_inventory",
    "open_session",
    "remove_line",
    "review_write_off",
    "sign_class",
    "state_inventory",
    "state_write_off",
    "uphold",
    "verify_off_book",
]
