"""Clients of HCP Terraform and Bitbucket Cloud. They read and parse data; the checks decide whether it is correct."""
