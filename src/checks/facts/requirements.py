"""What a working connection needs of both services. The only place that says so; the sandbox never reads it."""

from checks.facts import bitbucket

PERMISSIONS = (
    bitbucket.ACCOUNT_WRITE,
    bitbucket.REPOSITORIES_ADMIN,
    bitbucket.PULL_REQUESTS_WRITE,
    bitbucket.WEBHOOKS_READ_AND_WRITE,
)
"""The four tick boxes of the consumer. Source: HashiCorp's page on Bitbucket Cloud, its table of permissions."""

REPOSITORY_PERMISSION = "admin"
"""What the service account must be on every repository that a Terraform workspace uses."""

PUSH_EVENT = "repo:push"
"""The event without which no push can start a run. Inferred: the events HCP Terraform subscribes to are not known."""

TOKEN_SCOPES = (
    "read:user:bitbucket",
    "read:repository:bitbucket",
    "read:webhook:bitbucket",
    "read:ssh-key:bitbucket",
)
"""The scopes that the checks need of the service account's API token."""
