"""A nox session ends with the exit status of its command, although nox itself uses only 1 for any failure."""

import re
import subprocess
import sys
from pathlib import Path

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
