"""The script that runs CI, on a clone with or without the vendors' documents next to it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci/run"
# A stand-in for `python3 -m venv FOLDER`: the new environment has a `nox` that prints what it gets.
PYTHON = """#!/bin/sh
mkdir -p "$3/bin"
printf '#!/bin/sh\\n' >"$3/bin/pip"
printf '#!/bin/sh\\necho "${VENDOR_SPECS-unset} $*"\\n' >"$3/bin/nox"
chmod +x "$3/bin/pip" "$3/bin/nox"
"""


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the script in a clone, and returns what `nox` gets."""
    script = tmp_path / "clone/.ci/run"
    script.parent.mkdir(parents=True)
    shutil.copy(SCRIPT, script)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in {"python3": PYTHON, "apt-get": "#!/bin/sh\n"}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if name != "VENDOR_SPECS"}

    def run(*sessions, **variables):
        environment = clean | {"PATH": f"{programs}:{os.environ['PATH']}"} | variables
        done = subprocess.run([script, *sessions], env=environment, text=True, capture_output=True, check=True)
        return done.stdout.strip()

    return run


def test_without_documents_next_to_the_clone_their_tests_are_skipped(run) -> None:
    assert run() == "unset -s lint tests thorough docs pictures"


def test_a_variable_without_its_folder_is_ignored(run, tmp_path) -> None:
    assert run("docs", VENDOR_SPECS=str(tmp_path / "no")) == "unset -s docs"


def test_documents_next_to_the_clone_are_used(run, tmp_path) -> None:
    specs = tmp_path / "shared/specs"
    specs.mkdir(parents=True)
    assert run("tests") == f"{specs} -s tests"


def test_documents_in_another_folder_are_used(run, tmp_path) -> None:
    assert run("tests", VENDOR_SPECS=str(tmp_path)) == f"{tmp_path} -s tests"
