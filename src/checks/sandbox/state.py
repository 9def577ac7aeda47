"""The running state: the scenario that both services answer from, and what they were asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from flask import current_app

from checks.sandbox.response_faults import ResponseFault
from checks.sandbox.scenario import Scenario


@dataclass(frozen=True)
class Request:
    """One request that a service answered; never a header or a body, since those hold credentials."""

    service: str
    method: str
    path: str
    query: str
    status: int


@dataclass(frozen=True, kw_only=True)
class IssuedToken:
    """An access token that the token endpoint gave out, or the refresh token beside it."""

    consumer: str
    account: str | None
    """The account that it acts as; None for the consumer itself."""
    scopes: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Code:
    """An authorization code that waits to be exchanged."""

    consumer: str
    account: str
    redirect_uri: str | None


@dataclass
class SandboxState:
    """One pair of services. Every access to what changes goes through the lock.

    Attributes:
        terraform_url: Where HCP Terraform is served, without a slash at the end.
        bitbucket_url: Where Bitbucket is served: its site, and its API below ``/2.0``.
        key_file: Where the private key lies that the person holds.
        delay: Seconds to wait before every answer.
        interruptions: What becomes of answers on their way; the first that fits is taken.
        journal: Every request so far, oldest first.
    """

    scenario: Scenario
    terraform_url: str = ""
    bitbucket_url: str = ""
    key_file: Path = Path()
    delay: float = 0
    interruptions: tuple[ResponseFault, ...] = ()
    requests_log: list[Request] = field(default_factory=list)
    access_tokens: dict[str, IssuedToken] = field(default_factory=dict)
    refresh_tokens: dict[str, IssuedToken] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock, repr=False)

    def change(self, step: Callable[[Scenario], Scenario]) -> Scenario:
        """Replace the scenario by `step` of it, and return the new one."""
        with self.lock:
            self.scenario = step(self.scenario)
            return self.scenario

    def begin(self, scenario: Scenario, interruptions: tuple[ResponseFault, ...] = ()) -> None:
        """Start afresh from `scenario`: nothing asked, nothing issued."""
        with self.lock:
            self.scenario = scenario
            self.interruptions = interruptions
            self.delay = 0
            for record in (self.requests_log, self.access_tokens, self.refresh_tokens, self.codes, self.counts):
                record.clear()

    def interruption(self, service: str, path: str) -> ResponseFault | None:
        """Return what interrupts the answer to this request, if anything still does."""
        for found in self.interruptions:
            fits = service == found.service and fnmatchcase(path, found.path)
            if fits and (found.times is None or self.counted(f"interruption {id(found)}") <= found.times):
                return found
        return None

    def record(self, request: Request) -> None:
        """Write `request` into the journal."""
        with self.lock:
            self.requests_log.append(request)

    def counted(self, service: str) -> int:
        """Count one more request to `service` and return how many there were."""
        with self.lock:
            self.counts[service] = self.counts.get(service, 0) + 1
            return self.counts[service]

    def absolute(self, address: str) -> str:
        """Return `address` with the sandbox's own Terraform host where it starts with a slash."""
        return f"{self.terraform_url}{address}" if address.startswith("/") else address

    def environment(self) -> dict[str, str]:
        """Return the variables by which a client reaches the services with the person's credentials."""
        held = self.scenario.credentials
        variables = {
            "TFE_HOSTNAME": urlsplit(self.terraform_url).netloc,
            "TFE_ADDRESS": self.terraform_url,
            "TFE_TOKEN": held.terraform_token,
            "TFE_ORGANIZATION": held.organization,
            "BITBUCKET_URL": self.bitbucket_url,
            "BITBUCKET_API_URL": self.bitbucket_url,
            "BITBUCKET_CLIENT_ID": held.client_id,
            "BITBUCKET_CLIENT_SECRET": held.client_secret,
            "BITBUCKET_EMAIL": held.email,
            "BITBUCKET_API_TOKEN": held.api_token,
            "BITBUCKET_SSH_KEY": str(self.key_file) if held.private_key else "",
            "BITBUCKET_CALLBACK_URL": self.absolute(held.callback_url),
        }
        return {name: value for name, value in variables.items() if value}

    def in_seconds(self, seconds: int) -> datetime:
        """Return the moment `seconds` from now, by the clock of the scenario."""
        return self.scenario.clock + timedelta(seconds=seconds)


def current_state() -> SandboxState:
    """Return the world that the application answers from which handles the request at hand."""
    found: SandboxState = current_app.extensions["world"]
    return found
