"""The pages of HCP Terraform, or Terraform Enterprise."""
