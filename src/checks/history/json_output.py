"""The overview as JSON that conforms to ``schema.json`` in this package, for other programs."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from checks.history.overview import SECTIONS, Entry, Overview, Standing

SCHEMA_VERSION = 1
"""The version increases when a field is renamed or removed or changes its meaning, but not when one is added."""


def text(overview: Overview) -> str:
    """Return the overview as JSON."""
    return json.dumps(document(overview), indent=2) + "\n"


def document(overview: Overview) -> dict[str, Any]:
    """Return the overview as dictionaries, lists, and plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "made": overview.now.isoformat(),
        "organizations": [_standing(one) for one in overview.standings],
        "causes": [
            asdict(cause) | {"organizations": [one.name for one in standings]} for cause, standings in overview.causes
        ],
    }


def _standing(one: Standing) -> dict[str, Any]:
    about, dated = one.organization, one.cause
    cause = asdict(dated.cause) | {"after": _time(dated.after), "at": _time(dated.at)} if dated else None
    return {
        "name": one.name,
        "terraform_url": about.terraform_url,
        "organization": about.name,
        "provider": about.provider or None,
        "last_run": _time(one.last),
        "state": one.state,
        "overdue": one.overdue,
        "days": [state or None for state in one.days],
        "cause": cause,
        **{section: [_entry(entry) for entry in getattr(one, section)] for section in SECTIONS},
        "missing": one.missing,
        "missing_since": _time(one.missing_since),
        "checked_since": _time(one.checked_since),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "check": entry.check or None,
        "subjects": list(entry.subjects),
        "scopes": list(entry.scopes),
        "after": _time(entry.after),
        "at": _time(entry.at),
        "last": _time(entry.last),
        "times": entry.times,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
