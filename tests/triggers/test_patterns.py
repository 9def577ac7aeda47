"""Trigger patterns, prefixes, and tags match as HashiCorp documents. Undocumented cases are unknown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.triggers.patterns import any_of, is_below, matches_glob, matches_tag

SETTINGS = "workspaces/settings/vcs: "
API = "api-docs/workspaces: "

GLOBS = [
    # The source, the pattern, the path, and whether they match.
    (SETTINGS + "every file in every directory", "/**/*", "main.tf", True),
    (SETTINGS + "every file in every directory", "/**/*", "a/b/c.txt", True),
    (SETTINGS + "all files in any directory below the module directory", "/module/**/*", "module/a/main.tf", True),
    (SETTINGS + "all files in any directory below the module directory", "/module/**/*", "module/a/b/main.tf", True),
    (SETTINGS + "all files in any directory below the module directory", "/module/**/*", "other/main.tf", False),
    (SETTINGS + "every file that is inside any networking directory", "/**/networking/*", "networking/a.tf", True),
    (SETTINGS + "every file that is inside any networking directory", "/**/networking/*", "x/y/networking/a.tf", True),
    (SETTINGS + "every file that is inside any networking directory", "/**/networking/*", "networking/x/a.tf", False),
    (SETTINGS + "every file that has networking on its path", "/**/networking/**/*", "networking/a.tf", True),
    (
        SETTINGS + "every file that has networking on its path",
        "/**/networking/**/*",
        "submodule/service-1/networking/private/main.tf",
        True,
    ),
    (SETTINGS + "every file that has networking on its path", "/**/networking/**/*", "net/private/main.tf", False),
    (SETTINGS + "every file in any directory that has the .tf extension", "/**/*.tf", "main.tf", True),
    (SETTINGS + "every file in any directory that has the .tf extension", "/**/*.tf", "a/b/main.tf", True),
    (SETTINGS + "every file in any directory that has the .tf extension", "/**/*.tf", "main.tfvars", False),
    (SETTINGS + "a three characters long extension", "/submodule/*.???", "submodule/notes.txt", True),
    (SETTINGS + "a three characters long extension", "/submodule/*.???", "submodule/main.tf", False),
    (SETTINGS + "a three characters long extension", "/submodule/*.???", "submodule/a/notes.txt", False),
    (SETTINGS + "files nested below the submodule directory", "/submodule/**/*.tf", "submodule/main.tf", True),
    (SETTINGS + "files nested below the submodule directory", "/submodule/**/*.tf", "submodule/a/main.tf", True),
    (SETTINGS + "patterns match hidden files and directories", "/**/*", ".github/.hidden", True),
    (SETTINGS + "* matches zero or more characters", "/main*.tf", "main.tf", True),
    (API + "always appended to the root directory", "modules/*.tf", "modules/main.tf", True),
    (API + "always appended to the root directory", "modules/*.tf", "x/modules/main.tf", False),
    # The list of wildcards and the example disagree about "?".
    ("not documented: one or more characters", "/submodule/*.???", "submodule/main.json", None),
    ("not documented: one or more characters", "/a?c", "abbc", None),
    # Only the examples with "/**/" show what "**" means.
    ("not documented: ** at the end", "/modules/**", "modules/main.tf", True),
    ("not documented: ** at the end", "/modules/**", "modules/vpc/main.tf", None),
    ("not documented: ** next to characters", "/a**/b.tf", "a/x/b.tf", None),
    ("not documented: upper and lower case", "/Modules/*", "modules/main.tf", None),
    ("not documented: sets", "/[ab].tf", "a.tf", None),
    ("not documented: alternatives", "/{a,b}.tf", "a.tf", None),
    ("not documented: exclusions", "!/a.tf", "a.tf", None),
    ("not documented: escapes", r"/\*.tf", "a.tf", None),
]


@pytest.mark.parametrize(("source", "pattern", "path", "expected"), GLOBS)
def test_patterns(source, pattern, path, expected):
    assert matches_glob(pattern, path) is expected, source


NAMES = st.text("abcXYZ019._- ", min_size=1, max_size=8).filter(lambda name: name.strip(". "))
PATHS = st.lists(NAMES, min_size=1, max_size=5).map("/".join)


@given(PATHS)
def test_a_path_matches_itself_with_and_without_a_slash(path: str) -> None:
    assert matches_glob(path, path) is True
    assert matches_glob(f"/{path}", path) is True


@given(PATHS, PATHS)
def test_a_pattern_without_wildcards_matches_nothing_else(pattern: str, path: str) -> None:
    assert matches_glob(pattern, path) is (
        True if pattern == path else None if pattern.lower() == path.lower() else False
    )


@given(PATHS)
def test_every_path_is_in_every_directory(path: str) -> None:
    assert matches_glob("/**/*", path) is True


@given(PATHS, st.data())
def test_an_asterisk_for_any_part_of_a_name_still_matches(path: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(path)))
    end = data.draw(st.integers(start, len(path)))
    found = matches_glob(f"{path[:start]}*{path[end:]}", path)
    # Next to a slash, the asterisk can become "**/" of the next pattern only if the path itself had one.
    assert found is ("/" not in path[start:end])


@given(PATHS, st.data())
def test_a_question_mark_for_one_character_is_never_a_mismatch(path: str, data: st.DataObject) -> None:
    position = data.draw(st.sampled_from([at for at, character in enumerate(path) if character != "/"]))
    assert matches_glob(f"{path[:position]}?{path[position + 1 :]}", path) is True


@given(PATHS, PATHS)
def test_two_asterisks_as_a_directory_match_any_number_of_directories(folder: str, path: str) -> None:
    assert matches_glob(f"/{folder}/**/{path}", f"{folder}/{path}") is True
    assert matches_glob(f"/{folder}/**/{path}", f"{folder}/x/y/{path}") is True


@given(st.text("/*?ab[]{}!\\.", max_size=12), PATHS)
def test_any_pattern_has_a_result(pattern: str, path: str) -> None:
    assert matches_glob(pattern, path) in (True, False, None)


@pytest.mark.parametrize(
    ("source", "folder", "path", "expected"),
    [
        (SETTINGS + "add modules as a trigger directory", "modules", "modules/vpc/main.tf", True),
        (SETTINGS + "add modules as a trigger directory", "modules", "main.tf", False),
        (API + "always appended to the root directory", "modules", "x/modules/main.tf", False),
        (API + "always appended to the root directory", "/modules/", "modules/main.tf", True),
        (SETTINGS + "the root directory of the repository", "", "main.tf", True),
        ("not documented: prefixes of names", "modules", "modules-old/main.tf", None),
        ("not documented: files", "main.tf", "main.tf", None),
        ("not documented: upper and lower case", "Modules", "modules/main.tf", None),
        ("not documented: wildcards", "mod*", "modules/main.tf", None),
        ("not documented: parent directories", "a/../b", "b/main.tf", None),
    ],
)
def test_directories(source, folder, path, expected):
    assert is_below(folder, path) is expected, source


SEMANTIC, PREFIX, SUFFIX = r"^\d+.\d+.\d+$", r"\d+.\d+.\d+$", r"^\d+.\d+.\d+"


@pytest.mark.parametrize(
    ("source", "pattern", "tag", "expected"),
    [
        (SETTINGS + "semantic versioning", SEMANTIC, "0.4.2", True),
        (SETTINGS + "semantic versioning", SEMANTIC, "version-0.4.2", False),
        (SETTINGS + "semantic versioning", SEMANTIC, "0.4.2-alpha", False),
        (SETTINGS + "version contains a prefix", PREFIX, "version-0.4.2", True),
        (SETTINGS + "version contains a prefix", PREFIX, "0.4.2-alpha", False),
        (SETTINGS + "version contains a suffix", SUFFIX, "0.4.2-alpha", True),
        (SETTINGS + "version contains a suffix", SUFFIX, "version-0.4.2", False),
        ("custom: common syntax", r"^v(?:\d+\.){2}", "v1.2.3", None),
        ("custom: common syntax", r"^v\d+\.\d+(-rc\d)?$", "v1.2-rc1", True),
        ("custom: common syntax", "^release|^hotfix", "hotfix-1", True),
        ("custom: common syntax", "^[a-z]{2,3}-[0-9]+$", "net-12", True),
        ("custom: digits of other scripts", r"^\d$", "\N{ARABIC-INDIC DIGIT ONE}", False),
        ("not the same in all languages", r"\Av1\z", "v1", None),
        ("not the same in all languages", r"^\h+$", "ab", None),
        ("not the same in all languages", r"(?<major>\d+)", "1", None),
        ("not the same in all languages", r"(?i)v1", "v1", None),
        ("not the same in all languages", r"a++", "aa", None),
        ("not the same in all languages", r"[[:alpha:]]", "a", None),
        ("invalid", r"(", "a", None),
        ("can take forever", r"^(a+)+$", "a" * 40 + "b", None),
        ("can take long", r"^a*a*a*a*a*a*a*$", "a" * 40 + "b", None),
        ("can take long", r"^a+$", "a" * 101, None),
    ],
)
def test_tags(source, pattern, tag, expected):
    assert matches_tag(pattern, tag) is expected, source


@given(st.text(r"^$.*+?(){}[]|\d-abc", max_size=15), st.text("abc019.-", max_size=20))
def test_any_regular_expression_gives_its_own_result_or_unknown(pattern: str, tag: str) -> None:
    found = matches_tag(pattern, tag)
    assert found is None or found is (re.search(pattern, tag, re.ASCII) is not None)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [([], False), ([False], False), ([False, True, None], True), ([False, None], None), ([None], None)],
)
def test_one_match_is_enough_and_one_unknown_prevents_a_mismatch(answers, expected):
    assert any_of(answers) is expected
