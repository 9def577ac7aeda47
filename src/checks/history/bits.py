"""Sets of small numbers as bits of one integer, which are fast to combine and small when compressed."""

import struct
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


def pack(whole: int, *parts: int) -> bytes:
    """Return a set, and parts of it, as compressed bytes: small if `whole` has few gaps, and `parts` are small."""
    width = whole.bit_length()
    sets = [each.to_bytes((each.bit_length() + 7) // 8, "little") for each in (((1 << width) - 1) ^ whole, *parts)]
    return zlib.compress(struct.pack(f"<{1 + len(sets)}I", width, *map(len, sets)) + b"".join(sets), 9)


def unpack(packed: bytes, number: int) -> tuple[int, ...]:
    """Return the `number` sets in compressed bytes: the whole set, and its parts."""
    data = zlib.decompress(packed)
    width, *sizes = struct.unpack_from(f"<{1 + number}I", data)
    place, found = 4 * (1 + number), []
    for size in sizes:
        found.append(int.from_bytes(data[place : place + size], "little"))
        place += size
    return ((1 << width) - 1) ^ found[0], *found[1:]
