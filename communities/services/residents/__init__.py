"""The household register: persons by their identity number, who lives where, corrections, and the looks at numbers."""

from .asking import ask_enrolment, ask_entry, ask_head, ask_leave, ask_split
from .changing import ask_change, change_person, decide_change
from .facts import PersonFacts
from .finding import known_person, known_persons, whereabouts
from .locking import is_locked, lock_register
from .registering import (
    close_household,
    enrol,
    move_in,
    move_out,
    open_household,
    register_person,
    replace_head,
    split_household,
)
from .revealing import find_by_number, look_at_list, reveal

__all__ = [
    "PersonFacts",
    "ask_change",
    "ask_enrolment",
    "ask_entry",
    "ask_head",
    "ask_leave",
    "ask_split",
    "change_person",
    "close_household",
    "decide_change",
    "enrol",
    "find_by_number",
    "is_locked",
    "known_person",
    "known_persons",
    "lock_register",
    "look_at_list",
    "move_in",
    "move_out",
    "open_household",
    "register_person",
    "replace_head",
    "reveal",
    "split_household",
    "whereabouts",
]
