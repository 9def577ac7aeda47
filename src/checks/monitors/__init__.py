"""Notices by itself when the guide grows stale: its links, its pictures, and what it says about the vendors."""
