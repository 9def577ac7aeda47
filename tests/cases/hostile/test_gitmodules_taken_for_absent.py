"""Only Bitbucket's own words for a missing file prove that a repository has no submodules."""

import gzip
from dataclasses import replace

import pytest

from checks.sandbox.fault import oauth_token
from checks.sandbox.response_faults import ResponseFault, answer
from checks.ssh_key_stored import ssh_key_stored

NETWORK = "/2.0/repositories/acme-infra/network/src/*"
KEYLESS = oauth_token(lambda one: replace(one, has_ssh_key=False))
MISSING = "No such file or directory: .gitmodules"


def said(message: str) -> dict[str, object]:
    return {"type": "error", "error": {"message": message}}


def cut_short(whole):
    whole.set_data(gzip.compress(b"# nothing but a comment\n" * 40)[:-9])
    whole.headers["Content-Encoding"] = "gzip"
    return whole


def test_without_a_key_the_check_fails(ask):
    assert ask(ssh_key_stored, KEYLESS).outcome == "failed"


def test_bitbuckets_own_words_for_a_missing_file_mean_no_submodules(ask):
    missing = ResponseFault("bitbucket", NETWORK, answer(404, said(MISSING)))
    assert ask(ssh_key_stored, KEYLESS, missing).outcome == "not_applicable"


NO_PROOF = {
    "a web page": answer(404, "<html><title>404 Not Found</title>nginx</html>", "text/html"),
    "nothing": answer(404),
    "other words": answer(404, said("Resource not found")),
    "the words for another file": answer(404, said("No such file or directory: other")),
    "the words with more behind them": answer(404, said(f"{MISSING}.backup")),
    "the words in a plain text": answer(404, "gateway: No such file or directory", "text/plain"),
    "the words with another status": answer(410, said(MISSING)),
    "no content": answer(204),
    "a part": answer(206, "# comment\n", "text/plain"),
    "another success": answer(203, "# comment\n", "text/plain"),
    "gzip that broke off": cut_short,
    "a compression that was not asked for": answer(200, "# comment\n", "text/plain", Content_Encoding="br"),
}


@pytest.mark.parametrize("what", NO_PROOF)
def test_anything_else_proves_nothing(ask, what):
    assert ask(ssh_key_stored, KEYLESS, ResponseFault("bitbucket", NETWORK, NO_PROOF[what])).outcome == "unknown"
