"""GitHub Actions gets an annotation for each check that needs attention; other environments get no output."""

import os
import time
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.engine.model import failed
from checks.report import github, markdown


class Output(list):
    def __call__(self, lines):
        self.extend(lines)


@pytest.fixture
def output():
    return Output()


def test_a_failure_is_an_error_annotation_and_any_other_problem_a_warning(made):
    _, failure, unknown, error = github.annotations(made.run(*made.one_of_each()))
    assert failure == (
        "::error title=The consumer has every permission::Webhooks: expected Read and write, actual not granted. "
        'See docs/create-consumer.md, section "Select the permissions"'
    )
    assert unknown == (
        "::warning title=The key belongs to the provider::key: expected the same, actual not reported. "
        'See docs/troubleshoot.md, section "Invalid client_id" (messages.invalid-client-id)'
    )
    assert error == (
        "::warning title=The authorization works::The API token was refused. "
        'See docs/troubleshoot.md, section "If the problem persists"'
    )


def test_the_most_likely_cause_comes_first(made):
    assert next(github.annotations(made.run(*made.one_of_each()))) == (
        "::notice title=Bitbucket Cloud and HCP Terraform::Most likely cause: The consumer lacks Webhooks: Read and "
        'write. Fix: Select Webhooks: Read and write. See docs/create-consumer.md, section "Select the permissions"'
    )


def test_adds_no_annotation_if_all_checks_pass(made):
    assert list(github.annotations(made.run(made.one_of_each()[0]))) == []


def test_summarizes_many_findings_in_one_annotation(made):
    found = [failed(f"acme/{number}", "a webhook", "none", "Create it.") for number in range(5000)]
    _, line = github.annotations(made.run(made.result(*found)))
    assert "And 4,999 more." in line


def test_writes_nothing_outside_of_github_actions(made, output, tmp_path):
    summary = tmp_path / "summary.md"
    with github.stop_commands({}, output):
        github.report_to_github(made.run(*made.one_of_each()), {"GITHUB_STEP_SUMMARY": str(summary)}, output)
    assert output == []
    assert not summary.exists()


def test_appends_the_report_to_the_job_summary(made, output, tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("Before.\n")
    run = made.run(*made.one_of_each())
    github.report_to_github(run, {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}, output)
    assert summary.read_text() == "Before.\n" + markdown.text(run)


def make_folder(path):
    path.mkdir()


def make_path_below_a_file(path):
    path.parent.joinpath("file").touch()
    path.symlink_to("file/summary.md")


def make_link_to_itself(path):
    path.symlink_to(path.name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
@pytest.mark.parametrize(
    "make", [make_folder, make_path_below_a_file, make_link_to_itself, getattr(os, "mkfifo", make_folder)]
)
def test_warns_about_an_unwritable_summary(made, output, tmp_path, make):
    make(tmp_path / "summary")
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    github.report_to_github(made.run(), environ, output)
    assert output[-1].startswith("::warning::Could not add the report")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_writes_the_summary_to_a_fifo_that_has_a_reader(made, output, tmp_path):
    fifo = tmp_path / "summary"
    os.mkfifo(fifo)
    read = []
    reader = Thread(target=lambda: read.append(fifo.read_text()), daemon=True)
    reader.start()
    run = made.run(*made.one_of_each())
    deadline = time.monotonic() + 10
    while not output or output[-1].startswith("::warning::Could not"):  # until the reader has opened it
        assert time.monotonic() < deadline
        github.report_to_github(run, {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(fifo)}, output)
    reader.join(10)
    assert read == [markdown.text(run)]


def test_disables_workflow_commands_during_the_run_and_reenables_them_after_an_exception(output):
    def interrupted():
        with github.stop_commands({"GITHUB_ACTIONS": "true"}, output):
            output(["::error::from a vendor"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    stop, _, resume = output
    token = stop.removeprefix("::stop-commands::")
    assert resume == f"::{token}::"
    assert len(token) >= 32


@given(st.text(st.characters()))
def test_hostile_text_stays_on_one_line(made, words):
    for line in github.annotations(made.hostile(words)):
        assert "\n" not in line
        assert "\r" not in line
        assert line.startswith(("::notice title=", "::error title=", "::warning title="))
