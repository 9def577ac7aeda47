"""The effect of a push follows HashiCorp's documented rules. Each row names its source."""

from dataclasses import replace

import pytest

from checks.clients.terraform_run_triggers import RunTriggers
from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.facts import run_triggers as rules
from checks.facts.run_triggers import RULES, Effect
from checks.triggers.push import LOCKED, Push, decide

# As the API creates a workspace, except that it has had a run.
DEFAULT = RunTriggers(
    file_triggers=True,
    patterns=(),
    prefixes=(),
    working_directory="",
    tags_regex="",
    speculative=True,
    queue_all_runs=False,
    execution_mode="remote",
    locked=False,
    locked_by="",
)


def workspace(*, branch="", has_run=True, **triggers):
    return TerraformWorkspace(
        id="ws-1",
        name="network",
        project_id=None,
        repository="acme/network",
        branch=branch,
        oauth_token_id="ot-1",
        webhook=None,
        submodules=False,
        has_run=has_run,
        triggers=replace(DEFAULT, **triggers),
    )


RUNS, SETTINGS, API, SERVER = (
    "workspaces/run/ui",
    "workspaces/settings/vcs",
    "api-docs/workspaces",
    "workspaces/settings",
)
MODULES = {"patterns": ("/modules/**/*",)}
STAGING = {"working_directory": "staging"}
CHANGED, OTHER = Push(changed=("modules/vpc/main.tf",)), Push(changed=("README.md",))
PULL = Push(pull_request=True)

DOCUMENTED = [
    # The source, the settings of the workspace, the push, and the rule that decides.
    (API, {"file_triggers": False}, Push(), rules.EVERY_PUSH),
    (API, {"file_triggers": False, **MODULES}, OTHER, rules.EVERY_PUSH),
    (SETTINGS, {"file_triggers": False, **STAGING}, OTHER, rules.EVERY_PUSH),
    (API, {}, OTHER, rules.EVERY_PUSH),
    (RUNS, {"branch": "main"}, Push("main"), rules.EVERY_PUSH),
    (RUNS, {"branch": "main"}, Push("feature"), rules.OTHER_BRANCH),
    (RUNS, {"branch": "refs/heads/main"}, Push("feature", main_branch="main"), rules.OTHER_BRANCH),
    (SETTINGS, {}, Push("main", main_branch="main"), rules.EVERY_PUSH),
    (SETTINGS, {}, Push("feature", main_branch="main"), rules.OTHER_BRANCH),
    (SETTINGS, {"branch": "main"}, Push(main_branch="main"), rules.EVERY_PUSH),
    (SETTINGS, {"branch": "release"}, Push(main_branch="main"), rules.OTHER_BRANCH),
    (SETTINGS, MODULES, CHANGED, rules.FILE_IN_PATHS),
    (SETTINGS, MODULES, OTHER, rules.NO_FILE_IN_PATHS),
    (SETTINGS, MODULES, Push(changed=("README.md", "modules/a.tf")), rules.FILE_IN_PATHS),
    (SETTINGS, MODULES, Push(changed=()), rules.NO_FILE_IN_PATHS),
    (API, {**MODULES, **STAGING}, Push(changed=("staging/main.tf",)), rules.NO_FILE_IN_PATHS),
    (SERVER, STAGING, Push(changed=("staging/main.tf",)), rules.FILE_IN_PATHS),
    (SERVER, STAGING, OTHER, rules.NO_FILE_IN_PATHS),
    (SETTINGS, {"prefixes": ("modules",), **STAGING}, CHANGED, rules.FILE_IN_PATHS),
    (SETTINGS, {"prefixes": ("modules",), **STAGING}, Push(changed=("staging/main.tf",)), rules.FILE_IN_PATHS),
    (SETTINGS, {"prefixes": ("modules",), **STAGING}, OTHER, rules.NO_FILE_IN_PATHS),
    (SETTINGS, {"tags_regex": r"^\d+.\d+.\d+$"}, Push(tag="0.4.2"), rules.TAG_MATCHES),
    (SETTINGS, {"tags_regex": r"^\d+.\d+.\d+$", "branch": "release"}, Push(tag="0.4.2"), rules.TAG_MATCHES),
    (SETTINGS, {"tags_regex": r"^\d+.\d+.\d+$"}, Push(tag="latest"), rules.TAG_DOES_NOT_MATCH),
    (SETTINGS, {}, Push(tag="0.4.2"), rules.NO_TAG_TRIGGER),
    (SETTINGS, {"tags_regex": r"^\d+.\d+.\d+$"}, Push(), rules.ONLY_TAGS),
    (RUNS, {"tags_regex": r"^\d+.\d+.\d+$"}, PULL, rules.PULL_REQUEST_TAGS),
    (RUNS, {}, PULL, rules.PULL_REQUEST),
    (RUNS, {"branch": "main"}, Push("release", pull_request=True), rules.PULL_REQUEST_ELSEWHERE),
    (RUNS, {"speculative": False}, PULL, rules.PULL_REQUEST_WITHOUT_PLANS),
    (RUNS, MODULES, replace(PULL, changed=("README.md",)), rules.PULL_REQUEST_FILES),
    (RUNS, MODULES, replace(PULL, changed=("modules/a.tf",)), rules.PULL_REQUEST),
    (RUNS, {"has_run": False}, Push(), rules.NO_FIRST_RUN),
    (RUNS, {"has_run": False}, PULL, rules.NO_FIRST_RUN),
    (API, {"has_run": False, "queue_all_runs": True}, Push(), rules.EVERY_PUSH),
    (API, {"has_run": None, "queue_all_runs": True}, Push(), rules.EVERY_PUSH),
    (SETTINGS, {"execution_mode": "agent"}, Push(), rules.EVERY_PUSH),
]


@pytest.mark.parametrize(("source", "settings", "push", "rule"), DOCUMENTED)
def test_documented_rules(source, settings, push, rule):
    found = decide(workspace(**settings), push)
    assert (found.rule, found.effect, found.section) == (rule, rule.effect, rule.section), source


UNDOCUMENTED = [
    ("a tag trigger and trigger paths", {"tags_regex": "^v", **MODULES}, Push(tag="v1")),
    ("a tag trigger and trigger paths", {"tags_regex": "^v", "prefixes": ("modules",)}, CHANGED),
    ("patterns and prefixes that differ", {**MODULES, "prefixes": ("docs",), **STAGING}, CHANGED),
    ("prefixes without a working directory", {"prefixes": ("modules",)}, OTHER),
    ("local execution", {"execution_mode": "local"}, Push()),
    ("a pattern with a set", {"patterns": ("/[ab].tf",)}, Push(changed=("a.tf",))),
    ("a regular expression of another language", {"tags_regex": r"\Av1\z"}, Push(tag="v1")),
]
UNREPORTED = [
    ("the changed files", MODULES, Push()),
    ("the main branch", {}, Push("main")),
    ("the main branch", {"branch": "main"}, Push()),
    ("the branch", {"branch": None}, Push()),
    ("whether a full name works", {"branch": "refs/heads/main"}, Push("main")),
    ("whether a full name works", {"branch": "refs/heads/main"}, Push(main_branch="main")),
    ("the patterns", {"patterns": None}, Push()),
    ("the prefixes", {"prefixes": None}, Push()),
    ("the tag trigger", {"tags_regex": None}, Push()),
    ("the working directory", {"working_directory": None}, CHANGED),
    ("file triggers", {"file_triggers": None}, Push()),
    ("speculative plans", {"speculative": None}, PULL),
    ("the first run", {"has_run": None}, Push()),
    ("the first run", {"has_run": False, "queue_all_runs": None}, Push()),
    ("the execution mode", {"execution_mode": None}, Push()),
]


@pytest.mark.parametrize(("what", "settings", "push"), [*UNDOCUMENTED, *UNREPORTED])
def test_undocumented_or_unreported_cases_are_unknown(what, settings, push):
    found = decide(workspace(**settings), push)
    assert (found.effect, found.rule) == (Effect.UNKNOWN, None), what
    assert found.reason.endswith(".")


def test_a_prefix_that_matches_decides_even_without_a_working_directory():
    assert decide(workspace(prefixes=("modules",)), CHANGED).rule is rules.FILE_IN_PATHS


def test_a_rule_that_starts_nothing_needs_no_other_setting():
    found = decide(workspace(branch="main", has_run=None, execution_mode=None), Push("feature"))
    assert found.rule is rules.OTHER_BRANCH


class TestLock:
    def test_delays_a_run(self):
        found = decide(workspace(locked=True), Push())
        assert (found.rule, found.reason) == (rules.EVERY_PUSH, LOCKED)

    @pytest.mark.parametrize("push", [PULL, Push(tag="v1")])
    def test_is_not_mentioned_for_speculative_plans_or_if_no_run_starts(self, push):
        assert decide(workspace(locked=True), push).reason == ""


def test_every_rule_is_a_row_unless_no_setting_decides_it():
    decided = {rule for *_, rule in DOCUMENTED}
    assert {*RULES} - decided == {rules.FORK, rules.SAME_COMMIT, rules.NO_LIST_OF_FILES}
