"""What Bitbucket Cloud tells, as small frozen records. Whatever it does not tell is None."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from checks.clients.json_view import JsonView
from checks.clients.parsing import MissingFieldError, required
from checks.clients.webhook_url import WebhookUrl


def scopes(listed: str) -> frozenset[str]:
    """Return the scopes in a list that is separated by blanks in a body, by commas and blanks in a header."""
    return frozenset(filter(None, re.split(r"[,\s]+", listed)))


@dataclass(frozen=True)
class TokenAnswer:
    """What the token endpoint said about a consumer. The access token itself is dropped at once.

    Attributes:
        granted: Whether it gave a token.
        error: The error's code, such as ``invalid_grant``.
        description: The error in the vendor's words, redacted.
        scopes: The scopes granted, without those implied; None where the answer names none.
    """

    granted: bool
    error: str | None = None
    description: str | None = None
    scopes: frozenset[str] | None = None

    @property
    def is_public(self) -> bool:
        """Whether it refused since the consumer may not use the client credentials grant."""
        return self.error == "invalid_grant" and "public" in (self.description or "")

    @property
    def lacks_callback(self) -> bool:
        """Whether it refused since the consumer has no callback URL."""
        return self.error == "invalid_request" and "callback" in (self.description or "").lower()

    @property
    def shown(self) -> str:
        """What it said instead of giving a token."""
        return f"{self.error}: {self.description}" if self.description else str(self.error)


@dataclass(frozen=True)
class Account:
    """The account behind our API token, and the token's own scopes (None where Bitbucket does not tell)."""

    uuid: str | None
    account_id: str | None
    username: str | None
    nickname: str | None
    display_name: str | None
    scopes: frozenset[str] | None

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
        )

    @property
    def shown(self) -> str:
        """A name to recognize it by."""
        return self.display_name or self.nickname or self.username or self.uuid or "an account without a name"

    @property
    def names(self) -> frozenset[str]:
        """Everything by which another service may know it and that no other account can have."""
        return frozenset(filter(None, (self.uuid, self.account_id, self.username)))

    @property
    def shared_names(self) -> frozenset[str]:
        """The names that other accounts can choose too: they do not show which account is meant."""
        return frozenset(filter(None, (self.nickname, self.display_name))) - self.names


@dataclass(frozen=True)
class Gitlinks:
    """The submodules that the tree of a commit pins, found in its upper folders."""

    paths: frozenset[str]
    complete: bool
    """Whether the listing of these folders was read to its end."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook of a repository. Whatever was not told is None, so one without an address could be any."""

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
    """An SSH public key on an account or a repository: its first two fields, its label, when it expires."""

    line: str
    label: str
    expires: datetime | None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the key that an item of the list describes.

        Raises:
            MissingFieldError: It has no key, or a day on which it expires that is none.
        """
        expires = item.time("expires_on")
        if expires is None and item.at("expires_on"):
            raise MissingFieldError("expires_on")
        line = " ".join(required(item, "key").split()[:2])
        return cls(line, item.text("label") or "", expires)
