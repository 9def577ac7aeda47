"""Converts a stored read to a line of JSON and back, and rejects a line with any unexpected content."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from checks.clients.bitbucket_records import Hook
from checks.clients.request_log import RequestRecord
from checks.clients.terraform_fetch_records import Fetch
from checks.clients.webhook_url import WebhookUrl
from checks.facts import bitbucket, terraform
from checks.files import gitmodules
from checks.files.gitmodules import Submodule

KINDS: dict[str, type[Fetch | Hook | Submodule]] = {"fetches": Fetch, "hooks": Hook, "submodules": Submodule}
"""The records that a checkpoint can store, as lists, by kind."""

_READS = {
    read.path: read
    for read in (terraform.CONFIGURATION_VERSIONS, bitbucket.HOOKS, bitbucket.BRANCH, bitbucket.SOURCE_FILE)
}

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Noted:
    """One stored read.

    Attributes:
        kind: One of `KINDS`.
        about: The arguments of the read.
        value: The records.
        at: The time of the read, with a time zone.
        seen: The requests that were sent.
    """

    kind: str
    about: tuple[str, ...]
    value: tuple[Any, ...]
    at: datetime
    seen: tuple[RequestRecord, ...]


def encoded(noted: Noted, hide: Callable[[str], str]) -> dict[str, Any] | None:
    """Return a read as JSON data without secrets; None if the removal of secrets would change its meaning.

    Args:
        noted: The read.
        hide: Removes secrets from a text.
    """
    if any(hide(word) != word for word in noted.about):
        return None
    records = []
    for record in noted.value:
        plain = _without_password(record, hide) if isinstance(record, Submodule) else record
        if plain is None:
            return None
        records.append(_hidden(asdict(plain), hide))
    return {
        "kind": noted.kind,
        "about": list(noted.about),
        "at": noted.at.isoformat(),
        "seen": [[one.read.path, one.url, one.status] for one in noted.seen],
        "value": records,
    }


def decoded(line: object) -> Noted:
    """Return the read that a line contains.

    Raises:
        ValueError, KeyError, TypeError: The line doesn't have the format that `encoded` returns.
    """
    if not isinstance(line, dict) or line.keys() != {"kind", "about", "at", "seen", "value"}:
        raise ValueError(line)
    at = datetime.fromisoformat(line["at"])
    if at.tzinfo is None:
        raise ValueError(at)
    if not isinstance(line["value"], list):
        raise TypeError(line["value"])
    return Noted(
        kind=line["kind"],
        about=_typed(tuple[str, ...], line["about"]),
        value=tuple(_build(KINDS[line["kind"]], each) for each in line["value"]),
        at=at,
        seen=tuple(
            RequestRecord(_READS[path], _typed(str, url), _typed(int | None, status), kept=at)
            for path, url, status in line["seen"]
        ),
    )


def _without_password(submodule: Submodule, hide: Callable[[str], str]) -> Submodule | None:
    if not submodule.url:
        return submodule
    url = gitmodules.parse_url(submodule.url)
    shown = hide(url.shown)
    if gitmodules.parse_url(shown) != url:
        return None
    return replace(submodule, url=shown)


def _hidden(value: Any, hide: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _hidden(one, hide) for name, one in value.items()}
    return [_hidden(one, hide) for one in value] if isinstance(value, (list, tuple)) else value


def _build(record: type[Record], found: Any) -> Record:  # noqa: ANN401 - any JSON value
    """Return the record that `asdict` converted to `found`."""
    hints = get_type_hints(record)
    names = [field.name for field in fields(record)]  # type: ignore[arg-type] # every record here is a dataclass
    if not isinstance(found, dict) or list(found) != names:
        raise ValueError(found)
    return record(**{name: _typed(hints[name], found[name]) for name in names})


def _typed(kind: Any, value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return `value`, converted to the type `kind`."""
    for each in get_args(kind) if isinstance(kind, UnionType) else (kind,):
        if each is WebhookUrl and value is not None:
            return _build(WebhookUrl, value)
        if each is datetime and isinstance(value, str):
            return datetime.fromisoformat(value)
        if get_origin(each) is tuple and isinstance(value, list) and all(type(one) is str for one in value):
            return tuple(value)
        if each in (str, bool, int, NoneType) and type(value) is each:
            return value
    raise TypeError(value)
