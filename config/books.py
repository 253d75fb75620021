"""The registers that come by workbook, by the word the commands call them."""

from assets.contract_intake import REGISTER as CONTRACTS
from assets.intake import REGISTER as ASSETS
from communities.services.intake import Register
from shareholders.intake import REGISTER as ROLL
from shareholders.ledger_intake import REGISTER as SHARE_LEDGER

BOOKS: dict[str, Register] = {"assets": ASSETS, "contracts": CONTRACTS, "roll": ROLL, "share_ledger": SHARE_LEDGER}
