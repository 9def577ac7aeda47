"""The nightly run: every monitor runs, updates one issue, and stores its state on a separate branch."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

ROOT = Path(__file__).parents[2]
MONITORS = ["links", "vendors", "pictures"]
# A stand-in for `gh` that stores issues in a file. It uses jq, as `gh` does internally.
GH = """
import json, pathlib, subprocess, sys
store = pathlib.Path("issues.json")
issues = json.loads(store.read_text())
words = sys.argv[1:]
option = lambda name: words[words.index(name) + 1]
if words[1] == "list":
    found = json.dumps([one for one in issues if one["state"] == option("--state")])
    sys.stdout.write(subprocess.run(["jq", "-r", option("--jq")], input=found, text=True, check=True,
                                    capture_output=True).stdout)
elif words[1] == "create":
    body = pathlib.Path(option("--body-file")).read_text()
    issues.append({"number": len(issues) + 1, "state": "open", "author": {"is_bot": True}, "body": body})
elif words[1] == "edit":
    issues[int(words[2]) - 1]["body"] = pathlib.Path(option("--body-file")).read_text()
else:
    issues[int(words[2]) - 1]["state"] = "closed"
store.write_text(json.dumps(issues))
"""
# A stand-in for `nox` that exits with the given status, writes the report, and stores the state.
NOX = """
import json, os, pathlib, sys
status, report = json.loads(os.environ["NIGHT"])[sys.argv[2]]
if report:
    pathlib.Path(sys.argv[sys.argv.index("--markdown") + 1]).write_text(f"<!-- freshness: {sys.argv[2]} -->\\n{report}")
    pathlib.Path("_build/monitors").mkdir(parents=True, exist_ok=True)
    pathlib.Path("_build/monitors", sys.argv[2]).write_text(report)
sys.exit(status)
"""


def git(*words: str, cwd: Path) -> str:
    program = shutil.which("git") or "git"
    done = subprocess.run([program, *words], cwd=cwd, text=True, capture_output=True, check=True)
    return done.stdout.strip()


class Ci:
    """A clone in CI, with a remote that it can push to."""

    def __init__(self, folder: Path) -> None:
        self.clone, self.remote = folder / "clone", folder / "remote"
        git("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote), cwd=folder)
        git("clone", "--quiet", str(self.remote), str(self.clone), cwd=folder)
        git("config", "user.name", "ci", cwd=self.clone)
        git("config", "user.email", "ci@example.com", cwd=self.clone)
        git("checkout", "--quiet", "-b", "main", cwd=self.clone)
        (self.clone / ".gitignore").write_text("*.md\nissues.json\nout\n_build\n")
        git("add", ".", cwd=self.clone)
        git("commit", "--quiet", "-m", "Begin", cwd=self.clone)
        git("push", "--quiet", "-u", "origin", "main", cwd=self.clone)
        programs = folder / "bin"
        programs.mkdir()
        for name, text in {"gh": GH, "nox": NOX, "pip": ""}.items():
            (programs / name).write_text(f"#!{sys.executable}\n{text}")
            (programs / name).chmod(0o755)
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(folder),
            "GIT_CONFIG_COUNT": "1",
            # Redirect pushes of the workflow to the local remote.
            "GIT_CONFIG_KEY_0": f"url.{self.remote}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://x-access-token:@github.com/owner/guide",
        }

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [shutil.which("bash") or "bash", "-euo", "pipefail", "-c", script],
            cwd=self.clone,
            env=self.environment | environment,
            text=True,
            capture_output=True,
            check=False,
        )

    def pushed(self) -> list[str]:
        """Return the subjects of the commits on the state branch, newest first; other branches are unchanged."""
        assert git("log", "--format=%s", "main", cwd=self.remote) == "Begin"
        if "monitors" not in git("branch", "--list", cwd=self.remote):
            return []
        return git("log", "--format=%s", "monitors", cwd=self.remote).splitlines()

    def forget(self) -> None:
        """Start the next night on a fresh clone."""
        shutil.rmtree(self.clone / "_build", ignore_errors=True)
        git("worktree", "prune", cwd=self.clone)


@pytest.fixture
def ci(tmp_path: Path) -> Ci:
    if lacking := [name for name in ("bash", "git", "jq") if not shutil.which(name)]:
        pytest.skip(f"not installed: {', '.join(lacking)}")
    return Ci(tmp_path)


class Nights:
    """The GitHub workflow for one monitor, for several nights in a row."""

    def __init__(self, ci: Ci) -> None:
        workflow = yaml.safe_load((ROOT / ".github/workflows/nightly.yml").read_text())
        self.job = workflow["jobs"]["monitor"]
        self.ci = ci
        self.write([])

    def write(self, issues: list[dict[str, object]]) -> None:
        (self.ci.clone / "issues.json").write_text(json.dumps(issues))

    @property
    def issues(self) -> list[tuple[str, str]]:
        """The state and the last line of each issue."""
        found = json.loads((self.ci.clone / "issues.json").read_text())
        return [(one["state"], one["body"].splitlines()[-1]) for one in found]

    def night(self, monitor: str, status: int, report: str) -> bool:
        """Run the steps of the job, and return whether the job passed."""
        self.ci.forget()
        outputs: dict[str, str] = {}
        (self.ci.clone / "report.md").unlink(missing_ok=True)
        for step in self.job["steps"]:
            if "run" not in step or not self._wanted(step.get("if", ""), outputs):
                continue
            out = self.ci.clone / "out"
            out.write_text("")
            given = {name: self._filled(value, outputs) for name, value in step.get("env", {}).items()}
            done = self.ci.run(
                step["run"],
                MONITOR=monitor,
                NIGHT=json.dumps({monitor: [status, report]}),
                GITHUB_OUTPUT=str(out),
                GITHUB_STEP_SUMMARY=os.devnull,
                GITHUB_REPOSITORY="owner/guide",
                **given,
            )
            outputs |= {
                f"steps.{step.get('id')}.outputs.{name}": value
                for name, value in (line.split("=", 1) for line in out.read_text().splitlines())
            }
            if done.returncode:
                return False
        return True

    def _filled(self, value: str, outputs: dict[str, str]) -> str:
        name = value.removeprefix("${{ ").removesuffix(" }}")
        return "" if name == "github.token" else outputs[name]

    def _wanted(self, condition: str, outputs: dict[str, str]) -> bool:
        parts = re.findall(r"(\S+) (==|!=) '(\w*)'", condition)
        assert " && ".join(f"{one} {sign} '{other}'" for one, sign, other in parts) == condition
        return all((outputs.get(one, "") == other) is (sign == "==") for one, sign, other in parts)


@pytest.fixture
def nights(ci: Ci) -> Nights:
    return Nights(ci)


def test_all_monitors_run(nights) -> None:
    assert nights.job["strategy"]["matrix"]["monitor"] == MONITORS
    assert nights.job["strategy"]["fail-fast"] is False


def test_one_issue_is_opened_then_updated_then_closed(nights) -> None:
    assert nights.night("links", 1, "One.")
    assert nights.issues == [("open", "One.")]
    assert nights.night("links", 1, "Two.")
    assert nights.issues == [("open", "Two.")]
    assert nights.night("links", 0, "Quiet.")
    assert nights.issues == [("closed", "Two.")]
    assert nights.night("links", 1, "Again.")
    assert nights.issues == [("closed", "Two."), ("open", "Again.")]


def test_quiet_night_opens_no_issue(nights) -> None:
    assert nights.night("links", 0, "Quiet.")
    assert nights.issues == []


def test_each_monitor_updates_only_its_own_issue(nights) -> None:
    """A report can mention another monitor, because only its first line identifies the monitor."""
    nights.night("vendors", 1, "code: src/checks/monitors/links/settings.py <!-- freshness: links -->")
    nights.night("links", 1, "A link.")
    nights.night("links", 0, "Quiet.")
    assert [state for state, _ in nights.issues] == ["open", "closed"]


def test_issue_of_another_author_is_unchanged(nights) -> None:
    theirs = {"number": 1, "state": "open", "author": {"is_bot": False}, "body": "<!-- freshness: links -->\nTheirs."}
    nights.write([theirs])
    nights.night("links", 1, "Ours.")
    assert nights.issues == [("open", "Theirs."), ("open", "Ours.")]


@pytest.mark.parametrize(("status", "report"), [(2, "Nothing was checked."), (1, "")], ids=["blind", "no report"])
def test_blind_run_fails_the_job_and_keeps_issues(nights, status, report) -> None:
    nights.night("links", 1, "One.")
    assert not nights.night("links", status, report)
    assert nights.issues == [("open", "One.")]


def test_changed_state_is_pushed_to_a_separate_branch(nights, ci) -> None:
    assert nights.night("links", 1, "One.")
    assert nights.night("links", 1, "One.")
    assert ci.pushed() == ["Store the state of links"]
    assert nights.night("vendors", 0, "Two.")
    assert ci.pushed() == ["Store the state of vendors", "Store the state of links"]
    assert git("ls-tree", "--name-only", "monitors", cwd=ci.remote).split() == ["links", "vendors"]


def test_only_steps_that_need_the_token_have_it(nights) -> None:
    assert "GH_TOKEN" not in nights.job["env"]
    holders = [step["run"] for step in nights.job["steps"] if "GH_TOKEN" in step.get("env", {})]
    assert holders
    assert not any("nox" in run or "pip" in run for run in holders)


@pytest.fixture
def bitbucket(ci):
    """Return a function that runs Bitbucket's nightly pipeline with the status and report of each monitor."""
    pipelines = yaml.safe_load((ROOT / "bitbucket-pipelines.yml").read_text())["pipelines"]
    [both] = pipelines["custom"]["nightly"]
    [_, monitors] = both["parallel"]
    script = "\n".join(monitors["step"]["script"])
    return lambda **saw: ci.run(
        script, NIGHT=json.dumps({monitor: saw.get(monitor, (0, "Quiet.")) for monitor in MONITORS})
    )


def test_bitbucket_quiet_night_passes_and_stores_the_state(bitbucket, ci) -> None:
    done = bitbucket()
    assert done.returncode == 0
    assert ci.pushed() == ["[skip ci] Store the state"]
    ci.forget()
    assert bitbucket().returncode == 0
    assert len(ci.pushed()) == 1


@pytest.mark.parametrize("monitor", MONITORS)
@pytest.mark.parametrize("saw", [(1, "An alarm."), (2, "Blind."), (1, "")], ids=["alarm", "blind", "no report"])
def test_bitbucket_runs_all_monitors_even_if_one_fails(monitor, saw, bitbucket, ci) -> None:
    done = bitbucket(**{monitor: saw})
    assert done.returncode in {1, 2}
    assert saw[1] in done.stdout
    assert done.stdout.count("Quiet.") == 2
    assert len(ci.pushed()) == 1


def test_property_tests_try_new_examples_every_night() -> None:
    command = "nox -s tests -- -m hypothesis --hypothesis-profile=nightly --timeout=600"
    assert all(
        command in (ROOT / file).read_text() for file in (".github/workflows/nightly.yml", "bitbucket-pipelines.yml")
    )
    profile = settings.get_profile("nightly")
    assert not profile.derandomize
    assert profile.max_examples > settings.get_profile("ci").max_examples


def test_pull_request_checks_added_links() -> None:
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    assert "--added-since" in str(ci["jobs"]["links"]["steps"])
    assert "--added-since" in str(yaml.safe_load((ROOT / "bitbucket-pipelines.yml").read_text())["pipelines"])


def test_guide_is_published_only_after_ci_and_on_request() -> None:
    publish = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]["publish"]
    assert publish["needs"] == "check"
    assert "vars.PUBLISH == 'true'" in publish["if"]


def test_forks_run_no_jobs() -> None:
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]
    nightly = yaml.safe_load((ROOT / ".github/workflows/nightly.yml").read_text())["jobs"]
    conditions = [job["if"] for job in (*ci.values(), *nightly.values())]
    assert all("!github.event.repository.fork" in one or "vars." in one for one in conditions)
