"""A failure is recognized only by a vendor's own message, the most specific one first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks.facts import messages
from checks.facts.failures import FAILURES, match


def named(words):
    found = match(words)
    return found and found.message


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.message.text)
def test_each_failure_has_a_cause_a_fix_a_source_and_a_date(failure):
    for text in (failure.cause, failure.fix):
        assert text.endswith(".")
        assert "**" not in text
    assert failure.message.source.page.startswith("https://")
    assert failure.message.source.seen >= date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            "ingress_failed: repository access denied. deployment key is not associated",
            messages.REPOSITORY_ACCESS_DENIED,
        ),
        (
            "fatal: could not read Username for 'https://bitbucket.org': No such device",
            messages.COULD_NOT_READ_USERNAME,
        ),
        (
            "fatal: Could not read Password for 'https://a@bitbucket.org': terminal prompts disabled",
            messages.COULD_NOT_READ_USERNAME,
        ),
        ("fatal: No url found for submodule path 'legacy' in .gitmodules", messages.NO_URL_FOR_SUBMODULE),
        ("fatal: no submodule mapping found in .gitmodules for path 'legacy'", messages.NO_URL_FOR_SUBMODULE),
        ("Branch isn't ingressable", messages.BRANCH_NOT_INGRESSABLE),
        (
            "ssh: Could not resolve hostname bitbucket.org-work: Name or service not known",
            messages.COULD_NOT_RESOLVE_HOSTNAME,
        ),
        ("fatal: unable to access 'https://x/': Could not resolve host: x", messages.COULD_NOT_RESOLVE_HOSTNAME),
        ("ssh: connect to host bitbucket.org port 22: Connection refused", messages.NO_SSH_CONNECTION),
        ("fatal: Authentication failed for 'https://bitbucket.org/acme/a.git/'", messages.AUTHENTICATION_FAILED),
        ("fatal: Remote branch release/2026 not found in upstream origin", messages.REMOTE_BRANCH_NOT_FOUND),
        ("fatal: couldn't find remote ref refs/heads/main", messages.REMOTE_BRANCH_NOT_FOUND),
        ("fatal: remote error: upload-pack: not our ref 01234567", messages.SUBMODULE_COMMIT_NOT_FOUND),
        (
            "Fetched in submodule path 'a', but it did not contain 0123. Direct fetching of that commit failed.",
            messages.SUBMODULE_COMMIT_NOT_FOUND,
        ),
        ("fatal: unable to access 'https://x/': The requested URL returned error: 403", messages.FORBIDDEN),
        ("fatal: unable to access 'https://x/': The requested URL returned error: 502", messages.SERVER_ERROR),
        ("error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503", messages.SERVER_ERROR),
        ("error: RPC failed; HTTP 429 curl 22 The requested URL returned error: 429", messages.BITBUCKET_RATE_LIMIT),
        (
            "Failed to connect to bitbucket.org port 443 after 130025 ms: Couldn't connect",
            messages.NO_HTTPS_CONNECTION,
        ),
        ("error: RPC failed; curl 18 transfer closed\nfatal: early EOF", messages.CONNECTION_CUT),
        ("repository access denied.\nfatal: The remote end hung up unexpectedly", messages.REPOSITORY_ACCESS_DENIED),
        ("SSL certificate problem: certificate is not yet valid", messages.CERTIFICATE_EXPIRED),
        (
            "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
            messages.HOST_KEY_CHANGED,
        ),
        ("No ED25519 host key is known for ssh.bitbucket.org\nHost key verification failed.", messages.HOST_KEY),
        ("the account 'acme' has exceeded\n its user limit and", messages.USER_LIMIT),
        ("error: RPC failed; HTTP 402 curl 22 The requested URL returned error: 402", messages.PAYMENT_REQUIRED),
        ("This API/resource is not accessible by this authentication mechanism", messages.AUTHENTICATION_MECHANISM),
        (
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            messages.UNKNOWN_AUTHORITY,
        ),
        ("x509: certificate has expired or is not yet valid: current time", messages.CERTIFICATE_EXPIRED_GO),
        ("x509: certificate is valid for proxy.example, not bitbucket.org", messages.CERTIFICATE_OF_ANOTHER_HOST),
        ("SSL certificate problem: unable to get local issuer certificate", messages.LOCAL_ISSUER),
        ("SSL certificate problem: self signed certificate in certificate chain", messages.SELF_SIGNED_IN_CHAIN),
        ("SSL certificate problem: certificate has expired", messages.CERTIFICATE_EXPIRED),
        (
            "git@ssh.bitbucket.org: Permission denied (publickey).\nfatal: Could not read from remote",
            messages.PERMISSION_DENIED,
        ),
        ('Load key "/tmp/key": error in libcrypto\nPermission denied (publickey).', messages.ERROR_IN_LIBCRYPTO),
        ('Load key "/tmp/key": invalid format\nPermission denied (publickey).', messages.INVALID_FORMAT),
        ("fatal: repository 'https://bitbucket.org/acme/a.git/' not found", messages.NO_REPOSITORY_OR_ACCESS),
        (
            "remote: App passwords are deprecated and\nfatal: Authentication failed for 'https://x'",
            messages.APP_PASSWORD,
        ),
        ("remote: To access this repository, an admin must whitelist your IP.", messages.ADDRESS_NOT_ALLOWED),
        ("Timed out while fetching the configuration version..", messages.FETCH_TIMED_OUT),
        ("Get https://api.bitbucket.org/2.0/x: context deadline exceeded", messages.FETCH_TIMED_OUT),
        ("dial tcp 104.192.141.1:443: i/o timeout", messages.FETCH_TIMED_OUT),
        ("dial tcp: lookup bitbucket.org on 10.0.0.2:53: no such host", messages.COULD_NOT_RESOLVE_HOSTNAME),
        ("remote: an admin of this workspace must allowlist your IP", messages.ADDRESS_NOT_ALLOWED),
        ("warning: Could not find remote branch main to clone.", messages.REMOTE_BRANCH_NOT_FOUND),
        (
            "fatal: Unable to find refs/remotes/origin/gone revision in submodule path 'p'",
            messages.REMOTE_BRANCH_NOT_FOUND,
        ),
        (
            "fatal: reference is not a tree: 0123\nUnable to checkout '0123' in submodule path 'a'",
            messages.SUBMODULE_COMMIT_NOT_FOUND,
        ),
        (
            "No ED25519 host key is known for ssh.bitbucket.org and you have requested strict checking.",
            messages.HOST_KEY,
        ),
        ("Connection closed by 104.192.141.1 port 22", messages.NO_SSH_CONNECTION),
        ("conq: repository does not exist.", messages.NO_REPOSITORY_OR_ACCESS),
        ("The requested URL returned error: 404", messages.NO_REPOSITORY_OR_ACCESS),
        ("The requested URL returned error: 401", messages.AUTHENTICATION_FAILED),
        ("Token is invalid, expired, or not supported for this endpoint.", messages.AUTHENTICATION_FAILED),
        ('oauth2: "invalid_grant" "Invalid refresh_token"', messages.AUTHENTICATION_FAILED),
    ],
)
def test_recognizes_the_message_in_a_failure(words, message):
    assert named(words) is message
    assert named(words.upper()) is message


@pytest.mark.parametrize(
    "words",
    [
        None,
        "",
        "ingress_failed",
        "ingress_failed: Failed to clone",
        "an unexpected error occurred",
        "exit status 128",
        "invalid format of main.tf",
        "The requested URL returned error: 4020",
        "error 402 lines were changed",
        "permission denied",
        "fatal: Could not read from remote repository.",
    ],
)
def test_does_not_recognize_generic_words(words):
    assert match(words) is None


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.message.text)
def test_recognizes_every_message_by_its_own_text(failure):
    # This text is too common, so it is recognized only in its context.
    if failure.message is not messages.INVALID_FORMAT:
        assert match(failure.message.text) is not None


@pytest.mark.parametrize(
    "words",
    [
        "fatal: unable to access 'https://git.acme.example/a/b/': The requested URL returned error: 403",
        "fatal: Authentication failed for 'https://bot@git.acme.example/a/b.git/'",
        "fatal: repository 'https://git.acme.example/a/b.git/' not found",
        "git@git.acme.example: Permission denied (publickey).\nfatal: Could not read from remote repository.",
        "ssh: connect to host git.acme.example port 22: Connection timed out",
    ],
)
def test_does_not_blame_bitbucket_for_another_server(words):
    found = match(words)
    assert found is not None
    assert "git.acme.example" in found.cause
    assert "service user" not in found.fix


@pytest.mark.parametrize(
    "words",
    [
        "git@bitbucket.org: Permission denied (publickey).",
        "git@bitbucket.org-work: Permission denied (publickey).",
        "Permission denied (publickey). See 'https://support.example/help'\nfatal: clone of 'https://bitbucket.org/a/b'",
        "Permission denied (publickey).",
    ],
)
def test_blames_bitbucket_if_the_words_name_it_or_no_server(words):
    assert match(words) in FAILURES


@given(some.text())
def test_accepts_any_text(words):
    assert match(words) is None or match(words).message in {failure.message for failure in FAILURES}
