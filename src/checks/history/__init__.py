"""The ledger: what many runs of many organizations proved, and what changed between them."""
