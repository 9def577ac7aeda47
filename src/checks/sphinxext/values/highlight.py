"""Placeholders in highlighted code: each becomes an element with the quoting for its value."""

import re
from typing import TYPE_CHECKING, Any

from pygments.token import Comment, Generic, String, _TokenType, is_token_subtype
from sphinx.highlighting import PygmentsBridge

from .fields import Field, declared
from .places import parts, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

_POSIX_SHELLS = {"bash", "console", "ksh", "sh", "shell", "shell-session", "zsh"}
_POWERSHELLS = {"posh", "powershell", "ps1", "psm1", "pwsh"}
_STRINGS = {"hcl": "hcl", "terraform": "hcl", "tf": "hcl", "json": "json", "toml": "json"}
_QUOTED_HEREDOC = re.compile(r"<<-?\s*['\"\\]")


class ValueHighlighter(PygmentsBridge):
    """A highlighter that wraps another and replaces the placeholders with value elements.

    A lexer would split `<YOUR ORGANIZATION>`, or parse it as a redirection. The lexer therefore receives a word of
    letters instead, which stays whole, and the word is replaced in the highlighted text.
    """

    def __init__(self, inner: PygmentsBridge, fields: "Sequence[Field]") -> None:
        vars(self).update(vars(inner))  # themes read its attributes
        self._inner = inner
        self._fields = fields

    def highlight_block(
        self,
        source: str,
        lang: str,
        opts: dict[str, Any] | None = None,
        force: bool = False,  # noqa: FBT001, FBT002 - the signature is Sphinx's
        location: Any = None,  # noqa: ANN401 - the same
        **kwargs: Any,  # noqa: ANN401 - the same
    ) -> str:
        """Return the HTML of a block of code, as the method of the same name in Sphinx does."""
        words = {
            f"Zz{re.sub('[^A-Z]', '', field.placeholder)}{chr(ord('a') + number)}zZ": field
            for number, field in enumerate(self._fields)
        }
        by_field = {field: word for word, field in words.items()}
        found = list(parts(source, self._fields))
        shown = "".join(part if isinstance(part, str) else by_field[part] for part in found)
        if shown == source:
            return self._inner.highlight_block(source, lang, opts, force, location, **kwargs)
        any_word = re.compile("|".join(words))
        html, quotes = "", list[str]()
        for language in (lang, "none"):  # a lexer splits even a word if its language allows no words
            html = self._inner.highlight_block(shown, language, opts, force, location, **kwargs)
            quotes = [
                quoting(language, token, text)
                for token, text in self.get_lexer(shown, language, opts, force=True).get_tokens(shown)
                for _ in any_word.findall(text)
            ]
            if len(any_word.findall(html)) == len(quotes) == len(any_word.findall(shown)):
                break
        in_order = iter(quotes)
        return any_word.sub(lambda match: place(words[match[0]], next(in_order)), html)


def quoting(language: str, token: _TokenType, text: str) -> str:
    """Return the name of the quoting that a value needs inside a token with this text.

    The script has a table with the same names: `plain`, `sh`, `sh-double`, `sh-single`, `sh-here`, `ps`, `ps-double`,
    `ps-single`, `hcl`, `json`. In other languages the value is shown unchanged.
    """
    shell = "sh" if language in _POSIX_SHELLS else "ps" if language in _POWERSHELLS else ""
    if is_token_subtype(token, Comment) or is_token_subtype(token, Generic):
        return "plain"
    if is_token_subtype(token, String.Double):
        return f"{shell}-double" if shell else _STRINGS.get(language, "plain")
    if shell and is_token_subtype(token, String.Single):
        return f"{shell}-single"
    if shell and token is String and text.startswith("<<"):
        return "plain" if _QUOTED_HEREDOC.match(text) else "sh-here"
    return shell or "plain"


def _install(app: "Sphinx") -> None:
    inner = getattr(app.builder, "highlighter", None)
    if app.builder.format == "html" and inner is not None:
        app.builder.highlighter = ValueHighlighter(inner, declared(app.config))  # type: ignore[attr-defined] # HTML builders only


def setup(app: "Sphinx") -> None:
    """Install the highlighter after the theme has set its own."""
    app.connect("builder-inited", _install, priority=900)
