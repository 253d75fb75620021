"""Taking in a register's workbook: upload, check in the background, look, confirm, store; or cancel."""

from communities.services.intake.expiring import expire, expires_on
from communities.services.intake.opening import cancel, confirm, name_columns, open_intake
from communities.services.intake.register import Changes, Duplicate, Faulty, Register
from communities.services.intake.taking import take
from communities.services.intake.working import check, store

__all__ = [
    "Changes",
    "Duplicate",
    "Faulty",
    "Register",
    "cancel",
    "check",
    "confirm",
    "expire",
    "expires_on",
    "name_columns",
    "open_intake",
    "store",
    "take",
]
