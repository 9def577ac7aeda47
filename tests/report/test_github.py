"""Inside GitHub Actions each check that asks for attention is annotated; elsewhere nothing is said."""

import os
import time
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.engine.model import failed
from checks.report import github, markdown


class Shown(list):
    def __call__(self, lines):
        self.extend(lines)


@pytest.fixture
def shown():
    return Shown()


def test_an_annotation_is_an_error_where_something_is_wrong_else_a_warning(made):
    _, wrong_one, unknown_one, error_one = github.annotations(made.run(*made.one_of_each()))
    assert wrong_one == (
        "::error title=The consumer has every permission::Webhooks: expected Read and write, actual not granted. "
        'See docs/troubleshoot.md, section "The repository list is empty"'
    )
    assert unknown_one == (
        "::warning title=The key is that of the provider::key: expected the same, actual not told. "
        'See docs/troubleshoot.md, section "messages.invalid-client-id"'
    )
    assert error_one == (
        "::warning title=The grant works::The API token was refused. "
        'See docs/troubleshoot.md, section "If the problem persists"'
    )


def test_the_likeliest_cause_comes_first(made):
    assert next(github.annotations(made.run(*made.one_of_each()))) == (
        "::notice title=Bitbucket Cloud and HCP Terraform::Most likely cause: the consumer lacks Webhooks: Read and "
        'write. Fix: Tick Webhooks: Read and write. See docs/troubleshoot.md, section "The repository list is empty"'
    )


def test_where_all_is_right_nothing_is_annotated(made):
    assert list(github.annotations(made.run(made.one_of_each()[0]))) == []


def test_many_findings_are_one_annotation(made):
    found = [failed(f"acme/{number}", "a webhook", "none", "Make it.") for number in range(5000)]
    _, line = github.annotations(made.run(made.result(*found)))
    assert "And 4,999 more." in line


def test_elsewhere_nothing_is_said(made, shown, tmp_path):
    summary = tmp_path / "summary.md"
    with github.stop_commands({}, shown):
        github.report_to_github(made.run(*made.one_of_each()), {"GITHUB_STEP_SUMMARY": str(summary)}, shown)
    assert shown == []
    assert not summary.exists()


def test_the_report_is_added_to_the_summary_of_the_job(made, shown, tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("Before.\n")
    run = made.run(*made.one_of_each())
    github.report_to_github(run, {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}, shown)
    assert summary.read_text() == "Before.\n" + markdown.text(run)


def folder(path):
    path.mkdir()


def place_under_a_file(path):
    path.parent.joinpath("file").touch()
    path.symlink_to("file/summary.md")


def link_to_itself(path):
    path.symlink_to(path.name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
@pytest.mark.parametrize("make", [folder, place_under_a_file, link_to_itself, getattr(os, "mkfifo", folder)])
def test_a_summary_that_cannot_be_written_is_told(made, shown, tmp_path, make):
    make(tmp_path / "summary")
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    github.report_to_github(made.run(), environ, shown)
    assert shown[-1].startswith("::warning::Could not add the report")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_summary_that_is_a_fifo_is_written_for_its_reader(made, shown, tmp_path):
    fifo = tmp_path / "summary"
    os.mkfifo(fifo)
    read = []
    reader = Thread(target=lambda: read.append(fifo.read_text()), daemon=True)
    reader.start()
    run = made.run(*made.one_of_each())
    deadline = time.monotonic() + 10
    while not shown or shown[-1].startswith("::warning::Could not"):  # until the reader has opened it
        assert time.monotonic() < deadline
        github.report_to_github(run, {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(fifo)}, shown)
    reader.join(10)
    assert read == [markdown.text(run)]


def test_what_is_shown_meanwhile_is_read_as_no_command_even_after_an_exception(shown):
    def interrupted():
        with github.stop_commands({"GITHUB_ACTIONS": "true"}, shown):
            shown(["::error::from a vendor"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    stop, _, resume = shown
    token = stop.removeprefix("::stop-commands::")
    assert resume == f"::{token}::"
    assert len(token) >= 32


@given(st.text(st.characters()))
def test_hostile_words_are_one_line_each(made, words):
    for line in github.annotations(made.hostile(words)):
        assert "\n" not in line
        assert "\r" not in line
        assert line.startswith(("::notice title=", "::error title=", "::warning title="))
