"""A report path that isn't a regular file is written to or rejected, but never replaced."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from checks.cli.outputs import FORMATS


@pytest.fixture
def report(sandbox, tmp_path):
    """Return a function that writes reports of a run in the sandbox and returns the finished process."""
    environment = sandbox().environment()

    def run(*arguments, **options):
        (tmp_path / "home").mkdir(exist_ok=True)
        given = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "NO_PROXY": "127.0.0.1", **environment}
        command = [sys.executable, "-m", "checks", "terraform-token", *map(str, arguments)]
        usual = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": tmp_path, "text": True, "timeout": 60}
        return subprocess.run(command, env=given, check=False, **usual | options)

    return run


@pytest.fixture
def null(tmp_path):
    if not hasattr(os, "mknod") or os.getuid() != 0:
        pytest.skip("only root can create a device")
    path = tmp_path / "null"
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_a_device_stays_a_device(report, null, form):
    assert report(f"--{form}", null).returncode == 0
    assert null.is_char_device()


def test_a_symbolic_link_to_a_device_is_followed(report, null, tmp_path):
    (tmp_path / "link").symlink_to(null)
    assert report("--json", tmp_path / "link").returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert null.is_char_device()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
class TestFifo:
    def test_with_a_reader_is_written_to(self, report, tmp_path):
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)
        read = []
        reader = threading.Thread(target=lambda: read.append(fifo.read_text()))
        reader.start()
        done = report("--json", fifo)
        if reader.is_alive() and not stat.S_ISFIFO(fifo.stat().st_mode):
            pytest.fail("the FIFO was replaced")
        reader.join(10)
        assert done.returncode == 0
        assert json.loads(read[0])["exit_status"] == 0
        assert stat.S_ISFIFO(fifo.stat().st_mode)

    def test_without_a_reader_is_rejected(self, report, tmp_path):
        os.mkfifo(tmp_path / "fifo")
        done = report("--json", "fifo")
        assert (done.returncode, done.stdout) == (2, "")
        assert "--json: could not write to this path" in done.stderr


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system has other paths for file descriptors")
class TestOpenDescriptor:
    """A path like ``/dev/stdout``. The tests use their own link, so that a failure doesn't damage the system."""

    @pytest.fixture(autouse=True)
    def _link(self, tmp_path):
        (tmp_path / "stdout").symlink_to("/proc/self/fd/1")

    def test_is_standard_output(self, report):
        done = report("--json", "stdout")
        assert json.loads(done.stdout)["exit_status"] == done.returncode == 0
        assert "Checking" in done.stderr

    def test_stays_a_link_if_standard_output_is_a_file(self, report, tmp_path):
        with (tmp_path / "out").open("w") as out:
            done = report("--json", "stdout", stdout=out)
        assert (tmp_path / "stdout").is_symlink()
        assert json.loads((tmp_path / "out").read_text())["exit_status"] == done.returncode == 0

    def test_other_than_standard_output_is_written_to(self, report, tmp_path):
        with (tmp_path / "out").open("w") as out:
            (tmp_path / "link").symlink_to(f"/proc/self/fd/{out.fileno()}")
            done = report("--json", "link", pass_fds=[out.fileno()])
        assert (tmp_path / "link").is_symlink()
        assert done.returncode == 0
        assert json.loads((tmp_path / "out").read_text())["exit_status"] == 0


class TestSameFileTwice:
    def assert_rejected(self, done):
        assert (done.returncode, done.stdout) == (2, "")
        assert "name the same file" in done.stderr

    def test_is_rejected_if_the_paths_are_written_differently(self, report, tmp_path):
        self.assert_rejected(report("--json", "./x", "--html", "x"))
        self.assert_rejected(report("--json", "x", "--html", "new/../x"))
        assert not (tmp_path / "x").exists()

    @pytest.mark.parametrize("exists", [True, False])
    def test_is_rejected_if_one_path_is_a_symbolic_link(self, report, tmp_path, exists):
        if exists:
            (tmp_path / "x").write_text("before")
        (tmp_path / "y").symlink_to("x")
        self.assert_rejected(report("--json", "x", "--html", "y"))

    def test_is_rejected_if_one_path_is_a_hard_link(self, report, tmp_path):
        (tmp_path / "x").write_text("before")
        (tmp_path / "y").hardlink_to(tmp_path / "x")
        self.assert_rejected(report("--json", "x", "--html", "y"))
        assert (tmp_path / "y").read_text() == "before"

    def test_is_rejected_if_the_folders_are_linked(self, report, tmp_path):
        (tmp_path / "a").mkdir()
        (tmp_path / "b").symlink_to("a")
        self.assert_rejected(report("--json", "a/x", "--html", "b/x"))

    def test_is_rejected_if_one_path_is_the_private_key(self, report, sandbox):
        key = sandbox().key_file
        before = key.read_bytes()
        done = report("--json", key)
        assert done.returncode == 2
        assert "private key" in done.stderr
        assert key.read_bytes() == before

    def test_is_rejected_if_one_path_is_standard_output(self, report, tmp_path):
        with (tmp_path / "x").open("w") as out:
            done = report("--json", "x", stdout=out)
        assert done.returncode == 2
        assert "standard output" in done.stderr
