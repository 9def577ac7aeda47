import re
import subprocess
import sys

import pytest
from sphinx.errors import ConfigError


@pytest.fixture
def site(build, tmp_path):
    """Return a function that builds pages with one field, and returns the warnings and the HTML of each page."""

    def build_pages(conf="", **pages):
        source, output = tmp_path / "source", tmp_path / "html"
        source.mkdir(exist_ok=True)
        field = (
            "dict(label='Organization', placeholder='<YOUR ORGANIZATION>', pattern='[a-z]+', example='a', help='<b>')"
        )
        (source / "conf.py").write_text(
            f"extensions = ['checks.sphinxext.values']\nvalues_fields = {{'organization': {field}}}\n{conf}\n"
        )
        toctree = "\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name in pages if name != "index")
        for name, text in pages.items():
            (source / f"{name}.rst").write_text(f"Title\n=====\n\n{text}{toctree if name == 'index' else ''}")
        warned = build(source, output)
        return warned, {name: (output / f"{name}.html").read_text() for name in pages}

    return build_pages


VALUE = "Open :value:`organization`."
CODE = ".. code-block:: bash\n\n   echo <YOUR ORGANIZATION>"


def test_panel_is_closed_under_the_title_of_a_page_with_values(site):
    warned, pages = site(index="Text", prose=VALUE, code=CODE, inline="``<YOUR ORGANIZATION>``")
    assert warned == ""
    assert '<details class="your-values"' not in pages["index"]
    for name in ("prose", "code", "inline"):
        assert '</h1>\n<details class="your-values" id="your-values-panel">' in pages[name]


def test_panel_is_open_only_at_the_directive(site):
    _, pages = site(index=f"{VALUE}\n\n.. your-values::")
    assert pages["index"].count("<details") == 1
    assert '<details class="your-values" id="your-values-panel" open>' in pages["index"]


def test_ids_are_unique(site):
    _, pages = site(index=f"Your values\n-----------\n\n.. your-values::\n\n{VALUE}")
    ids = re.findall(r' id="([^"]+)"', pages["index"])
    assert sorted(ids) == sorted(set(ids))
    assert {"your-values", "your-values-panel"} <= set(ids)


def test_panel_can_be_limited_to_the_directive(site):
    _, pages = site(conf="values_panel = False", index=VALUE)
    assert "<details" not in pages["index"]


def test_warns_about_a_second_panel(site):
    warned, pages = site(index=".. your-values::\n\n.. your-values::")
    assert "WARNING: This page has the panel twice." in warned
    assert pages["index"].count("<details") == 1


def test_texts_of_a_declaration_are_escaped(site):
    _, pages = site(index=".. your-values::")
    assert "&lt;b&gt; <span" in pages["index"]


def test_invalid_declaration_stops_the_build(build, tmp_path):
    (tmp_path / "conf.py").write_text("extensions = ['checks.sphinxext.values']\nvalues_fields = {'a_token': {}}")
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    with pytest.raises(ConfigError, match="the field 'a_token' needs label, placeholder"):
        build(tmp_path, tmp_path / "html")


def test_changing_a_declaration_updates_every_page(site):
    site(index=VALUE)
    _, pages = site(conf="values_fields['organization']['default'] = 'acme'", index=VALUE)
    assert ">acme</span>" in pages["index"]


def test_parallel_build_produces_the_same_pages(site, tmp_path):
    names = [f"page{number}" for number in range(8)]
    _, in_turn = site(index=VALUE, **dict.fromkeys(names, CODE))
    at_once = tmp_path / "at-once"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-j", "2", tmp_path / "source", at_once]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {name: (at_once / f"{name}.html").read_text() for name in in_turn} == in_turn
