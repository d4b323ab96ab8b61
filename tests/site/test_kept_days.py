"""Past days of the published site keep their addresses and their content."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess

import pytest
from support.looking import portfolio
from support.published import links, read
from support.samples import updates

from tracker.site.publish import publish
from tracker.site.release import PublishError

MARCH, APRIL, MAY = dt.date(2022, 3, 31), dt.date(2022, 4, 30), dt.date(2022, 5, 31)
BASE = "https://targets.example.org/"
FIRST = portfolio(updates(("2022-03-31", 5)))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A site with a kept day, published once."""
    folder = tmp_path_factory.mktemp("kept")
    publish(folder / "site", FIRST, APRIL, BASE, keep=[MARCH])
    return folder


@pytest.fixture
def site(tmp_path, published):
    """A copy of it, with its hard links."""
    subprocess.run(["cp", "-a", f"{published}/.", tmp_path], check=True)
    return tmp_path / "site"


def kept(folder):
    return {path: text for path, text in read(folder).items() if path.startswith("on/2022-03-31/")}


def test_a_kept_day_does_not_change(site):
    """Neither with a later correction nor with another portfolio; it is unlike the site of today, and links to it."""
    before = kept(site)
    assert json.loads(before["on/2022-03-31/data/targets.json"])["as_of"] == "2022-03-31"
    assert "screen.html" not in {path.rpartition("/")[2] for path in before}
    page = before["on/2022-03-31/en/targets/homes.html"]
    assert f'<link rel="canonical" href="{BASE}on/2022-03-31/en/targets/homes.html">' in page
    assert "../../../../en/" in set(links(page))
    corrected, other = portfolio(updates(("2022-03-31", 50))), portfolio("id: roads\ntitle: Roads")
    for at in (corrected, other):
        publish(site, at, MAY, BASE)
        assert kept(site) == before
    shutil.rmtree(site.resolve())  # the published files are lost, the kept day is not
    publish(site, corrected, MAY, BASE, keep=[MARCH])
    assert kept(site) == before
    assert 'href="on/2022-03-31/"' in read(site)["data.html"]
    assert f"<loc>{BASE}on/2022-03-31/</loc>" in read(site)["sitemap.xml"]


def test_a_kept_day_is_complete(site):
    """Every link of its pages leads to a file, of it or of the current site."""
    files = read(site)
    for path, page in kept(site).items():
        if not path.endswith(".html"):
            continue
        for address in links(page):
            if address.startswith(("#", "http")):
                continue
            target = (site / path).parent / address.partition("?")[0].partition("#")[0]
            found = target.resolve().relative_to(site.resolve()).as_posix()
            assert found in files or f"{found}/index.html" in files or found == ".", (path, address)


def test_an_unchanged_kept_day_is_not_written_again(site):
    """A second publication of the same data writes nothing; a withdrawn day is removed."""
    assert publish(site, FIRST, APRIL, BASE, keep=[MARCH]).written == 0
    shutil.rmtree(site.parent / ".site.tracker" / "on" / "2022-03-31")
    publish(site, FIRST, APRIL, BASE)
    assert kept(site) == {}


def test_a_day_that_is_not_over_is_not_kept(tmp_path):
    """Its figures may still come in; nothing is published."""
    with pytest.raises(PublishError, match="2022-05-31"):
        publish(tmp_path / "site", portfolio(""), APRIL, keep=[MARCH, MAY])
    assert not (tmp_path / "site").exists()
