"""The report in GitHub Actions: an annotation for each check that needs attention, and a job summary."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from checks.engine.model import NEEDS_ATTENTION, Outcome, Result, Verdict
from checks.report import header, links, markdown, report_file
from checks.report.run import Run
from checks.report.sanitize import sanitize

Show = Callable[[Iterable[str]], object]


@contextmanager
def stop_commands(environ: Mapping[str, str], show: Show) -> Iterator[None]:
    """Make GitHub ignore workflow commands in this context, because vendors' texts can contain some."""
    token = secrets.token_hex()
    inside = _inside(environ)
    if inside:
        show([f"::stop-commands::{token}"])
    try:
        yield
    finally:
        if inside:
            show([f"::{token}::"])


def report_to_github(run: Run, environ: Mapping[str, str], show: Show) -> None:
    """Annotate the job and add the report to its summary, if this is a GitHub Actions job."""
    if not _inside(environ):
        return
    show(annotations(run))
    summary = environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            report_file.append(Path(summary), markdown.text(run))
        except OSError as error:
            show([f"::warning::Could not add the report to the job summary ({error.strerror})."])


def annotations(run: Run) -> Iterator[str]:
    """Yield a workflow command for the most likely cause, and one for each check that needs attention."""
    if run.diagnosis:
        words = f"{header.cause(run)} {header.first_step(run)}"
        yield f"::notice title=Bitbucket Cloud and HCP Terraform::{_escaped(words)}"
    if run.interrupted:
        yield f"::warning title=Interrupted::{_escaped(header.interrupted(run))}"
    for result in run.results:
        if result.outcome in NEEDS_ATTENTION:
            level = "error" if result.outcome is Outcome.FAILED else "warning"
            title = _escaped(result.check.title).replace(":", "%3A").replace(",", "%2C")
            yield f"::{level} title={title}::{_escaped(_words(result, run.settings.guide_url))}"


def _inside(environ: Mapping[str, str]) -> bool:
    return environ.get("GITHUB_ACTIONS") == "true"


def _words(result: Result, guide_url: str | None) -> str:
    found = [*result.of(Verdict.FAILED), *result.of(Verdict.UNKNOWN)]
    words = [f"{found[0].subject}: expected {found[0].expected}, actual {found[0].actual}."] if found else []
    words += [f"And {len(found) - 1:,} more."] if len(found) > 1 else []
    words += [result.ended.reason] if result.ended else []
    return " ".join((*words, f"See {' and '.join(links.of_result(result, guide_url))}"))


def _escaped(words: str) -> str:
    """Return `words` on one line, escaped for a workflow command. Source: GitHub's ``@actions/core``."""
    return sanitize(words).replace("%", "%25")
