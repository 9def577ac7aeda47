"""Bitbucket Cloud's pages."""
