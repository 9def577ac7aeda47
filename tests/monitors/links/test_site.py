"""Links of the built guide, regardless of the markup that they were written in."""

import shutil
import subprocess

import pytest

from checks.monitors.links.site import Link, Site, SiteError, added_links, read_site


@pytest.fixture
def read(site, tmp_path):
    """Return a function that writes built pages and reads their links."""
    (tmp_path / "docs").mkdir()

    def read(source="", **pages):
        (tmp_path / "docs/index.md").write_text(source)
        return read_site(site(**pages), tmp_path / "docs")

    return read


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://vendor.com/page">Page</a>',
        '<img src="https://vendor.com/page" alt="">',
        "<pre>curl https://vendor.com/page</pre>",
        "<p>Open <code>https://vendor.com/page</code>.</p>",
        '<script src="https://vendor.com/page"></script>',
    ],
    ids=["a link", "an image", "a code block", "code in a sentence", "a script of a template"],
)
def test_finds_external_links(body, read):
    (link,) = read(index=body).links
    assert (link.address, link.places) == ("https://vendor.com/page", ("docs/index.md",))


@pytest.mark.parametrize(
    "url",
    ["https://{host}/x", "https://<HOST>/x", "https://acme.example/x", "http://127.0.0.1:80/", "https://a.example.com"],
)
def test_ignores_examples_and_variable_parts(url, read):
    assert read(index=f"<pre>{url.replace('<', '&lt;')}</pre>").links == ()


def test_external_link_has_all_its_locations(read):
    url = "https://vendor.com/page"
    source = f"[One]({url}), [another]({url}/more).\n\n[Two]({url})\n"
    found = read(source, index=f'<a href="{url}"></a>', other=f'<a href="{url}"></a>')
    assert found.links[0].places == ("docs/index.md:1", "docs/index.md:3", "other.html")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="gone.html">x</a>', "index.html: The link gone.html leads to no file."),
        ('<a href="other.html#gone">x</a>', "index.html: The link other.html#gone leads to no anchor of other.html."),
        ('<a href="#gone">x</a>', "index.html: The link #gone leads to no anchor of index.html."),
        ('<a href="/gone/">x</a>', "index.html: The link /gone/ leads to no file."),
        ('<img src="gone.webp" alt="">', "index.html: The link gone.webp leads to no file."),
        ('<h2 id="a">x</h2><h2 id="a">y</h2>', "index.html: Several elements have the anchor #a."),
        (
            '<section id="id1"><h2>x</h2></section>',
            "index.html: Two headings have the same text, so one has the unstable anchor #id1.",
        ),
    ],
)
def test_reports_broken_internal_links(body, problem, read):
    assert read(index=body, other="<h1 id='top'>Other</h1>").problems == (problem,)


def test_accepts_working_internal_links(read, site):
    (site() / "file.txt").write_text("text")
    body = (
        '<a href="other.html#top"></a><a href="#"></a><a href="file.txt"></a><a href="mailto:a@b.c"></a>'
        '<a href="other.html#:~:text=Other"></a><a href="."></a><a href="data:,"></a>'
        '<a href="/other.html?q=1#t%6Fp"></a>'
    )
    assert read(index=body, other="<h1 id='top'>Other</h1>").problems == ()


def test_rejects_a_guide_that_is_not_built(tmp_path):
    with pytest.raises(SiteError, match="Build the guide first: nox -s docs"):
        read_site(tmp_path / "nothing", tmp_path)


@pytest.fixture
def clone(tmp_path):
    """A clone whose first commit contains a page with one link."""
    root = tmp_path / "clone"
    (root / "docs").mkdir(parents=True)
    (root / "conf.py").write_text('extensions = ["myst_parser"]\n')
    (root / "docs/index.md").write_text("# Guide\n\n[Old](https://vendor.com/old)\n")
    git = shutil.which("git") or pytest.skip("git is not installed")
    for command in (
        ("init", "--quiet"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"),
    ):
        subprocess.run([git, *command], cwd=root, check=True)
    return root


def test_returns_only_new_links(clone):
    links = tuple(Link(f"https://vendor.com/{name}", ()) for name in ("old", "old#part", "new"))
    assert added_links(Site(links, ()), "HEAD", clone) == [links[2]]
    assert not (clone / ".git/worktrees").exists()


def test_rejects_an_unknown_commit(clone):
    with pytest.raises(SiteError, match=r"before the change can't be built: .*nowhere"):
        added_links(Site((), ()), "nowhere", clone)
