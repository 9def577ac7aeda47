"""The state at run time: the scenario of both services, and the log of their requests."""

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
    """One request to a service, without headers and body, because these can contain credentials."""

    service: str
    method: str
    path: str
    query: str
    status: int


@dataclass(frozen=True, kw_only=True)
class IssuedToken:
    """An access token or a refresh token from the token endpoint."""

    consumer: str
    account: str | None
    """The account that the token acts as; None for the consumer itself."""
    scopes: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Code:
    """An authorization code that was not exchanged yet."""

    consumer: str
    account: str
    redirect_uri: str | None


@dataclass
class SandboxState:
    """The state of both services. The lock guards all mutable data.

    Attributes:
        terraform_url: The URL of HCP Terraform, without a trailing slash.
        bitbucket_url: The URL of Bitbucket's site; the API is below ``/2.0``.
        key_file: The file of the user's private key.
        verify_command: What the user types to run the checks.
        delay: Seconds to wait before every response.
        response_faults: The faults of responses; the first match is used.
        requests_log: All requests, the oldest first.
    """

    scenario: Scenario
    terraform_url: str = ""
    bitbucket_url: str = ""
    key_file: Path = Path()
    verify_command: str = "bitbucket-terraform verify"
    delay: float = 0
    response_faults: tuple[ResponseFault, ...] = ()
    requests_log: list[Request] = field(default_factory=list)
    access_tokens: dict[str, IssuedToken] = field(default_factory=dict)
    refresh_tokens: dict[str, IssuedToken] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock, repr=False)

    def change(self, step: Callable[[Scenario], Scenario]) -> Scenario:
        """Replace the scenario with the result of `step`, and return it."""
        with self.lock:
            self.scenario = step(self.scenario)
            return self.scenario

    def begin(self, scenario: Scenario, response_faults: tuple[ResponseFault, ...] = ()) -> None:
        """Reset the state to `scenario`, and clear the log and all issued tokens and codes."""
        with self.lock:
            self.scenario = scenario
            self.response_faults = response_faults
            self.delay = 0
            for record in (self.requests_log, self.access_tokens, self.refresh_tokens, self.codes, self.counts):
                record.clear()

    def response_fault(self, service: str, path: str) -> ResponseFault | None:
        """Return the fault for the response to this request, if any is still active."""
        for found in self.response_faults:
            fits = service == found.service and fnmatchcase(path, found.path)
            if fits and (found.times is None or self.counted(f"response fault {id(found)}") <= found.times):
                return found
        return None

    def record(self, request: Request) -> None:
        """Add `request` to the log."""
        with self.lock:
            self.requests_log.append(request)

    def counted(self, service: str) -> int:
        """Increment the counter called `service`, and return its value."""
        with self.lock:
            self.counts[service] = self.counts.get(service, 0) + 1
            return self.counts[service]

    def absolute(self, address: str) -> str:
        """Return `address` as an absolute URL: a leading slash means the sandbox's Terraform host."""
        return f"{self.terraform_url}{address}" if address.startswith("/") else address

    def environment(self) -> dict[str, str]:
        """Return the environment variables for a client: the URLs of the services and the user's credentials."""
        credentials = self.scenario.credentials
        variables = {
            "TFE_HOSTNAME": urlsplit(self.terraform_url).netloc,
            "TFE_ADDRESS": self.terraform_url,
            "TFE_TOKEN": credentials.terraform_token,
            "TFE_ORGANIZATION": credentials.organization,
            "BITBUCKET_URL": self.bitbucket_url,
            "BITBUCKET_API_URL": self.bitbucket_url,
            "BITBUCKET_CLIENT_ID": credentials.client_id,
            "BITBUCKET_CLIENT_SECRET": credentials.client_secret,
            "BITBUCKET_EMAIL": credentials.email,
            "BITBUCKET_API_TOKEN": credentials.api_token,
            "BITBUCKET_SSH_KEY": str(self.key_file) if credentials.private_key else "",
            "BITBUCKET_CALLBACK_URL": self.absolute(credentials.callback_url),
        }
        return {name: value for name, value in variables.items() if value}

    def in_seconds(self, seconds: int) -> datetime:
        """Return the time `seconds` after the clock of the scenario."""
        return self.scenario.clock + timedelta(seconds=seconds)


def current_state() -> SandboxState:
    """Return the state of the application that handles the current request."""
    state: SandboxState = current_app.extensions["sandbox_state"]
    return state
