"""No glob of the standard library follows the documented dialect, so trigger patterns have a matcher of their own."""

from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import pytest

from checks.triggers.patterns import matches_glob

# A trigger pattern, a changed file, what HashiCorp documents, and what fnmatch and PurePath.match return.
ROWS = (
    ("/submodule/**/*", "submodule/main.tf", True, False, False),
    ("/submodule/**/*", "submodule/a/b/main.tf", True, True, False),
    ("/**/networking/**/*", "networking/main.tf", True, False, False),
    ("/**/networking/**/*", "a/networking/b/main.tf", True, True, True),
    ("/submodule/*.tf", "submodule/main.tf", True, True, True),
    ("/submodule/*.tf", "submodule/a/main.tf", False, True, False),
    ("/**/*.tf", "main.tf", True, False, False),
    ("/**/*.tf", "a/b/main.tf", True, True, True),
    ("*.tf", "a/main.tf", False, True, True),
    ("/a/[bc].tf", "a/b.tf", None, True, True),
    ("/a/?.tf", "a/bc.tf", None, False, False),
    ("/A/*.tf", "a/b.tf", None, False, False),
)


@pytest.mark.parametrize(("pattern", "path", "documented", "by_fnmatch", "by_pathlib"), ROWS)
def test_each_row_of_the_comparison(pattern, path, documented, by_fnmatch, by_pathlib):
    relative = pattern.removeprefix("/")
    assert matches_glob(pattern, path) is documented
    assert fnmatchcase(path, relative) is by_fnmatch
    assert PurePosixPath(path).match(relative) is by_pathlib


def test_each_library_contradicts_the_documentation():
    decided = [row for row in ROWS if row[2] is not None]
    assert any(documented is not found for _, _, documented, found, _ in decided)
    assert any(documented is not found for _, _, documented, _, found in decided)
