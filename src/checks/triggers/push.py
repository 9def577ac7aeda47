"""Decides whether a push or a pull request starts a run or a speculative plan in a Terraform workspace."""

from dataclasses import dataclass, replace

from checks.clients.repository_name import branch_name
from checks.clients.terraform_run_triggers import RunTriggers
from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.facts import run_triggers as rules
from checks.facts.guide_sections import Section
from checks.facts.run_triggers import Effect, Rule
from checks.triggers.patterns import any_of, is_below, matches_glob, matches_tag

LOCKED = "The workspace is locked, so the run waits until it is unlocked."


@dataclass(frozen=True)
class Push:
    """A push of a branch or a tag, or a pull request that is opened or updated.

    Attributes:
        branch: The branch, or the destination of the pull request; empty for the main branch.
        tag: The tag; None for a branch or a pull request.
        pull_request: Whether it is a pull request, from a branch of the same repository.
        changed: The paths of the changed files; None if they are unknown.
        main_branch: The name of the main branch; None if it is unknown.
    """

    branch: str = ""
    tag: str | None = None
    pull_request: bool = False
    changed: tuple[str, ...] | None = None
    main_branch: str | None = None


@dataclass(frozen=True)
class Decision:
    """The effect of a push, and the rule that decides it.

    Attributes:
        effect: A run, a speculative plan, nothing, or unknown.
        rule: The rule that decides; None if the effect is unknown.
        reason: Why the effect is unknown, or additional information, as full sentences; otherwise, empty.
        section: The section of the guide that explains it.
    """

    effect: Effect
    rule: Rule | None = None
    reason: str = ""
    section: Section = rules.TRIGGERS


def decide(workspace: TerraformWorkspace, push: Push) -> Decision:
    """Return the effect of `push` in a workspace that is connected to the repository."""
    found = _by_settings(workspace, push)
    if found.effect in (Effect.NOTHING, Effect.UNKNOWN):
        return found
    triggers = workspace.triggers
    if triggers.execution_mode not in ("remote", "agent"):
        mode = triggers.execution_mode or "not reported"
        return _unknown(f"The execution mode is {mode}, for which HashiCorp doesn't document triggers.")
    if workspace.has_run is not True and triggers.queue_all_runs is not True:
        if workspace.has_run is False and triggers.queue_all_runs is False:
            return _by(rules.NO_FIRST_RUN)
        return _unknown("HCP Terraform doesn't report whether the workspace has had a run.")
    if found.effect is Effect.RUN and triggers.locked:
        return replace(found, reason=LOCKED)
    return found


def _by_settings(workspace: TerraformWorkspace, push: Push) -> Decision:
    """Apply the rules about branches, files, and tags."""
    triggers = workspace.triggers
    if None in (triggers.tags_regex, triggers.patterns, triggers.prefixes):
        return _unknown("HCP Terraform doesn't report the trigger settings of the workspace.")
    if triggers.tags_regex and (triggers.patterns or triggers.prefixes):
        return _unknown(
            "The workspace has a tag trigger and trigger paths. HashiCorp doesn't document which one takes effect."
        )
    if push.tag is not None:
        return _of_tag(triggers.tags_regex or "", push.tag)
    if triggers.tags_regex:
        return _by(rules.PULL_REQUEST_TAGS if push.pull_request else rules.ONLY_TAGS)
    return _of_branch(workspace, push)


def _of_branch(workspace: TerraformWorkspace, push: Push) -> Decision:
    if push.pull_request and workspace.triggers.speculative is False:
        return _by(rules.PULL_REQUEST_WITHOUT_PLANS)
    same = _is_same_branch(workspace.branch, push)
    if same is False:
        return _by(rules.PULL_REQUEST_ELSEWHERE if push.pull_request else rules.OTHER_BRANCH)
    if same is None:
        return _unknown("It isn't known whether this is the branch of the workspace.")
    if push.pull_request and workspace.triggers.speculative is None:
        return _unknown("HCP Terraform doesn't report whether automatic speculative plans are on.")
    return _of_files(workspace.triggers, push)


def _of_tag(pattern: str, tag: str) -> Decision:
    if not pattern:
        return _by(rules.NO_TAG_TRIGGER)
    matched = matches_tag(pattern, tag)
    if matched is None:
        return _unknown(f"The syntax of the regular expression {pattern} isn't the same in all languages.")
    return _by(rules.TAG_MATCHES if matched else rules.TAG_DOES_NOT_MATCH)


def _of_files(triggers: RunTriggers, push: Push) -> Decision:
    if triggers.file_triggers is None:
        return _unknown("HCP Terraform doesn't report whether file triggers are on.")
    if not triggers.file_triggers or filters_nothing(triggers):
        return _by(rules.PULL_REQUEST if push.pull_request else rules.EVERY_PUSH)
    if push.changed is None:
        return _unknown_by_files("It depends on the changed files.", triggers)
    matched = any_of(_matches(triggers, path) for path in push.changed)
    if matched is None:
        return _unknown_by_files(
            "HashiCorp's documentation doesn't say whether one of the changed files matches.", triggers
        )
    if push.pull_request:
        return _by(rules.PULL_REQUEST if matched else rules.PULL_REQUEST_FILES)
    return _by(rules.FILE_IN_PATHS if matched else rules.NO_FILE_IN_PATHS)


def filters_nothing(triggers: RunTriggers) -> bool:
    """Return whether the file triggers apply to all files: there are no paths, and the directory is the root."""
    return not triggers.patterns and not triggers.prefixes and triggers.working_directory == ""


def paths_in_words(triggers: RunTriggers) -> str:
    """Return the trigger paths of a workspace as a sentence."""
    if triggers.patterns:
        return f"Trigger patterns: {', '.join(triggers.patterns)}."
    directory = triggers.working_directory or "not reported"
    prefixes = f"Trigger prefixes: {', '.join(triggers.prefixes)}. " if triggers.prefixes else ""
    return f"{prefixes}Working directory: {directory if triggers.working_directory != '' else 'the root'}."


def _matches(triggers: RunTriggers, path: str) -> bool | None:
    patterns, prefixes, directory = triggers.patterns or (), triggers.prefixes or (), triggers.working_directory
    by_pattern = any_of(matches_glob(pattern, path) for pattern in patterns) if patterns else None
    if patterns and not prefixes:
        return by_pattern
    matches = [is_below(prefix, path) for prefix in prefixes]
    # Prefixes require a working directory; the effect of an empty one with prefixes isn't documented.
    matches.append(None if not directory else is_below(directory, path))
    by_prefix = any_of(matches)
    return by_prefix if not patterns or by_pattern == by_prefix else None


def _is_same_branch(own: str | None, push: Push) -> bool | None:
    if own is None:
        return None
    if branch_name(own) != own:
        # HashiCorp doesn't document whether HCP Terraform accepts the full name of a branch.
        pushed = push.branch or push.main_branch
        return None if pushed in (None, branch_name(own)) else False
    if own == push.branch:
        return True
    if own and push.branch:
        return False
    return None if push.main_branch is None else push.main_branch == (own or push.branch)


def _by(rule: Rule) -> Decision:
    return Decision(rule.effect, rule, section=rule.section)


def _unknown(reason: str) -> Decision:
    return Decision(Effect.UNKNOWN, reason=reason)


def _unknown_by_files(reason: str, triggers: RunTriggers) -> Decision:
    reason = f"{reason} {paths_in_words(triggers)}"
    return Decision(Effect.UNKNOWN, reason=reason, section=rules.FILE_IN_PATHS.section)
