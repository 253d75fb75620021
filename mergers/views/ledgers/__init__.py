"""Monday's ledger on the screen: each sees the rows of the own places; files hold the district and go to its level."""
