"""The overview in the text format of Prometheus, without the names of workspaces and repositories."""

from collections.abc import Iterator

from checks.history import wording
from checks.history.overview import STATES, Overview, Standing
from checks.report.sanitize import sanitize

PREFIX = "bitbucket_terraform"
"""The start of the name of each metric."""


def text(overview: Overview) -> str:
    """Return the metrics: at most a fixed number for each organization, and one for each check that failed in it."""
    return "".join(f"{line}\n" for line in _lines(overview))


def _lines(overview: Overview) -> Iterator[str]:
    yield from _family("last_run_timestamp_seconds", "Start of the last run.")
    yield from (_sample("last_run_timestamp_seconds", one, one.last.timestamp()) for one in overview.standings)
    yield from _family("last_run_state", "State of the last run: 1 for the current state, otherwise 0.")
    for one in overview.standings:
        for state in STATES.values():
            yield _sample("last_run_state", one, int(one.state == state), state=state)
    numbers = {
        "new": "Failures that the last run shows for the first time.",
        "fixed": "Failures that the last run shows to be fixed.",
        "disconnected": "Objects that the last run shows to no longer use the VCS provider.",
        "unchecked": "Subjects that are unknown in the last run, or were never checked.",
        "flapping": "Failures that began at least three times in 30 days.",
    }
    for name, summary in numbers.items():
        yield from _family(name, summary)
        yield from (_sample(name, one, wording.count(getattr(one, name))) for one in overview.standings)
    yield from _family("failures", "Failures that are open, for each check with a failure.")
    for one in overview.standings:
        counted: dict[str, int] = {}
        for entry in (*one.new, *one.open):
            counted[entry.check] = counted.get(entry.check, 0) + len(entry.subjects)
        yield from (_sample("failures", one, number, check=check) for check, number in sorted(counted.items()))


def _family(name: str, summary: str) -> Iterator[str]:
    yield f"# HELP {PREFIX}_{name} {summary}"
    yield f"# TYPE {PREFIX}_{name} gauge"


def _sample(name: str, one: Standing, value: float, **labels: str) -> str:
    about = one.organization
    labels |= {"organization": about.name, "terraform_url": about.terraform_url, "provider": about.provider}
    shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{PREFIX}_{name}{{{shown}}} {value:.15g}"


def _escaped(text: str) -> str:
    return sanitize(text).replace("\\", "\\\\").replace('"', '\\"')
