"""``datapackage.json``: the schema and metadata of the published tables as a Frictionless data package."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.i18n import Translator
from tracker.portfolio import model
from tracker.site.data_schema import TABLES


class DatasetInfo(NamedTuple):
    """The metadata of the dataset as a whole."""

    title: model.Text
    as_of: dt.date
    demonstration: bool
    licence: model.Licence | None
    documents: Mapping[str, model.SourceDocument]
    url: str | None


def metadata(about: DatasetInfo) -> dict[str, Any]:
    """The metadata that every data file repeats; values are texts and truth values."""
    fields: dict[str, Any] = {
        "title": model.localize(about.title, "zh"),
        "title_en": model.localize(about.title, "en"),
        "as_of": about.as_of.isoformat(),
        "demonstration": about.demonstration,
    }
    if about.demonstration:
        fields["notice"] = " / ".join(Translator(lang)("demo.ribbon") for lang in model.DATA_LANGS)
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
        Translator(lang)("site.data.description", day=about.as_of) for lang in model.DATA_LANGS
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
    package["resources"] = [_resource(shared, path, file) for path, file in files.items()]
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _source(document: model.SourceDocument) -> dict[str, str]:
    source = {"title": model.localize(document.title, "zh")}
    return source | ({"path": document.url} if document.url else {})


def _licence(licence: model.Licence) -> dict[str, str]:
    fields = {"name": licence.name}
    if licence.title is not None:
        fields["title"] = model.localize(licence.title, "zh")
    return fields | ({"path": licence.url} if licence.url else {})


def _resource(shared: Mapping[str, Any], path: str, file: FileDigest) -> dict[str, Any]:
    """The descriptor of a file. A JSON file is an object with its rows under ``data``, not a table.

    Read as a table, frictionless 5 needs an optional parser that counts no bytes, and calls the size wrong.
    """
    table, _, extension = path.partition(".")
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
    return {
        "name": f"{table}-{extension}",
        "type": "table" if extension == "csv" else "json",
        "profile": "tabular-data-resource" if extension == "csv" else "data-resource",
        "path": path,
        "format": extension,
        "mediatype": "text/csv" if extension == "csv" else "application/json",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        **shared,
        "schema": schema,
    }
