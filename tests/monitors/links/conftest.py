import pytest


@pytest.fixture
def pages(tmp_path):
    """Write a page with these links, by their names; return its folder."""

    def write(links):
        (tmp_path / "conf.py").write_text("")
        lines = [f"`{name} <{address}>`__" for name, address in links.items()]
        (tmp_path / "index.rst").write_text("\n\n".join(["Links\n=====", *lines]))
        return tmp_path

    return write
