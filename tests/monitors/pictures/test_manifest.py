"""The manifest of the pictures."""

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
def test_what_is_written_is_read_again(found, tmp_path_factory) -> None:
    docs = tmp_path_factory.mktemp("docs")
    (docs / "pictures").mkdir()
    write(docs, found)
    assert read_manifest(docs) == found


def test_names_are_in_order_so_that_a_retake_changes_its_own_lines_alone(docs, record) -> None:
    write(docs, {"two": record(), "one": record()})
    assert list(read_manifest(docs)) == ["one", "two"]


def test_without_a_manifest_nothing_is_known(docs) -> None:
    assert read_manifest(docs) == {}


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"pictures": []}', '{"pictures": {"one": {"page": "x"}}}'])
def test_a_manifest_that_cannot_be_read(text, docs) -> None:
    (docs / "pictures/manifest.json").write_text(text)
    with pytest.raises(ValueError, match="The manifest cannot be read: "):
        read_manifest(docs)


def test_a_picture_is_believed_for_half_a_year() -> None:
    assert date.fromisoformat(expiry_date(date(2026, 11, 24))) - date(2026, 11, 24) == VALID_FOR


def test_a_file_lies_beside_the_manifest(docs) -> None:
    assert file_of(docs, "one") == docs / "pictures/one.webp"
