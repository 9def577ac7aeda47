"""Judges what the clients saw, and reports it."""
