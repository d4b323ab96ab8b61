"""Links of the published pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.looking import look, portfolio

from tracker.site.context import SiteContext


@pytest.mark.parametrize(
    ("page", "params", "expected"),
    [
        ("targets", {"id": "homes", "theme": "housing"}, "targets/homes.html"),
        ("targets", {"theme": "housing", "lead": None}, "index.html?theme=housing#list"),
        ("targets", {"q": "A&B", "year": "2026"}, "index.html?q=A%26B#list"),
        ("", {"by": "theme"}, "index.html"),
        ("timeline", {"explore": "timeline"}, "timeline.html"),
        ("budgets", {}, "budgets.html"),
    ],
)
def test_links_lead_to_files(page, params, expected):
    """A target, or the list with the filters that the site has; relative, also from a folder."""
    view = look(portfolio(""))
    site_view = SiteContext(view.snapshot, view.today, "zh", params={"lang": "en"})
    assert site_view.href(page, **params) == expected
    assert replace(site_view, prefix="../", lang="en").href(page, **params) == ("../" + expected)
