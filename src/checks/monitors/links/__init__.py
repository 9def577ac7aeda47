"""The monitor for external links. It runs Sphinx's linkcheck; a ledger prevents an alarm after one failed night."""
