"""The whole site, built like in CI."""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def built(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and ".doctrees" not in file.parts
    }


def test_parallel_build_produces_identical_files_without_warnings(html: Path, tmp_path: Path) -> None:
    done = built("-nW", "-E", "-q", "-j", "2", "-c", ".", "docs", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert digests(html) == digests(tmp_path)


def test_building_the_top_folder_stops_with_a_clear_error(tmp_path: Path) -> None:
    done = built(".", str(tmp_path))
    assert done.returncode == 2
    assert "The pages are in docs. Build them with: sphinx-build -c . docs _build/html" in done.stderr
    assert list(tmp_path.rglob("*.html")) == []
