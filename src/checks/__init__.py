"""Checks of a live connection between Bitbucket Cloud and HCP Terraform or Terraform Enterprise.

A module directly in this package is a check; a package in it is machinery.
"""
