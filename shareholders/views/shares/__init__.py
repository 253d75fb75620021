"""Pages of the share plan, the share ledger, its tickets and certificates."""
