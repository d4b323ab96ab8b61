"""What others find of the published site: share cards, the catalogue record, sitemap and icons."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
import warnings
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
import rdflib
from PIL import Image
from pyshacl import validate
from support.judging import snapshot_at
from support.looking import NEWEST_DAY, TODAY, demonstration, look, new_zealand, portfolio
from support.published import put, read, site, texts
from support.samples import updates

from tracker.brief.typesetting import picture
from tracker.i18n import Translator, languages
from tracker.portfolio.load import Portfolio
from tracker.site import builder, coverage, crawlers, dcat
from tracker.site.data_package import DatasetInfo
from tracker.site.fragments import page_contexts
from tracker.site.layout import Site, full_title, lang_folder
from tracker.site.publish import code_digest, publish
from tracker.views import overview

BASE = "https://targets.example.org/x/"
SHAPES = Path(__file__).with_name("dcat_ap.ttl")
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    """The New Zealand example at an address, with share cards."""
    folder = tmp_path_factory.mktemp("drawn") / "site"
    publish(folder, new_zealand(), NEWEST_DAY, BASE, builder.SiteBuilder(code_digest(), picture))
    return folder


def meta(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[^"]*)" content="([^"]*)">', page))


@pytest.mark.parametrize("lang", languages())
def test_a_shared_link_shows_title_status_and_chart(drawn, lang):
    """Of a target its own picture with absolute addresses; of any other page that of the site."""
    folder = lang_folder(lang)
    page = (drawn / f"{folder}targets/immunisation.html").read_text("utf-8")
    card = meta(page)
    target = new_zealand().by_id["immunisation"]
    assert card["og:title"].startswith(target.title.zh if lang == "zh" else target.title.en)
    assert Translator(lang)("status.unreported.outdated") in card["og:description"]
    assert card["og:url"] == f"{BASE}{folder}targets/immunisation.html"
    assert card["og:image"] == f"{BASE}{folder}charts/immunisation.png"
    assert f'hreflang="x-default" href="{BASE}targets/immunisation.html"' in page
    for path in ("charts/immunisation.png", "card.png"):
        image = Image.open(io.BytesIO((drawn / f"{folder}{path}").read_bytes()))
        assert image.size[0] >= 1200
        assert len(image.convert("RGB").getcolors(1 << 24)) > 20
    assert (drawn / f"{folder}charts/immunisation.svg").read_text("utf-8").startswith("<svg")
    assert re.findall(r'href="\.\./(charts/[^"]*)" download', page) == [
        f"charts/immunisation.{one}" for one in ("svg", "png")
    ]
    for shared in ("index", "budgets", "timeline", "timeline-lead", "timeline-plan"):
        files = re.findall(
            r'href="([^"/]*\.(?:svg|png))" download',
            (drawn / f"{folder}{shared}.html").read_text("utf-8"),
        )
        name = "groups" if shared == "index" else shared
        assert files == [f"{name}.svg", f"{name}.png"]
        assert (drawn / f"{folder}{name}.svg").read_text("utf-8").startswith("<svg")
        image = Image.open(io.BytesIO((drawn / f"{folder}{name}.png").read_bytes()))
        assert image.size[0] >= 1200
    index = meta((drawn / f"{folder}index.html").read_text("utf-8"))
    assert index["og:image"] == f"{BASE}{folder}card.png"
    view = look(new_zealand(), lang, as_of=NEWEST_DAY)
    first, unknown = overview.headline(view)
    answer, *known = index["og:description"].split(" · ")
    assert first.startswith(answer)
    assert known
    assert unknown.startswith(" · ".join(known))
    screen = (drawn / "screen.html").read_text("utf-8")
    if lang == languages()[0]:
        card = meta(screen)
        assert card["og:url"] == f"{BASE}screen.html"
        assert (card["og:image"], card["og:title"], card["og:description"]) == (
            index["og:image"],
            index["og:title"],
            index["og:description"],
        )
        assert f'<meta name="description" content="{card["og:description"]}">' in screen


@pytest.mark.parametrize("lang", languages())
def test_a_shared_link_of_the_demonstration_says_so_once_and_what_was_revised(lang):
    """Also of a target, whose description has the change of its goal as its page has it."""
    t, folder = Translator(lang), lang_folder(lang)
    word = {"zh": "演示", "en": "demonstration"}[lang]
    for path in ("index.html", "targets/lifts.html"):
        card = meta(texts("demo")[f"{folder}{path}"])
        assert card["og:title"].lower().count(word) == 1
    changed = t("promise.revision", field=t("field.target"), before="300", after="240", day="")
    assert changed.split("(")[0].split("（")[0] in card["og:description"]
    marked = Site("Projects", demonstration=True, as_of=TODAY)
    assert full_title(marked, t, "x").startswith(t("demo.ribbon"))


def test_a_picture_has_whole_letters():
    """Those with a halo at every place, whatever the height of the drawing."""
    halo = 'font-size="13" paint-order="stroke" stroke="#fff" stroke-width="4"'
    lines = [f'<text x="10" y="{y}" {halo}>goal lifts bdfhkl</text>' for y in range(20, 440, 7)]
    shown = []
    for height in (450, 455):
        box = f'width="1000" height="{height}" viewBox="0 0 1000 {height}"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(lines)}</svg>'
        image = Image.open(io.BytesIO(picture(svg))).convert("L")
        shown.append(image.crop((0, 0, 400, 500)).tobytes())
    assert shown[0] == shown[1]


def test_pictures_are_drawn_once(drawn):
    """A second publication reuses those of unchanged targets."""
    pictures: list[str] = []

    def draw(svg: str) -> bytes:
        pictures.append(svg)
        return picture(svg)

    site_builder = builder.SiteBuilder(code_digest(), draw)
    assert publish(drawn, new_zealand(), NEWEST_DAY, BASE, site_builder).written == 0
    assert len(pictures) == len(languages())  # the cards of the site itself


def test_a_site_without_an_address_has_no_pictures(tmp_path, monkeypatch):
    """Their addresses would be relative, which no reader of share cards accepts; a script saves its charts as PNG.

    A large site has no charts as files either.
    """
    folder = tmp_path / "site"
    one_target = portfolio(updates(("2022-03-31", 5)))
    publish(folder, one_target, TODAY, None, builder.SiteBuilder(code_digest(), picture))
    assert [path.name for path in folder.rglob("*.png")] == ["touch-icon.png"]
    page = (folder / "en/targets/homes.html").read_text("utf-8")
    assert re.findall(r'href="(\.\./charts/[^"]*)"[^>]*?( hidden)?>', page) == [
        ("../charts/homes.svg", ""),
        ("../charts/homes.svg#png", " hidden"),
    ]
    assert (folder / "en/charts/homes.svg").read_text("utf-8").startswith("<svg")
    timeline = (folder / "en/timeline-lead.html").read_text("utf-8")
    assert re.findall(r'href="(timeline[^"]*)"[^>]*?( hidden)?>(?:SVG|PNG)', timeline) == [
        ("timeline-lead.svg", ""),
        ("timeline-lead.svg#png", " hidden"),
    ]
    monkeypatch.setattr(builder, "MAX_CHARTS", len(demonstration().targets))
    assert builder.make_site(demonstration(), TODAY, BASE, is_drawn=True).drawn
    monkeypatch.setattr(builder, "MAX_CHARTS", len(demonstration().targets) - 1)
    large = builder.make_site(demonstration(), TODAY, BASE, is_drawn=True)
    assert not large.drawn
    assert not large.charts
    for of_size, names in (
        (large, ["groups"]),  # of the others each target has a row
        (
            large._replace(charts=True),
            ["groups", "budgets", "timeline", "timeline-lead", "timeline-plan"],
        ),
    ):
        views = page_contexts(snapshot_at(demonstration(), of_size.as_of), of_size)
        assert list(dict(builder.drawings(views["en"]))) == names


def shacl(text: str) -> list[tuple[str, str]]:
    """Severity and property of each result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own use of its older classes
        data = rdflib.Graph().parse(data=text, format="json-ld", publicID=BASE)
        shapes = rdflib.Graph().parse(SHAPES)
        _, results, _ = validate(data, shacl_graph=shapes, allow_warnings=True)
    return sorted(
        (str(results.value(one, SHACL.resultSeverity)), str(results.value(one, SHACL.resultPath)))
        for one in results.subjects(rdflib.RDF.type, SHACL.ValidationResult)
    )


@pytest.mark.parametrize("name", ["demo", "real", "nz", "hostile"])
def test_the_catalogue_is_valid_dcat_ap(name):
    """Nothing mandatory is missing; of the recommended properties only what the record does not have."""
    results = shacl(texts(name)["dcat.jsonld"])
    assert [one for one in results if one[0].endswith("Violation")] == []
    missing = {path.rpartition("/")[2].rpartition("#")[2] for _, path in results}
    assert missing <= {"spatial", "contactPoint", "license", "temporal"}
    assert ("spatial" in missing) == (name != "hostile")  # none of the others has a place


def places_of(public: Portfolio) -> list[tuple[str, str]]:
    """Name and coordinates of each location of its catalogue, which is valid."""
    about = DatasetInfo("Homes", TODAY, None, False, None, {}, BASE)
    text = dcat.catalogue(about, coverage.coverage_of(public), {})
    assert not [path for _, path in shacl(text) if path.endswith(("spatial", "bbox", "centroid"))]
    listed = json.loads(text)["dcat:dataset"]["dct:spatial"]
    return [
        (
            one.get("locn:geographicName", [{"@value": ""}])[0]["@value"],
            one[next(key for key in one if key.startswith("dcat:"))]["@value"],
        )
        for one in listed
    ]


def test_the_catalogue_has_the_places_of_the_record(tmp_path, monkeypatch):
    """Those of targets by name, each once, and the area of the map; many places are one area."""
    north, south = (
        f"place: {{name: {name}, lat: {lat}, lon: -0.00001}}"
        for name, lat in (("North", 1), ("South", -2.5))
    )
    public = portfolio(f"id: a\n{north}", f"id: b\n{south}", f"id: c\n{south}", "id: d")
    named = [("North", "POINT(-0.00001 1)"), ("South", "POINT(-0.00001 -2.5)")]
    assert places_of(public) == named
    rings = {"type": "Polygon", "coordinates": [[[3, 4], [5, 4], [5, 6], [3, 4]]]}
    (tmp_path / "map.geojson").write_text(json.dumps(rings), encoding="utf-8")
    header = public.header.model_copy(update={"map": "map.geojson"})
    mapped = replace(public, header=header, root=str(tmp_path))
    area = ("", "POLYGON((3 4, 5 4, 5 6, 3 6, 3 4))")
    assert places_of(mapped) == [*named, area]
    monkeypatch.setattr(coverage, "MAX_PLACES", 1)
    assert places_of(mapped) == [area]
    around = "POLYGON((-0.00001 -2.5, -0.00001 -2.5, -0.00001 1, -0.00001 1, -0.00001 -2.5))"
    assert places_of(public) == [("", around)]


def test_a_bad_catalogue_is_noticed():
    """The shapes reject a dataset without a title, a distribution without an address, and a place without coordinates."""
    content = json.loads(texts("hostile")["dcat.jsonld"])
    del content["dcat:dataset"]["dct:spatial"][0]["dcat:centroid"]
    del content["dcat:dataset"]["dct:title"]
    del content["dcat:dataset"]["dcat:distribution"][0]["dcat:accessURL"]
    violations = [path for level, path in shacl(json.dumps(content)) if level.endswith("Violation")]
    assert [path.rpartition("/")[2] for path in violations] == ["None", "title", "dcat#accessURL"]


def test_the_catalogue_lists_every_data_file():
    """With size and digest of the data package, and the workbook of all tables."""
    content = json.loads(texts("nz")["dcat.jsonld"])
    package = json.loads(texts("nz")["data/datapackage.json"])
    listed = {
        one["dct:title"]: (
            int(one["dcat:byteSize"]["@value"]),
            one["spdx:checksum"]["spdx:checksumValue"]["@value"],
        )
        for one in content["dcat:dataset"]["dcat:distribution"]
    }
    assert listed.pop("tables.xlsx")
    assert listed == {
        one["path"]: (one["bytes"], one["hash"].removeprefix("sha256:"))
        for one in package["resources"]
    }


@pytest.mark.parametrize("name", ["nz", "hostile"])
@pytest.mark.parametrize("lang", languages())
def test_the_data_page_describes_the_dataset_for_search_engines(name, lang):
    """As schema.org says it, and its files exist."""
    page = texts(name)[f"{lang_folder(lang)}data.html"]
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    dataset = json.loads(script)
    assert dataset["@type"] == "Dataset"
    assert dataset["name"]
    assert len(dataset["description"]) >= 50  # as Google asks
    for file in dataset["distribution"]:
        assert file["contentUrl"].removeprefix("../") in texts(name)


@pytest.mark.parametrize("name", ["demo", "nz", "hostile"])
@pytest.mark.parametrize("lang", languages())
def test_the_page_of_a_reported_target_describes_its_reports_for_search_engines(name, lang):
    """A small dataset of schema.org, part of that of the site; its file exists, and its days are those of the file."""
    folder = lang_folder(lang)
    described = 0
    for path, page in texts(name).items():
        if not re.fullmatch(f"{folder}targets/[^/]+[.]html", path):
            continue
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        root = "../" * path.count("/")
        file = f"data/targets/{Path(path).stem}.csv"
        reports = list(csv.DictReader(io.StringIO(texts(name)[file].removeprefix("\ufeff"))))
        assert len(scripts) == bool(reports)
        for script in scripts:
            described += 1
            dataset = json.loads(script)
            assert len(script.encode()) < 1200
            assert dataset["@type"] == dataset["isPartOf"]["@type"] == "Dataset"
            assert dataset["isPartOf"]["url"] == f"{root}{folder}data.html"
            assert dataset["distribution"]["contentUrl"] == root + file
            assert 50 <= len(dataset["description"]) <= 5000
            days = sorted(report["date"] for report in reports)
            assert dataset["temporalCoverage"] == f"{days[0]}/{days[-1]}"
            assert dataset["dateModified"] == max(report["reported"] for report in reports)
            assert dataset["variableMeasured"]["name"]
    assert described


def test_every_page_is_in_the_sitemap(drawn):
    """Except those for other sites and the one for missing addresses; robots.txt names the file."""
    root = ET.fromstring((drawn / "sitemap.xml").read_text("utf-8"))
    listed = sorted(address.text for address in root.findall("{*}url/{*}loc"))
    pages = [path.relative_to(drawn).as_posix() for path in drawn.rglob("*.html")]
    expected = sorted(
        BASE + page.removesuffix("index.html")
        for page in pages
        if "embed/" not in page and page != "404.html"
    )
    assert listed == expected
    assert f"Sitemap: {BASE}sitemap.xml" in (drawn / "robots.txt").read_text("utf-8")


def test_a_long_sitemap_is_in_parts(monkeypatch, tmp_path):
    """Each within the limit of sitemaps.org; without an address there is none."""
    monkeypatch.setattr(crawlers, "MAX_ADDRESSES", 5)
    one_target = portfolio(updates(("2022-03-31", 5)))
    folder = put(one_target, tmp_path / "a", dt.date(2022, 4, 1), BASE)
    parts = re.findall("<loc>([^<]*)</loc>", (folder / "sitemap.xml").read_text("utf-8"))
    pages = [
        page
        for part in parts
        for page in re.findall(
            "<loc>([^<]*)</loc>", (folder / part.removeprefix(BASE)).read_text("utf-8")
        )
    ]
    assert len(parts) > 1
    assert len(pages) == len(set(pages)) == len(list(folder.rglob("*.html"))) - 3
    without = site("hostile")
    assert not (without / "sitemap.xml").exists()
    assert "Sitemap" not in (without / "robots.txt").read_text("utf-8")


def test_an_error_is_reported_to_the_responsible_organisation(tmp_path):
    """Its address is on the pages of its targets and in the catalogue; an e-mail says which page it is about."""
    one = portfolio("lead: bureau")
    address = "mailto:office@example.org"
    public = replace(
        one,
        organisations={"bureau": "Bureau"},
        contacts={"bureau": address, "x": "https://x.example"},
    )
    files = read(put(public, tmp_path / "site", dt.date(2022, 4, 1), BASE))
    page = files["en/targets/homes.html"]
    (href,) = re.findall(r'href="(mailto:[^"]*)"', page)
    assert href.startswith(f"{address}?subject=Homes")
    assert quote(f"{BASE}en/targets/homes.html") in html.unescape(href)
    assert "x.example" not in "".join(files.values())
    (contact,) = json.loads(files["dcat.jsonld"])["dcat:dataset"]["dcat:contactPoint"]
    assert contact["vcard:hasEmail"] == {"@id": address}
