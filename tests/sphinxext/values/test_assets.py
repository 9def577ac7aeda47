import json
import re
from html import unescape

import pytest

SCRIPT = re.compile(r'<script src="([^"?]+)\?v=[0-9a-f]{8}" data-fields="([^"]+)"></script>')


def test_script_is_in_the_head(html):
    head = (html / "index.html").read_text().split("</head>")[0]
    source, fields = SCRIPT.search(head).groups()
    assert (html / source).is_file()
    assert [field["query"] for field in json.loads(unescape(fields))] == [
        "org",
        "workspace",
        "host",
        "host",
        "repository",
        "key_file",
    ]


def test_stylesheet_exists(html):
    assert re.search(r'href="_static/your-values\.css\?v=[0-9a-f]+"', (html / "index.html").read_text())
    assert (html / "_static" / "your-values.css").is_file()


def test_page_in_a_folder_references_the_script(build, site_source, tmp_path):
    assert build(site_source, tmp_path / "out", "dirhtml") == ""
    page = tmp_path / "out" / "second" / "index.html"
    assert (page.parent / SCRIPT.search(page.read_text())[1]).resolve().is_file()


@pytest.mark.filterwarnings("ignore:'sphinxcontrib")  # this builder uses a deprecated interface
@pytest.mark.parametrize("builder", ["json", "epub"])
def test_other_builders_have_no_script(build, site_source, tmp_path, builder):
    build(site_source, tmp_path / "out", builder)
    assert not list((tmp_path / "out").rglob("your-values.js"))
