"""The packed file behind a workbook; other files, damaged and oversized ones are refused."""

from __future__ import annotations

import io
import math
import zipfile
from typing import Final

from tracker.i18n import Message
from tracker.reporting.parsing import CellError

MAX_BYTES: Final = 30_000_000  # unpacked; a sheet of 10,000 targets has 20
MAX_PARTS: Final = 500  # files in the packed file
MAX_TAGS: Final = (
    2_000_000  # of XML, which take the time; 10,000 filled-in targets have about 1,700,000
)
_STRICT: Final = (
    b"purl.oclc.org/ooxml"  # in the names of Strict Open XML, which openpyxl does not read
)
_OLE_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The packed files, after checking their number and size."""
    if not data:
        raise CellError(Message("sheet.bad.empty"))
    if data.startswith(_OLE_SIGNATURE):
        raise CellError(Message("sheet.bad.old"))
    if not data.startswith(b"PK"):
        raise CellError(Message("sheet.bad.text" if _is_text(data) else "sheet.bad.other"))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if size > MAX_BYTES:
            megabytes = math.ceil(size / 1e5) / 10  # rounded up: never the limit itself
            limit = MAX_BYTES // 10**6
            raise CellError(Message("sheet.bad.large", size=f"{megabytes:,.1f}", limit=limit))
        if len(parts) > MAX_PARTS:
            raise CellError(
                Message("sheet.bad.parts", files=f"{len(parts):,}", limit=f"{MAX_PARTS:,}")
            )
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise CellError(Message("sheet.bad.other"))
        if _STRICT in archive.read("xl/workbook.xml"):
            raise CellError(Message("sheet.bad.strict"))
        tags = sum(archive.read(part).count(b"<") for part in parts)
        if tags > MAX_TAGS:
            raise CellError(Message("sheet.bad.tags", tags=f"{tags:,}", limit=f"{MAX_TAGS:,}"))
    except CellError:
        raise
    except Exception as error:  # a wrong checksum, a cut file, an unknown compression, a password
        raise CellError(Message("sheet.bad.broken", why=type(error).__name__)) from error
    return archive


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:4096]
