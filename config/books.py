"""The registers that come by workbook, by the word the commands call them."""

from assets.intake import REGISTER as ASSETS
from communities.services.intake import Register

BOOKS: dict[str, Register] = {"assets": ASSETS}
