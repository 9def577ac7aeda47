"""The ledger of the vendors monitor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.monitors.vendors.nightly import VendorLedger

WORDS = st.text(alphabet="abc.-é")
LEDGERS = st.builds(
    VendorLedger,
    st.dictionaries(WORDS, st.dictionaries(WORDS, st.lists(WORDS))),
    st.dictionaries(WORDS, st.lists(WORDS)),
    st.dictionaries(WORDS, st.dates().map(str)),
    st.dictionaries(WORDS, st.dates().map(str)),
)


@given(remembered=LEDGERS)
def test_reads_what_it_writes(remembered, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "folder" / "vendors.json"
    remembered.store(path)
    assert VendorLedger.load(path) == remembered


def test_ledger_is_empty_without_a_file(tmp_path):
    assert VendorLedger.load(tmp_path / "vendors.json") == VendorLedger()


@pytest.mark.parametrize("text", ["", "[]", '{"operation": {}}'])
def test_rejects_a_file_that_is_not_a_ledger(text, tmp_path):
    path = tmp_path / "vendors.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="is not the state of a monitor"):
        VendorLedger.load(path)


def test_one_change_affects_only_its_lines(tmp_path):
    VendorLedger(seen={"b": "2026-11-24", "a": "2026-11-24"}).store(tmp_path / "one")
    VendorLedger(seen={"a": "2026-11-24", "b": "2026-11-25"}).store(tmp_path / "two")
    one, two = ((tmp_path / name).read_text().splitlines() for name in ("one", "two"))
    assert [line for line in two if line not in one] == ['    "b": "2026-11-25"']
