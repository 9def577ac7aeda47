"""Links within a page have a target in its Markdown copy."""

from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

CONF = """
extensions = ["myst_parser", "sphinx_markdown_builder", "checks.sphinxext.links_within_page"]
myst_heading_anchors = 2
"""
PAGE = """
# Page

See [there](#a-section), [elsewhere](https://example.com/), and [the page](other.md).

## A section
"""


# MyST uses an interface that a later Sphinx removes.
@pytest.mark.filterwarnings("ignore:'myst_parser")
def test_a_link_to_a_section_of_the_page_keeps_its_target(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "index.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "other.md").write_text("---\norphan: true\n---\n\n# Other\n", encoding="utf-8")
    folders = (str(tmp_path), str(tmp_path), str(tmp_path / "out"), str(tmp_path / "doctrees"))
    with patch_docutils(), docutils_namespace():
        Sphinx(*folders, "markdown", status=None, warning=None).build()
    copy = (tmp_path / "out" / "index.md").read_text(encoding="utf-8")
    assert "See [there](#a-section), [elsewhere](https://example.com/), and [the page](other.md)" in copy
