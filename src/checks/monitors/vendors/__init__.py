"""The monitor for vendor documentation: it compares public pages with the facts. It does not check screens."""
