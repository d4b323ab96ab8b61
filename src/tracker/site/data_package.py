"""``datapackage.json``: the schema and metadata of the published tables as a Frictionless data package."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from tracker.i18n import Translator
from tracker.portfolio import model
from tracker.portfolio.header import Licence
from tracker.portfolio.texts import DATA_LANGS, Text, localize
from tracker.site.data_schema import TABLES
from tracker.site.data_workbook import DESCRIPTION_ROW, HEADER_ROW

FILE_FORMATS: Final = ("csv", "json", "xlsx")
"""The formats of every table, each a file of its own."""


class DatasetInfo(NamedTuple):
    """The metadata of the dataset as a whole."""

    title: Text
    as_of: dt.date
    updated: dt.date | None  # the day of the latest report known by then
    demonstration: bool
    licence: Licence | None
    documents: Mapping[str, model.SourceDocument]
    url: str | None


def metadata(about: DatasetInfo) -> dict[str, Any]:
    """The metadata that JSON files and workbooks repeat; values are texts and truth values."""
    fields: dict[str, Any] = {
        "title": localize(about.title, "zh"),
        "title_en": localize(about.title, "en"),
        "as_of": about.as_of.isoformat(),
        "demonstration": about.demonstration,
    }
    if about.updated is not None:
        fields["updated"] = about.updated.isoformat()
    if about.demonstration:
        fields["notice"] = " / ".join(Translator(lang)("demo.ribbon") for lang in DATA_LANGS)
    return fields


class FileDigest(NamedTuple):
    """Size and SHA-256 of a data file."""

    bytes: int
    sha256: str


def data_package(about: DatasetInfo, files: Mapping[str, FileDigest]) -> str:
    """``datapackage.json``; ``files`` by their path relative to it."""
    shared = metadata(about)
    notice = f"{shared['notice']}。" if about.demonstration else ""
    descriptions = (
        Translator(lang)("site.data.description", day=about.as_of) for lang in DATA_LANGS
    )
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "policy-targets",
        **shared,
        "description": notice + " — ".join(descriptions),
        "created": f"{about.as_of}T00:00:00Z",
        "sources": [_source(document) for document in about.documents.values()],
    }
    if not package["sources"]:  # the standard does not allow an empty list
        del package["sources"]
    if about.url:
        package["homepage"] = about.url
    if about.licence is not None:
        package["licenses"] = [_licence(about.licence)]
    package["resources"] = [
        _resource(shared, table, extension, files[f"{table}.{extension}"])
        for table in TABLES
        for extension in FILE_FORMATS
    ]
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _source(document: model.SourceDocument) -> dict[str, str]:
    source = {"title": localize(document.title, "zh")}
    return source | ({"path": document.url} if document.url else {})


def licence_text(about: DatasetInfo) -> str:
    """Name and address of the licence, or that none is stated, in the languages of the record."""
    if about.licence is None:
        return " / ".join(Translator(lang)("site.licence.none") for lang in DATA_LANGS)
    return " ".join(filter(None, (about.licence.name, about.licence.url)))


def _licence(licence: Licence) -> dict[str, str]:
    fields = {"name": licence.name}
    if licence.title is not None:
        fields["title"] = localize(licence.title, "zh")
    return fields | ({"path": licence.url} if licence.url else {})


MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _resource(
    shared: Mapping[str, Any], table: str, extension: str, file: FileDigest
) -> dict[str, Any]:
    """The descriptor of a table in one format: a CSV file, a JSON file or the sheet of a workbook.

    A JSON file is an object with its rows under ``data``, not a table: read as a table, frictionless 5
    needs an optional parser that counts no bytes, and calls the size wrong.
    """
    fields = []
    for column in TABLES[table]:
        field: dict[str, Any] = {
            "name": column.name,
            "type": column.type,
            "description": column.description,
        }
        if column.choices:
            field["constraints"] = {"enum": list(column.choices)}
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table == "targets":
        schema["primaryKey"] = ["id"]
    else:
        reference = {"resource": f"targets-{extension}", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["id"], "reference": reference}]
    resource = {
        "name": f"{table}-{extension}",
        "type": "json" if extension == "json" else "table",
        "profile": "data-resource" if extension == "json" else "tabular-data-resource",
        "path": f"{table}.{extension}",
        "format": extension,
        "mediatype": MEDIA_TYPES[extension],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        **shared,
    }
    if extension == "xlsx":
        del resource["encoding"]
        resource["dialect"] = {
            "headerRows": [HEADER_ROW],
            "commentRows": [DESCRIPTION_ROW],
            "excel": {"sheet": table},
        }
    return resource | {"schema": schema}
