"""Parsers of local and repository files: SSH private keys and ``.gitmodules``."""
