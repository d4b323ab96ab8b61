"""Zip files of compressed parts are those that `zipfile` writes."""

import io
import zipfile

from tracker.views.zip_parts import zip_file, zip_part


def test_a_zip_file_is_that_of_zipfile():
    """Parts compressed beforehand give the same bytes, dated 1980, as compressing them into the file."""
    texts = {"a.xml": "旧房" * 5000, "folder/empty.xml": "", "b": "b"}
    expected = io.BytesIO()
    with zipfile.ZipFile(expected, "w") as archive:
        for path, text in texts.items():
            entry = zipfile.ZipInfo(path)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            archive.writestr(entry, text, compresslevel=1)
    raw = zip_file({path: zip_part(text) for path, text in texts.items()})
    assert raw == expected.getvalue()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        assert archive.read("a.xml").decode() == texts["a.xml"]
