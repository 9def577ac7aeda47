"""A round reads again only what its checks need, shows only new verdicts as new, and is polite to Bitbucket."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.clients.terraform_provider_records import Provider
from checks.facts.credentials import Credential
from checks.live import allowance, guide, rounds
from checks.live.values import panel_values, provider_choices, simulated_sites
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated, healthy, unconnected
from checks.settings.environment import read_settings
from checks.settings.settings import Settings

REPOSITORY_READS = "/2.0/repositories"


@pytest.fixture
def hurried(monkeypatch):
    """Don't wait before a second round, as two tabs would."""
    monkeypatch.setattr(guide, "TOGETHER_SECONDS", 0)


def to_bitbucket(log):
    return [request for request in log if request.service == "bitbucket"]


def token_requests(log):
    return [request for request in log if request.path == "/site/oauth2/access_token"]


def test_shows_the_same_outcomes_as_the_terminal(live, sandbox):
    states = live(sandbox("missing-webhook-permission").environment()).settle()
    different = {name: state for name, state in states.items() if state != "passed"}
    assert different == {
        "consumer-permissions": "failed",
        "enterprise-release": "not-applicable",
        "public-address": "not-applicable",
    }


@pytest.mark.usefixtures("hurried")
def test_a_return_to_the_page_turns_the_card_that_was_fixed_and_no_other(live, sandbox, requests_log):
    running = sandbox("hook-deleted")
    server = live(running.environment())
    before = server.settle()
    assert [name for name, state in before.items() if state == "failed"] == ["webhooks"]
    number, _ = server.board.document()
    running.state.change(lambda _: healthy(datetime.now(UTC)))
    requests_log.clear()
    server.reader().visit("create-workspace")
    server.wait(lambda states: states["webhooks"] == "passed", 70)
    _, document = server.board.document(number)
    assert {name for name, card in document["cards"].items() if card["state"] != before[name]} == {"webhooks"}
    assert document["announce"].startswith("Passed: ")
    assert len(to_bitbucket(requests_log)) <= 3


@pytest.mark.usefixtures("hurried")
def test_the_checks_that_wait_for_a_fixed_one_turn_as_well(live, sandbox):
    running = sandbox("access-not-granted")
    server = live(running.environment())
    before = server.settle()
    assert before["provider-authorized"] == "failed"
    assert before["webhooks"] == "skipped"
    running.state.change(lambda _: healthy(datetime.now(UTC)))
    server.reader().visit("connect-and-authorize")
    after = server.wait(lambda states: states["webhooks"] == "passed")
    assert after["provider-authorized"] == "passed"


@pytest.mark.usefixtures("hurried")
def test_a_check_that_fails_now_takes_back_what_relied_on_it(live, sandbox):
    running = sandbox()
    server = live(running.environment())
    server.settle()
    running.state.change(lambda now: replace(now, terraform_tokens=()))
    server.reader().click("prerequisites", "terraform-token")
    after = server.wait(lambda states: states["terraform-token"] not in {"passed", "running"})
    after = server.wait(lambda states: states["webhooks"] != "passed")
    assert after["webhooks"] == after["callback-url"] == "skipped"


@pytest.mark.usefixtures("hurried")
def test_a_card_that_was_not_checked_again_keeps_its_time(live, sandbox):
    running = sandbox()
    server = live(running.environment())
    server.settle()
    before = server.board.document()[1]["cards"]
    time.sleep(1.1)
    server.reader().click("create-workspace", "webhooks")
    server.wait(lambda _: server.board.document()[1]["cards"]["webhooks"]["checked"] > before["webhooks"]["checked"])
    after = server.board.document()[1]["cards"]
    assert [name for name in after if after[name]["checked"] != before[name]["checked"]] == ["webhooks"]


def test_two_tabs_cause_one_read(live, sandbox, requests_log):
    server = live(sandbox("hook-deleted").environment())
    server.settle()
    time.sleep(guide.TOGETHER_SECONDS + 0.1)
    requests_log.clear()
    for tab in (server.reader(), server.reader()):
        tab.visit("create-workspace")
    time.sleep(0.2)
    server.settle()
    lists = [request for request in requests_log if request.path.endswith("/oauth-clients")]
    assert len(lists) == 1


@pytest.mark.usefixtures("hurried")
def test_automatic_rounds_stay_within_the_limit_for_bitbucket(live, sandbox, requests_log):
    running = sandbox(FAULTS["hook-deleted"].change(healthy(datetime.now(UTC))))
    server = live(running.environment())
    server.settle()
    reader = server.reader()
    for page in ("create-workspace", "scope-and-ssh-key", "connect-and-authorize") * 6:
        reader.visit(page)
        server.settle()
    assert len(to_bitbucket(requests_log)) <= allowance.REQUESTS


def test_many_clicks_show_at_once_that_the_check_runs_and_cause_one_round(live, sandbox, requests_log):
    server = live(sandbox("hook-deleted").environment())
    before = server.settle()
    earlier_round, reader = threading.Event(), server.reader()
    server.guide._jobs.add(guide.CLICK, earlier_round.wait)
    requests_log.clear()
    for _ in range(50):
        reader.click("create-workspace", "webhooks")
    assert server.states() == before | {"webhooks": "running"}
    assert requests_log == []
    earlier_round.set()
    assert server.settle() == before
    hooks = [request.path for request in requests_log if request.path.endswith("/hooks")]
    assert len(hooks) == len(set(hooks)) > 0


@pytest.mark.usefixtures("hurried")
def test_a_click_is_not_limited(live, sandbox, requests_log):
    running = sandbox(generated(30, datetime.now(UTC)))
    server = live(running.environment())
    server.settle()
    requests_log.clear()
    server.reader().click("create-workspace", "webhooks")
    time.sleep(0.1)
    server.settle()
    assert len(to_bitbucket(requests_log)) == 30


@pytest.mark.usefixtures("hurried")
def test_a_return_to_the_tab_never_starts_checks_that_need_many_requests(live, sandbox, requests_log):
    whole = generated(30, datetime.now(UTC))
    running = sandbox(FAULTS["access-not-granted"].change(whole))
    server = live(running.environment())
    assert server.settle()["webhooks"] == "skipped"
    running.state.change(lambda _: whole)
    requests_log.clear()
    reader = server.reader()
    for page in ("connect-and-authorize", "create-workspace"):
        reader.visit(page)
        server.guide.wait()
    states = server.settle()
    assert states["provider-authorized"] == states["workspaces-visible"] == "passed"
    assert states["webhooks"] == states["submodule-urls"] == "unknown"
    assert len(to_bitbucket(requests_log)) <= allowance.REQUESTS
    document = server.board.document()[1]
    assert "requests to Bitbucket. To run this check, select Check again." in document["cards"]["webhooks"]["summary"]
    assert document["next"]
    reader.click("create-workspace", "webhooks")
    server.guide.wait()
    assert server.settle()["webhooks"] == "passed"


def test_a_new_consumer_runs_only_the_checks_that_use_it(live, sandbox, requests_log):
    running = sandbox()
    environ = running.environment()
    later = {name: environ.pop(name) for name in ("BITBUCKET_CLIENT_ID", "BITBUCKET_CLIENT_SECRET")}
    server = live(environ)
    before = server.settle()
    assert before["consumer-credentials"] == "skipped"
    assert "BITBUCKET_CLIENT_ID" in server.board.document()[1]["cards"]["consumer-credentials"]["summary"]
    requests_log.clear()
    server.guide.add(read_settings(environ | later, None))
    after = server.states()
    assert after["consumer-permissions"] == after["consumer-key"] == "passed"
    assert {name for name in after if after[name] != before[name]} == {
        "consumer-credentials",
        "consumer-callback",
        "private-consumer",
        "consumer-permissions",
        "consumer-key",
    }
    assert [request.path for request in requests_log] == ["/site/oauth2/access_token"]


def test_the_terminal_asks_for_a_consumer_when_its_page_is_read(live, sandbox):
    running = sandbox(unconnected(datetime.now(UTC)))
    environ = running.environment()
    del environ["BITBUCKET_SSH_KEY"]
    server = live(environ)
    server.settle()
    assert server.asked == []
    server.reader().visit("prerequisites")
    server.reader().visit("create-consumer")
    server.wait(lambda _: server.asked)
    assert {credential for credential, _ in server.asked} == {Credential.CONSUMER}


def test_the_next_step_follows_the_reader(live, sandbox):
    running = sandbox(unconnected(datetime.now(UTC)))
    environ = running.environment()
    del environ["BITBUCKET_SSH_KEY"]
    server = live(environ)
    server.settle()
    following = server.board.document()[1]["next"]
    assert following == {"text": "Next: step 1, add a VCS provider in HCP Terraform", "href": "/add-vcs-provider.html"}


def test_nothing_is_left_when_everything_passes(live, sandbox):
    server = live(sandbox().environment())
    server.settle()
    document = server.board.document()[1]
    assert document["next"] is None
    assert document["pages"]["connect-and-authorize"] == {"state": "passed", "label": "7 of 7 passed"}


def test_the_panel_takes_what_is_known(live, sandbox):
    server = live(sandbox().environment())
    server.settle()
    values = server.board.document()[1]["values"]
    assert (values["org"], values["workspace"]) == ("acme", "acme-infra")
    assert "host" not in values  # the links of the guide use https, and the sandbox doesn't


def test_the_panel_takes_the_host_of_a_real_service():
    assert panel_values(Settings(terraform_url="https://tfe.acme.example"))["host"] == "tfe.acme.example"


def test_the_name_of_a_provider_is_one_line_without_control_characters():
    provider = Provider("oc-1", "a\n\x1b[31m\u202eb\ud800", None, None, None, None, None, has_agent_pool=False)
    (choice,) = provider_choices([provider], None)
    assert choice["name"] == r"a \x1b[31m\u202eb\ud800"


def test_the_reader_chooses_between_two_providers(live, sandbox, requests_log):
    server = live(sandbox("two-providers").environment())
    before = server.settle()
    assert before["provider-selected"] != "passed"
    offered = server.board.document()[1]["providers"]
    assert len(offered) == 2
    assert not any(one["chosen"] for one in offered)
    chosen = server.settings.provider or next(one["id"] for one in offered if one["name"] == "Bitbucket Cloud")
    assert server.reader().request("POST", "/live/provider", {"id": chosen}).status == 202
    server.wait(lambda states: states["provider-selected"] == "passed")
    server.settle()
    assert [one["id"] for one in server.board.document()[1]["providers"] if one["chosen"]] == [chosen]
    assert len(token_requests(requests_log)) == 1


def test_no_result_about_another_provider_remains(live, sandbox, monkeypatch):
    server = live(sandbox("two-providers").environment())
    server.settle()
    offered = [one["id"] for one in server.board.document()[1]["providers"]]
    server.guide.choose(offered[0])
    server.guide.wait()
    assert "passed" in server.states().values()
    monkeypatch.setattr(rounds, "run", lambda *_: 1 / 0)
    server.guide.choose(offered[1])
    server.guide.wait()
    assert set(server.states().values()) == {"not-run"}
    assert "A round of checks ended with ZeroDivisionError. Its checks keep their results." in server.said


def test_only_a_sandbox_simulates_the_sites_of_the_guide():
    assert simulated_sites(Settings()) == ()
    assert simulated_sites(Settings(terraform_url="http://127.0.0.1:1")) == ()
    sites = simulated_sites(Settings(terraform_url="http://127.0.0.1:1", bitbucket_url="http://127.0.0.1:2"))
    assert [(one["site"], one["url"]) for one in sites] == [
        ("https://app.terraform.io", "http://127.0.0.1:1"),
        ("https://bitbucket.org", "http://127.0.0.1:2"),
    ]
