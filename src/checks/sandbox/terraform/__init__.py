"""The simulated HCP Terraform or Terraform Enterprise: its state, its API, and its screens."""
