"""A nox session ends with the exit status of its command, although nox itself uses only 1 for any failure.

The live guide starts without a build if no source of its pages changed.
"""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

NOXFILE = Path(__file__).parent.parent / "noxfile.py"
SESSION = """
import importlib.util, sys, nox
spec = importlib.util.spec_from_file_location("ours", {noxfile!r})
ours = importlib.util.module_from_spec(spec)
spec.loader.exec_module(ours)
nox.registry._REGISTRY.clear()

@nox.session(venv_backend="none")
def ends(session):
    ours.run(sys.executable, "-c", "import sys; sys.exit(int(sys.argv[1]))", *session.posargs)
"""


INTERRUPTED = """
import importlib.util, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
spec = importlib.util.spec_from_file_location("ours", {noxfile!r})
ours = importlib.util.module_from_spec(spec)
spec.loader.exec_module(ours)
for _ in range(50):
    try:
        ours.run("/bin/sh", "-c", "kill -INT $PPID; exit 7")
    except SystemExit as ended:
        print(ended.code)
"""


@pytest.mark.parametrize("status", [0, 1, 2, 130])
def test_nox_ends_with_the_exit_status_of_the_command(tmp_path, status):
    noxfile = tmp_path / "noxfile.py"
    noxfile.write_text(SESSION.format(noxfile=str(NOXFILE)))
    command = [sys.executable, "-m", "nox", "-f", str(noxfile), "-s", "ends", "--", str(status)]
    assert subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == status


def test_keeps_the_exit_status_if_an_interruption_coincides_with_the_end():
    command = [sys.executable, "-c", INTERRUPTED.format(noxfile=str(NOXFILE))]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["7"] * 50


def test_the_sessions_that_run_checks_keep_the_exit_status():
    source = NOXFILE.read_text(encoding="utf-8")
    for session in ("verify", "demo", "guide", "practice"):
        body = source.partition(f"def {session}(")[2].partition("\n\n\n")[0]
        assert re.search(r"^    run\(", body, re.MULTILINE)
        assert "session.run(" not in body


@pytest.fixture(scope="module")
def ours():
    spec = importlib.util.spec_from_file_location("ours", NOXFILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def builds(ours, tmp_path, monkeypatch):
    """Return a function that starts the live guide in a new folder, and returns whether it builds the pages."""
    monkeypatch.chdir(tmp_path)
    for name in ("docs/a.md", "docs/_static/a.css", "src/checks/a.py", "conf.py", "pyproject.toml", ours.LOCK):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("a", encoding="utf-8")
    session = SimpleNamespace(bin=str(tmp_path / "bin"))
    built = []

    def build(_session):
        Path(ours.PAGES).mkdir(parents=True, exist_ok=True)
        Path(ours.PAGES, "index.html").touch()
        built.append(1)

    def start(build=build):
        monkeypatch.setattr(ours, "build_pages", build)
        before = len(built)
        ours.build_changed_pages(session)
        return len(built) > before

    return start


def older(path):
    os.utime(path, (1, 1))


@pytest.mark.parametrize(
    "change",
    [
        lambda: Path("docs/a.md").write_text("b", encoding="utf-8"),
        lambda: older("docs/_static/a.css"),
        lambda: Path("src/checks/a.py").unlink(),
        lambda: Path("src/checks/b.py").touch(),
        lambda: older("conf.py"),
        lambda: older("requirements-dev.txt"),
        lambda: Path("_build/html/index.html").unlink(),
        lambda: Path("built-from.txt").unlink(),
    ],
)
def test_the_live_guide_builds_its_pages_again_only_after_a_change(builds, change):
    assert [builds(), builds()] == [True, False]
    (Path("src/checks/__pycache__")).mkdir()
    Path("src/checks/__pycache__/a.pyc").touch()
    assert not builds()
    change()
    assert [builds(), builds()] == [True, False]


def test_a_build_that_failed_is_repeated(builds):
    def fail(_session):
        Path("_build/html").mkdir(parents=True, exist_ok=True)
        Path("_build/html/index.html").touch()
        raise RuntimeError

    assert builds()
    older("docs/a.md")
    with pytest.raises(RuntimeError):
        builds(fail)
    assert builds()


def test_a_change_during_the_build_is_built_later(builds):
    def build(_session):
        Path("_build/html").mkdir(parents=True)
        Path("_build/html/index.html").touch()
        older("docs/a.md")

    builds(build)
    assert [builds(), builds()] == [True, False]


def test_the_session_pages_runs_every_test_that_needs_a_browser():
    source = NOXFILE.read_text(encoding="utf-8")
    body = source.partition("def pages(")[2].partition("@nox.session")[0]
    tests = NOXFILE.parent / "tests"
    marked = {
        path.relative_to(tests).parts[0]
        for path in tests.glob("*/**/test_*.py")
        if "mark.browser" in path.read_text(encoding="utf-8")
    }
    assert len(marked) > 1
    assert marked | {"pages"} <= set(re.findall(r'"tests/(\w+)"', body))
