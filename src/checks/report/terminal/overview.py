"""What can be seen before anything is checked: the checks there are, and the settings that would be used."""

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
    """Yield every check by step, with what it needs."""
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
    """Yield each setting with its value, unless it is secret, where it came from and where it would go."""
    values = _values(settings)
    destinations = {
        Credential.TERRAFORM_TOKEN: f"goes to {settings.terraform_url}",
        Credential.CONSUMER: f"goes to {settings.bitbucket_url}",
        Credential.BITBUCKET_TOKEN: f"goes to {settings.bitbucket_api_url}",
        Credential.SSH_KEY: "the file is read here, and sent nowhere",
    }
    first: dict[str, Variable] = {}
    for each in VARIABLES:
        first.setdefault(each.setting, each)
    for setting, variable in first.items():
        origin = settings.origins.get(setting)
        shown = sanitize(values.get(setting) or "") if not variable.secret else "(hidden)"
        words = f"{shown}, from {origin}" if origin else (variable.default or "not given")
        if origin and variable.credential and (variable.secret or variable.credential is Credential.SSH_KEY):
            words += f"; {destinations[variable.credential]}"
        yield from wrapped(words, look.width, ljust(setting[0].upper() + setting[1:], 24), " " * 24)
    missing = [credential for credential in Credential if credential not in settings.credentials]
    if missing:
        yield ""
        yield "Not given:"
        yield from credential_lines(missing, look)
    for note in settings.notes:
        yield from wrapped(f"Note: {note}", look.width, hanging="      ")


def nothing_given_lines(settings: Settings, look: RenderOptions) -> Iterator[str]:
    """Yield what to set where no credential was given."""
    yield "Nothing to check with: no credential was given. Set any of these in the environment:"
    yield ""
    yield from credential_lines(Credential, look)
    for note in settings.notes:
        yield from wrapped(f"Note: {note}", look.width, hanging="      ")


def opening_line(checks: Iterable[Check], settings: Settings) -> str:
    """Return what `checks` are about to read, and that nothing is changed."""
    places = {
        Credential.TERRAFORM_TOKEN: f"{_place(settings.terraform_url)} (organization {settings.organization})",
        Credential.CONSUMER: _place(settings.bitbucket_url),
        Credential.BITBUCKET_TOKEN: _place(settings.bitbucket_api_url),
        Credential.SSH_KEY: f"{settings.ssh_key}",
    }
    read = list(dict.fromkeys(places[credential] for credential in used(checks, settings.credentials)))
    if not read:
        return "Nothing can be read: what was given is not what these checks need."
    return f"Reading {join_list(read)}. Nothing is changed there."


def _values(settings: Settings) -> dict[str, str | None]:
    consumer, account, key = settings.consumer, settings.bitbucket_token, settings.ssh_key
    return {
        "organization": settings.organization,
        "HCP Terraform address": settings.terraform_url,
        "consumer key": consumer.key if consumer else None,
        "Bitbucket e-mail": account.email if account else None,
        "SSH key": str(key) if key else None,
        "Bitbucket workspace": settings.workspace,
        "pasted callback URL": settings.callback_url,
        "provider": settings.provider,
        "Terraform workspaces": ", ".join(settings.workspaces),
        "disconnected workspaces": ", ".join(settings.disconnected),
        "repositories": ", ".join(settings.repositories),
        "guide": settings.guide_url,
        "Bitbucket address": settings.bitbucket_url,
        "Bitbucket API address": settings.bitbucket_api_url,
    }


def _place(address: str) -> str:
    return urlsplit(address).netloc
