"""Records for Bitbucket Cloud objects. A field is None if Bitbucket doesn't report it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from checks.clients.parsing import JsonView, MissingFieldError, required
from checks.clients.webhook_url import WebhookUrl


def scopes(listed: str) -> frozenset[str]:
    """Return the scopes in a list that is separated by spaces (in a body) or by commas and spaces (in a header)."""
    return frozenset(filter(None, re.split(r"[,\s]+", listed)))


@dataclass(frozen=True)
class TokenResponse:
    """The token endpoint's response to a consumer, without the access token, which is never stored.

    Attributes:
        granted: Whether Bitbucket issued a token.
        error: The error code, such as ``invalid_grant``.
        description: The vendor's error message, redacted.
        scopes: The granted scopes, without implied ones; None if the response doesn't list any.
        status: The HTTP status.
    """

    granted: bool
    error: str | None = None
    description: str | None = None
    scopes: frozenset[str] | None = None
    status: int | None = field(default=None, compare=False)

    @property
    def is_public(self) -> bool:
        """Whether Bitbucket refused because the consumer isn't allowed to use the client credentials grant."""
        return self.error == "invalid_grant" and "public" in (self.description or "")

    @property
    def lacks_callback(self) -> bool:
        """Whether Bitbucket refused because the consumer has no callback URL."""
        return self.error == "invalid_request" and "callback" in (self.description or "").lower()

    @property
    def is_accepted(self) -> bool:
        """Whether Bitbucket accepted the key and secret; only then it names what the consumer lacks."""
        return self.granted or self.is_public or self.lacks_callback

    @property
    def is_rejected(self) -> bool:
        """Whether Bitbucket rejected the key and secret.

        RFC 6749, section 5.2, uses the same code for a grant type that isn't allowed. Not verified: Bitbucket's message
        since the form of 2026.
        """
        about_grant = "grant" in (self.description or "").lower()
        return self.error in ("unauthorized_client", "invalid_client") and not about_grant

    @property
    def shown(self) -> str:
        """The error code and message that Bitbucket returned instead of a token."""
        return f"{self.error}: {self.description}" if self.description else str(self.error)


@dataclass(frozen=True)
class Account:
    """The account that the API token belongs to, and the token's scopes (None if Bitbucket doesn't report them)."""

    uuid: str | None
    account_id: str | None
    username: str | None
    nickname: str | None
    display_name: str | None
    scopes: frozenset[str] | None
    status: str | None = None
    """Bitbucket's name of the status, such as ``active``; None if Bitbucket doesn't report it."""

    @classmethod
    def of(cls, user: JsonView, listed: str | None) -> Self:
        """Return the account that `user` describes; `listed` is the header that lists the token's scopes."""
        return cls(
            uuid=user.text("uuid"),
            account_id=user.text("account_id"),
            username=user.text("username"),
            nickname=user.text("nickname"),
            display_name=user.text("display_name"),
            scopes=None if listed is None else scopes(listed),
            status=user.text("account_status"),
        )

    @property
    def shown(self) -> str:
        """The name of the account in reports."""
        return self.display_name or self.nickname or self.username or self.uuid or "an account without a name"

    @property
    def names(self) -> frozenset[str]:
        """The unique names by which another service can identify the account."""
        return frozenset(filter(None, (self.uuid, self.account_id, self.username)))

    @property
    def shared_names(self) -> frozenset[str]:
        """The names that other accounts can also choose, so they don't identify the account."""
        return frozenset(filter(None, (self.nickname, self.display_name))) - self.names


@dataclass(frozen=True)
class Gitlinks:
    """The submodules that a commit pins in the upper folders of its tree."""

    paths: frozenset[str]
    complete: bool
    """Whether the listing of these folders is complete."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook of a repository. A webhook without a URL (None) could be any webhook."""

    address: WebhookUrl | None
    active: bool | None
    events: tuple[str, ...] | None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the webhook that an item of the list describes."""
        url = item.text("url")
        return cls(WebhookUrl.of(url) if url else None, item.flag("active"), item.texts("events"))


@dataclass(frozen=True)
class AccountKey:
    """An SSH public key on an account or a repository: its first two fields, its label, and its expiration time."""

    line: str
    label: str
    expires: datetime | None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the key that an item of the list describes.

        Raises:
            MissingFieldError: It has no key, or an invalid expiration time.
        """
        expires = item.time("expires_on")
        if expires is None and item.at("expires_on"):
            raise MissingFieldError("expires_on")
        line = " ".join(required(item, "key").split()[:2])
        return cls(line, item.text("label") or "", expires)
