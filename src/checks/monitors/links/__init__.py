"""Judges every link that leaves the guide: Sphinx's linkcheck looks, a ledger keeps one bad night from an alarm."""
