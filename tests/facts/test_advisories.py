"""Each defect is reported for exactly the releases that HashiCorp's release notes name."""

import pytest

from checks.facts.advisories import (
    ADVISORIES,
    INGESTION,
    REPOSITORY_LIST,
    WEBHOOK_CREATION,
    Release,
    ReleaseStatus,
)

AFFECTED, FIXED, UNKNOWN = ReleaseStatus.AFFECTED, ReleaseStatus.FIXED, ReleaseStatus.UNKNOWN
DEFECTS = (REPOSITORY_LIST, WEBHOOK_CREATION, INGESTION)
MATRIX = {
    # Release lines that the notes of these defects don't mention.
    "v202205-1": (UNKNOWN, UNKNOWN, UNKNOWN),
    "v202507-1": (UNKNOWN, UNKNOWN, UNKNOWN),
    "1.0.3": (UNKNOWN, UNKNOWN, UNKNOWN),
    "1.1.4": (UNKNOWN, UNKNOWN, UNKNOWN),
    # The notes of 1.2.x mention only the fix for the ingestion pipeline.
    "1.2.0": (UNKNOWN, UNKNOWN, AFFECTED),
    "1.2.3": (UNKNOWN, UNKNOWN, AFFECTED),
    "1.2.4": (UNKNOWN, UNKNOWN, FIXED),
    "1.2.5": (UNKNOWN, UNKNOWN, FIXED),
    "2.0.0": (AFFECTED, AFFECTED, AFFECTED),
    "2.0.3": (AFFECTED, AFFECTED, AFFECTED),
    "2.0.4": (AFFECTED, AFFECTED, FIXED),
    "2.0.5": (FIXED, AFFECTED, FIXED),
    "2.0.6": (FIXED, AFFECTED, FIXED),
    "2.0.7": (FIXED, FIXED, FIXED),
    "2.0.8": (FIXED, FIXED, FIXED),
    "2.0.10": (FIXED, FIXED, FIXED),
    # The notes don't cover later release lines.
    "2.1.0": (UNKNOWN, UNKNOWN, UNKNOWN),
    "2.1.9": (UNKNOWN, UNKNOWN, UNKNOWN),
    "3.0.0": (UNKNOWN, UNKNOWN, UNKNOWN),
}


def test_the_matrix_covers_every_defect() -> None:
    assert DEFECTS == ADVISORIES


@pytest.mark.parametrize("release", MATRIX)
def test_which_defects_a_release_has(release: str) -> None:
    found = Release.of(release)
    assert found is not None
    assert tuple(advisory.status(found) for advisory in DEFECTS) == MATRIX[release]


@pytest.mark.parametrize(
    ("text", "line", "patch"),
    [
        ("2.0.7", (2, 0), 7),
        ("v2.0.7", (2, 0), 7),
        ("1.2.0-e7044f8", (1, 2), 0),
        ("v202507-1", None, 0),
        ("202205-1", None, 0),
    ],
)
def test_the_forms_of_a_release(text: str, line: tuple[int, int] | None, patch: int) -> None:
    assert Release.of(text) == Release(text, line, patch)


@pytest.mark.parametrize(
    "text", ["", "2", "2.0", "2.0.x", "2.0.5-rc1", "2.0.5-beta", "latest", "v2025-1", "2.0.7 ", "-1.0.0"]
)
def test_anything_else_is_no_release(text: str) -> None:
    assert Release.of(text) is None


@pytest.mark.parametrize("advisory", ADVISORIES, ids=lambda one: one.title)
def test_every_fix_names_its_source_and_the_affected_releases(advisory) -> None:
    for fix in advisory.fixes:
        assert fix.source.page.endswith(f"/{fix.release}.md")
        first, _, last = fix.affected.partition(" to ")
        affected = [Release.of(first), Release.of(last)]
        assert [advisory.status(one) for one in affected if one] == [AFFECTED, AFFECTED]
    assert advisory.source == advisory.fixes[0].source
