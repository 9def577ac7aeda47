"""An interrupted run can be resumed for a limited time: by its owner, with the same settings and version."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from checks.clients.request_log import RequestRecord
from checks.clients.terraform_fetch_records import Fetch
from checks.connection.checkpoint import FRESH, Checkpoint, CheckpointError
from checks.connection.checkpoint_lines import Noted
from checks.facts import terraform

NOW = datetime.now(UTC)
URL = "https://app.terraform.io/api/v2/workspaces/ws-1/configuration-versions"
FETCHES = (Fetch("uploaded", None, NOW), Fetch("errored", "timeout: sent by hunter2hunter2", None))


def noted(about: str = "ws-1", at: datetime = NOW) -> Noted:
    return Noted("fetches", (about,), FETCHES, at, (RequestRecord(terraform.CONFIGURATION_VERSIONS, URL, 200),))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "deeper" / "run.jsonl"


@pytest.fixture
def opened(path):
    def open_(*, resume: bool = False, about: str = "this", version: str = "1.0") -> Checkpoint:
        return Checkpoint(path, about, version, lambda text: text.replace("hunter2hunter2", "(hidden)"), resume=resume)

    return open_


class TestResuming:
    def test_finds_a_saved_response(self, opened):
        opened().note(noted())
        found = opened(resume=True).find("fetches", ("ws-1",))
        assert [fetch.status for fetch in found.value] == ["uploaded", "errored"]
        assert (found.at, found.seen[0].kept, found.seen[0].url) == (NOW, NOW, URL)

    def test_does_not_find_other_responses(self, opened):
        opened().note(noted())
        again = opened(resume=True)
        assert again.find("fetches", ("ws-2",)) is None
        assert again.find("hooks", ("ws-1",)) is None

    def test_keeps_the_saved_responses_when_adding_more(self, opened):
        opened().note(noted())
        opened(resume=True).note(noted("ws-2"))
        assert len(opened(resume=True).found) == 2

    def test_ignores_a_partly_written_line(self, opened, path):
        opened().note(noted())
        with path.open("ab") as file:
            file.write(b'{"kind": "fetches", "abo')
        opened(resume=True).note(noted("ws-2"))
        assert [one.about for one in opened(resume=True).found] == [("ws-1",), ("ws-2",)]

    @pytest.mark.parametrize(("age", "found"), [(FRESH - timedelta(minutes=1), 1), (FRESH + timedelta(minutes=1), 0)])
    def test_finds_only_recent_responses(self, opened, age, found):
        opened().note(noted(at=datetime.now(UTC) - age))
        assert len(opened(resume=True).found) == found

    def test_ignores_a_response_from_the_future(self, opened):
        opened().note(noted(at=datetime.now(UTC) + timedelta(hours=1)))
        assert opened(resume=True).found == []

    def test_uses_saved_responses_only_if_asked_to_resume(self, opened):
        opened().note(noted())
        assert opened().found == []
        assert opened(resume=True).found == []

    def test_starts_from_the_beginning_without_a_saved_run(self, opened, path):
        assert opened(resume=True).found == []
        assert path.exists()


class TestRejectedFiles:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\n",
            b"[]\n",
            b"\xff\xfe\n",
            b'{"format": 1}\n',
            b"[" * 100000 + b"\n",
            b'{"format": 1, "version": "1.0", "about": "this"}\n{}\n',
            b'{"format": 1, "version": "1.0", "about": "this"}\nnot JSON\n',
            b'{"format": 1, "version": "1.0", "about": "this"}\n\n',
        ],
    )
    def test_rejects_a_damaged_file(self, opened, path, content):
        opened()
        path.write_bytes(content)
        with pytest.raises(CheckpointError, match=r"is damaged, so it can't be used\. Delete it"):
            opened(resume=True)

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "account"},
            {"at": "yesterday"},
            {"at": "2026-11-24T12:00:00"},
            {"about": "ws-1"},
            {"value": {}},
            {"value": [{"status": "uploaded"}]},
            {"value": [{"status": 1, "error": None, "at": None}]},
            {"value": [{"status": "uploaded", "error": None, "at": "soon"}]},
            {"seen": [["/unknown/path", URL, 200]]},
            {"seen": [[terraform.CONFIGURATION_VERSIONS.path, URL, "200"]]},
            {"seen": 5},
            {"more": 1},
        ],
    )
    def test_rejects_a_changed_line(self, opened, path, change):
        opened().note(noted())
        header, line = path.read_text().splitlines()
        path.write_text(f"{header}\n{json.dumps(json.loads(line) | change)}\n")
        with pytest.raises(CheckpointError, match="is damaged"):
            opened(resume=True)

    def test_rejects_a_file_for_other_settings(self, opened):
        opened(about="another organization")
        with pytest.raises(CheckpointError, match="is for another connection"):
            opened(resume=True)

    def test_rejects_a_file_from_another_version(self, opened):
        opened(version="0.9")
        with pytest.raises(CheckpointError, match="another version"):
            opened(resume=True)

    def test_rejects_a_file_that_other_users_can_read(self, opened, path):
        opened()
        path.chmod(0o644)
        with pytest.raises(CheckpointError, match="other users can read"):
            opened(resume=True)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
    def test_rejects_a_fifo_without_waiting_for_a_writer(self, opened, path):
        path.parent.mkdir(parents=True)
        os.mkfifo(path, 0o600)
        with pytest.raises(CheckpointError, match="isn't a regular file"):
            opened(resume=True)

    def test_rejects_a_symbolic_link(self, opened, path, tmp_path):
        opened()
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(OSError, match="symbolic"):
            opened(resume=True)


class TestFile:
    def test_only_its_owner_can_read_it(self, opened, path):
        opened()
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_contains_no_secret(self, opened, path):
        opened().note(noted())
        assert "sent by (hidden)" in path.read_text()
        assert "hunter2" not in path.read_text()

    def test_is_written_during_the_run(self, opened, path):
        checkpoint = opened()
        for number in range(3):
            checkpoint.note(noted(f"ws-{number}"))
            assert len(path.read_text().splitlines()) == number + 2

    def test_is_deleted_when_the_run_finishes(self, opened, path):
        opened().finish()
        assert not path.exists()

    def test_does_not_delete_the_file_of_another_run(self, opened, path):
        first, _ = opened(), opened()
        first.finish()
        assert path.exists()

    def test_the_run_continues_if_the_file_becomes_unwritable(self, opened):
        checkpoint = opened()
        os.close(checkpoint._descriptor)
        checkpoint.note(noted())
        checkpoint.finish()
