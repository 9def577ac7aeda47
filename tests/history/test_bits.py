"""Sets of numbers survive packing, and small differences stay small."""

from hypothesis import given
from hypothesis import strategies as st

from checks.history.bits import bits_of, numbers_of, pack, unpack

NUMBERS = st.sets(st.integers(0, 20_000), max_size=200)


@given(NUMBERS)
def test_bits_contain_exactly_the_numbers(numbers):
    assert list(numbers_of(bits_of(numbers))) == sorted(numbers)


@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_packed_sets_are_the_same_sets(sets):
    packed = pack(*map(bits_of, sets))
    assert [set(numbers_of(bits)) for bits in unpack(packed, len(sets))] == sets


def test_a_usual_night_needs_few_bytes():
    assert len(pack(bits_of(range(13_000)), bits_of(range(0, 13_000, 400)), 0)) < 150
