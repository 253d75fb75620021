"""People: accounts, the posts they hold, and what ends a session or opens a locked sign-in."""

from .accounts import change_password, change_person, create_account, set_password
from .appointing import appoint, end_appointment
from .securing import (
    clear_lockout,
    disable,
    enable,
    end_sessions,
    enrol_second_factor,
    is_locked_out,
    reset_second_factor,
)
from .slowing import turn

__all__ = [
    "appoint",
    "change_password",
    "change_person",
    "clear_lockout",
    "create_account",
    "disable",
    "enable",
    "end_appointment",
    "end_sessions",
    "enrol_second_factor",
    "is_locked_out",
    "reset_second_factor",
    "set_password",
    "turn",
]
