"""Checks of a live connection between Bitbucket Cloud and HCP Terraform or Terraform Enterprise.

Each module directly in this package is a check, except for ``__main__``; its packages contain the shared code.
"""
