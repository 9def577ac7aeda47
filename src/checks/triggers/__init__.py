"""Decides which Terraform workspaces start a run for a push, according to HashiCorp's documented rules."""
