"""The manifest of all pictures."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.monitors.pictures.manifest import VALID_FOR, PictureRecord, expiry_date, file_of, read_manifest, write

RECORDS = st.builds(PictureRecord)


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "pictures").mkdir()
    return tmp_path


@given(found=st.dictionaries(st.text(alphabet="abc-"), RECORDS, max_size=3))
def test_reads_what_it_writes(found, tmp_path_factory) -> None:
    docs = tmp_path_factory.mktemp("docs")
    (docs / "pictures").mkdir()
    write(docs, found)
    assert read_manifest(docs) == found


def test_sorts_names_to_keep_diffs_small(docs, record) -> None:
    write(docs, {"two": record(), "one": record()})
    assert list(read_manifest(docs)) == ["one", "two"]


def test_manifest_is_empty_without_a_file(docs) -> None:
    assert read_manifest(docs) == {}


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"pictures": []}', '{"pictures": {"one": {"page": "x"}}}'])
def test_rejects_an_invalid_manifest(text, docs) -> None:
    (docs / "pictures/manifest.json").write_text(text)
    with pytest.raises(ValueError, match="The manifest cannot be read: "):
        read_manifest(docs)


def test_pictures_are_valid_for_half_a_year() -> None:
    assert date.fromisoformat(expiry_date(date(2026, 11, 24))) - date(2026, 11, 24) == VALID_FOR


def test_picture_files_are_next_to_the_manifest(docs) -> None:
    assert file_of(docs, "one") == docs / "pictures/one.webp"
