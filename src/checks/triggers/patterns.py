r"""Match changed files and tags as HCP Terraform does, as far as HashiCorp documents it.

Every function returns True or False only if the documentation leaves no doubt, and None otherwise. If the
documentation can be read in several ways, a pattern is matched in each of them:

- The list of wildcards says that ``?`` matches one or more characters. An example uses it for exactly one.
- ``**`` matches directories recursively. The examples don't show what it means at the end of a pattern, or next to
  other characters.
- The documentation doesn't mention upper and lower case, ``[]``, ``{}``, ``!``, and ``\``.

Libraries such as wcmatch and pathspec choose one reading, so they can't return None.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import product

_UNDOCUMENTED = re.compile(r"[\[\]{}!\\]")
_FOLDERS = r"(?:[^/]+/)*"
_NAME = r"[^/]*"
# The readings of "?" and of "**" that isn't a whole directory.
_ONE_OR_SOME = (r"[^/]", r"[^/]+")
_ALL_OR_NAME = (r".*", _NAME)

_LONGEST_TAG, _MOST_QUANTIFIERS = 100, 5
"""Limits that keep a regular expression from taking long."""

# What all common languages read alike. Repeated groups are left out, because they can take forever.
_PORTABLE = re.compile(
    r"""(?:
        [^\\\[\](){}?*+|^$.]                                          # a literal
      | \\[dDwWsS.\-/+*?()\[\]{}^$|\\]                                # an escape
      | [.^$|]
      | \((?:\?:)? | \)(?![*+{])                                      # a group
      | \[\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[^\[\]\\&~|\-]|\\[dDwWsS.\-])+\]  # a set
      | (?<!^)(?<![*+?{}(|])(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})        # a quantifier
    )*""",
    re.VERBOSE,
)


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Return True if one of the answers is, None if none is and one is None, and otherwise False."""
    found = set(answers)
    return True if True in found else None if None in found else False


def matches_glob(pattern: str, path: str) -> bool | None:
    """Tell whether a trigger pattern matches a changed file.

    Args:
        pattern: The pattern. It starts at the root of the repository, with or without a slash.
        path: The path of the file in the repository, without a slash at its start.
    """
    if _UNDOCUMENTED.search(pattern):
        return None
    found = {reading.fullmatch(path) is not None for reading in _readings(pattern.removeprefix("/"))}
    return found.pop() if len(found) == 1 else None


@cache
def _readings(pattern: str) -> tuple[re.Pattern[str], ...]:
    """Return the pattern as regular expressions, one for each way in which the documentation can be read."""
    choices = product(_ONE_OR_SOME, _ALL_OR_NAME, (re.NOFLAG, re.IGNORECASE))
    return tuple(re.compile(_translated(pattern, one, stars), flags | re.DOTALL) for one, stars, flags in choices)


def _translated(pattern: str, one: str, stars: str) -> str:
    # "/**/networking/**/*" matches every file with networking on its path, so "**/" includes no directory.
    tokens = {"**/": _FOLDERS, "*": _NAME, "?": one}
    parts = re.split(r"((?:^|(?<=/))\*\*/|\*\*+|\*|\?)", pattern)
    return "".join((tokens.get(part) or stars) if number % 2 else re.escape(part) for number, part in enumerate(parts))


def is_below(folder: str, path: str) -> bool | None:
    """Tell whether a changed file is in a directory of the trigger prefixes, or in the working directory.

    Args:
        folder: The directory. It starts at the root of the repository, with or without a slash; empty for the root.
        path: The path of the file in the repository.
    """
    plain = folder.removeprefix("./").strip("/")
    if plain in ("", "."):
        return True
    if re.search(r"[*?]", plain) or _UNDOCUMENTED.search(plain) or ".." in plain.split("/"):
        return None
    if path.startswith(f"{plain}/"):
        return True
    # Neither upper and lower case nor "modules" for "modules-old/main.tf" is documented.
    return None if path.lower().startswith(plain.lower()) else False


def matches_tag(pattern: str, tag: str) -> bool | None:
    """Tell whether the tag trigger of a workspace matches a tag; None if its syntax depends on the language.

    Args:
        pattern: The regular expression. HashiCorp's examples match anywhere in the tag unless anchored.
        tag: The name of the tag.
    """
    quantifiers = len(re.findall(r"[*+?{]", pattern))
    if not _PORTABLE.fullmatch(pattern) or len(tag) > _LONGEST_TAG or quantifiers > _MOST_QUANTIFIERS:
        return None
    try:
        return re.search(pattern, tag, re.ASCII) is not None
    except re.error:
        return None
