"""What search engines read first: ``robots.txt``, and ``sitemap.xml`` with the address of every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.html import text
from tracker.site.layout import Site

MAX_ADDRESSES: Final = 50_000
"""In one file, as sitemaps.org says; more are in files that the first one lists."""
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(site: Site, pages: Sequence[str]) -> dict[str, str]:
    """By path; addresses in a sitemap are absolute, so that a site without a known URL has none."""
    robots = "User-agent: *\nAllow: /\n"
    if site.base is None:
        return {"robots.txt": robots}
    addresses = [site.base + page.removesuffix("index.html") for page in pages]
    parts = [
        addresses[first : first + MAX_ADDRESSES]
        for first in range(0, len(addresses), MAX_ADDRESSES)
    ]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    sitemaps = {"sitemap.xml": _listed("urlset", "url", addresses)}
    if len(parts) > 1:
        sitemaps = {
            name: _listed("urlset", "url", part) for name, part in zip(names, parts, strict=True)
        }
        sitemaps["sitemap.xml"] = _listed(
            "sitemapindex", "sitemap", [site.base + name for name in names]
        )
    return {"robots.txt": f"{robots}Sitemap: {site.base}sitemap.xml\n", **sitemaps}


def _listed(root: str, item: str, addresses: Sequence[str]) -> str:
    lines = "".join(f"<{item}><loc>{text(address)}</loc></{item}>\n" for address in addresses)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{lines}</{root}>\n'
    )
