"""Only Bitbucket's own message for a missing file proves that a repository has no submodules."""

import gzip
from dataclasses import replace

import pytest

from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario_changes import oauth_token
from checks.ssh_key_stored import ssh_key_stored

NETWORK = "/2.0/repositories/acme-infra/network/src/*"
KEYLESS = oauth_token(lambda one: replace(one, has_ssh_key=False))
MISSING = "No such file or directory: .gitmodules"


def error(message: str) -> dict[str, object]:
    return {"type": "error", "error": {"message": message}}


def truncated(whole):
    whole.set_data(gzip.compress(b"# nothing but a comment\n" * 40)[:-9])
    whole.headers["Content-Encoding"] = "gzip"
    return whole


def test_without_a_key_the_check_fails(ask):
    assert ask(ssh_key_stored, KEYLESS).outcome == "failed"


def test_bitbuckets_message_for_a_missing_file_means_no_submodules(ask):
    missing = ResponseFault("bitbucket", NETWORK, answer(404, error(MISSING)))
    assert ask(ssh_key_stored, KEYLESS, missing).outcome == "not_applicable"


NO_PROOF = {
    "a web page": answer(404, "<html><title>404 Not Found</title>nginx</html>", "text/html"),
    "an empty body": answer(404),
    "another message": answer(404, error("Resource not found")),
    "the message for another file": answer(404, error("No such file or directory: other")),
    "the message with more text": answer(404, error(f"{MISSING}.backup")),
    "the message in plain text": answer(404, "gateway: No such file or directory", "text/plain"),
    "the message with another status": answer(410, error(MISSING)),
    "a sign-in page": answer(200, "# sign in\n", "text/html; charset=utf-8"),
    "no content": answer(204),
    "partial content": answer(206, "# comment\n", "text/plain"),
    "another success": answer(203, "# comment\n", "text/plain"),
    "truncated gzip data": truncated,
    "a compression that was not requested": answer(200, "# comment\n", "text/plain", Content_Encoding="br"),
}


@pytest.mark.parametrize("what", NO_PROOF)
def test_any_other_response_is_unknown(ask, what):
    assert ask(ssh_key_stored, KEYLESS, ResponseFault("bitbucket", NETWORK, NO_PROOF[what])).outcome == "unknown"


def test_a_page_of_a_proxy_is_not_called_a_syntax_error(ask):
    page = ResponseFault("bitbucket", NETWORK, answer(200, "<html>Sign in</html>", "text/html"))
    result = ask(ssh_key_stored, page)
    assert result.outcome == "unknown"
    assert "with a web page, possibly from a proxy" in result.words
    assert "syntax error" not in result.words
