"""How Sphinx builds the guide: ``sphinx-build -nW -E -c . docs _build/html``."""

import os
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

from checks.facts import terraform

project = "Bitbucket Cloud and Terraform"
html_title = project
language = "en"
nitpicky = True

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_copybutton",
    "notfound.extension",
    "sphinx_llm.txt",
    "checks.sphinxext",
    "checks.sphinxext.values",
]

# This path is relative to docs, unlike all other paths in this file.
exclude_patterns = ["_root", "_static", "_templates"]
templates_path = ["docs/_templates"]

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4

html_theme = "furo"
html_static_path = ["docs/_static"]
html_extra_path = ["docs/_root"]
html_favicon = "docs/_static/favicon.svg"
html_css_files = ["guide.css"]
html_js_files = ["guide.js"]
html_show_copyright = False
html_search_scorer = "docs/_templates/search-scores.js"
html_use_index = False  # the search finds more, and nothing links to it
# One accent color, and warm backgrounds. Browser tests check the contrast of all pairs.
_system = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', sans-serif"
_everywhere = {
    "font-stack": _system,
    "font-stack--headings": _system,
    "font-stack--monospace": "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
    "color-admonition-background": "var(--color-background-secondary)",
    "admonition-font-size": "0.95rem",
    "admonition-title-font-size": "0.95rem",
    "color-sidebar-link-text--top-level": "var(--color-foreground-secondary)",
    "color-guilabel-text": "var(--color-foreground-primary)",
}
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": _everywhere
    | {
        "color-brand-primary": "#0b6b5d",
        "color-brand-content": "#0b6b5d",
        "color-brand-visited": "#4f5f8a",
        "color-background-primary": "#fffdfa",
        "color-background-secondary": "#f8f5ef",
        "color-background-hover": "#f0ebe2",
        "color-background-border": "#e4ddd1",
        "color-foreground-primary": "#24211d",
        "color-foreground-secondary": "#5d574e",
        "color-foreground-muted": "#6a645b",
        "color-foreground-border": "#8d867b",
        "color-guilabel-background": "#e9f1ee",
        "color-guilabel-border": "#c3d9d2",
    },
    "dark_css_variables": _everywhere
    | {
        "color-brand-primary": "#6fcdb9",
        "color-brand-content": "#6fcdb9",
        "color-brand-visited": "#a9b8e6",
        "color-background-primary": "#1a1917",
        "color-background-secondary": "#22201d",
        "color-background-hover": "#2d2a26",
        "color-background-border": "#3b3731",
        "color-foreground-primary": "#e9e5de",
        "color-foreground-secondary": "#b3ada3",
        "color-foreground-muted": "#a39d93",
        "color-foreground-border": "#777168",
        "color-guilabel-background": "#25332f",
        "color-guilabel-border": "#3d5750",
    },
}

# A Markdown copy of each page, and llms.txt with links to them.
llms_txt_suffix_mode = "append"
llms_txt_nested_enabled = False
llms_txt_description = "A guide that connects Bitbucket Cloud to HCP Terraform, and checks for each of its steps."
llms_txt_suppress_unknown_node_warnings = ["caption", "meta", "panel"]  # of pictures, of the head, and Your values

# The values that readers enter once for all pages. No field can ask for a secret. The patterns are lenient: they detect
# mistakes, and are not the vendors' rules.
values_fields = {
    "organization": {
        "label": "HCP Terraform organization",
        "placeholder": "<YOUR ORGANIZATION>",
        "pattern": "[A-Za-z0-9_-]+",
        "example": "acme",
        "help": "The name of your organization, as shown in the URL.",
        "query": "org",
    },
    "host": {
        "label": "HCP Terraform host",
        "placeholder": "<YOUR HOST>",
        "pattern": r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?",
        "example": "terraform.example.com",
        "default": terraform.HOST.text,
        "help": "Enter your hostname if you use Terraform Enterprise or HCP Terraform in Europe.",
    },
    # Pages use this placeholder if the default host, which is HCP Terraform's, would be wrong.
    "enterprise_host": {"placeholder": "<YOUR ENTERPRISE HOST>", "same_as": "host"},
    "workspace": {
        "label": "Bitbucket workspace",
        "placeholder": "<YOUR WORKSPACE>",
        "pattern": "[A-Za-z0-9_-]+",
        "example": "acme-team",
        "help": "The ID of your workspace, as shown in the URL after bitbucket.org/.",
    },
    "repository": {
        "label": "Repository",
        "placeholder": "<YOUR REPOSITORY>",
        "pattern": "[A-Za-z0-9_.-]+",
        "example": "infrastructure",
        "help": "The name of your repository, as shown in the URL after the workspace.",
    },
    "key_file": {
        "label": "SSH key file",
        "placeholder": "<YOUR KEY FILE>",
        "pattern": ".+",
        "example": "~/.ssh/hcp-terraform",
        "help": "The path of the private key on your computer, for step 4. Never enter the key itself.",
        "query": "key-file",
    },
    "provider": {
        "label": "VCS provider ID",
        "placeholder": "<YOUR PROVIDER ID>",
        "pattern": "oc-[A-Za-z0-9]+",
        "example": "oc-LePsVhHXhCM6jWf3",
        "help": "HCP Terraform shows the ID after you create the VCS provider.",
    },
}

# tabs.js stores the reader's choice, so that a link does not overwrite it.
sd_tabs_storage_prefix = ""
copybutton_prompt_text = r"\$ "
copybutton_prompt_is_regexp = True
copybutton_exclude = ".linenos, .gp"
copybutton_selector = "div:not(.no-copy) > div.highlight pre"  # an example or an output isn't for copying

# The URL of the published site. The sitemap and the picture for link previews require it.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL") or os.environ.get("GUIDE_URL", "")
notfound_template = "404.html"
notfound_urls_prefix = urlsplit(html_baseurl).path or "/"
if html_baseurl:
    extensions += ["sphinx_sitemap", "sphinxext.opengraph"]
    sitemap_url_scheme = "{link}"
    sitemap_excludes = ["404.html", "search.html"]
    ogp_site_url = html_baseurl
    ogp_image = "_static/share.png"
    ogp_image_alt = "Two circles joined by a line, the second with a tick: Bitbucket Cloud and Terraform, connected."
    ogp_social_cards = {"enable": False}


def setup(app: Sphinx) -> None:
    """Stop a build of the top folder: it would take every text file of the project for a page."""
    if app.srcdir == app.confdir:
        raise ConfigError("The pages are in docs. Build them with: sphinx-build -c . docs _build/html")
