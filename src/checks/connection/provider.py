"""Reads the HCP Terraform organization, its VCS providers, and their OAuth tokens."""

from checks.clients.errors import ReadError
from checks.clients.terraform_provider_records import OAuthToken, Organization, Provider, Server
from checks.connection.reads import Reads


class ProviderReads(Reads):
    """Adds the organization and the VCS provider under test.

    Methods that need the VCS provider raise LookupError if there isn't one, or if there are several and the settings
    don't select one.
    """

    def terraform_account(self) -> str | None:
        """Return the username of the account that the HCP Terraform token belongs to."""
        return self._once(self._terraform.account)

    def organization(self) -> Organization:
        """Return the organization."""
        return self._once(self._terraform.organization)

    def server(self) -> Server:
        """Return the product and release that the server reports."""
        return self._once(self._terraform.server)

    def providers(self) -> tuple[Provider, ...]:
        """Return the VCS providers for Bitbucket Cloud.

        An unreadable item could be a second provider, so it raises ReadError unless the settings select a readable one.
        """
        found = self._once(self._terraform.providers).bitbucket
        chosen = any(provider.id == self.settings.provider for provider in found)
        return found if chosen else found.all()

    def other_oauth_token_ids(self) -> frozenset[str]:
        """Return the IDs of the OAuth tokens of the VCS providers for other services."""
        return self._once(self._terraform.providers).other_token_ids

    def provider(self) -> Provider:
        """Return the provider under test: the one in the settings, or the only one. Raises `LookupError`."""
        chosen = self.settings.provider
        found = [provider for provider in self.providers() if chosen in (None, provider.id)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} VCS providers for Bitbucket Cloud match")
        return found[0]

    def oauth_tokens(self) -> tuple[OAuthToken, ...]:
        """Return the OAuth tokens of the provider under test.

        Raises:
            ReadError: The list could not be read, or it lacks an OAuth token that the provider itself names.
        """
        provider = self.provider()
        found = self._once(self._terraform.oauth_tokens, provider.id)
        unlisted = (provider.grant_ids or frozenset()) - {oauth_token.id for oauth_token in found}
        if unlisted:
            raise ReadError(
                f"HCP Terraform names {len(provider.grant_ids or ()):,} OAuth tokens of the VCS provider, and its list "
                f"lacks {len(unlisted):,} of them. Run this again, or use a token that can see them."
            )
        return found

    def lists_repositories(self, oauth_token: OAuthToken) -> bool:
        """Return whether HCP Terraform can currently list any repository."""
        return self._once(self._terraform.lists_repositories, oauth_token.id)

    def _oauth_token_ids(self) -> set[str]:
        return {oauth_token.id for oauth_token in self.oauth_tokens()}
