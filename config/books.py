"""The registers that come by workbook, by the word the commands call them."""

from assets.intake import REGISTER as ASSETS
from communities.services.intake import Register
from shareholders.intake import REGISTER as ROLL

BOOKS: dict[str, Register] = {"assets": ASSETS, "roll": ROLL}
