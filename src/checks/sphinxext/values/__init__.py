"""Your values: what a reader types once, and every command, link and table of a Sphinx site then shows.

This package imports nothing of the project around it. Copy it into another project and name it in `extensions`.

In `conf.py`::

    extensions = ["checks.sphinxext.values"]
    values_fields = {
        "organization": {
            "label": "Organization",
            "placeholder": "<YOUR ORGANIZATION>",
            "pattern": "[A-Za-z0-9_-]{1,40}",
            "example": "acme",
            "help": "Its name in the address of your organization.",
        },
    }

Pages are written as they always were, in MyST or reStructuredText:

- In code, inline or in a block, write the placeholder: `<YOUR ORGANIZATION>`. What the reader typed is quoted as the
  language of the block and the place in it ask: POSIX shells and PowerShell, HCL, JSON and TOML. In a shell write it
  without quotes where you can: then it gets those it needs.
- In prose, tables and headings write the role ``{value}`organization` ``.
- For a link with a value in its address write ``{value-link}`text <https://example.com/<YOUR ORGANIZATION>>` ``, or the
  address alone. It is plain text until it leads somewhere.
- ``:::{your-values}`` places the open panel. With `values_panel = True` (the default) every other page that shows a
  value has a closed panel of one line under its title.

A placeholder that looks like a declared one but is not stops a build with `-W`, unless `values_left_to_reader` lists
it: that is the place for what must never be typed into a page, such as `<YOUR SECRET>`.

A field of `{"placeholder": "<YOUR OWN HOST>", "same_as": "host"}` shows what the reader typed into the field `host`,
but never its default. Write its placeholder where the default would be wrong.

Values stay in the reader's browser: in the tab, or on the computer when the reader asks for it. No field may ask for a
secret. A link such as `?organization=acme` fills in a value for one tab; a field's option `query` gives it a shorter
name there. Without JavaScript, and in other builders, pages show the placeholders (in HTML a field's `default`, if it
has one).
"""

from typing import TYPE_CHECKING, Any

from . import assets, highlight, panel, places, undeclared
from .fields import declared

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: "Sphinx") -> dict[str, Any]:
    """Register the extension with Sphinx and return its metadata."""
    app.add_config_value("values_fields", {}, "env", types=frozenset({dict}))
    app.add_config_value("values_left_to_reader", [], "env", types=frozenset({list, tuple}))
    app.add_config_value("values_panel", default=True, rebuild="env", types=frozenset({bool}))
    app.connect("config-inited", lambda _, config: declared(config))  # a bad declaration stops the build here
    for part in (places, undeclared, panel, highlight, assets):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
