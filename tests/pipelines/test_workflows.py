"""The workflows of this project do nothing in a fork, which would otherwise publish pages and open issues."""

from pathlib import Path

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_job_is_skipped_in_a_fork(path):
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    assert jobs
    for job in jobs.values():
        conditions = job["if"].strip("${} ").split(" && ")
        assert "!github.event.repository.fork" in conditions


def test_only_the_owner_enables_jobs_that_write():
    jobs = {name: job for path in WORKFLOWS for name, job in yaml.safe_load(path.read_text())["jobs"].items()}
    writing = {name for name, job in jobs.items() if "write" in (job.get("permissions") or {}).values()}
    assert writing == {"publish", "monitor"}
    assert all(" vars." in f" {jobs[name]['if']}" for name in writing)
