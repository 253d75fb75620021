"""Taking in a register's workbook: upload, check in the background, look, confirm, store; or cancel."""

from communities.services.intake.register import Changes, Duplicate, Register

__all__ = ["Changes", "Duplicate", "Register"]
