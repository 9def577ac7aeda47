"""The connection under test: a VCS provider and the Bitbucket workspaces of its repositories."""

from http import HTTPStatus

from checks.clients.bitbucket_records import Account, AccountKey, TokenResponse
from checks.clients.errors import ReadError
from checks.clients.parsing import Records
from checks.connection.submodules import SubmoduleReads
from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.files.key_file import KeyFile, KeyFileError, read_key


class Connection(SubmoduleReads):
    """Reads both services, each object once in a run. A failed read isn't repeated either.

    Each base class adds the reads of one kind of object. Methods that need the VCS provider raise LookupError if there
    isn't one, or if there are several and the settings don't select one. Methods that read from a service raise
    ReadError if the read fails.
    """

    def token_response(self) -> TokenResponse:
        """Return Bitbucket's response to the consumer key and secret."""
        return self._once(self._services.request_token)

    def account(self) -> Account:
        """Return the account that the Bitbucket API token belongs to."""
        return self._once(self._read_account)

    def _read_account(self) -> Account:
        basic = self.settings.bitbucket_token
        if basic and basic.token.reveal().startswith(bitbucket.APP_PASSWORD_PREFIX.text):
            raise ReadError("BITBUCKET_API_TOKEN contains an app password.", refused=True, fix=_APP_PASSWORD)
        if basic and basic.token.reveal().startswith(bitbucket.ACCESS_TOKEN_PREFIX.text):
            raise ReadError(_ACCESS_TOKEN, refused=True, fix=_API_TOKEN)
        try:
            return self._bitbucket.account()
        except ReadError as error:
            # Bitbucket returns 410 for every removed function, so only its words show that the token is to blame.
            if error.status != HTTPStatus.GONE or "app password" not in error.message.lower():
                raise
            raise ReadError(str(error), status=error.status, refused=True, fix=_APP_PASSWORD) from None

    def account_keys(self) -> Records[AccountKey]:
        """Return the SSH keys of the Bitbucket account. Raises `ReadError`."""
        account = self.account().uuid
        if account is None:
            raise ReadError("Bitbucket didn't report the account of the API token.")
        return self._once(self._bitbucket.account_keys, account)

    def key_file(self) -> KeyFile:
        """Return the private key file, read without its secrets. Raises `KeyFileError` or `LookupError`."""
        path = self.settings.ssh_key
        if path is None:
            raise LookupError("no key file is set")
        return self._once(read_key, path)

    def key_holder(self) -> Account | None:
        """Return the Bitbucket account if it is known to have the key in the file, unexpired; otherwise, None."""
        if not {Credential.SSH_KEY, Credential.BITBUCKET_TOKEN} <= self.credentials:
            return None
        try:
            line = self.key_file().public_line
            stored = [key for key in self.account_keys() if key.line == line]
            return self.account() if any(not key.expires or key.expires > self.now for key in stored) else None
        except (ReadError, LookupError, KeyFileError):
            return None  # the caller reports that no account is known to have the key

    # Identity of the account and the consumer

    def is_authorizing_user(self) -> bool:
        """Return whether the Bitbucket account is known to be the authorizing user.

        HashiCorp doesn't document how HCP Terraform identifies the user, so only a match is proof.
        """
        if not {Credential.TERRAFORM_TOKEN, Credential.BITBUCKET_TOKEN} <= self.credentials:
            return False
        try:
            users = {oauth_token.user for oauth_token in self.oauth_tokens()}
            return bool(users) and users <= self.account().names
        except (ReadError, LookupError):
            return False

    def is_providers_consumer(self) -> bool | None:
        """Return whether the consumer key matches the key of the VCS provider; None if that isn't known."""
        consumer = self.settings.consumer
        if consumer is None or Credential.TERRAFORM_TOKEN not in self.credentials:
            return None
        try:
            key = self.provider().key
        except (ReadError, LookupError):
            return None
        return None if key is None else key == consumer.key


_ACCESS_TOKEN = (
    f"BITBUCKET_API_TOKEN starts with {bitbucket.ACCESS_TOKEN_PREFIX.text}, like the access token of a repository, "
    "project, or workspace, which belongs to no account."
)
_API_TOKEN = "Set an API token with scopes that the service user created."  # noqa: S105 - text
_APP_PASSWORD = "Bitbucket removed app passwords in 2026. Set an API token with scopes instead."  # noqa: S105 - text
