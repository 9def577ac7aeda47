"""Sets of small numbers as bits of one integer, which are fast to combine and small when compressed."""

import zlib
from collections.abc import Iterable, Iterator


def bits_of(numbers: Iterable[int]) -> int:
    """Return the integer whose bits with these numbers are set."""
    found = bytearray()
    for number in numbers:
        place, bit = divmod(number, 8)
        if place >= len(found):
            found.extend(bytes(place + 1 - len(found)))
        found[place] |= 1 << bit
    return int.from_bytes(found, "little")


def numbers_of(bits: int) -> Iterator[int]:
    """Yield the numbers of the set bits, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def pack(*sets: int) -> bytes:
    """Return several sets as compressed bytes."""
    size = max((each.bit_length() + 7) // 8 for each in sets)
    return zlib.compress(b"".join(each.to_bytes(size, "little") for each in sets), 9)


def unpack(packed: bytes, number: int) -> tuple[int, ...]:
    """Return the `number` sets in compressed bytes."""
    data = zlib.decompress(packed)
    size = len(data) // number
    return tuple(int.from_bytes(data[place * size : (place + 1) * size], "little") for place in range(number))
