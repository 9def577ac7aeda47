"""The requirements of a working connection. The sandbox never imports this module."""

from checks.facts import bitbucket

PERMISSIONS = (
    bitbucket.ACCOUNT_WRITE,
    bitbucket.REPOSITORIES_ADMIN,
    bitbucket.PULL_REQUESTS_WRITE,
    bitbucket.WEBHOOKS_READ_AND_WRITE,
)
"""The four permissions of the OAuth consumer. `terraform.CONSUMER_PERMISSIONS` quotes their source."""

REPOSITORY_PERMISSION = "admin"
"""The permission that the service user needs on every repository that a Terraform workspace uses."""

PUSH_EVENT = "repo:push"
"""The webhook event that triggers runs. Inferred: HCP Terraform's subscribed events aren't documented."""

TOKEN_SCOPES = (
    "read:user:bitbucket",
    "read:repository:bitbucket",
    "read:webhook:bitbucket",
    "read:ssh-key:bitbucket",
)
"""The scopes that the service user's API token needs for the checks."""
