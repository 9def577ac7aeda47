"""What happens at night: every sensor looks, keeps one issue, and what it saw is remembered."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SENSORS = ["links", "vendors", "pictures"]
# `gh` over a file of issues; jq is what it has inside, too.
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
# A sensor that ends as it is told to, writes its report, and remembers something.
NOX = """
import json, os, pathlib, sys
status, report = json.loads(os.environ["NIGHT"])[sys.argv[2]]
if report:
    pathlib.Path(sys.argv[sys.argv.index("--markdown") + 1]).write_text(f"<!-- freshness: {sys.argv[2]} -->\\n{report}")
    pathlib.Path("docs/monitors", sys.argv[2]).write_text(report)
sys.exit(status)
"""


def git(*words: str, cwd: Path) -> str:
    program = shutil.which("git") or "git"
    done = subprocess.run([program, *words], cwd=cwd, text=True, capture_output=True, check=True)
    return done.stdout.strip()


class Ci:
    """A clone on a machine of CI, with a remote that it may push to."""

    def __init__(self, folder: Path) -> None:
        self.clone, self.remote = folder / "clone", folder / "remote"
        git("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote), cwd=folder)
        git("clone", "--quiet", str(self.remote), str(self.clone), cwd=folder)
        git("config", "user.name", "ci", cwd=self.clone)
        git("config", "user.email", "ci@example.com", cwd=self.clone)
        git("checkout", "--quiet", "-b", "main", cwd=self.clone)
        (self.clone / "docs/monitors").mkdir(parents=True)
        (self.clone / "docs/monitors/known").write_text("before")
        (self.clone / ".gitignore").write_text("*.md\nissues.json\nout\n")
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
            # What the workflow pushes to is the remote here.
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
        """The subjects of what was pushed after the beginning, the newest first."""
        return git("log", "--format=%s", "main", cwd=self.remote).splitlines()[:-1]


@pytest.fixture
def ci(tmp_path: Path) -> Ci:
    if lacking := [name for name in ("bash", "git", "jq") if not shutil.which(name)]:
        pytest.skip(f"not installed: {', '.join(lacking)}")
    return Ci(tmp_path)


class Nights:
    """The workflow on GitHub for one sensor, one night after the other."""

    def __init__(self, ci: Ci) -> None:
        workflow = yaml.safe_load((ROOT / ".github/workflows/nightly.yml").read_text())
        self.job = workflow["jobs"]["look"]
        self.ci = ci
        self.write([])

    def write(self, issues: list[dict[str, object]]) -> None:
        (self.ci.clone / "issues.json").write_text(json.dumps(issues))

    @property
    def issues(self) -> list[tuple[str, str]]:
        """The state and the last line of each issue."""
        found = json.loads((self.ci.clone / "issues.json").read_text())
        return [(one["state"], one["body"].splitlines()[-1]) for one in found]

    def night(self, sensor: str, status: int, report: str) -> bool:
        """Run its steps; tell whether the job was green."""
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
                SENSOR=sensor,
                NIGHT=json.dumps({sensor: [status, report]}),
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


def test_all_sensors_look(nights) -> None:
    assert nights.job["strategy"]["matrix"]["sensor"] == SENSORS
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


def test_a_quiet_night_opens_nothing(nights) -> None:
    assert nights.night("links", 0, "Quiet.")
    assert nights.issues == []


def test_sensors_keep_to_their_own_issue(nights) -> None:
    """Words of one report may name another sensor: it is told by its first line alone."""
    nights.night("vendors", 1, "code: src/checks/monitors/links/ignored.py <!-- freshness: links -->")
    nights.night("links", 1, "A link.")
    nights.night("links", 0, "Quiet.")
    assert [state for state, _ in nights.issues] == ["open", "closed"]


def test_what_somebody_else_opened_is_left_alone(nights) -> None:
    theirs = {"number": 1, "state": "open", "author": {"is_bot": False}, "body": "<!-- freshness: links -->\nTheirs."}
    nights.write([theirs])
    nights.night("links", 1, "Ours.")
    assert nights.issues == [("open", "Theirs."), ("open", "Ours.")]


@pytest.mark.parametrize(("status", "report"), [(2, "Nobody could look."), (1, "")], ids=["blind", "no report"])
def test_where_nobody_could_look_the_job_fails_and_issues_stay(nights, status, report) -> None:
    nights.night("links", 1, "One.")
    assert not nights.night("links", status, report)
    assert nights.issues == [("open", "One.")]


def test_what_was_seen_is_pushed_once(nights, ci) -> None:
    nights.night("links", 1, "One.")
    nights.night("links", 1, "One.")
    assert ci.pushed() == ["Remember what the night saw of links"]


def test_only_the_steps_that_need_the_token_have_it(nights) -> None:
    assert "GH_TOKEN" not in nights.job["env"]
    holders = [step["run"] for step in nights.job["steps"] if "GH_TOKEN" in step.get("env", {})]
    assert holders
    assert not any("nox" in run or "pip" in run for run in holders)


@pytest.fixture
def bitbucket(ci):
    """Run the pipeline of the night on Bitbucket with the status and the report of each sensor."""
    pipelines = yaml.safe_load((ROOT / "bitbucket-pipelines.yml").read_text())["pipelines"]
    [one] = pipelines["custom"]["nightly"]
    script = "\n".join(one["step"]["script"])
    return lambda **saw: ci.run(
        script, NIGHT=json.dumps({sensor: saw.get(sensor, (0, "Quiet.")) for sensor in SENSORS})
    )


def test_on_bitbucket_a_quiet_night_is_green_and_remembered(bitbucket, ci) -> None:
    done = bitbucket()
    assert (done.returncode, done.stderr) == (0, "")
    assert ci.pushed() == ["[skip ci] Remember what the night saw"]
    assert bitbucket().returncode == 0
    assert len(ci.pushed()) == 1


@pytest.mark.parametrize("sensor", SENSORS)
@pytest.mark.parametrize("saw", [(1, "An alarm."), (2, "Blind."), (1, "")], ids=["alarm", "blind", "no report"])
def test_on_bitbucket_each_sensor_fails_the_pipeline_and_the_others_still_look(sensor, saw, bitbucket, ci) -> None:
    done = bitbucket(**{sensor: saw})
    assert done.returncode in {1, 2}
    assert saw[1] in done.stdout
    assert done.stdout.count("Quiet.") == 2
    assert len(ci.pushed()) == 1
