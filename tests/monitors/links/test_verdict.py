"""The verdict on a link after one request."""

import pytest

from checks.monitors.links.site import Link
from checks.monitors.links.verdict import LinkVerdict, judge_link

TEXT = f"<h1 id='top'>Page</h1><p>{'Words for readers. ' * 20}</p>"


@pytest.fixture
def publish(server, make):
    """Return a function that publishes a page with text at another path of the host."""

    def publish(path):
        server.replies[f"/vendor.example{path}"] = make(TEXT)

    return publish


def test_a_page_that_responds_works(judge):
    found = judge(TEXT)
    assert (found.verdict, found.reason, found.gone) == (LinkVerdict.WORKS, "The page responds.", False)


@pytest.mark.parametrize("status", [404, 410])
def test_missing_page_is_broken_immediately(status, judge):
    found = judge(status=status)
    assert (found.verdict, found.gone) == (LinkVerdict.BROKEN, True)
    assert found.reason == f"The page no longer exists (status {status})."


def test_unknown_host_is_broken_immediately(web, unreachable):
    found = judge_link(Link(unreachable["no host"], ()), web)
    assert (found.verdict, found.gone) == (LinkVerdict.BROKEN, True)


def test_refused_connection_is_broken_temporarily(web, unreachable):
    found = judge_link(Link(unreachable["refused"], ()), web)
    assert (found.verdict, found.gone) == (LinkVerdict.BROKEN, False)


@pytest.mark.parametrize("status", [401, 403, 406, 429, 500, 503])
def test_refusals_and_server_errors_are_unknown(status, judge):
    found = judge(status=status)
    assert found.verdict is LinkVerdict.UNKNOWN
    assert f"(status {status})" in found.reason


def test_bot_protection_is_named(judge):
    assert judge(status=403, headers={"cf-mitigated": "challenge"}).verdict is LinkVerdict.BLOCKED


def test_a_page_that_redirects_with_html_moved(judge):
    found = judge(f'<meta http-equiv="Refresh" content="0; url=/new">{TEXT}')
    assert found.verdict is LinkVerdict.MOVED
    assert found.reason.startswith("It redirects with HTML to ")
    assert found.reason.endswith("/new.")


@pytest.mark.parametrize("content", ["300", "300; url=", ""])
def test_a_page_that_reloads_itself_works(content, judge):
    assert judge(f'<meta http-equiv="refresh" content="{content}">{TEXT}').verdict is LinkVerdict.WORKS


def test_a_slow_page_is_unknown(judge):
    assert judge(silent=True).verdict is LinkVerdict.UNKNOWN


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "The page is empty."),
        ("<title>Page not found</title><p>Sorry.", "its title or heading is 'Page not found'."),
        ("<title>Docs</title><h1>404</h1><p>Sorry.", "its title or heading is '404'."),
        ("<title>Error 404 | Docs</title><p>Sorry.", "its title or heading is 'Error 404 | Docs'."),
        ("<title>Not found</title><p>Sorry.", "its title or heading is 'Not found'."),
        ("<title>Docs</title><h1>This page doesn't exist</h1>", 'its title or heading is "This page doesn\'t exist".'),
    ],
)
def test_soft_404_page_is_broken(body, reason, judge):
    found = judge(body)
    assert (found.verdict, found.gone) == (LinkVerdict.BROKEN, False)
    assert reason in found.reason


@pytest.mark.parametrize(
    "title",
    [
        *("Permission denied, or repository not found?", "Fix errors: 403 and 4040", "Foundry"),
        *("Version 1.404", "What to do if a file is not found"),
    ],
)
def test_a_page_about_errors_works(title, judge):
    assert judge(f"<title>{title}</title>{TEXT}").verdict is LinkVerdict.WORKS


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/login", "It redirects to a login page"),
        ("/", "It redirects to the home page"),
    ],
)
@pytest.mark.parametrize("status", [301, 302])
def test_redirect_to_login_or_home_page_is_broken(target, reason, status, judge, publish):
    publish(target)
    found = judge(status=status, headers={"Location": f"https://vendor.example{target}"})
    assert found.verdict is LinkVerdict.BROKEN
    assert reason in found.reason


@pytest.mark.parametrize(("status", "verdict"), [(301, LinkVerdict.MOVED), (302, LinkVerdict.WORKS)])
def test_permanent_redirect_is_moved_and_temporary_redirect_works(status, verdict, judge, publish):
    publish("/new")
    assert judge(status=status, headers={"Location": "/new"}).verdict is verdict


@pytest.mark.parametrize(
    ("fragment", "body"),
    [
        ("#top", TEXT),
        ("#:~:text=Words%20for", TEXT),
        ("#top:~:text=Words", TEXT),
        ("#readme", TEXT + "<a id='user-content-readme'></a>"),
        ("#the-api", f"<script></script><h1>The API</h1>{TEXT}"),
    ],
    ids=["an anchor", "a text fragment", "both", "GitHub's prefix", "a script makes an anchor of the heading"],
)
def test_existing_anchor_works(fragment, body, judge):
    assert judge(body, fragment=fragment).verdict is LinkVerdict.WORKS


@pytest.mark.parametrize("fragment", ["#L10", "#L10-L20", "#issuecomment-1", "#diff-abc"])
def test_github_anchors_from_scripts_work(fragment, judge):
    assert (
        judge(TEXT, fragment=fragment, address="https://github.com/owner/name/blob/main/x").verdict is LinkVerdict.WORKS
    )


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (TEXT, LinkVerdict.BROKEN),
        (f"<script></script><h1>Changelog</h1><p>{'Words for readers. ' * 20}", LinkVerdict.UNKNOWN),
        ("<script></script><p>Enable JavaScript.", LinkVerdict.UNKNOWN),
    ],
    ids=["headings have anchors, but not this one", "no heading has an anchor", "no text without scripts"],
)
def test_missing_anchor_is_broken_or_unknown(body, verdict, judge):
    found = judge(body, fragment="#CHANGE-1")
    assert found.verdict is verdict
    assert "#CHANGE-1" in found.reason


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (TEXT, LinkVerdict.WORKS),
        (TEXT.replace("Words", "Sentences"), LinkVerdict.BROKEN),
        ("<script></script><p>Enable JavaScript.", LinkVerdict.UNKNOWN),
    ],
)
def test_a_page_must_show_the_expected_words(body, verdict, judge):
    assert judge(body, expected="Words for readers").verdict is verdict


def test_a_page_behind_a_login_is_not_requested(web, server):
    found = judge_link(Link("https://bitbucket.org/account/settings/ssh-keys/", ()), web)
    assert found.verdict is LinkVerdict.IGNORED
    assert server.requests == []
