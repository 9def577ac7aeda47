"""The fields of a JSON report that the ledger reads. A report is outside input, so they are validated and bounded."""

import re
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from checks.diagnosis.baseline import SCHEMA_VERSION
from checks.engine.model import Outcome, Verdict

LONGEST = 500
"""The maximum length of an ID, a name, and a sentence. A longer ID is refused, and other longer texts are cut."""

CheckId = Annotated[str, Meta(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=LONGEST)]
Id = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
Ids = Annotated[tuple[Id, ...], Meta(min_length=1)]


Document = TypeVar("Document", bound=Struct)


class ReportError(Exception):
    """A report can't be filed; the message is one sentence that says why."""


class Finding(Struct, frozen=True):
    """A verdict about a subject."""

    verdict: Verdict
    subject: str
    ids: Ids
    scope: tuple[str, ...]


class CheckResult(Struct, frozen=True):
    """The result of a check."""

    id: CheckId
    outcome: Outcome
    reason: str | None
    findings: tuple[Finding, ...]


class LeftOut(Struct, frozen=True):
    """A subject that the run left out. Its earlier verdict isn't read, because it is no verdict of this run."""

    check: CheckId
    subject: str
    ids: Ids


class RunSettings(Struct, frozen=True):
    """What the run was about, and what it was limited to."""

    terraform_url: Id
    organization: Id
    provider: str | None
    workspaces: tuple[str, ...]
    repositories: tuple[str, ...]
    sample: int | None


class Diagnosis(Struct, frozen=True):
    """The most likely cause."""

    check: CheckId
    failed: bool
    cause: str
    first_step: str
    link: str


class Report(Struct, frozen=True):
    """A report of one run."""

    schema_version: Annotated[int, Meta(ge=SCHEMA_VERSION, le=SCHEMA_VERSION)]
    started: Annotated[datetime, Meta(tz=True)]
    interrupted: bool
    settings: RunSettings
    diagnosis: Diagnosis | None
    checks: tuple[CheckResult, ...]
    not_checked: tuple[LeftOut, ...]
    exit_status: Literal[0, 1, 2, 130]


class _Version(Struct):
    schema_version: int


def decode(data: bytes) -> Report:
    """Return the report in a JSON document. Raises `ReportError`."""
    try:
        return _decoded(data, Report)
    except msgspec.ValidationError as error:
        version = _version(data)
        if version is not None and version != SCHEMA_VERSION:
            raise ReportError(
                f"the report has schema version {version}, and only version {SCHEMA_VERSION} can be filed;"
                " create it again"
            ) from None
        raise ReportError(
            f"the report isn't a report of this tool: {_place(error)} doesn't match the schema;"
            " create one with verify --json"
        ) from None


def _decoded(data: bytes, kind: type[Document]) -> Document:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ReportError("the report isn't valid JSON; create it again with verify --json") from None


def _version(data: bytes) -> int | None:
    try:
        return _decoded(data, _Version).schema_version
    except msgspec.ValidationError:
        return None


def _place(error: msgspec.ValidationError) -> str:
    """Return the path of a mismatch. The rest of the message can contain a text of the report."""
    words, found, path = str(error).rpartition(" - at `$")
    missing = re.match(r"Object missing required field `(\w+)`", words if found else path)
    names = (path.strip(".`") if found else "", missing[1] if missing else "")
    return ".".join(filter(None, names)) or "the document"
