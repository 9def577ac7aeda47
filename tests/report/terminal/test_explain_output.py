"""The output of --explain lists the requests of each check, without control characters."""

from checks.engine.explain import Call
from checks.engine.registry import all_checks
from checks.facts.credentials import Credential
from checks.report.terminal.explain_output import explained_lines, least
from checks.report.terminal.options import RenderOptions
from checks.settings.settings import Settings


def test_lists_every_check_with_its_credentials_and_requests():
    shown = "\n".join(explained_lines(all_checks(), Settings(), RenderOptions()))
    assert all(f"\n{check.id}: {check.title[:20]}" in shown for check in all_checks())
    assert "  GET  https://app.terraform.io/api/v2/account/details\n           permission: any valid token" in shown
    assert "  POST https://bitbucket.org/site/oauth2/access_token\n" in shown
    assert "  needs BITBUCKET_SSH_KEY\n" in shown
    assert "up to 4 for each of their repositories, of which a run reads at most 50" in " ".join(shown.split())


def test_an_optional_request_states_its_condition():
    call = Call("GET", "/x", "read", Credential.BITBUCKET_TOKEN, optional=True, beta=True)
    assert least(call) == "read; sent only with the service user's email address and API token; beta API"
