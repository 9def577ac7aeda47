"""A check sends exactly the requests that it declares."""

import re
from collections import Counter
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.clients import http
from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import NotApplicable
from checks.engine.plan import ONE_BY_ONE, Plan, plan
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated, healthy
from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario_changes import vcs_repo, without_objects
from checks.settings.environment import read_settings

READS = [value for facts in (bitbucket, terraform) for value in vars(facts).values() if isinstance(value, Endpoint)]
ONE = {"repositories": ("*/network",)}
ADMIN = "admin:repository:bitbucket"


def with_a_slash_in_the_branch(now):
    now = vcs_repo("network-production", lambda one: replace(one, branch="release/2026"))(now)
    return replace(
        now,
        repositories=tuple(
            replace(one, branch="release/2026") if one.slug == "network" else one for one in now.repositories
        ),
    )


def with_the_full_name_of_a_branch(now):
    return vcs_repo("network-production", lambda one: replace(one, branch="refs/heads/main"))(now)


def with_the_key_elsewhere(now):
    return replace(
        now,
        accounts=tuple(replace(one, keys=()) for one in now.accounts),
        api_tokens=tuple(replace(one, scopes=(*one.scopes, ADMIN)) for one in now.api_tokens),
    )


def unused(now):
    return without_objects(replace(now, terraform_workspaces=()))


def quiet_and_unused(now):
    return unused(FAULTS["quiet-for-two-months"].change(now))


NO_FILE = ResponseFault("bitbucket", "*/src/main/*", answer(404))
NOT_LISTED = ResponseFault("bitbucket", "*/permissions/repositories", answer(200, {"values": []}))
NO_ACCESS = ResponseFault("terraform", "*/vcs/repo", answer(422))
SCENARIOS = {
    "healthy": (None, {}),
    "one repository": (None, ONE),
    "a branch with a slash": (with_a_slash_in_the_branch, ONE),
    "the key is elsewhere": (with_the_key_elsewhere, {}),
    "no Terraform workspace": (unused, {}),
    "a 404 with an unknown message": (None, {}, NO_FILE),
    "an inaccessible repository": (None, ONE, NOT_LISTED),
    "the authorization is invalid": (None, {}, NO_ACCESS),
    "submodules at risk": ("old-ssh-host", {}),
    "the key is not needed": ("key-not-needed", {}),
    "some projects": ("limited-to-its-projects", {}),
    "an authorization without recent use": ("quiet-for-two-months", {}),
    "an authorization that no workspace uses": (quiet_and_unused, {}),
    "a workspace that was disconnected": ("unlinked-by-hand", {}),
    "only other objects use the provider": ("all-unlinked-and-hidden", {}),
    "Terraform Enterprise": ("enterprise-on-loopback", {}),
    "an affected release of Terraform Enterprise": ("server-lists-no-repositories", {}),
    "the branch is gone": ("branch-deleted", {}),
    "the full name of a branch": (with_the_full_name_of_a_branch, {}),
    "a Stack configuration that failed": ("stack-configuration-failed", {}),
    "nothing pasted": (None, {"callback_url": None}),
}


def read_of(request) -> Endpoint:
    """Return the endpoint of a logged request."""
    credential = {"terraform": {Credential.TERRAFORM_TOKEN}, "bitbucket": {*Credential} - {Credential.TERRAFORM_TOKEN}}
    path = request.path.removeprefix("/api/v2").removeprefix("/2.0")
    matching = [
        read
        for read in READS
        if read.method == request.method
        and read.credential in credential[request.service]
        and re.fullmatch(re.sub(r"\\{(path|name)\\}|\\{\w+\\}", _part, re.escape(read.path)), path)
    ]
    return max(matching, key=lambda read: len(read.path) - len(re.findall(r"\{\w+\}", read.path)) * 12)


def _part(match: re.Match[str]) -> str:
    return ".+" if match[1] else "[^/]+"


@pytest.fixture
def endpoints(sandbox, requests_log, tmp_path, monkeypatch):
    """Return a function that runs one check in a scenario, with an empty cache, and returns the used endpoints."""
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)

    def run_check(check, name: str) -> set[Endpoint]:
        change, given, *interruptions = SCENARIOS[name]
        scenario = healthy(datetime.now(UTC))
        if isinstance(change, str):
            scenario = FAULTS[change].change(scenario)
        elif change:
            scenario = change(scenario)
        running = sandbox(scenario, *interruptions)
        settings = replace(read_settings(running.environment(), tmp_path), **given)
        with closing(Connection(settings)) as connection, suppress(NotApplicable, ReadError):
            list(check.probe(connection))
        return {read_of(request) for request in requests_log}

    return run_check


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_a_check_sends_exactly_the_declared_requests(check, endpoints):
    declared = {read for read in (*check.reads, *check.also_reads) if read in READS and read.method != "READ"}
    seen = {name: endpoints(check, name) for name in SCENARIOS}
    for name, reads in seen.items():
        assert reads <= declared, name
    assert set.union(*seen.values()) == declared


def test_the_plan_counts_each_request_that_grows_with_the_organization(sandbox, requests_log, tmp_path):
    def plan_and_run(workspaces: int) -> tuple[Plan, Counter[Endpoint]]:
        running = sandbox(generated(workspaces, datetime.now(UTC)))
        with closing(Connection(read_settings(running.environment(), tmp_path))) as connection:
            planned = plan(all_checks(), connection)
            list(run(all_checks(), connection))
        return planned, Counter(map(read_of, requests_log))

    (_, few), (planned, many) = plan_and_run(5), plan_and_run(15)
    growing = {read for read in many if many[read] - few[read] == 10}
    assert {read.path for read in growing} == {read.path for read in ONE_BY_ONE}, "ONE_BY_ONE in engine/plan.py"
    for read in growing:
        assert planned.requests.get(read) == many[read], f"engine/plan.py doesn't count {read.path}"
