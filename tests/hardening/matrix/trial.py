"""Runs the checks of a cell in the sandbox, and compares the results with the expected ones."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import requests

from checks.clients import http
from checks.connection.connection import Connection
from checks.engine.model import Outcome, Result, Verdict
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Endpoint
from checks.files import key_file
from checks.sandbox.faults import FAULTS
from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, healthy
from checks.sandbox.response_faults import ResponseFault
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change
from checks.sandbox.server import Sandbox, serving
from checks.settings.environment import read_settings
from matrix.cells import ONE_OF_MANY, Bodies, Cell
from matrix.dependencies import IN_BULK, PLACES
from matrix.response_failures import SECONDS
from matrix.scenarios import ORGANIZATIONS

Results = Mapping[str, Result]

NOT_NAMED = frozenset(
    {
        # The reported reason is that the account is not confirmed to be the authorizing user.
        ("ssh_key_on_account", terraform.OAUTH_CLIENTS),
        ("ssh_key_on_account", terraform.OAUTH_TOKENS),
    }
)
"""Checks that become unknown without a response from an endpoint, but give another reason."""


@dataclass(frozen=True)
class Trial:
    """The results of a run by check, and the method and path of each request."""

    results: Results
    requests: tuple[tuple[str, str], ...]


class Harness:
    """Runs the checks against both simulated services on loopback."""

    def __init__(self, sandbox: Sandbox, home: Path) -> None:
        self._sandbox = sandbox
        self._home = home
        self.now = datetime.now(UTC)
        self._unchanged = {
            name: self.run(self.scenario(*place.faults), *place.broken) for name, place in ORGANIZATIONS.items()
        }
        self.truth = {name: trial.results for name, trial in self._unchanged.items()}

    def scenario(self, *faults: str | Change) -> Scenario:
        """Return the healthy scenario after some faults."""
        scenario = healthy(self.now)
        for one in faults:
            scenario = FAULTS[one].change(scenario) if isinstance(one, str) else one(scenario)
        return scenario

    def run(self, scenario: Scenario, *interruptions: ResponseFault, **given: Any) -> Trial:
        """Run every check in a scenario, and return the results."""
        self._sandbox.begin(scenario, *interruptions)
        settings = replace(read_settings(self._sandbox.environment(), self._home), **given)
        with closing(Connection(settings)) as connection:
            results = {result.check.probe.__name__: result for result in run(all_checks(), connection)}
        requests_log = self._sandbox.state.requests_log
        return Trial(results, tuple((request.method, request.path) for request in requests_log))

    def bodies(self) -> dict[str, Bodies]:
        """Return the unchanged responses of the endpoints that a run reads, by organization."""
        return {name: self._bodies(name, self.scenario(*place.faults)) for name, place in ORGANIZATIONS.items()}

    def _bodies(self, organization: str, scenario: Scenario) -> Bodies:
        made = {path for _, path in self._unchanged[organization].requests}
        calls = [
            read for read, places in PLACES.items() if any(fnmatchcase(path, at) for path in made for at in places)
        ]
        self._sandbox.begin(scenario)
        state, held = self._sandbox.state, scenario.credentials
        account = next(one.uuid for one in scenario.accounts if one.email == held.email)
        place = {
            "organization": held.organization,
            "oauth_client_id": PROVIDER,
            "oauth_token_id": OAUTH_TOKEN,
            "workspace_id": next((one.id for one in scenario.terraform_workspaces), ""),
            "configuration_version_id": next(
                (
                    each.id
                    for one in scenario.terraform_workspaces
                    for each in one.configuration_versions
                    if each.source == "bitbucket"
                ),
                "",
            ),
            "namespace": held.organization,
            "module": "network",
            "target": "aws",
            "policy_set_id": next((one.id for one in scenario.policy_sets), ""),
            "stack_id": next((one.id for one in scenario.stacks), ""),
            "stack_configuration_id": next((one.versions[-1].name for one in scenario.stacks), ""),
            "component_id": next((one.id for one in scenario.stack_components), ""),
            "commit": "main",
            "workspace": held.workspace,
            "repo_slug": "network",
            "name": next(one.branch for one in scenario.repositories if one.slug == "network"),
            "selected_user": account,
        }
        found: dict[Endpoint, Any] = dict.fromkeys(calls)
        for read in _WITH_JSON & found.keys():
            if read.credential is terraform.ACCOUNT.credential:
                base, more = (
                    f"{state.terraform_url}/api/v2",
                    {"headers": {"Authorization": f"Bearer {held.terraform_token}"}},
                )
            else:
                base, more = f"{state.bitbucket_url}/2.0", {"auth": (held.email, held.api_token)}
            answer = requests.get(base + read.path.format(**place), params=_QUERIES.get(read, {}), timeout=30, **more)
            if answer.ok:
                found[read] = answer.json()
        pair = (held.client_id, held.client_secret)
        url = f"{state.bitbucket_url}{bitbucket.ACCESS_TOKEN.path}"
        answer = requests.post(url, auth=pair, data={"grant_type": "client_credentials"}, timeout=30)
        found[bitbucket.ACCESS_TOKEN] = answer.json()
        return found

    def faults(self, cell: Cell) -> list[str]:
        """Test a cell, and return the unexpected results."""
        seconds = SECONDS if "byte by byte" in cell.what else http.ANSWER_SECONDS
        with patch.object(http, "ANSWER_SECONDS", seconds):
            trial = self.run(self.scenario(*cell.place.faults), *cell.interruptions, *cell.place.broken)
        truth = self.truth[cell.organization]
        return [f"{cell}: {fault}" for fault in (*_failures(cell, truth, trial.results), *_writes(trial.requests))]


_QUERIES = {
    terraform.OAUTH_CLIENTS: {terraform.AFFECTED_WORKSPACES.text: "true"},
    terraform.WORKSPACES: {"include": terraform.ORIGIN_OF_CONFIGURATION.text},
    terraform.VCS_REPO: {"identifier": "acme-infra/network", "oauth_token_id": OAUTH_TOKEN},
    bitbucket.SOURCE_LISTING: {"q": bitbucket.GITLINK.text, "max_depth": "3"},
}
"""The query parameters that the endpoints need to return all fields that the checks read."""

_WITH_JSON = frozenset(
    {
        terraform.ACCOUNT,
        terraform.ORGANIZATION,
        terraform.OAUTH_CLIENTS,
        terraform.OAUTH_TOKENS,
        terraform.WORKSPACES,
        terraform.CONFIGURATION_VERSIONS,
        terraform.INGRESS_ATTRIBUTES,
        *terraform.CONNECTED_OBJECTS,
        terraform.POLICY_SET_VERSIONS,
        terraform.STACK_CONFIGURATIONS,
        terraform.STACK_DIAGNOSTICS,
        bitbucket.SOURCE_LISTING,
        terraform.VCS_REPO,
        bitbucket.USER,
        bitbucket.SSH_KEYS,
        bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS,
        bitbucket.REPOSITORY,
        bitbucket.BRANCH,
        bitbucket.BRANCHES,
        bitbucket.HOOKS,
        bitbucket.REPOSITORIES,
        bitbucket.DEPLOY_KEYS,
        terraform.AUTHORIZED_REPOS,
    }
)


@contextmanager
def harness() -> Iterator[Harness]:
    """Serve both services without waits between retries, and parse each private key only once."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(http, "FIRST_WAIT", 0.01))
        # Other tests can run in this process at the same time, so the cache must not change any result.
        stack.enter_context(patch.object(key_file, "parse_key", cache(key_file.parse_key)))
        home = Path(stack.enter_context(TemporaryDirectory()))
        yield Harness(stack.enter_context(serving(healthy(datetime.now(UTC)))), home)


def _writes(requests: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield forbidden requests: only GET, HEAD, and a single POST to the token endpoint are allowed."""
    writes = [each for each in requests if each[0] not in {"GET", "HEAD"}]
    if writes not in ([], [("POST", bitbucket.ACCESS_TOKEN.path)]):
        yield f"the run sent {writes}"


def _failures(cell: Cell, truth: Results, results: Results) -> Iterator[str]:
    for name, result in results.items():
        reason = result.ended.reason if result.ended else ""
        if "The check itself failed" in reason:
            yield f"{name} crashed: {reason}"
        if any(results[one.probe.__name__].outcome is not Outcome.PASSED for one in result.check.after):
            if result.outcome is not Outcome.SKIPPED:
                yield f"{name} ran although a prerequisite did not pass"
        else:
            yield from _outcome(cell, name, truth[name].outcome, result)
        if cell.kind == ONE_OF_MANY:
            yield from _spared(cell, truth[name], result)


def _outcome(cell: Cell, name: str, was: Outcome, result: Result) -> Iterator[str]:
    """Yield the problems with the outcome of a check that was not skipped."""
    if result.outcome is cell.proves.get(name):
        return
    dependents = name in cell.dependents
    valid = cell.silent and cell.read not in IN_BULK
    if (
        result.outcome is Outcome.PASSED
        and not valid
        and (was is not Outcome.PASSED or (dependents and not cell.silent))
    ):
        yield f"{name} passes, but was {was} without the change"
    elif cell.silent or not (cell.place.well or dependents):
        if result.outcome is Outcome.ERROR and was is not Outcome.ERROR:
            yield f"{name} ended with an error: {words(result)}"
    elif dependents:
        yield from _resting(cell, name, was, result)
    elif result.outcome is not was:
        yield f"{name} does not depend on the response, and is {result.outcome} instead of {was}: {words(result)}"


def _resting(cell: Cell, name: str, was: Outcome, result: Result) -> Iterator[str]:
    refused = cell.failure is not None and cell.failure.refuses
    allowed = {Outcome.UNKNOWN, *([Outcome.ERROR] if refused else []), *([was] if was is not Outcome.PASSED else [])}
    if not cell.place.well:
        allowed |= {Outcome.FAILED} if was is Outcome.FAILED else {Outcome.NOT_APPLICABLE}
    if result.outcome not in allowed:
        yield f"{name} is {result.outcome}, which the response does not prove: {words(result)}"
    elif cell.place.well and cell.failure and (name, cell.read) not in NOT_NAMED:
        text = words(result)
        if not cell.failure.reported(text, posted=cell.read.method == "POST"):
            yield f"{name} does not describe the fault: {text}"
        if not _names(cell.read, text):
            yield f"{name} does not name the request: {text}"


def _spared(cell: Cell, truth: Result, result: Result) -> Iterator[str]:
    """Yield the missing findings about the unaffected repository."""
    for finding in truth.findings:
        if cell.spared in finding.subject and finding not in result.findings and truth.check.id != "ssh-key-stored":
            yield f"{truth.check.id} lost its finding about {finding.subject}: {words(result)}"


def words(result: Result) -> str:
    """Return the text of a result, without advice."""
    parts = [f"{one.subject}: {one.actual}" for one in result.findings if one.verdict is not Verdict.ADVICE]
    return " | ".join([*parts, *([result.ended.reason] if result.ended else [])])


def _names(read: Endpoint, words: str) -> bool:
    """Return whether a text names an endpoint, by the last fixed part of its path or by its purpose."""
    parts = [part.rpartition("}")[2].strip("/") for part in read.path.split("{")]
    return any(name in words for name in (list(filter(None, parts))[-1], *BY_NAME.get(read, ())))


BY_NAME = {
    bitbucket.REPOSITORY: ("has no main branch",),
    bitbucket.SOURCE_FILE: (".gitmodules",),
}
"""Other texts by which a check can name an endpoint, in addition to the URL."""
