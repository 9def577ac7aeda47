"""Trigger patterns have a matcher of their own, because no library returns that the documentation is silent.

The globs of the standard library contradict the documentation. With three flags, wcmatch agrees with every documented
row, but it also answers what HashiCorp doesn't document.
"""

from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import pytest
from wcmatch import glob

from checks.triggers.patterns import matches_glob

DIALECT = glob.GLOBSTAR | glob.DOTGLOB | glob.CASE
# A trigger pattern, a changed file, what HashiCorp documents, and what fnmatch, PurePath.match, and wcmatch return.
ROWS = (
    ("/submodule/**/*", "submodule/main.tf", True, False, False, True),
    ("/submodule/**/*", "submodule/a/b/main.tf", True, True, False, True),
    ("/**/networking/**/*", "networking/main.tf", True, False, False, True),
    ("/**/networking/**/*", "a/networking/b/main.tf", True, True, True, True),
    ("/submodule/*.tf", "submodule/main.tf", True, True, True, True),
    ("/submodule/*.tf", "submodule/a/main.tf", False, True, False, False),
    ("/**/*.tf", "main.tf", True, False, False, True),
    ("/**/*.tf", "a/b/main.tf", True, True, True, True),
    ("*.tf", "a/main.tf", False, True, True, False),
    ("/a/[bc].tf", "a/b.tf", None, True, True, True),
    ("/a/?.tf", "a/bc.tf", None, False, False, False),
    ("/A/*.tf", "a/b.tf", None, False, False, False),
    ("/a/**", "a/b/c.tf", None, True, False, True),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_each_row_of_the_comparison(row):
    pattern, path, *expected = row
    relative = pattern.removeprefix("/")
    assert expected == [
        matches_glob(pattern, path),
        fnmatchcase(path, relative),
        PurePosixPath(path).match(relative),
        glob.globmatch(path, relative, flags=DIALECT),
    ]


@pytest.mark.parametrize(("library", "contradicts"), [(3, True), (4, True), (5, False)])
def test_the_standard_library_contradicts_the_documentation_and_wcmatch_does_not(library, contradicts):
    assert any(row[2] is not row[library] for row in ROWS if row[2] is not None) is contradicts


def test_each_library_answers_what_is_not_documented():
    assert {type(answer) for row in ROWS if row[2] is None for answer in row[3:]} == {bool}
