"""A label that was seen on the vendor's own screen is confirmed, as long as it says the same."""

from dataclasses import replace
from datetime import date

import pytest

from checks.facts import bitbucket, bitbucket_screens, terraform
from checks.facts.index import Entry, entries, find
from checks.facts.sightings import Sighting, day_of, read, text_on_screen, write

SEEN = date(2030, 1, 2)


def test_reads_what_it_writes(tmp_path) -> None:
    found = {"b.b": Sighting("B", SEEN), "a.a": Sighting("A…", SEEN)}
    write(found, tmp_path / "file.json")
    assert read(tmp_path / "file.json") == found
    assert read(tmp_path / "absent.json") == {}


@pytest.mark.parametrize("content", ["", "[]", '{"a.a": {}}', '{"a.a": {"text": "A", "seen": "yesterday"}}'])
def test_rejects_a_file_with_another_format(content, tmp_path) -> None:
    (tmp_path / "file.json").write_text(content)
    with pytest.raises(ValueError, match=r"cannot be read.*Run: nox -s real"):
        read(tmp_path / "file.json")


def test_text_of_labels_and_permissions() -> None:
    assert text_on_screen(bitbucket_screens.CLIENT_URL) == "URL"
    assert text_on_screen(bitbucket.ACCOUNT_WRITE) == "Account: Write"
    assert text_on_screen(terraform.HOST) == ""


def test_a_sighting_of_an_earlier_text_does_not_count() -> None:
    assert day_of(Sighting("URL", SEEN), bitbucket_screens.CLIENT_URL) == SEEN
    assert day_of(Sighting("Address", SEEN), bitbucket_screens.CLIENT_URL) is None
    assert day_of(None, bitbucket_screens.CLIENT_URL) is None


def test_a_sighting_confirms_an_unconfirmed_fact_and_updates_its_day() -> None:
    entry = find("bitbucket-screens.client-url")
    before = Entry(entry.name, entry.fact, entry.file)
    after = replace(before, on_screen=SEEN)
    assert (before.unconfirmed, after.unconfirmed) == (True, False)
    assert (before.source, after.source.seen) == (entry.fact.source, SEEN)
    assert replace(before, on_screen=date(2000, 1, 1)).source == entry.fact.source


def test_every_stored_sighting_is_of_a_fact_with_this_text() -> None:
    for name, sighting in read().items():
        assert text_on_screen(entries()[name].fact) == sighting.text, f"{name} changed. Run: nox -s real"
