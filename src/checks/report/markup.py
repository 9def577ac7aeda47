"""HTML with text from other sources, which is sanitized and escaped."""

from typing import Self

from markupsafe import Markup

from checks.report.sanitize import sanitize


class Html(Markup):
    """HTML that sanitizes and escapes all inserted or joined text, unless the text is HTML itself."""

    @classmethod
    def escape(cls, s: object, /) -> Self:
        """Return `s` as HTML that displays it literally."""
        return super().escape(s if hasattr(s, "__html__") else sanitize(str(s)))
