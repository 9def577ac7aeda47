"""The command serves the guide until Ctrl+C, and says in one sentence why it can't."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from live_server import Reader

from checks.live import command, site

COMMAND = [sys.executable, "-m", "checks", "guide", "--no-browser"]


@contextmanager
def started(folder, environ, *arguments, before=()):
    """Run the command in a folder with built pages, after other words, and yield the process and the first link."""
    (folder / "_build").mkdir(exist_ok=True)
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), "NO_PROXY": "127.0.0.1"}
    with subprocess.Popen(
        [*before, *COMMAND, *arguments],
        cwd=folder,
        env=known | environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            links = (re.search(r"http://127\.0\.0\.1:\d+/live/open\?token=\S+", line) for line in process.stdout)
            yield process, next(link[0] for link in links if link)
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


def test_practice_runs_the_guide_on_unconnected_services_until_ctrl_c(folder):
    sandbox = (sys.executable, "-m", "checks", "sandbox", "--unconnected", "--")
    with started(folder, {}, before=sandbox) as (process, link):
        reader = Reader(link.split("/")[2], link)
        with reader.events() as events:
            states = {}
            while states.get("terraform-token") != "passed":
                states |= {name: card["state"] for name, card in next(events)[1]["cards"].items()}
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 130
        assert "Traceback" not in process.stdout.read()


def run(folder, *arguments, **environ):
    known = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=known | environ, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("browser", "chosen", "opens"),
    [
        (webbrowser.Chromium("chromium"), "", True),
        (webbrowser.GenericBrowser("w3m"), "", False),
        (webbrowser.GenericBrowser("own-browser"), "own-browser", True),
        (None, "", False),
    ],
)
def test_opens_only_a_browser_with_a_window(monkeypatch, browser, chosen, opens):
    def get():
        if browser is None:
            raise webbrowser.Error
        return browser

    monkeypatch.setattr(webbrowser, "get", get)
    monkeypatch.delenv("BROWSER", raising=False)
    if chosen:
        monkeypatch.setenv("BROWSER", chosen)
    assert command._has_window() is opens


BROWSER = f"""#!{sys.executable}
import http.client, pathlib, sys, time, urllib.parse
link = urllib.parse.urlsplit(sys.argv[1])
connection = http.client.HTTPConnection(link.netloc)
connection.request("GET", link.path + "?" + link.query)
pathlib.Path("status").write_text(str(connection.getresponse().status))
time.sleep(20)
"""


def test_serves_while_a_browser_runs_in_the_foreground(folder):
    browser, status = folder / "browser", folder / "status"
    browser.write_text(BROWSER, encoding="utf-8")
    browser.chmod(0o755)
    arguments = [word for word in COMMAND if word != "--no-browser"]
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "BROWSER": str(browser)}
    with subprocess.Popen(arguments, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            ends = time.monotonic() + 60
            while not status.exists() or status.read_text(encoding="utf-8") != "303":
                assert time.monotonic() < ends
                time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            assert process.wait(15) == 130
        finally:
            process.kill()


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
