"""Which push starts a run in which Terraform workspace, by HashiCorp's documented rules."""
