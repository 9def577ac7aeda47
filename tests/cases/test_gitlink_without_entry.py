"""A commit contains a submodule (a gitlink) without an entry in .gitmodules, or without a .gitmodules file.

Reported as: fatal: No url found for submodule path 'x' in .gitmodules.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.facts import messages
from checks.facts.fact import Message
from checks.sandbox.faults.repository import failed_fetch, newest_fetch
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import Change, all_of, repository

WORDS = "fatal: No url found for submodule path 'legacy' in .gitmodules"
failed = failed_fetch(WORDS)


def without_gitmodules(one):
    return replace(one, files={name: text for name, text in one.files.items() if name != ".gitmodules"})


def gitmodules(text: str) -> Change:
    return repository("network", lambda one: replace(one, files={**one.files, ".gitmodules": text}))


def now(*changes: Change):
    return all_of(*changes)(healthy(datetime.now(UTC)))


def test_reports_the_failed_fetch_and_does_not_deny_the_submodules(run_command):
    run = run_command(now(repository("network", without_gitmodules), failed))
    assert run.outcome("last-fetch") == "failed"
    assert not run.says("No repository in use has submodules")
    assert run.outcome("submodule-urls") == "failed"
    assert any("legacy" in finding["subject"] for finding in run.findings("submodule-urls"))


def test_the_guide_lists_the_message():
    known = [value.text for value in vars(messages).values() if isinstance(value, Message)]
    assert any("No url found for submodule path" in text for text in known)


def test_an_entry_without_a_url_fails_if_it_broke_the_fetch(run_command):
    run = run_command(now(gitmodules('[submodule "legacy"]\n\tpath = legacy\n'), failed))
    assert run.outcome("submodule-urls") == "failed"


def test_a_gitlink_without_an_entry_is_unknown_before_the_fetch_ends(run_command):
    pinned = repository("network", lambda one: replace(without_gitmodules(one), gitlinks=("legacy",)))
    run = run_command(now(pinned, newest_fetch("pending")))
    assert run.outcome("submodule-urls") == "unknown"
    assert run.says("legacy in acme-infra/network")


def test_passes_if_the_entry_was_added_after_the_failed_fetch(run_command):
    entry = '[submodule "legacy"]\n\tpath = legacy\n\turl = git@ssh.bitbucket.org:acme-infra/policies.git\n'
    run = run_command(now(gitmodules(entry), failed))
    assert run.outcome("submodule-urls") == "passed"


@pytest.mark.parametrize("path", ["deep/er/than/listings/legacy"])
def test_reports_that_deeper_folders_were_not_checked(run_command, path):
    gitlinks = ("modules/shared", "policies", path)
    run = run_command(now(repository("network", lambda one: replace(one, gitlinks=gitlinks))))
    assert run.outcome("submodule-urls") == "passed"
    assert run.says("folders more than 3 levels deep weren't checked")
