"""The requests of each check, and messages about long runs and samples."""

from collections.abc import Iterable, Iterator

from checks.engine.model import Check
from checks.engine.plan import SAMPLE, SUBMODULES, Call, Plan, calls
from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.report.sanitize import sanitize, wrapped
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import INDENT
from checks.settings.settings import Settings


def plan_lines(plan: Plan, options: RenderOptions) -> Iterator[str]:
    """Yield the number of requests, their duration, and how to check fewer workspaces."""
    to_bitbucket, to_terraform = plan.to(Credential.BITBUCKET_TOKEN), plan.to(Credential.TERRAFORM_TOKEN)
    services = (("Bitbucket", to_bitbucket), ("HCP Terraform", to_terraform))
    counted = [f"{number:,} to {service}" for service, number in services if number]
    share = f" at {plan.share}% of Bitbucket's hourly rate limit (BITBUCKET_HOURLY_SHARE)" if to_bitbucket else ""
    words = f"Remaining requests: {' and '.join(counted)}, about {format_duration(plan.seconds)}{share}."
    total = sum(plan.requests.values())
    if plan.allowed_requests < total:
        words += (
            f" Within the time budget, the rate limits allow {plan.allowed_requests:,} of them. The run "
            "starts with the items that were not checked for the longest time, and the report lists the rest."
        )
    if plan.requests.get(bitbucket.SOURCE_LISTING):
        words += f" {SUBMODULES}"
    if plan.workspaces > SAMPLE:
        words += f" To check only {SAMPLE} of the {plan.workspaces:,} Terraform workspaces, use --sample {SAMPLE}."
    yield ""
    yield from wrapped(words, options.width)


def sample_note(checked: int, of: int) -> str:
    """Return the size of a sample and the number of workspaces that it omits, as full sentences."""
    return (
        f"This is a sample: {checked:,} of {of:,} Terraform workspaces, evenly distributed by name. "
        f"The other {of - checked:,} were not checked."
    )


def format_duration(seconds: float) -> str:
    """Return a rounded duration: ``10 h``, ``25 min``."""
    hours, minutes = seconds / 3600, seconds / 60
    return f"{hours:.0f} h" if hours >= 2 else f"{minutes:.0f} min"  # noqa: PLR2004 - below two hours, minutes are clearer


def explained_lines(checks: Iterable[Check], settings: Settings, options: RenderOptions) -> Iterator[str]:
    """Yield for each check the credentials that it needs and its requests, with the minimum permission for each."""
    words = (
        "No requests are sent. Each check would send the following requests, once for each page of a list and for each "
        f"repository. {SUBMODULES}"
    )
    yield from wrapped(words, options.width)
    for check in checks:
        yield ""
        yield from (
            options.paint(line, "1") for line in wrapped(f"{check.id}: {check.title}", options.width, hanging="  ")
        )
        needs = [name for credential in check.credentials for name in credential.variables]
        yield from wrapped(f"needs {', '.join(needs) or 'no credential'}", options.width, "  ", "    ")
        if check.after:
            yield from wrapped(f"runs after {', '.join(each.id for each in check.after)}", options.width, "  ", "    ")
        for call in calls(check, settings):
            yield f"  {call.read.method:<4} {sanitize(call.address)}"
            yield from (
                options.paint(line, "2") for line in wrapped(f"permission: {least(call)}", options.width, INDENT)
            )


def least(call: Call) -> str:
    """Return the minimum permission for a request, and whether it is optional or a beta API."""
    read = call.read
    given = f"; sent only with {read.credential.what}" if call.optional and read.credential else ""
    return f"{read.permission}{given}{'; beta API' if read.beta else ''}"
