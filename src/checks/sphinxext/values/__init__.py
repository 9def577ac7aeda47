"""Your values: a reader enters values once, and every command, link, and table of a Sphinx site shows them.

This package does not depend on the rest of the project. Copy it into another project and add it to `extensions`.

In `conf.py`::

    extensions = ["checks.sphinxext.values"]
    values_fields = {
        "organization": {
            "label": "Organization",
            "placeholder": "<YOUR ORGANIZATION>",
            "pattern": "[A-Za-z0-9_-]{1,40}",
            "example": "acme",
            "help": "The name in the URL of your organization.",
        },
    }

Write pages in MyST or reStructuredText:

- In code, inline or in a block, write the placeholder: `<YOUR ORGANIZATION>`. The value is quoted for the language
  and the context: POSIX shells, PowerShell, HCL, JSON, and TOML. In a shell, write the placeholder without quotes if
  possible: required quotes are added.
- In prose, tables, and headings, write the role ``{value}`organization` ``.
- For a link with a value in its URL, write ``{value-link}`text <https://example.com/<YOUR ORGANIZATION>>` ``, or only
  the URL. It is plain text until the URL is complete.
- ``:::{your-values}`` adds the open panel. With `values_panel = True` (the default), every other page that shows a
  value has a closed one-line panel under its title.

A placeholder that resembles a declared one stops a build with `-W`, unless `values_left_to_reader` lists it. List
placeholders there that readers must never enter into a page, such as `<YOUR SECRET>`.

A field `{"placeholder": "<YOUR OWN HOST>", "same_as": "host"}` shows the value of the field `host`, but never its
default. Use its placeholder if the default would be wrong. While a script of the site sets the attribute
`data-values-no-defaults` of the root element, no field shows its default.

Values stay in the reader's browser: in the tab, or on the computer if the reader chooses so. No field can ask for a
secret. A link such as `?organization=acme` fills in a value for one tab; a field's option `query` defines a shorter
name. Without JavaScript, and in other builders, pages show the placeholders (in HTML a field's `default`, if it
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
    app.connect("config-inited", lambda _, config: declared(config))  # an invalid declaration stops the build here
    for part in (places, undeclared, panel, highlight, assets):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
