"""The API of the simulated HCP Terraform, by resource."""
