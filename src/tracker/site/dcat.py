"""The data as a dataset of a catalogue: DCAT-AP 3 for data portals, schema.org for search engines.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/ says what a portal asks for. Nothing is stated that the record does not
have: the publisher is named as the site is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tracker.html import Html
from tracker.i18n import Translator
from tracker.numbers import plain_number
from tracker.portfolio.texts import DATA_LANGS, Text, localize
from tracker.site.coverage import Box, Contact, Coverage
from tracker.site.data_package import MEDIA_TYPES, DatasetInfo, FileDigest
from tracker.site.data_schema import TABLE_LABELS, TABLES
from tracker.site.data_workbook import WORKBOOK

PATH: Final = "dcat.jsonld"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "locn": "http://www.w3.org/ns/locn#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGES: Final = {"zh": "ZHO", "en": "ENG"}


def catalogue(about: DatasetInfo, coverage: Coverage, files: Mapping[str, FileDigest]) -> str:
    """``dcat.jsonld``: a catalogue of one dataset; ``files`` are those in ``data/``.

    Without a known URL of the site addresses are relative to the file.
    """
    base = about.url or ""
    title = _in_both(about.title)
    publisher = {"@id": f"{base}#publisher", "@type": "foaf:Agent", "foaf:name": title}
    described = {
        "dct:title": title,
        "dct:description": _description(about),
        "dct:publisher": publisher,
        "dct:language": [
            {"@id": f"{_AUTHORITY}language/{_LANGUAGES[lang]}"} for lang in DATA_LANGS
        ],
        "dct:modified": _day(about.updated or about.as_of),
    }
    dataset: dict[str, Any] = {
        "@id": f"{base}#dataset",  # a page and its dataset are two things
        "@type": "dcat:Dataset",
        **described,
        "dcat:keyword": [one for theme in coverage.themes for one in _in_both(theme)],
        "dcat:theme": {"@id": f"{_AUTHORITY}data-theme/GOVE"},
        "dcat:landingPage": {"@id": f"{base}data.html", "@type": "foaf:Document"},
        "dcat:distribution": [
            _distribution(about, base, path, file)
            for path, file in files.items()
            if path != "datapackage.json"
        ],
    }
    if coverage.start is not None and coverage.end is not None:
        dataset["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(coverage.start),
            "dcat:endDate": _day(coverage.end),
        }
    if locations := _locations(coverage):
        dataset["dct:spatial"] = locations
    if coverage.contacts:
        dataset["dcat:contactPoint"] = [_contact_point(one) for one in coverage.contacts]
    content = {
        "@context": _CONTEXT,
        "@id": f"{base}#catalogue",
        "@type": "dcat:Catalog",
        **described,
        "foaf:homepage": {"@id": base or "index.html", "@type": "foaf:Document"},
        "dcat:dataset": dataset,
    }
    if (licence := _licence(about)) is not None:
        content["dct:license"] = licence
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _distribution(about: DatasetInfo, base: str, path: str, file: FileDigest) -> dict[str, Any]:
    table, _, extension = path.rpartition(".")
    address = f"{base}data/{path}"
    distribution = {
        "@id": f"{address}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": path,
        "dct:description": _contents(table if path != WORKBOOK else None),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[extension]}",
            "@type": "dct:MediaType",
        },
        "dct:format": {
            "@id": f"{_AUTHORITY}file-type/{extension.upper()}",
            "@type": "dct:MediaTypeOrExtent",
        },
        "dct:modified": _day(about.updated or about.as_of),
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    if (licence := _licence(about)) is not None:
        distribution["dct:license"] = licence
    return distribution


def _contents(table: str | None) -> list[dict[str, str]]:
    """What a file has: the names of its columns; of the workbook those of its sheets."""
    names = ", ".join(TABLES if table is None else [column.name for column in TABLES[table]])
    key = "site.data.workbook" if table is None else TABLE_LABELS[table]
    return [
        {"@value": t("list.colon", label=t(key), words=names), "@language": t.lang}
        for t in map(Translator, DATA_LANGS)
    ]


def _licence(about: DatasetInfo) -> dict[str, Any] | None:
    """None where the record states no address of its licence."""
    if about.licence is None or about.licence.url is None:
        return None
    return {"@id": about.licence.url, "@type": "dct:LicenseDocument"}


def _contact_point(contact: Contact) -> dict[str, Any]:
    kind = "vcard:hasEmail" if contact.address.startswith("mailto:") else "vcard:hasURL"
    return {
        "@type": "vcard:Organization",
        "vcard:fn": _in_both(contact.name),
        kind: {"@id": contact.address},
    }


def _locations(coverage: Coverage) -> list[dict[str, Any]]:
    """The places of targets by name, and the area of the map; coordinates are longitude and latitude (CRS 84)."""
    locations: list[dict[str, Any]] = [
        {
            "@type": "dct:Location",
            "locn:geographicName": _in_both(place.name),
            "dcat:centroid": _wkt(f"POINT({plain_number(place.lon)} {plain_number(place.lat)})"),
        }
        for place in coverage.places
    ]
    if coverage.box is not None:
        box = {"@type": "dct:Location", "dcat:bbox": _wkt(_polygon(coverage.box))}
        locations.append(box)
    return locations


def _polygon(box: Box) -> str:
    """The corners, the first one again at the end."""
    west, south, east, north = map(plain_number, box)
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({', '.join(map(' '.join, corners))}))"


def _wkt(geometry: str) -> dict[str, str]:
    return {"@value": geometry, "@type": "geo:wktLiteral"}


def _description(about: DatasetInfo) -> list[dict[str, str]]:
    texts = []
    for lang in DATA_LANGS:
        t = Translator(lang)
        ribbon = f"{t('demo.ribbon')} " if about.demonstration else ""
        words = ribbon + t("site.data.description", day=about.as_of)
        texts.append({"@value": words, "@language": lang})
    return texts


def _in_both(words: Text) -> list[dict[str, str]]:
    """A text in the languages of the record."""
    return [{"@value": localize(words, lang), "@language": lang} for lang in DATA_LANGS]


def _day(day: dt.date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def dataset_script(
    about: DatasetInfo, coverage: Coverage, paths: Sequence[str], t: Translator, root: str
) -> Html:
    """The dataset for search engines, as data in a page; ``paths`` of its files, ``root`` from the page to the site."""
    start = about.url or root
    dataset: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": localize(about.title, t.lang),
        "description": t("site.data.description", day=about.as_of),
        "dateModified": (about.updated or about.as_of).isoformat(),
        "inLanguage": list(DATA_LANGS),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": localize(about.title, t.lang)},
        "keywords": [localize(theme, t.lang) for theme in coverage.themes],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": MEDIA_TYPES[path.rpartition(".")[2]],
                "contentUrl": f"{start}data/{path}",
            }
            for path in paths
        ],
    }
    if coverage.start is not None and coverage.end is not None:
        dataset["temporalCoverage"] = f"{coverage.start}/{coverage.end}"
    if coverage.places:
        dataset["spatialCoverage"] = [
            {
                "@type": "Place",
                "name": localize(place.name, t.lang),
                "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon},
            }
            for place in coverage.places
        ]
    if about.licence is not None:
        dataset["license"] = about.licence.url or about.licence.name
    if about.url:
        dataset["url"] = f"{about.url}data.html"
    if about.demonstration:
        dataset["description"] = f"{t('demo.ribbon')} {dataset['description']}"
    content = json.dumps(dataset, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{content}</script>\n'
