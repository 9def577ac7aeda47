"""Settings from the environment and from Terraform's own login, and the redaction of secrets."""
