"""Zip files from parts that are compressed once and may be in several files.

`zipfile` compresses a part again for each file. The bytes are those that it writes for files dated 1980, so
that the day of writing does not change them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Final, NamedTuple

_UNIX, _VERSION, _DEFLATED, _FIRST_DAY = 3, 20, 8, 33
_LEVEL: Final = 1
_MODE: Final = 0o600 << 16


class ZipPart(NamedTuple):
    """A compressed text."""

    crc: int
    size: int  # in bytes, before it was compressed
    deflated: bytes


def zip_part(text: str) -> ZipPart:
    """``text`` in UTF-8, compressed."""
    raw = text.encode()
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return ZipPart(zlib.crc32(raw), len(raw), compressor.compress(raw) + compressor.flush())


def zip_file(parts: Mapping[str, ZipPart]) -> bytes:
    """A file of less than 4 GB with ``parts`` by path, in ASCII."""
    pieces, directory, offset = [], [], 0
    for path, part in parts.items():
        name = path.encode("ascii")
        about = struct.pack(
            "<HHHHHLLLHH",
            *(_VERSION, 0, _DEFLATED, 0, _FIRST_DAY),
            *(part.crc, len(part.deflated), part.size, len(name), 0),
        )
        pieces += [b"PK\3\4", about, name, part.deflated]
        central = struct.pack("<BB", _VERSION, _UNIX) + about
        directory.append(b"PK\1\2" + central + struct.pack("<HHHLL", 0, 0, 0, _MODE, offset) + name)
        offset += 4 + len(about) + len(name) + len(part.deflated)
    size = sum(map(len, directory))
    end = struct.pack("<HHHHLLH", 0, 0, len(parts), len(parts), size, offset, 0)
    return b"".join([*pieces, *directory, b"PK\5\6", end])
