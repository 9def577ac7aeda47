"""Each relevant change of a vendor's page causes exactly the expected verdict; other changes cause none."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from checks.facts import bitbucket
from checks.monitors.state import OLD
from checks.monitors.vendors import operations
from checks.monitors.vendors.changelogs import CHANGELOGS
from checks.monitors.vendors.nightly import VendorLedger, run_scan
from checks.monitors.vendors.page_cache import PageCache
from checks.monitors.vendors.sources import BITBUCKET_OPENAPI
from checks.monitors.vendors.verdict import FactVerdict
from checks.monitors.web import Web

DAY = date(2026, 11, 24)
SITE = "https://vendor.example"
CLOUD_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs"
HASHICORP = (
    "https://raw.githubusercontent.com/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs/cloud-docs"
)
CLIENT = "https://raw.githubusercontent.com/vendor/client/main/src/client.go"
TEXT = "<p>" + "Other words. " * 30 + "</p>"
SAVE = "<p>Click <b>Save</b>.</p>"
FRAME = "<title>Help</title><script src=app.js></script>"
FOUND = {
    "screens.add": FactVerdict.FOUND,
    "screens.save": FactVerdict.FOUND,
    "screens.keys": FactVerdict.FOUND,
    "docs.callback": FactVerdict.FOUND,
    "docs.index": FactVerdict.FOUND,
    "code.header": FactVerdict.FOUND,
    "data.help": FactVerdict.FOUND,
    "forum.said": FactVerdict.FOUND,
    "guess.tick": FactVerdict.NOT_WATCHABLE,
    "paraphrase": FactVerdict.NOT_WATCHABLE,
}


@pytest.fixture
def web_with_overrides(state, at):
    """Return a function that creates a client; its arguments map pages to other URLs."""

    def create(**overrides):
        elsewhere = {f"{SITE}/{page}": address for page, address in overrides.items()}
        return Web(lambda address: elsewhere.get(address) or at(address), timeout=2, patience=2, pause=0)

    assert state
    return create


@pytest.fixture
def scan(web_with_overrides, sources):
    """Run a first scan, accept its result, and return a function that scans again."""

    def scan_day(remembered, day=DAY):
        return run_scan(sources, PageCache(web_with_overrides()), remembered, day)

    first = scan_day(VendorLedger())
    agreed = first.found.accepted().over(first.kept)

    def again(day=DAY, remembered=agreed):
        return scan_day(remembered, day)

    return again


def test_unchanged_input_causes_no_report(scan):
    result = scan()
    assert {name: one.verdict for name, one in result.facts.items()} == FOUND
    assert (result.changes, result.news, result.unread, result.old, result.exit_status) == ({}, {}, {}, {}, 0)


def test_first_scan_reports_no_changes(scan):
    first = scan(remembered=VendorLedger())
    assert (first.changes, first.news, first.exit_status) == ({}, {}, 0)
    assert first.kept.accepted() == first.found.accepted()


# The URL, its response, the affected fact, its verdict, and words of the reason.
SAID = {
    "words gone": (f"{SITE}/keys", {"body": TEXT}, "screens.keys", FactVerdict.GONE, "no longer contains"),
    "a button renamed": (
        f"{SITE}/providers",
        {"body": f"{TEXT}{SAVE}<b>Add a VCS provider</b>"},
        "screens.add",
        FactVerdict.GONE,
        "no longer contains",
    ),
    "words changed in their capitals alone": (
        f"{SITE}/keys",
        {"body": f"{TEXT}SSH Keys"},
        "screens.keys",
        FactVerdict.GONE,
        "no longer contains",
    ),
    "words within a longer word": (
        f"{SITE}/keys",
        {"body": f"{TEXT}SSH keystrokes"},
        "screens.keys",
        FactVerdict.GONE,
        "no longer contains",
    ),
    "words in a script alone": (
        f"{SITE}/keys",
        {"body": f"{TEXT}<script>'SSH keys'</script>"},
        "screens.keys",
        FactVerdict.GONE,
        "no longer contains",
    ),
    "a dead page": (f"{SITE}/keys", {"status": 404}, "screens.keys", FactVerdict.GONE, "no longer exists (status 404)"),
    "a dead file": (CLIENT, {"status": 404}, "code.header", FactVerdict.GONE, "no longer exists (status 404)"),
    "a slow page": (f"{SITE}/keys", {"silent": True}, "screens.keys", FactVerdict.UNKNOWN, "in time"),
    "a dripping page": (f"{SITE}/keys", {"drips": True}, "screens.keys", FactVerdict.UNKNOWN, "in time"),
    "a wall": (
        f"{SITE}/keys",
        {"status": 403, "headers": {"cf-mitigated": "challenge"}},
        "screens.keys",
        FactVerdict.UNKNOWN,
        "Cloudflare",
    ),
    "a refusal": (f"{SITE}/keys", {"status": 403}, "screens.keys", FactVerdict.UNKNOWN, "status 403"),
    "too many requests": (
        f"{SITE}/keys",
        {"status": 429, "headers": {"Retry-After": "3600"}},
        "screens.keys",
        FactVerdict.UNKNOWN,
        "status 429",
    ),
    "a fault": (f"{SITE}/keys", {"status": 500}, "screens.keys", FactVerdict.UNKNOWN, "status 500"),
    "JavaScript only": (f"{SITE}/keys", {"body": FRAME}, "screens.keys", FactVerdict.UNKNOWN, "JavaScript"),
    "a circle": (
        f"{SITE}/keys",
        {"status": 302, "headers": {"Location": f"{SITE}/keys"}},
        "screens.keys",
        FactVerdict.UNKNOWN,
        "too many redirects",
    ),
    "a source that went, and a page that nobody can read": (
        f"{HASHICORP}/vcs/bitbucket-cloud.mdx",
        {"status": 403},
        "docs.callback",
        FactVerdict.GONE,
        "no longer exists (status 404)",
    ),
    "words gone from a source": (
        f"{HASHICORP}/vcs/bitbucket-cloud.mdx",
        {"body": "Click **Connect**."},
        "docs.callback",
        FactVerdict.GONE,
        "no longer contains",
    ),
}


@pytest.mark.parametrize("change", SAID)
def test_changed_page_affects_only_its_fact(change, scan, publish):
    address, reply, name, verdict, reason = SAID[change]
    publish(address, **reply)
    result = scan()
    assert {name: one.verdict for name, one in result.facts.items()} == FOUND | {name: verdict}
    assert reason in result.facts[name].reason
    assert result.facts[name].elsewhere == ()
    assert (result.changes, result.news, result.unread, result.old) == ({}, {}, {}, {})
    assert result.exit_status == (0 if verdict is FactVerdict.UNKNOWN else 1)


def test_finds_words_on_another_page_of_the_vendor(scan, publish):
    publish(f"{SITE}/keys", TEXT)
    publish(f"{SITE}/help", f"{TEXT}<p>The key cannot be shown again. See SSH keys.</p>")
    result = scan()
    assert {name: one.verdict for name, one in result.facts.items()} == FOUND | {"screens.keys": FactVerdict.ELSEWHERE}
    assert result.facts["screens.keys"].elsewhere == (f"{SITE}/help",)
    assert result.exit_status == 1


@pytest.mark.parametrize("status", [301, 302, 308])
def test_moved_page_contains_the_words_at_the_new_url(status, scan, publish):
    publish(f"{SITE}/keys", status=status, headers={"Location": f"{SITE}/ssh"})
    publish(f"{SITE}/ssh", f"{TEXT}<h2>SSH keys</h2>")
    result = scan()
    assert {name: one.verdict for name, one in result.facts.items()} == FOUND | {"screens.keys": FactVerdict.ELSEWHERE}
    assert result.facts["screens.keys"].elsewhere == (f"{SITE}/ssh",)


@pytest.mark.parametrize(
    "body",
    [
        f"{TEXT}<h2>SSH&nbsp;\n keys</h2>",
        f"{TEXT}<p>See “SSH keys”.</p>",
        f"{TEXT}<p><b>SSH</b> <i>keys</i></p>",
        f"<p>SSH keys</p>{FRAME}",
    ],
    ids=["another space", "in quotation marks", "with marks", "before scripts have run"],
)
def test_ignores_changes_of_format(body, scan, publish):
    publish(f"{SITE}/keys", body)
    assert scan().exit_status == 0


def test_incomplete_source_does_not_prove_missing_words(scan, publish):
    publish(f"{HASHICORP}/vcs/bitbucket-cloud.mdx", "@include 'steps.mdx'")
    publish(f"{CLOUD_DOCS}/vcs/bitbucket-cloud", f"{TEXT}<p>Click Connect and continue.</p>")
    assert scan().exit_status == 0
    publish(f"{CLOUD_DOCS}/vcs/bitbucket-cloud", FRAME)
    result = scan().facts["docs.callback"]
    assert (result.verdict, "JavaScript" in result.reason) == (FactVerdict.UNKNOWN, True)


def test_reads_the_page_if_the_raw_source_is_missing(scan, publish):
    publish(f"{HASHICORP}/vcs/bitbucket-cloud.mdx", status=404)
    publish(f"{CLOUD_DOCS}/vcs/bitbucket-cloud", f"{TEXT}<p>Click Connect and continue.</p>")
    assert scan().exit_status == 0


def test_reads_each_page_once(scan, server):
    server.requests.clear()
    scan()
    paths = [path for _, path, _ in server.requests]
    assert sorted(paths) == sorted(set(paths))


@pytest.mark.parametrize(
    ("failure", "reason"), [("no host", "the hostname cannot"), ("refused", "the connection cannot")]
)
def test_unreachable_host_is_unknown(failure, reason, sources, web_with_overrides, unreachable):
    result = run_scan(sources, PageCache(web_with_overrides(keys=unreachable[failure])), VendorLedger(), DAY)
    assert {name: one.verdict for name, one in result.facts.items()} == FOUND | {"screens.keys": FactVerdict.UNKNOWN}
    assert reason in result.facts["screens.keys"].reason


def test_reports_an_untrusted_certificate(sources, web_with_overrides, distrusted):
    result = run_scan(sources, PageCache(web_with_overrides(keys=distrusted.url("/"))), VendorLedger(), DAY)
    assert {name: one.verdict for name, one in result.facts.items()} == FOUND | {"screens.keys": FactVerdict.UNKNOWN}
    assert "certificate" in result.facts["screens.keys"].reason


def hooks(document):
    return document["paths"][bitbucket.HOOKS.path]["get"]


# A change of Bitbucket's document, and the reported change of the operation that lists webhooks.
DOCUMENTED = {
    "a required parameter": (
        lambda d: hooks(d)["parameters"].append({"name": "new", "in": "query", "required": True}),
        "a parameter is now required: new in query",
    ),
    "no response": (
        lambda d: hooks(d)["responses"].pop("200"),
        (
            "the response no longer has name: string, parent.name: string, parent.parent.name: string, "
            "parent.parent.parent.name: string, and 5 more"
        ),
    ),
    "another scope": (lambda d: hooks(d)["security"].append({"oauth2": ["admin"]}), "the required access changed"),
    "deprecated": (lambda d: hooks(d).update(deprecated=True), "it is now deprecated"),
    "an optional parameter": (lambda d: hooks(d)["parameters"].append({"name": "new", "in": "query"}), ""),
    "one more status": (lambda d: hooks(d)["responses"].update({"202": {}, "410": {}}), ""),
    "removed": (lambda d: d["paths"].pop(bitbucket.HOOKS.path), "the document no longer has it"),
    "another description": (lambda d: hooks(d).update(description="Says more."), ""),
    "a parameter of the path renamed": (
        lambda d: d["paths"].update(
            {bitbucket.HOOKS.path.replace("repo_slug", "slug"): d["paths"].pop(bitbucket.HOOKS.path)}
        ),
        "",
    ),
    "an operation that nobody calls": (lambda d: d["paths"].update({"/snippets": {"get": {}}}), ""),
}


@pytest.mark.parametrize("change", DOCUMENTED)
def test_reports_breaking_changes_of_called_operations(change, scan, publish, state):
    alter, said = DOCUMENTED[change]
    document = state[BITBUCKET_OPENAPI]
    alter(document)
    publish(BITBUCKET_OPENAPI, json.dumps(document))
    result = scan()
    assert result.changes == ({"bitbucket.hooks": said} if said else {})
    assert result.exit_status == int(bool(said))
    assert {name: one.verdict for name, one in result.facts.items()} == FOUND


def test_nested_schema_change_affects_every_operation_that_returns_it(scan, publish, state):
    document = state[BITBUCKET_OPENAPI]
    document["components"]["schemas"]["text"]["type"] = "integer"
    publish(BITBUCKET_OPENAPI, json.dumps(document))
    called = {name for name, _ in operations.called(operations.DOCUMENTS[0])}
    found = scan().changes
    assert set(found) == called
    assert all(what.startswith("the response no longer has name: string, parent.name") for what in found.values())


def test_additional_property_raises_no_alarm(scan, publish, state):
    document = state[BITBUCKET_OPENAPI]
    document["components"]["schemas"]["thing"]["properties"]["color"] = {"type": "string"}
    publish(BITBUCKET_OPENAPI, json.dumps(document))
    assert (scan().changes, scan().exit_status) == ({}, 0)


@pytest.mark.parametrize("reply", [{"body": "<p>Moved.</p>"}, {"status": 404}, {"status": 503}, {"body": "[]"}])
def test_unreadable_document_reports_no_changes(reply, scan, publish):
    publish(BITBUCKET_OPENAPI, **reply)
    result = scan()
    assert (result.changes, list(result.unread)) == ({}, [BITBUCKET_OPENAPI])
    assert result.exit_status == 0


@pytest.mark.parametrize(
    ("entry", "news"),
    [
        ("Adds scopes to OAuth clients.", True),
        ("Webhooks are signed.", True),
        ("Access tokens live shorter.", True),
        ("Adds an SSH host key.", True),
        ("Adds a color to projects.", False),
        ("Tokenises nothing.", False),
    ],
)
def test_reports_relevant_new_changelog_entries(entry, news, scan, publish):
    publish(
        f"{HASHICORP}/api-docs/changelog.mdx",
        f"## 2026-12-01\n\n- {entry}\n\n## 2026-09-17\n\n- Adds SSH to something.",
    )
    result = scan()
    assert result.news == ({CHANGELOGS[1]: [entry]} if news else {})
    assert result.exit_status == int(news)


def test_changelog_that_needs_javascript_is_unread(scan, publish):
    publish(CHANGELOGS[0], FRAME)
    result = scan()
    assert (result.news, list(result.unread), result.exit_status) == ({}, [CHANGELOGS[0]], 0)


def test_unaccepted_news_is_reported_again(scan, publish):
    publish(f"{HASHICORP}/api-docs/changelog.mdx", "- New: OAuth.\n- Adds SSH to something.")
    first = scan()
    assert scan(remembered=first.kept).news == first.news
    assert scan(remembered=first.found.accepted().over(first.kept)).exit_status == 0


def test_lists_facts_not_seen_for_half_a_year(scan, sources):
    later = DAY + OLD + timedelta(days=1)
    assert scan(day=DAY + OLD).old == {}
    result = scan(day=later)
    assert result.old == dict.fromkeys(("guess.tick", "paraphrase"), DAY)
    assert result.exit_status == 1
    sources.update({name: replace(source, seen=later) for name, source in sources.items()})
    assert scan(day=later).exit_status == 0


def test_fact_seen_by_the_monitor_is_not_old(scan, publish):
    later = DAY + OLD
    seen = scan(day=later).kept
    publish(f"{SITE}/keys", status=503)
    result = scan(day=later + timedelta(days=1), remembered=seen)
    assert "screens.keys" not in result.old
    assert result.kept.seen["screens.keys"] == later.isoformat()


def test_night_without_news_keeps_the_ledger(scan):
    first = scan()
    assert scan(day=DAY + timedelta(30), remembered=first.kept).kept == first.kept
    assert scan(day=DAY + timedelta(31), remembered=first.kept).kept != first.kept


def test_missing_third_party_words_are_a_hint(scan, publish):
    publish("https://forum.example/thread", TEXT)
    found = scan()
    assert {name: one.verdict for name, one in found.facts.items()} == FOUND | {"forum.said": FactVerdict.HINT}
    assert (found.lost, found.exit_status) == (["forum.said"], 1)


def test_third_party_words_never_found_raise_no_alarm(scan, publish):
    publish("https://forum.example/thread", TEXT)
    found = scan(remembered=VendorLedger())
    assert found.facts["forum.said"].verdict is FactVerdict.HINT
    assert (found.lost, found.exit_status) == ([], 0)


@pytest.mark.parametrize(
    ("remembered", "verdict"), [({}, FactVerdict.WEAK), ({"screens.save": "2026-11-24"}, FactVerdict.GONE)]
)
def test_one_word_label_must_be_marked_as_a_label(remembered, verdict, scan, publish):
    publish(f"{SITE}/providers", f"{TEXT}<p>Click <b>Add VCS Provider</b>. Save yourself the rest.</p>")
    found = scan(remembered=VendorLedger(seen=remembered))
    assert found.facts["screens.save"].verdict is verdict
    assert found.exit_status == (1 if remembered else 0)


@pytest.mark.parametrize("page", [BITBUCKET_OPENAPI, CHANGELOGS[0]])
def test_reports_a_document_unread_for_half_a_year(page, scan, publish):
    publish(page, status=503)
    assert (scan(day=DAY + OLD).unseen, scan(day=DAY + OLD).unread.keys()) == ({}, {page})
    found = scan(day=DAY + OLD + timedelta(days=1))
    assert found.unseen == {page: DAY.isoformat()}
    assert found.exit_status == 1


def test_exit_status_is_2_if_no_fact_is_found(scan, server, make):
    server.replies = dict.fromkeys(server.replies, make("<p>Log in to this network.</p>"))
    result = scan()
    assert result.inconclusive
    assert result.exit_status == 2
