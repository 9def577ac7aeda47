"""The most likely cause, its extent, and its start: correct for common problems, and absent if everything passes."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.authorization_works import authorization_works
from checks.clients import http
from checks.clients.errors import ReadError, UnreachableError
from checks.clients.time_budget import TimeBudget
from checks.connection.connection import Connection
from checks.diagnosis.causes import causes
from checks.diagnosis.diagnosis import affected, diagnose, since
from checks.engine.model import Ended, Outcome, Result, Since, Verdict, advice, failed, passed, unknown, unreadable
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.facts import guide_sections
from checks.facts.failures import match
from checks.last_fetch import last_fetch
from checks.sandbox.faults import FAULTS
from checks.sandbox.faults.repository import failed_fetch
from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer, proxy_page, redirected, retyped, truncated
from checks.sandbox.scenario_changes import all_of, repository
from checks.settings.environment import read_settings
from checks.ssh_key_on_account import ssh_key_on_account
from checks.submodule_urls import submodule_urls
from checks.webhook_admin_access import webhook_admin_access

NOT_INFERRED = ("no-provider", "key-too-short", "branch-deleted", "last-fetch-failed-without-a-reason")


@pytest.fixture
def diagnosis(sandbox, tmp_path, monkeypatch):
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)

    def of(*faults):
        running = sandbox(*faults)
        with closing(Connection(read_settings(running.environment(), tmp_path))) as connection:
            return diagnose(tuple(run(all_checks(), connection)))

    return of


def test_is_absent_if_everything_passes(diagnosis):
    assert diagnosis() is None


def test_is_absent_if_there_is_only_advice(diagnosis):
    assert diagnosis("never-run") is None


@pytest.mark.parametrize(
    ("faults", "check", "cause", "first"),
    [
        (
            ["authorization-revoked"],
            "authorization-works",
            "Possible causes, in this order: the consumer secret",
            "Reauthorize the VCS",
        ),
        (["consumer-deleted"], "consumer-credentials", "was deleted or has a new secret", "If it was deleted"),
        (
            ["wrong-secret"],
            "consumer-credentials",
            "mistyped or temporarily locked out",
            "Copy the consumer key and secret again",
        ),
        (["consumer-secret-renewed"], "consumer-credentials", "has a new secret", "enter it in HCP Terraform"),
        (
            ["credentials-of-another-consumer", "wrong-secret"],
            "consumer-key",
            "isn't the key of the VCS provider's consumer",
            "Set the key and secret of the consumer that the VCS provider uses",
        ),
        (
            ["credentials-of-another-consumer", "wrong-secret", "authorization-revoked"],
            "authorization-works",
            "HCP Terraform's authorization doesn't work",
            "Reauthorize the VCS",
        ),
        (["missing-webhook-permission"], "consumer-permissions", "lacks Webhooks: Read and write", "select Webhooks"),
        (["missing-webhook-permission", "hook-deleted"], "consumer-permissions", "lacks Webhooks", "select Webhooks"),
        (["hook-deleted"], "webhooks", "isn't notified of pushes", "Update VCS settings"),
        (["branch-deleted", "hook-deleted"], "branch-exists", "no such branch", "Create the branch"),
        (["repository-renamed"], "webhook-admin-access", "renamed, moved, or deleted", "was renamed or moved"),
        (["service-user-removed"], "webhook-admin-access", "lost access", "grant the account Admin"),
        (["bitbucket-workspace-id-changed"], None, "The ID of a Bitbucket workspace", "correct it in the .gitmodules"),
        (["bitbucket-workspace-id-changed"], None, "The ID of a Bitbucket workspace has changed", "Compare the ID"),
        (["ip-address-not-allowed"], None, "IP allowlist", "Add every IP address"),
        (["two-step-verification-required"], None, "requires two-step verification", "turn on two-step verification"),
        (["access-not-granted", "blank-callback"], "provider-authorized", "has no callback URL", "paste Callback URL"),
        (["branch-deleted"], "branch-exists", "no such branch", "Create the branch"),
        (["old-ssh-host-refuses"], "submodule-urls", "although the SSH key is on the account", "git@ssh.bitbucket.org"),
        (["old-ssh-host-refuses", "key-not-on-the-account"], "last-fetch", "accepts no SSH key", "add the public key"),
        (["fetch-without-credential"], "last-fetch", "Git has no credential", "Use an SSH URL"),
        (["fetch-refused-by-the-plan"], "last-fetch", "more users than its plan allows", "upgrade the plan"),
        (["fetch-through-an-untrusted-proxy"], "last-fetch", "doesn't trust the certificate authority", "CA bundle"),
        (["last-fetch-failed-without-a-reason"], "last-fetch", "doesn't report why", "cause isn't known"),
        (["unknown-ssh-host"], "last-fetch", "known hosts", "contact HashiCorp support"),
        (["no-provider"], "provider-selected", "actual none that this token can see", "Add the VCS provider"),
        (["key-too-short"], "ssh-key-format", "expected", ""),
    ],
    ids=str,
)
def test_names_the_cause_of_a_failure_and_the_first_step(diagnosis, faults, check, cause, first):
    diagnosed = diagnosis(*faults)
    assert diagnosed.failed
    assert diagnosed.sentences.startswith("Most likely cause: " if diagnosed.inferred else "Failed: ")
    assert diagnosed.inferred is (faults[0] not in NOT_INFERRED)
    assert diagnosed.cause[0].isupper() or not diagnosed.inferred or diagnosed.cause.startswith("git@")
    assert cause in diagnosed.cause
    assert first in diagnosed.first_step
    assert check in (None, diagnosed.check.id)


@pytest.mark.parametrize(
    ("fault", "check", "cause", "first"),
    [
        ("terraform-token-expired", "terraform-token", "Could not check", "Check TFE_TOKEN"),
        ("api-token-expired", "bitbucket-token", "Could not check", "Check BITBUCKET_EMAIL"),
        ("access-token-instead-of-api-token", "bitbucket-token", "starts with ATCTT", "Set an API token"),
        ("app-password", "bitbucket-token", "an app password", "Set an API token"),
        ("token-of-a-colleague", "authorizing-user", "isn't known to be the authorizing user", "use an API token"),
        ("hourly-limit-reached", None, "too many requests", "Wait for up to an hour"),
        ("hook-without-pushes", "webhooks", "Could not verify", "Update VCS settings"),
    ],
)
def test_unknown_results_are_not_reported_as_failures(diagnosis, fault, check, cause, first):
    diagnosed = diagnosis(fault)
    assert not diagnosed.failed
    assert diagnosed.sentences.startswith("No failures, but the result is incomplete. ")
    assert cause in diagnosed.cause
    assert diagnosed.cause[0].isupper()
    assert first in diagnosed.first_step
    assert diagnosed.first_step not in diagnosed.cause
    assert check in (None, diagnosed.check.id)


@pytest.mark.parametrize(
    ("service", "path", "response"),
    [
        ("terraform", "*/account/details", proxy_page(200)),
        ("terraform", "*/account/details", answer(500)),
        ("terraform", "*/account/details", answer(407)),
        ("bitbucket", "/2.0/user", answer(203)),
        ("terraform", "*/organizations/acme", retyped("data.attributes.name", "other")),
        ("terraform", "*/workspaces", retyped("meta.pagination.total-count", 99)),
        ("terraform", "*/oauth-tokens", redirected("https://login.example.com")),
        ("terraform", "*/account/details", proxy_page(401)),
        ("terraform", "*/organizations/acme", proxy_page(403)),
        ("terraform", "*/stacks", proxy_page(403)),
        ("bitbucket", "*/hooks", proxy_page(403)),
        ("bitbucket", "/2.0/user", answer(200, {})),
        ("bitbucket", "*/access_token", proxy_page(200)),
        ("bitbucket", "*/hooks", truncated),
    ],
)
def test_an_unusable_response_is_not_attributed_to_the_setup(diagnosis, service, path, response):
    diagnosed = diagnosis(ResponseFault(service, path, response))
    assert not diagnosed.failed
    assert diagnosed.section == guide_sections.UNUSABLE
    assert diagnosed.first_step.startswith("Run the checks again.")


def test_patterns_that_match_nothing_lead_to_the_patterns(sandbox, tmp_path):
    environ = {**sandbox().environment(), "TFE_WORKSPACES": "ws-*"}
    with closing(Connection(read_settings(environ, tmp_path))) as connection:
        diagnosed = diagnose(tuple(run(all_checks(), connection)))
    assert "none matches the patterns" in diagnosed.cause
    assert diagnosed.first_step == "Change or remove the patterns."
    assert diagnosed.section == guide_sections.SETTINGS


def test_reports_the_extent(diagnosis):
    assert "(1 of 3: acme-infra/network)" in diagnosis("repository-renamed").sentences


def test_reports_the_first_failed_fetch(diagnosis):
    assert "First failed fetch:" in diagnosis("last-fetch-failed").since
    assert diagnosis("hook-deleted").since == ""


def test_lists_possible_causes_if_bitbucket_accepts_the_secret(diagnosis):
    diagnosed = diagnosis("authorization-revoked")
    listed = [
        diagnosed.cause.index(words) for words in ("secret was rotated", "was revoked", "wasn't used for 90 days")
    ]
    assert listed == sorted(listed)
    assert "Possible causes" in diagnosed.cause


def test_the_old_ssh_host_does_not_explain_other_messages(diagnosis):
    diagnosed = diagnosis("old-ssh-host", "fetch-without-credential")
    assert diagnosed.check.id == "last-fetch"
    assert "Git has no credential" in diagnosed.cause


REFUSED = failed_fetch("git@ssh.bitbucket.org: Permission denied (publickey).")
REFUSED_AT_GITHUB = failed_fetch("git@github.com: Permission denied (publickey).")


def changed(*changes):
    """Return the healthy scenario with these changes: faults by name, or functions."""
    steps = (FAULTS[change].change if isinstance(change, str) else change for change in changes)
    return all_of(*steps)(healthy(datetime.now(UTC)))


@pytest.mark.parametrize(
    ("changes", "check", "cause", "first"),
    [
        (["no-key-stored", REFUSED], "ssh-key-stored", "no SSH key is stored", "add a private SSH key"),
        (["key-not-on-the-account", REFUSED], "ssh-key-on-account", "not there", "paste the public key"),
        (["no-key-stored", "key-not-on-the-account", REFUSED], "ssh-key-stored", "no SSH key is stored", "add a"),
        (["no-key-stored", REFUSED_AT_GITHUB], "last-fetch", "failed at github.com", "whether github.com accepts"),
        (["submodule-on-another-port", REFUSED_AT_GITHUB], "last-fetch", "failed at github.com", "whether github.com"),
        (["password-in-a-submodule-url", REFUSED], "last-fetch", "accepts no SSH key", "ssh-key-stored"),
    ],
)
def test_explains_a_refused_ssh_key_by_what_the_message_is_about(diagnosis, changes, check, cause, first):
    diagnosed = diagnosis(changed(*changes))
    assert diagnosed.check.id == check
    assert cause in diagnosed.cause
    assert first in diagnosed.first_step


def test_explains_a_refused_ssh_key_only_by_urls_of_the_same_workspace(diagnosis):
    entry = '[submodule "p"]\n\tpath = p\n\turl = ssh://git@bitbucket.org:443/acme-infra/policies.git\n'
    elsewhere = repository("platform", lambda one: replace(one, files={".gitmodules": entry}))
    diagnosed = diagnosis(changed(elsewhere, failed_fetch("git@bitbucket.org: Permission denied (publickey).")))
    assert diagnosed.check.id == "last-fetch"


def test_counts_only_failures_with_the_same_message(diagnosis):
    def errored(now):
        first, *_, last = [workspace for workspace in now.terraform_workspaces if workspace.vcs_repo]
        messages = {first.name: "Host key verification failed.", last.name: "something else"}

        def failing(workspace):
            api, fetch, *older = workspace.configuration_versions
            failed = replace(fetch, status="errored", error_message=messages[workspace.name])
            return replace(workspace, configuration_versions=(api, failed, *older))

        return replace(
            now,
            terraform_workspaces=tuple(
                failing(workspace) if workspace.name in messages else workspace
                for workspace in now.terraform_workspaces
            ),
        )

    diagnosed = diagnosis(errored(healthy(datetime.now(UTC))))
    assert "known hosts" in diagnosed.cause
    assert diagnosed.affected.startswith("1 of ")


def test_only_status_402_refers_to_the_plan(diagnosis):
    refused = ResponseFault("bitbucket", "*/hooks", answer(402))
    assert "plan allows" in diagnosis(refused).cause
    assert "plan" not in diagnosis(ResponseFault("bitbucket", "*/hooks", answer(403))).cause


def test_an_error_of_the_checks_does_not_explain_a_failure_if_hcp_terraform_has_access(diagnosis):
    diagnosed = diagnosis("public-consumer", ResponseFault("bitbucket", "*/hooks", answer(402)))
    assert diagnosed.check.id == "private-consumer"


@pytest.mark.parametrize(
    ("hidden", "seen", "ours", "is_cause"),
    [
        ({"acme/a", "acme/b"}, set(), {"acme/a", "acme/b"}, True),
        ({"acme/a"}, {"acme/b"}, {"acme/a", "acme/b"}, False),
        ({"acme/a", "acme/b"}, set(), {"acme/a"}, False),
    ],
    ids=["none", "some", "also hidden from the account"],
)
def test_the_authorization_is_the_cause_if_it_sees_none_of_the_visible_repositories(hidden, seen, ours, is_cause):
    of_terraform = (*map(bad, sorted(hidden)), *map(good, seen))
    results = [Result(authorization_works, of_terraform), Result(webhook_admin_access, tuple(map(good, ours)))]
    assert ("authorization doesn't work" in next(causes(results)).words) is is_cause


def test_a_refusal_on_the_old_ssh_host_does_not_explain_other_failed_fetches():
    messages = "git@bitbucket.org: Permission denied (publickey).", "Host key verification failed."
    fetches = tuple(replace(bad("network"), actual=one, known_error=match(one), ids=("ws-1",)) for one in messages)
    url = failed("modules", "a URL that HCP Terraform can fetch", "git@bitbucket.org:acme/a.git", "Write another URL.")
    url = replace(url, ids=("ws-1/modules",))
    key = Result(ssh_key_on_account, (passed("SSH key", "on the account", "there"),))
    for found, check in ((fetches[:1], submodule_urls), (fetches, last_fetch)):
        results = [Result(last_fetch, found), Result(submodule_urls, (url,)), key]
        assert next(causes(results)).result.check is check


def test_an_error_is_named_even_if_the_time_budget_also_left_out_subjects():
    error = ReadError("The list could not be read.")
    left_out = unreadable("a", "b", TimeBudget(600).error())
    result = Result(last_fetch, (left_out,), ended=Ended(Outcome.UNKNOWN, str(error), error))
    assert "The list could not be read" in next(causes([result])).words


def test_text_from_this_tool_is_not_mistaken_for_a_vendor_message():
    error = ReadError("https://bitbucket.example returned status 429, and an admin must whitelist your IP.")
    result = Result(last_fetch, (unreadable("a", "b", error),))
    assert "whitelist" in next(causes([result])).words
    assert next(causes([result])).words.startswith("Could not verify")


def test_a_host_that_cannot_be_reached_leads_to_what_to_check():
    error = UnreachableError("https://terraform.example.com/api could not be read: the connection failed.")
    result = Result(last_fetch, ended=Ended(Outcome.UNKNOWN, str(error), error))
    found = diagnose([result])
    assert "the connection failed" in found.cause
    assert found.first_step == "Check the hostname in the URL, and whether this computer can reach it."
    assert found.section == guide_sections.UNREACHABLE


PLACE = ("the Bitbucket workspace acme",)


def bad(subject, *scope):
    return failed(subject, "a webhook", "none", "Create the webhook.").in_scope(*(scope or PLACE))


def good(subject, *scope):
    return passed(subject, "a webhook", "there").in_scope(*(scope or PLACE))


def extent(findings):
    return affected(findings, [finding for finding in findings if finding.verdict is Verdict.FAILED])


def day(number):
    return datetime(2026, 11, number, 9, 30, tzinfo=UTC)


def stopped(worked, first):
    return replace(bad("acme/a"), since=Since(worked, first))


class TestExtent:
    def test_counts_subjects_without_advice(self):
        unread = unknown("e", "f", "g").in_scope(*PLACE)
        findings = [bad("a"), bad("b"), good("c"), advice("d", "a run", "none").in_scope(*PLACE), unread]
        assert extent(findings) == "2 of 4"

    def test_is_empty_for_findings_without_a_scope(self):
        permissions = [failed("Webhooks", "Write", "-", "Select it."), passed("Account", "Write", "Write")]
        assert extent(permissions) == ""

    def test_has_thousands_separators(self):
        findings = [*(bad(f"a{number}") for number in range(1037)), *(good(f"b{number}") for number in range(3963))]
        assert extent(findings) == "1,037 of 5,000"

    def test_names_the_narrowest_scope_shared_only_by_affected_subjects(self):
        findings = [
            bad("a", "the project x", "the Bitbucket workspace w"),
            bad("b", "the project x"),
            good("c", "the project y"),
        ]
        assert extent(findings) == "2 of 3, all in the project x"

    def test_does_not_name_a_scope_shared_by_all_subjects(self):
        findings = [bad("a", "the project x"), bad("b", "the project x"), good("c", "the project x")]
        assert extent(findings) == "2 of 3"

    def test_does_not_name_a_scope_without_all_affected_subjects(self):
        findings = [bad("a", "the project x"), bad("b", "the project y"), good("c", "the project z")]
        assert extent(findings) == "2 of 3"

    def test_names_a_single_affected_subject(self):
        assert extent([bad("acme/a"), good("acme/b")]) == "1 of 2: acme/a"

    def test_is_the_name_of_the_only_subject_or_empty(self):
        assert extent([bad("a")]) == "a"
        assert extent([bad("a"), bad("a")]) == "a"
        assert extent([good("a"), good("b")]) == ""

    def test_counts_only_the_selected_failures(self):
        first, second, third = bad("a"), bad("b"), bad("c")
        assert affected([first, second, third], [first, third]) == "2 of 3"


class TestSince:
    def test_reports_the_last_successful_and_the_first_failed_fetch(self):
        assert since([stopped(day(3), day(5)), stopped(day(2), day(9))]) == (
            "Last successful fetch: 03 November 2026, 09:30 UTC. First failed fetch: 05 November 2026, 09:30 UTC."
        )

    def test_reports_the_first_known_failure_without_a_success(self):
        assert since([stopped(None, day(5))]) == "Fetches have been failing since at least 05 November 2026, 09:30 UTC."

    def test_ignores_a_success_after_the_first_failure(self):
        assert since([stopped(day(7), day(8)), stopped(None, day(5))]).startswith(
            "Fetches have been failing since at least 05"
        )

    def test_ignores_a_success_at_the_same_time_as_the_first_failure(self):
        assert since([stopped(day(5), day(5))]).startswith("Fetches have been failing since at least 05")

    def test_is_empty_if_no_finding_reports_it(self):
        assert since([bad("a"), stopped(day(3), None)]) == ""
