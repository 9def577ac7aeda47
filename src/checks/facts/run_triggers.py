"""The rules that decide whether an event starts a run in a Terraform workspace with a connected repository."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from checks.facts.fact import Fact, Source, Text
from checks.facts.guide_sections import Section, section

_SEEN = date(2026, 11, 29)
_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs"
_RUNS = f"{_DOCS}/workspaces/run/ui"
_SETTINGS = f"{_DOCS}/workspaces/settings/vcs"
_API = f"{_DOCS}/api-docs/workspaces"


class Effect(StrEnum):
    """The effect of an event on a workspace."""

    RUN = "a run"
    PLAN = "a speculative plan"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Rule(Fact):
    """A documented rule.

    Attributes:
        event: The event in Bitbucket Cloud and the setting of the workspace, as a noun phrase.
        effect: What the event starts.
        text: The rule, as full sentences.
        section: The section of the guide that explains it.
    """

    event: str
    effect: Effect
    text: str
    section: Section


def _said(page: str, words: str) -> Source:
    return Source(page, words, _SEEN)


def _rule(event: str, effect: Effect, text: str, section: Section, source: Source) -> Rule:
    return Rule(event=event, effect=effect, text=text, section=section, source=source)


_PAGE = "run-triggers"
TRIGGERS = section(_PAGE, "What triggers a run")
_BRANCHES, _FILES, _TAGS = section(_PAGE, "Branches"), section(_PAGE, "Changed files"), section(_PAGE, "Tags")
_PULL_REQUESTS, _FIRST = section(_PAGE, "Pull requests"), section("create-workspace", "Start the first run")
_COMMITS = section(_PAGE, "Repeated commits and new workspaces")

EVERY_PUSH = _rule(
    "A push to the branch of the workspace, if file triggers are off",
    Effect.RUN,
    "Every push to the branch of the workspace starts a run.",
    _BRANCHES,
    _said(_API, "If disabled, any push triggers a run."),
)
OTHER_BRANCH = _rule(
    "A push to another branch",
    Effect.NOTHING,
    "A workspace ignores pushes to all branches except its own.",
    _BRANCHES,
    _said(_RUNS, "ignores changes to other branches"),
)
FILE_IN_PATHS = _rule(
    "A push to the branch that changes a file in the trigger paths",
    Effect.RUN,
    "A changed file matches a trigger pattern, or is in the working directory or a directory of the trigger prefixes.",
    _FILES,
    _said(_API, "to describe the set of changed files that will start a run"),
)
NO_FILE_IN_PATHS = _rule(
    "A push to the branch that changes no file in the trigger paths",
    Effect.NOTHING,
    "No changed file matches the trigger paths of the workspace.",
    _FILES,
    _said(_SETTINGS, "only for changes that affect specified files and directories"),
)
NO_LIST_OF_FILES = _rule(
    "A push for which HCP Terraform doesn't receive the list of changed files, or receives one that is too large",
    Effect.RUN,
    "Without a usable list of changed files, runs start in all workspaces that are connected to the repository.",
    _FILES,
    _said(_SETTINGS, "does not receive a list of changed files or if that list is too large to process"),
)
TAG_MATCHES = _rule(
    "A push of a tag that matches the tag trigger",
    Effect.RUN,
    "The tag matches the regular expression of the workspace. The branch doesn't matter.",
    _TAGS,
    _said(_SETTINGS, "triggers runs for all tags matching this pattern, regardless of the value"),
)
TAG_DOES_NOT_MATCH = _rule(
    "A push of another tag",
    Effect.NOTHING,
    "The tag doesn't match the regular expression of the workspace.",
    _TAGS,
    _said(_SETTINGS, "begin new runs only for changes that have a specific tag format"),
)
NO_TAG_TRIGGER = _rule(
    "A push of a tag, if the workspace has no tag trigger",
    Effect.NOTHING,
    "Tags start runs only if a tag trigger is selected for the workspace.",
    _TAGS,
    _said(_SETTINGS, "choose one of the following options to specify which changes trigger Terraform runs"),
)
ONLY_TAGS = _rule(
    "A push to a branch, if the workspace has a tag trigger",
    Effect.NOTHING,
    "With a tag trigger, only tags start runs.",
    _TAGS,
    _said(_SETTINGS, "begin new runs only for changes that have a specific tag format"),
)
PULL_REQUEST = _rule(
    "A pull request into the branch of the workspace is opened or updated",
    Effect.PLAN,
    "A pull request into the branch of the workspace starts a speculative plan, which can't be applied. Trigger paths "
    "also apply to pull requests.",
    _PULL_REQUESTS,
    _said(_RUNS, "pull request is opened against that branch"),
)
PULL_REQUEST_ELSEWHERE = _rule(
    "A pull request into another branch",
    Effect.NOTHING,
    "Only pull requests into the branch of the workspace start speculative plans.",
    _PULL_REQUESTS,
    _said(
        _RUNS,
        "only trigger speculative plans in workspaces that are connected to that pull request's destination branch",
    ),
)
PULL_REQUEST_WITHOUT_PLANS = _rule(
    "A pull request, if automatic speculative plans are off",
    Effect.NOTHING,
    "Automatic speculative plans are off in the workspace.",
    _PULL_REQUESTS,
    _said(_RUNS, "only trigger runs in workspaces where automatic speculative plans are allowed"),
)
PULL_REQUEST_FILES = _rule(
    "A pull request that changes no file in the trigger paths",
    Effect.NOTHING,
    "No changed file of the pull request matches the trigger paths of the workspace.",
    _PULL_REQUESTS,
    _said(_RUNS, "pull requests that don't affect those directories won't trigger speculative plans"),
)
PULL_REQUEST_TAGS = _rule(
    "A pull request, if the workspace has a tag trigger",
    Effect.NOTHING,
    "With a tag trigger, pull requests don't start speculative plans.",
    _PULL_REQUESTS,
    _said(_RUNS, "Speculative plans will not automatically trigger on pull requests"),
)
FORK = _rule(
    "A pull request from a fork",
    Effect.NOTHING,
    "For security, pull requests from forks don't start speculative plans. In Terraform Enterprise, an administrator "
    "can allow them.",
    _PULL_REQUESTS,
    _said(_RUNS, "Only pull requests that originate from within the same repository can trigger speculative plans."),
)
SAME_COMMIT = _rule(
    "A push of a commit that already had a run",
    Effect.NOTHING,
    "Each commit starts only one run.",
    _COMMITS,
    _said(_RUNS, "previously processed a webhook with the same commit SHA and created a run"),
)
NO_FIRST_RUN = _rule(
    "Any push or pull request, if the workspace has never had a run",
    Effect.NOTHING,
    "Webhooks don't start runs in a workspace that has never had a run, unless queue-all-runs is on. Start the first "
    "run.",
    _FIRST,
    _said(_API, "will not be queued until at least one run is manually queued"),
)

RULES = (
    EVERY_PUSH,
    FILE_IN_PATHS,
    NO_FILE_IN_PATHS,
    NO_LIST_OF_FILES,
    OTHER_BRANCH,
    TAG_MATCHES,
    TAG_DOES_NOT_MATCH,
    NO_TAG_TRIGGER,
    ONLY_TAGS,
    PULL_REQUEST,
    PULL_REQUEST_FILES,
    PULL_REQUEST_ELSEWHERE,
    PULL_REQUEST_WITHOUT_PLANS,
    PULL_REQUEST_TAGS,
    FORK,
    SAME_COMMIT,
    NO_FIRST_RUN,
)
"""Every rule, in the order of the guide."""

LOCKED = Text(
    text="Locking a workspace temporarily prevents new plans and applies.",
    source=Source(f"{_DOCS}/workspaces/settings", "Locking a workspace temporarily prevents", _SEEN),
)
"""A locked workspace still gets runs, which wait until it is unlocked. Plan-only runs ignore locks."""

ONE_KIND_OF_TRIGGER = Text(
    text="cannot be populated at the same time",
    source=Source("https://github.com/hashicorp/go-tfe/blob/main/v1.go", "cannot be populated at the same time", _SEEN),
)
"""HashiCorp's client rejects trigger patterns, trigger prefixes, and a tag trigger together."""
