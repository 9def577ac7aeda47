"""Reads a JSON report that an earlier run has written, to compare with."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import fastjsonschema

from checks.diagnosis.comparison import Baseline, Subject, itself, worst
from checks.engine.model import Outcome, Verdict
from checks.settings.settings import Settings


class BaselineError(Exception):
    """The earlier report cannot be compared with; its message is one sentence that says why."""


def read_baseline(path: Path, settings: Settings) -> Baseline:
    """Return the report in `path`, which a run with ``--json`` has written.

    Args:
        path: The file.
        settings: Those of this run: a report on another host or organization says nothing about this one.

    Raises:
        BaselineError: It cannot be read, is no such report, or is about something else.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        _validator()(document)
        started = datetime.fromisoformat(document["started"])
    except OSError as error:
        raise BaselineError(f"The earlier report cannot be read ({error.strerror}).") from None
    except fastjsonschema.JsonSchemaValueException as error:
        place = (error.name or "").removeprefix("data").lstrip(".") or "the whole of it"
        raise BaselineError(f"The earlier report is no report of these checks: {place} does not fit.") from None
    except (ValueError, RecursionError):
        raise BaselineError("The earlier report is no JSON that --json has written.") from None
    theirs = document["settings"]
    for name, ours in (("terraform_url", settings.terraform_url), ("organization", settings.organization)):
        if theirs[name] != ours:
            raise BaselineError(
                f"The earlier report is about another {_WORDS[name]}. Compare with one of the same organization."
            )
    return Baseline(started, worst(_told(document["checks"])))


_WORDS = {"terraform_url": "host of HCP Terraform", "organization": "organization"}


def _validator() -> Callable[[Any], Any]:
    schema = json.loads(files("checks.report").joinpath("schema.json").read_text(encoding="utf-8"))
    validate: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return validate


def _told(checks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Subject, Verdict]]:
    for check in checks:
        yield from itself(check["id"], Outcome(check["outcome"]), ended=check["reason"] is not None)
        for finding in check["findings"]:
            yield (check["id"], finding["subject"]), Verdict(finding["verdict"])
