"""How Sphinx builds the guide: ``sphinx-build -nW -E -c . docs _build/html``."""

import os

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

project = "Bitbucket Cloud and Terraform"
html_title = project
language = "en"
nitpicky = True

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_copybutton",
    "sphinxext.opengraph",
    "notfound.extension",
    "checks.sphinxext",
]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4

html_theme = "furo"
# These paths are relative to this file; those inside pages are relative to docs.
html_static_path = ["docs/_static"]
templates_path = ["docs/_templates"]
exclude_patterns = ["_static", "_templates"]

# Where the site will stand. Only then is there a map of it, and a picture for those who share a link.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
if html_baseurl:
    extensions.append("sphinx_sitemap")
html_copy_source = True
html_show_sourcelink = True
html_show_copyright = False
copybutton_prompt_text = r"\$ "
copybutton_prompt_is_regexp = True


def setup(app: Sphinx) -> None:
    """Stop a build of the top folder: it would take every text file of the project for a page."""
    if app.srcdir == app.confdir:
        raise ConfigError("The pages are in docs. Build them with: sphinx-build -c . docs _build/html")
