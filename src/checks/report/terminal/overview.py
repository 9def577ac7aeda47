"""Output of the options that list the checks and the settings without running any check."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from checks.engine.model import Check, Step
from checks.facts.credentials import Credential
from checks.report.run import join_list, used
from checks.report.sanitize import padded, sanitize, wrapped
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import credential_lines, note_lines
from checks.settings.secret_formats import HIDDEN
from checks.settings.settings import Settings
from checks.settings.urls import site
from checks.settings.variables import VARIABLES, Setting

SHOWN = 4
"""The number of characters to show of a consumer key."""


def check_lines(checks: Iterable[Check], options: RenderOptions) -> Iterator[str]:
    """Yield every check by step, with the credentials that it needs."""
    known = list(checks)
    hanging = " " * (max(len(check.id) for check in known) + 4)
    step: Step | None = None
    for check in known:
        if check.step is not step:
            if step:
                yield ""
            step = check.step
            yield options.paint(step.heading, "1")
        yield from wrapped(check.title, options.width, padded(f"  {check.id}", len(hanging)), hanging)
        needs = [name for credential in check.credentials for name in credential.variables]
        if needs:
            words = wrapped(f"needs {', '.join(needs)}", options.width, hanging)
            yield from (options.paint(line, "2") for line in words)


def setting_lines(settings: Settings, options: RenderOptions) -> Iterator[str]:
    """Yield each setting with its value (unless it is secret), its source, and the service that receives it."""
    values = _values(settings)
    for setting in Setting:
        variable = next(each for each in VARIABLES if each.setting is setting)
        origin = settings.origins.get(setting)
        words = f"{sanitize(values[setting])}, from {origin}" if origin else (variable.default or "not set")
        if origin and variable.credential is Credential.SSH_KEY:
            words += "; read on this machine, not sent"
        elif origin and variable.credential and variable.secret:
            words += f"; sent to {site(settings.base_url(variable.credential))}"
        yield from wrapped(words, options.width, padded(setting.label, 24), " " * 24)
    if settings.consumer and HIDDEN in settings.consumer.key:
        words = f"{Setting.CONSUMER_KEY.variable} looks like the secret of the consumer. Are the two swapped?"
        yield from note_lines((words,), options)
    missing = [credential for credential in Credential if credential not in settings.credentials]
    if missing:
        yield ""
        yield "Not set:"
        yield from credential_lines(missing, options)
    yield from note_lines((*settings.notes, options.links_note if missing else ""), options)


def nothing_given_lines(settings: Settings, options: RenderOptions) -> Iterator[str]:
    """Yield the available credentials, for a run without any credentials."""
    yield "No credentials are set. Set at least one of these in the environment:"
    yield ""
    yield from credential_lines(Credential, options)
    yield from note_lines((*settings.notes, options.links_note), options)


def opening_line(checks: Iterable[Check], settings: Settings) -> str:
    """Return which services and files `checks` read."""
    places = {credential: urlsplit(settings.base_url(credential)).netloc for credential in Credential}
    places[Credential.TERRAFORM_TOKEN] += f" (organization {settings.organization})"
    places[Credential.SSH_KEY] = f"{settings.ssh_key}"
    read = list(dict.fromkeys(places[credential] for credential in used(checks, settings.credentials)))
    if not read:
        return "Nothing to check: the selected checks need other credentials than those that are set."
    return f"Checking {join_list(read)} (read-only)."


def _shortened(key: str) -> str:
    """Return the start and the length of the consumer key: if it was swapped with its secret, it is the secret."""
    return key if HIDDEN in key else f"{key[:SHOWN]}… ({len(key)} characters)"


def _values(settings: Settings) -> Mapping[Setting, str]:
    """Return each setting in printable form, without secrets."""
    consumer, account = settings.consumer, settings.bitbucket_token
    return {
        Setting.TERRAFORM_TOKEN: HIDDEN,
        Setting.ORGANIZATION: settings.organization or "",
        Setting.TERRAFORM_URL: settings.terraform_url,
        Setting.CONSUMER_KEY: _shortened(consumer.key) if consumer else "",
        Setting.CONSUMER_SECRET: HIDDEN,
        Setting.BITBUCKET_EMAIL: account.email if account else "",
        Setting.BITBUCKET_TOKEN: HIDDEN,
        Setting.SSH_KEY: str(settings.ssh_key),
        Setting.CALLBACK_URL: settings.callback_url or "",
        Setting.PROVIDER: settings.provider or "",
        Setting.WORKSPACES: ", ".join(settings.workspaces),
        Setting.REPOSITORIES: ", ".join(settings.repositories),
        Setting.DISCONNECTED: ", ".join(settings.disconnected),
        Setting.HOURLY_SHARE: f"{settings.hourly_share} %",
        Setting.GUIDE_URL: settings.guide_url or "",
        Setting.BITBUCKET_URL: settings.bitbucket_url,
        Setting.BITBUCKET_API_URL: settings.bitbucket_api_url,
    }
