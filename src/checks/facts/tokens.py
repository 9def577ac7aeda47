"""The pages for creating and revoking the tokens for the checks, and the maximum lifetime of a token."""

from datetime import date

from checks.facts.fact import Label, Quantity, Source, Text

_SEEN = date(2026, 11, 24)
_HASHICORP = "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens"
_ATLASSIAN = "https://support.atlassian.com/bitbucket-cloud/docs/create-an-api-token/"
_ACCOUNT = "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/"


def _label(page: str, text: str) -> Label:
    return Label(text=text, source=Source(page, text, _SEEN))


# The organization settings in HCP Terraform.
API_TOKENS = _label(_HASHICORP, "API Tokens")
TEAM_TOKENS = _label(_HASHICORP, "Team Tokens")

# The account page on Atlassian's site, which lists the Bitbucket Cloud tokens.
API_TOKENS_PAGE = Text(
    text="https://id.atlassian.com/manage-profile/security/api-tokens",
    source=Source(_ACCOUNT, "https://id.atlassian.com/manage-profile/security/api-tokens", _SEEN),
)
CREATE_API_TOKEN_WITH_SCOPES = _label(_ATLASSIAN, "Create API token with scopes")
NEXT = _label(_ATLASSIAN, "Next")
BITBUCKET = _label(_ATLASSIAN, "Bitbucket")

API_TOKEN_LIFE = Quantity(number=1, unit="year", source=Source(_ACCOUNT, "up to one year", _SEEN))
