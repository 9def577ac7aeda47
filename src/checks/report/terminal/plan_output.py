"""What a long run says before it begins in earnest, and what a run of a sample says at its end."""

from collections.abc import Iterator

from checks.connection.checkpoint import FRESH
from checks.engine.plan import SAMPLE, Plan
from checks.facts.credentials import Credential
from checks.report.sanitize import wrapped
from checks.report.terminal.results import RenderOptions

HOURS = round(FRESH.total_seconds() / 3600)


def plan_lines(plan: Plan, look: RenderOptions) -> Iterator[str]:
    """Yield how much there is to ask, how long that takes and how to have it sooner."""
    asked, listed = plan.to(Credential.BITBUCKET_TOKEN), plan.to(Credential.TERRAFORM_TOKEN)
    places = (("Bitbucket", asked), ("HCP Terraform", listed))
    counted = [f"{number:,} to {place}" for place, number in places if number]
    share = f" at {plan.share} % of Bitbucket's hourly limit (BITBUCKET_HOURLY_SHARE)" if asked else ""
    words = f"Requests still to be made: {' and '.join(counted)}, about {format_duration(plan.seconds)}{share}."
    if plan.workspaces > SAMPLE:
        words += f" --sample {SAMPLE} looks at {SAMPLE} of the {plan.workspaces:,} Terraform workspaces."
    yield ""
    yield from wrapped(words, look.width)


def sample_note(looked_at: int, of: int) -> str:
    """Return what a run of a sample did not look at, as whole sentences."""
    return (
        f"This is a sample: {looked_at:,} of {of:,} Terraform workspaces, spread evenly over their names. "
        f"The other {of - looked_at:,} were not looked at, and nothing is said about them."
    )


def resumed(count: int) -> str:
    """Return how much an interrupted run left to go on from."""
    if count:
        return f"Going on from an interrupted run: {count:,} answers that it read are used again."
    return f"There is no interrupted run of the last {HOURS} h to go on from. Everything is asked."


def resumable() -> str:
    """Return how to go on after an interruption."""
    return f"The same command with --resume goes on from here within {HOURS} h."


def format_duration(seconds: float) -> str:
    """Return a stretch of time in round words: ``10 h``, ``25 min``."""
    hours, minutes = seconds / 3600, seconds / 60
    return f"{hours:.0f} h" if hours >= 2 else f"{minutes:.0f} min"  # noqa: PLR2004 - ninety minutes are still counted so
