"""Sets of small numbers as bits of one integer, which are fast to combine and small when compressed."""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

_MOST = 64 * 1024 * 1024
"""The maximum size of unpacked sets in bytes. They are far smaller, even if a report has the maximum size."""

_ONE = ord("1")
_NOT_ZERO = re.compile(rb"[^\0]")


def bits_of(numbers: Iterable[int]) -> int:
    """Return the integer whose bits with these numbers are set."""
    known = list(numbers)
    digits = bytearray(b"0") * (max(known, default=0) + 1)
    for number in known:
        digits[~number] = _ONE
    return int(digits, 2)


def numbers_of(bits: int) -> Iterator[int]:
    """Yield the numbers of the set bits, the lowest first."""
    for found in _NOT_ZERO.finditer(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        byte, first = found[0][0], 8 * found.start()
        yield from (first + bit for bit in range(8) if byte >> bit & 1)


def pack(whole: int, *parts: int) -> bytes:
    """Return a set, and parts of it, as compressed bytes: small if `whole` has few gaps, and `parts` are small."""
    width = whole.bit_length()
    sets = [each.to_bytes((each.bit_length() + 7) // 8, "little") for each in (_all(width) ^ whole, *parts)]
    return zlib.compress(struct.pack(f"<{1 + len(sets)}I", width, *map(len, sets)) + b"".join(sets), 9)


def unpack(packed: bytes, number: int) -> tuple[int, ...]:
    """Return the `number` sets in compressed bytes: the whole set, and its parts. Raises `ValueError`."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(packed, _MOST)
        width, *sizes = struct.unpack_from(f"<{1 + number}I", data)
    except (zlib.error, struct.error) as error:
        raise ValueError(str(error)) from None
    if not unpacking.eof or len(data) != 4 * (1 + number) + sum(sizes) or width > 8 * _MOST:
        raise ValueError("the sets are incomplete or too large")
    place, found = 4 * (1 + number), []
    for size in sizes:
        found.append(int.from_bytes(data[place : place + size], "little"))
        place += size
    gaps, *parts = found
    return _all(width) ^ gaps if gaps else _all(width), *parts


@lru_cache
def _all(width: int) -> int:
    """Return the set of all numbers below `width`, which is the whole set of most runs."""
    return (1 << width) - 1
