"""The list of checks and the settings, shown without checking anything."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from wcwidth import ljust

from checks.engine.model import Check, Step
from checks.facts.credentials import Credential
from checks.report.run import join_list, used
from checks.report.sanitize import sanitize, wrapped
from checks.report.terminal.results import RenderOptions, credential_lines
from checks.settings.settings import Settings
from checks.settings.variables import VARIABLES, Variable


def check_lines(checks: Iterable[Check], look: RenderOptions) -> Iterator[str]:
    """Yield every check by step, with the credentials that it needs."""
    known = list(checks)
    hanging = " " * (max(len(check.id) for check in known) + 4)
    step: Step | None = None
    for check in known:
        if check.step is not step:
            if step:
                yield ""
            step = check.step
            yield look.paint(step.heading, "1")
        yield from wrapped(check.title, look.width, ljust(f"  {check.id}", len(hanging)), hanging)
        needs = [name for credential in check.credentials for name in credential.variables]
        if needs:
            words = wrapped(f"needs {', '.join(needs)}", look.width, hanging)
            yield from (look.paint(line, "2") for line in words)


def setting_lines(settings: Settings, look: RenderOptions) -> Iterator[str]:
    """Yield each setting with its value unless it is secret, its source, and where it is sent."""
    values = _values(settings)
    destinations = {
        Credential.TERRAFORM_TOKEN: f"sent to {settings.terraform_url}",
        Credential.CONSUMER: f"sent to {settings.bitbucket_url}",
        Credential.BITBUCKET_TOKEN: f"sent to {settings.bitbucket_api_url}",
        Credential.SSH_KEY: "read on this machine, not sent",
    }
    first: dict[str, Variable] = {}
    for each in VARIABLES:
        first.setdefault(each.setting, each)
    for setting, variable in first.items():
        origin = settings.origins.get(setting)
        shown = sanitize(values.get(setting) or "") if not variable.secret else "(hidden)"
        words = f"{shown}, from {origin}" if origin else (variable.default or "not set")
        if origin and variable.credential and (variable.secret or variable.credential is Credential.SSH_KEY):
            words += f"; {destinations[variable.credential]}"
        yield from wrapped(words, look.width, ljust(setting[0].upper() + setting[1:], 24), " " * 24)
    missing = [credential for credential in Credential if credential not in settings.credentials]
    if missing:
        yield ""
        yield "Not set:"
        yield from credential_lines(missing, look)
    for note in settings.notes:
        yield from wrapped(f"Note: {note}", look.width, hanging="      ")


def nothing_given_lines(settings: Settings, look: RenderOptions) -> Iterator[str]:
    """Yield what to set if no credential is set."""
    yield "No credentials are set. Set at least one of these in the environment:"
    yield ""
    yield from credential_lines(Credential, look)
    for note in settings.notes:
        yield from wrapped(f"Note: {note}", look.width, hanging="      ")


def opening_line(checks: Iterable[Check], settings: Settings) -> str:
    """Return which services and files `checks` read."""
    places = {
        Credential.TERRAFORM_TOKEN: f"{_place(settings.terraform_url)} (organization {settings.organization})",
        Credential.CONSUMER: _place(settings.bitbucket_url),
        Credential.BITBUCKET_TOKEN: _place(settings.bitbucket_api_url),
        Credential.SSH_KEY: f"{settings.ssh_key}",
    }
    read = list(dict.fromkeys(places[credential] for credential in used(checks, settings.credentials)))
    if not read:
        return "Nothing to check: the selected checks need other credentials than those that are set."
    return f"Checking {join_list(read)} (read-only)."


def _values(settings: Settings) -> dict[str, str | None]:
    consumer, account, key = settings.consumer, settings.bitbucket_token, settings.ssh_key
    return {
        "organization": settings.organization,
        "HCP Terraform URL": settings.terraform_url,
        "consumer key": consumer.key if consumer else None,
        "Bitbucket email": account.email if account else None,
        "SSH key": str(key) if key else None,
        "Bitbucket workspace": settings.workspace,
        "pasted callback URL": settings.callback_url,
        "VCS provider": settings.provider,
        "Terraform workspaces": ", ".join(settings.workspaces),
        "disconnected workspaces": ", ".join(settings.disconnected),
        "repositories": ", ".join(settings.repositories),
        "guide": settings.guide_url,
        "Bitbucket URL": settings.bitbucket_url,
        "Bitbucket API URL": settings.bitbucket_api_url,
    }


def _place(address: str) -> str:
    return urlsplit(address).netloc
