"""An interrupted run can be gone on from: by its owner, for the same thing, with the same version, for a while."""

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
FETCHES = (Fetch("uploaded", None, NOW), Fetch("errored", "timeout: told by hunter2hunter2", None))


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


class TestGoingOn:
    def test_what_was_noted_is_found(self, opened):
        opened().note(noted())
        found = opened(resume=True).find("fetches", ("ws-1",))
        assert [fetch.status for fetch in found.value] == ["uploaded", "errored"]
        assert (found.at, found.seen[0].kept, found.seen[0].url) == (NOW, NOW, URL)

    def test_what_was_not_is_not(self, opened):
        opened().note(noted())
        again = opened(resume=True)
        assert again.find("fetches", ("ws-2",)) is None
        assert again.find("hooks", ("ws-1",)) is None

    def test_more_is_noted_beside_it(self, opened):
        opened().note(noted())
        opened(resume=True).note(noted("ws-2"))
        assert len(opened(resume=True).found) == 2

    def test_a_line_that_was_being_written_is_left_out_and_does_not_spoil_the_next(self, opened, path):
        opened().note(noted())
        with path.open("ab") as file:
            file.write(b'{"kind": "fetches", "abo')
        opened(resume=True).note(noted("ws-2"))
        assert [one.about for one in opened(resume=True).found] == [("ws-1",), ("ws-2",)]

    @pytest.mark.parametrize(("age", "found"), [(FRESH - timedelta(minutes=1), 1), (FRESH + timedelta(minutes=1), 0)])
    def test_for_a_while(self, opened, age, found):
        opened().note(noted(at=datetime.now(UTC) - age))
        assert len(opened(resume=True).found) == found

    def test_what_is_from_the_future_is_not_used(self, opened):
        opened().note(noted(at=datetime.now(UTC) + timedelta(hours=1)))
        assert opened(resume=True).found == []

    def test_only_where_somebody_asks_for_it(self, opened):
        opened().note(noted())
        assert opened().found == []
        assert opened(resume=True).found == []

    def test_where_nothing_was_left_everything_begins(self, opened, path):
        assert opened(resume=True).found == []
        assert path.exists()


class TestWhatIsRefused:
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
    def test_a_damaged_file(self, opened, path, content):
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
            {"seen": [["/of/nobody", URL, 200]]},
            {"seen": [[terraform.CONFIGURATION_VERSIONS.path, URL, "200"]]},
            {"seen": 5},
            {"more": 1},
        ],
    )
    def test_a_line_that_is_not_as_it_was_written(self, opened, path, change):
        opened().note(noted())
        header, line = path.read_text().splitlines()
        path.write_text(f"{header}\n{json.dumps(json.loads(line) | change)}\n")
        with pytest.raises(CheckpointError, match="is damaged"):
            opened(resume=True)

    def test_one_about_something_else(self, opened):
        opened(about="another organization")
        with pytest.raises(CheckpointError, match="is for another connection"):
            opened(resume=True)

    def test_one_of_another_version(self, opened):
        opened(version="0.9")
        with pytest.raises(CheckpointError, match="another version"):
            opened(resume=True)

    def test_one_that_others_can_read(self, opened, path):
        opened()
        path.chmod(0o644)
        with pytest.raises(CheckpointError, match="other users can read"):
            opened(resume=True)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
    def test_a_fifo_that_nobody_writes_to(self, opened, path):
        path.parent.mkdir(parents=True)
        os.mkfifo(path, 0o600)
        with pytest.raises(CheckpointError, match="isn't a regular file"):
            opened(resume=True)

    def test_a_link_to_elsewhere(self, opened, path, tmp_path):
        opened()
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(OSError, match="symbolic"):
            opened(resume=True)


class TestTheFile:
    def test_is_for_its_owner_alone(self, opened, path):
        opened()
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_holds_no_secret(self, opened, path):
        opened().note(noted())
        assert "told by (hidden)" in path.read_text()
        assert "hunter2" not in path.read_text()

    def test_is_written_as_the_run_goes(self, opened, path):
        checkpoint = opened()
        for number in range(3):
            checkpoint.note(noted(f"ws-{number}"))
            assert len(path.read_text().splitlines()) == number + 2

    def test_is_thrown_away_at_the_end(self, opened, path):
        opened().finish()
        assert not path.exists()

    def test_one_that_another_run_put_in_its_place_is_not(self, opened, path):
        first, _ = opened(), opened()
        first.finish()
        assert path.exists()

    def test_where_it_cannot_be_written_any_more_the_run_goes_on(self, opened):
        checkpoint = opened()
        os.close(checkpoint._descriptor)
        checkpoint.note(noted())
        checkpoint.finish()
