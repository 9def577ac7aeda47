"""Reads a JSON report of an earlier run, for ``--compare``."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import fastjsonschema

from checks.diagnosis.comparison import Baseline, Subject, itself, worst
from checks.engine.model import Outcome, Verdict
from checks.report.json_report import SCHEMA_VERSION
from checks.settings.settings import Settings


class BaselineError(Exception):
    """The earlier report can't be compared; the message is one sentence that says why."""


def read_baseline(path: Path, settings: Settings) -> Baseline:
    """Return the report in `path`, which a run with ``--json`` wrote.

    Args:
        path: The path of the report.
        settings: The settings of this run. A report about another host or organization can't be compared.

    Raises:
        BaselineError: The file can't be read, isn't such a report, has another schema version, or is about another
            host or organization.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        _refuse_other_version(document)
        _validator()(document)
        started = datetime.fromisoformat(document["started"])
    except OSError as error:
        raise BaselineError(f"could not read the earlier report ({error.strerror})") from None
    except fastjsonschema.JsonSchemaValueException as error:
        place = (error.name or "").removeprefix("data").lstrip(".") or "the document"
        raise BaselineError(
            f"the earlier report isn't a report of this tool: {place} doesn't match the schema"
        ) from None
    except (ValueError, RecursionError):
        raise BaselineError("the earlier report isn't valid JSON") from None
    theirs = document["settings"]
    for name, ours in (("terraform_url", settings.terraform_url), ("organization", settings.organization)):
        if theirs[name] != ours:
            raise BaselineError(f"the earlier report is about another {_WORDS[name]}")
    return Baseline(started, worst(_told(document["checks"])))


_WORDS = {"terraform_url": "HCP Terraform host", "organization": "organization"}


def _refuse_other_version(document: Any) -> None:  # noqa: ANN401 - not validated yet
    version = document.get("schema_version") if isinstance(document, dict) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        raise BaselineError(
            f"the earlier report has schema version {version}, and only version {SCHEMA_VERSION} can be compared; "
            "create a new report with --json"
        )


def _validator() -> Callable[[Any], Any]:
    schema = json.loads(files("checks.report").joinpath("schema.json").read_text(encoding="utf-8"))
    validate: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return validate


def _told(checks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Subject, Verdict]]:
    for check in checks:
        yield from itself(check["id"], Outcome(check["outcome"]), ended=check["reason"] is not None)
        for finding in check["findings"]:
            yield (check["id"], finding["subject"]), Verdict(finding["verdict"])
