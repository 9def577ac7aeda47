"""Tries a cell on the sandbox, and says in which way what came of it is not what had to."""

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
from checks.sandbox.fault import Change
from checks.sandbox.faults import FAULTS
from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, healthy
from checks.sandbox.response_faults import ResponseFault
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox, serving
from checks.settings.environment import read_settings
from matrix.cells import ONE_OF_MANY, Bodies, Cell
from matrix.misbehaviour import SECONDS
from matrix.rests import IN_BULK, PLACES
from matrix.scenarios import ORGANIZATIONS

Results = Mapping[str, Result]

TOLD_OTHERWISE = frozenset(
    {
        # What they say is that the account is not shown to be the right one.
        ("ssh_key_on_account", terraform.OAUTH_CLIENTS),
        ("ssh_key_on_account", terraform.OAUTH_TOKENS),
    }
)
"""Checks that turn unknown for want of a call, and do not speak of the call."""


@dataclass(frozen=True)
class Trial:
    """What came of a run: its results by check, and what was asked."""

    results: Results
    asked: tuple[tuple[str, str], ...]


class Bench:
    """Both services on loopback, to try things on."""

    def __init__(self, sandbox: Sandbox, home: Path) -> None:
        self._sandbox = sandbox
        self._home = home
        self.now = datetime.now(UTC)
        self._true = {
            name: self.run(self.scenario(*place.faults), *place.broken) for name, place in ORGANIZATIONS.items()
        }
        self.truth = {name: trial.results for name, trial in self._true.items()}

    def scenario(self, *faults: str | Change) -> Scenario:
        """Return the healthy scenario after some faults."""
        scenario = healthy(self.now)
        for one in faults:
            scenario = FAULTS[one].change(scenario) if isinstance(one, str) else one(scenario)
        return scenario

    def run(self, scenario: Scenario, *interruptions: ResponseFault, **given: Any) -> Trial:
        """Ask every check about a scenario, and return what came of it."""
        self._sandbox.begin(scenario, *interruptions)
        settings = replace(read_settings(self._sandbox.environment(), self._home), **given)
        with closing(Connection(settings)) as connection:
            results = {result.check.probe.__name__: result for result in run(all_checks(), connection)}
        requests_log = self._sandbox.state.requests_log
        return Trial(results, tuple((request.method, request.path) for request in requests_log))

    def bodies(self) -> dict[str, Bodies]:
        """Return what each call that is made in an organization really answers there."""
        return {name: self._bodies(name, self.scenario(*place.faults)) for name, place in ORGANIZATIONS.items()}

    def _bodies(self, organization: str, scenario: Scenario) -> Bodies:
        made = {path for _, path in self._true[organization].asked}
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
        """Try a cell, and return what came of it that must not."""
        seconds = SECONDS if "drop by drop" in cell.what else http.ANSWER_SECONDS
        with patch.object(http, "ANSWER_SECONDS", seconds):
            trial = self.run(self.scenario(*cell.place.faults), *cell.interruptions, *cell.place.broken)
        truth = self.truth[cell.organization]
        return [f"{cell}: {fault}" for fault in (*_judged(cell, truth, trial.results), *_asked(trial.asked))]


_QUERIES = {
    terraform.OAUTH_CLIENTS: {terraform.AFFECTED_WORKSPACES.text: "true"},
    terraform.WORKSPACES: {"include": terraform.ORIGIN_OF_CONFIGURATION.text},
    terraform.VCS_REPO: {"identifier": "acme-infra/network", "oauth_token_id": OAUTH_TOKEN},
    bitbucket.SOURCE_LISTING: {"q": bitbucket.GITLINK.text, "max_depth": "3"},
}
"""The parameters without which an endpoint leaves out what the checks read."""

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
def bench() -> Iterator[Bench]:
    """Serve both services, wait for nobody, and read each private key once."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(http, "FIRST_WAIT", 0.01))
        # Nothing else changes by this, for tests of other parts may run in this process meanwhile.
        stack.enter_context(patch.object(key_file, "parse_key", cache(key_file.parse_key)))
        home = Path(stack.enter_context(TemporaryDirectory()))
        yield Bench(stack.enter_context(serving(healthy(datetime.now(UTC)))), home)


def _asked(asked: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield what was asked and must not be: only GET and HEAD, and the one POST."""
    writes = [each for each in asked if each[0] not in {"GET", "HEAD"}]
    if writes not in ([], [("POST", bitbucket.ACCESS_TOKEN.path)]):
        yield f"it sent {writes}"


def _judged(cell: Cell, truth: Results, results: Results) -> Iterator[str]:
    for name, result in results.items():
        reason = result.ended.reason if result.ended else ""
        if "The check itself failed" in reason:
            yield f"{name} crashed: {reason}"
        if any(results[one.probe.__name__].outcome is not Outcome.PASSED for one in result.check.after):
            if result.outcome is not Outcome.SKIPPED:
                yield f"{name} was asked although a check before it did not pass"
        else:
            yield from _outcome(cell, name, truth[name].outcome, result)
        if cell.kind == ONE_OF_MANY:
            yield from _spared(cell, truth[name], result)


def _outcome(cell: Cell, name: str, was: Outcome, result: Result) -> Iterator[str]:
    """Yield what is wrong with the outcome of a check that had to be asked."""
    rests = name in cell.rests
    told = cell.silent and cell.read not in IN_BULK
    if result.outcome is Outcome.PASSED and not told and (was is not Outcome.PASSED or (rests and not cell.silent)):
        yield f"{name} passes and was {was} in truth"
    elif cell.silent or not (cell.place.well or rests):
        if result.outcome is Outcome.ERROR and was is not Outcome.ERROR:
            yield f"{name} is in error: {words(result)}"
    elif rests:
        yield from _resting(cell, name, was, result)
    elif result.outcome is not was:
        yield f"{name} does not rest on it, and is {result.outcome} instead of {was}: {words(result)}"


def _resting(cell: Cell, name: str, was: Outcome, result: Result) -> Iterator[str]:
    refused = cell.misbehaviour is not None and cell.misbehaviour.refuses
    allowed = {Outcome.UNKNOWN, *([Outcome.ERROR] if refused else []), *([was] if was is not Outcome.PASSED else [])}
    if not cell.place.well:
        allowed |= {Outcome.FAILED} if was is Outcome.FAILED else {Outcome.NOT_APPLICABLE}
    if result.outcome not in allowed:
        yield f"{name} is {result.outcome}, which it cannot know: {words(result)}"
    elif cell.place.well and cell.misbehaviour and (name, cell.read) not in TOLD_OTHERWISE:
        said = words(result)
        if not cell.misbehaviour.told(said, posted=cell.read.method == "POST"):
            yield f"{name} does not say what was seen: {said}"
        if not _names(cell.read, said):
            yield f"{name} does not say which call it was: {said}"


def _spared(cell: Cell, truth: Result, result: Result) -> Iterator[str]:
    """Yield the findings about others that are gone."""
    for finding in truth.findings:
        if cell.spared in finding.subject and finding not in result.findings and truth.check.id != "ssh-key-stored":
            yield f"{truth.check.id} no longer finds anything about {finding.subject}: {words(result)}"


def words(result: Result) -> str:
    """Return everything that a check says, but for advice."""
    said = [f"{one.subject}: {one.actual}" for one in result.findings if one.verdict is not Verdict.ADVICE]
    return " | ".join([*said, *([result.ended.reason] if result.ended else [])])


def _names(read: Endpoint, words: str) -> bool:
    """Tell whether words name a call: by the last part of its path that is always the same, or by what it is for."""
    parts = [part.rpartition("}")[2].strip("/") for part in read.path.split("{")]
    return any(name in words for name in (list(filter(None, parts))[-1], *BY_NAME.get(read, ())))


BY_NAME = {
    bitbucket.REPOSITORY: ("has no main branch",),
    bitbucket.SOURCE_FILE: (".gitmodules",),
}
"""How a check may name a call beside its address."""
