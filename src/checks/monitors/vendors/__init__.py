"""Reads the vendors' public pages and says whether they still say what our facts say. It sees no screens."""
