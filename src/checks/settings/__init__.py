"""What the user provides: the environment, Terraform's own login, and the secrets that are redacted everywhere."""
