r"""Matches changed files and tags like HCP Terraform, according to HashiCorp's documentation.

Every function returns True or False only if the documentation is unambiguous, and None otherwise. If the documentation
has several possible readings, a pattern is matched with each of them:

- The list of wildcards says that ``?`` matches one or more characters. An example uses it for exactly one.
- ``**`` matches directories recursively. The examples don't show its meaning at the end of a pattern, or next to other
  characters.
- The documentation doesn't mention letter case, ``[]``, ``{}``, ``!``, and ``\``.

Libraries choose one reading, so they can't return None. wcmatch agrees with everything that is documented, which a test
shows.
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
"""Limits on the running time of a regular expression."""

# The syntax that all common languages share. It excludes repeated groups, which can be exponentially slow.
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


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Return True if any value is True; otherwise, None if any value is None, and False if all are False."""
    found = set(values)
    return True if True in found else None if None in found else False


def matches_glob(pattern: str, path: str) -> bool | None:
    """Return whether a trigger pattern matches a changed file; None if the documentation is ambiguous.

    Args:
        pattern: The pattern. It starts at the root of the repository, with or without a slash.
        path: The path of the file in the repository, without a leading slash.
    """
    if _UNDOCUMENTED.search(pattern):
        return None
    found = {reading.fullmatch(path) is not None for reading in _readings(pattern.removeprefix("/"))}
    return found.pop() if len(found) == 1 else None


@cache
def _readings(pattern: str) -> tuple[re.Pattern[str], ...]:
    """Return the pattern as regular expressions, one for each possible reading of the documentation."""
    choices = product(_ONE_OR_SOME, _ALL_OR_NAME, (re.NOFLAG, re.IGNORECASE))
    return tuple(re.compile(_translated(pattern, one, stars), flags | re.DOTALL) for one, stars, flags in choices)


def _translated(pattern: str, one: str, stars: str) -> str:
    # "/**/networking/**/*" matches every file with networking on its path, so "**/" also matches zero directories.
    tokens = {"**/": _FOLDERS, "*": _NAME, "?": one}
    parts = re.split(r"((?:^|(?<=/))\*\*/|\*\*+|\*|\?)", pattern)
    return "".join((tokens.get(part) or stars) if number % 2 else re.escape(part) for number, part in enumerate(parts))


def is_below(folder: str, path: str) -> bool | None:
    """Return whether a changed file is in a directory; None if the documentation is ambiguous.

    Args:
        folder: A trigger prefix or the working directory. It starts at the root of the repository, with or without a
            slash; empty for the root.
        path: The path of the file in the repository.
    """
    plain = folder.removeprefix("./").strip("/")
    if plain in ("", "."):
        return True
    if re.search(r"[*?]", plain) or _UNDOCUMENTED.search(plain) or ".." in plain.split("/"):
        return None
    if path.startswith(f"{plain}/"):
        return True
    # Two cases aren't documented: a different letter case, and "modules" for "modules-old/main.tf".
    return None if path.lower().startswith(plain.lower()) else False


def matches_tag(pattern: str, tag: str) -> bool | None:
    """Return whether the tag trigger of a workspace matches a tag; None if its syntax depends on the language.

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
