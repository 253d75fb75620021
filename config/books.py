"""The registers that come by workbook, by the word the commands call them."""

from communities.services.intake import Register

BOOKS: dict[str, Register] = {}
