"""Where the tokens for the checks are made and revoked, and how long they live."""

from datetime import date

from checks.facts.fact import Label, Quantity, Source, Text

_SEEN = date(2026, 11, 24)
_HASHICORP = "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens"
_ATLASSIAN = "https://support.atlassian.com/bitbucket-cloud/docs/create-an-api-token/"
_ACCOUNT = "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/"


def _label(page: str, text: str) -> Label:
    return Label(text=text, source=Source(page, text, _SEEN))


# The settings of the organization on HCP Terraform.
API_TOKENS = _label(_HASHICORP, "API Tokens")
TEAM_TOKENS = _label(_HASHICORP, "Team Tokens")

# The account on Atlassian's site, which holds the tokens of Bitbucket Cloud.
API_TOKENS_PAGE = Text(
    text="https://id.atlassian.com/manage-profile/security/api-tokens",
    source=Source(_ACCOUNT, "https://id.atlassian.com/manage-profile/security/api-tokens", _SEEN),
)
CREATE_API_TOKEN_WITH_SCOPES = _label(_ATLASSIAN, "Create API token with scopes")
NEXT = _label(_ATLASSIAN, "Next")
BITBUCKET = _label(_ATLASSIAN, "Bitbucket")

API_TOKEN_LIFE = Quantity(number=1, unit="year", source=Source(_ACCOUNT, "up to one year", _SEEN))
