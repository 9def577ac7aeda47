"""The command serves the guide until Ctrl+C, and says in one sentence why it can't."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from live_server import Reader

from checks.live import site

COMMAND = [sys.executable, "-m", "checks", "guide", "--no-browser"]


@contextmanager
def started(folder, environ, *arguments):
    """Run the command in a folder with built pages, and yield the process and the first link."""
    (folder / "_build").mkdir(exist_ok=True)
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), "NO_PROXY": "127.0.0.1"}
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=known | environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            link = re.search(r"http://127\.0\.0\.1:\d+/live/open\?token=\S+", process.stdout.readline())
            yield process, link and link[0]
        finally:
            process.kill()


@pytest.fixture
def folder(tmp_path, pages):
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "html").symlink_to(pages)
    return tmp_path


def test_serves_until_ctrl_c_without_printing_a_secret(folder, sandbox):
    environ = sandbox().environment()
    with started(folder, environ) as (process, link):
        reader = Reader(link.split("/")[2], link)
        assert reader.request("GET", "/create-consumer.html").status == 200
        with reader.events() as events:
            next(events)
            process.send_signal(signal.SIGINT)
            assert process.wait(15) == 130
        printed = process.stdout.read()
    assert "Traceback" not in printed
    for name in ("TFE_TOKEN", "BITBUCKET_CLIENT_SECRET", "BITBUCKET_API_TOKEN"):
        assert environ[name] not in printed


def test_works_without_any_credential(folder):
    with started(folder, {}) as (_, link):
        reader = Reader(link.split("/")[2], link)
        with reader.events() as events:
            assert any("Skipped because a credential is not set" in str(document) for _, document, _ in events)


def run(folder, *arguments, **environ):
    known = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=known | environ, capture_output=True, text=True, check=False, timeout=60
    )


def test_without_pages_one_sentence_says_how_to_get_them(tmp_path):
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nox -s docs" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_invalid_setting_ends_with_one_sentence(folder):
    done = run(folder, TFE_TOKEN="")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "TFE_TOKEN is set but empty" in done.stderr


def test_a_port_that_is_in_use_ends_with_one_sentence(folder):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        done = run(folder, "--port", str(other.getsockname()[1]))
    assert done.returncode == 2
    assert re.search(r"Port \d+ can't be used", done.stderr)


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_an_invalid_port_ends_with_status_2(folder, port):
    assert run(folder, f"--port={port}").returncode == 2


def test_the_pages_of_a_release_are_found(tmp_path, pages, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert site.built_pages() is None
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "site").symlink_to(pages)
    monkeypatch.setattr(site, "files", lambda _: tmp_path / "package")
    assert site.built_pages() == pages.resolve()


WATCHED = """
import sys
from checks.__main__ import main
try:
    main({arguments!r}, {{}})
except SystemExit:
    pass
loaded = [name for name in sys.modules if name.partition(".")[0] in {{"starlette", "uvicorn"}} or "checks.live" in name]
assert not loaded, loaded
"""


@pytest.mark.parametrize("arguments", [["--list"], ["verify"], ["verify", "--help"], ["explain-push", "--help"]])
def test_other_subcommands_never_import_the_server(tmp_path, arguments):
    done = subprocess.run(
        [sys.executable, "-c", WATCHED.format(arguments=arguments)],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_other_package_imports_the_live_guide():
    source = Path(site.__file__).parents[1]
    others = [path for path in source.rglob("*.py") if "live" not in path.parts and "monitors" not in path.parts]
    named = [
        path for path in others if re.search(r"^\s*(from|import) checks\.live", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert named == []
