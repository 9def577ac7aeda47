"""A session stays on the machine of its owner, and a window with it can't change data."""

import json
import stat

import pytest

from checks.monitors.real import session
from checks.monitors.real.session import SessionError


def test_a_session_is_never_used_in_ci(tmp_path) -> None:
    with pytest.raises(SessionError, match="The variable CI is set"):
        session.require_private(tmp_path / "session.json", tmp_path / "clone", {"CI": "true"})


def test_a_session_is_never_inside_the_clone(tmp_path) -> None:
    with pytest.raises(SessionError, match="so it could be committed"):
        session.require_private(tmp_path / "clone/../clone/session.json", tmp_path / "clone", {})
    session.require_private(tmp_path / "session.json", tmp_path / "clone", {})


def test_only_the_owner_can_read_a_stored_session(tmp_path) -> None:
    file = tmp_path / "new/session.json"
    session.store({"cookies": [], "origins": []}, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert session.read(file) == {"cookies": [], "origins": []}
    file.chmod(0o644)
    with pytest.raises(SessionError, match=rf"has the mode 644.*chmod 600 {file}"):
        session.read(file)
    session.store({"cookies": [], "origins": []}, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "[]", "{}", "\x00"])
def test_a_file_that_is_not_a_session_is_rejected(content, tmp_path) -> None:
    file = tmp_path / "session.json"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(SessionError, match=r"isn't a stored session.*--sign-in"):
        session.read(file)


def test_an_absent_session_names_the_command(tmp_path) -> None:
    with pytest.raises(SessionError, match=r"There is no session in .*nox -s real -- --sign-in"):
        session.read(tmp_path / "session.json")


@pytest.mark.parametrize(
    ("method", "body", "reads"),
    [
        ("POST", json.dumps({"query": "query Repositories { id }"}), True),
        ("POST", json.dumps([{"query": "{ id }"}, {"query": "query A { id }"}]), True),
        ("POST", json.dumps({"query": "mutation Save { id }"}), False),
        ("POST", json.dumps([{"query": "{ id }"}, {"query": "mutation Save { id }"}]), False),
        ("POST", json.dumps({"query": "query A { id } mutation B { id }"}), False),
        ("POST", json.dumps({"name": "query"}), False),
        ("POST", "[]", False),
        ("POST", "query=query", False),
        ("POST", None, False),
        ("PUT", json.dumps({"query": "{ id }"}), False),
        ("DELETE", None, False),
    ],
)
def test_only_a_graphql_query_reads_data_with_post(method, body, reads) -> None:
    assert session.only_reads(method, body) is reads


@pytest.mark.browser
def test_the_window_blocks_a_request_that_changes_data(robot, standin) -> None:
    with robot() as (careful, blocked):
        page = careful.screen.page
        page.goto(standin.state.terraform_url)
        before = len(standin.state.requests_log)
        sent = page.evaluate("(method) => fetch('/app', {method}).then(() => 'sent', () => 'blocked')", "DELETE")
        read = page.evaluate("fetch('/app').then(() => 'sent', () => 'blocked')")
    assert (sent, read) == ("blocked", "sent")
    assert blocked == [f"DELETE {standin.state.terraform_url}/app"]
    assert "DELETE" not in {request.method for request in standin.state.requests_log[before:]}
