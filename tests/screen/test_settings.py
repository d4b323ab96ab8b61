"""How the screen rotates: the file's settings, the address's wishes, even pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.portfolio.model import SCENE_NAMES, Screen
from tracker.screen.settings import PARAMETERS, ScreenSettings, paginate

THEMES = ("housing", "parks")


def settings(params=None, **fields) -> ScreenSettings:
    return ScreenSettings.from_query(Screen(**fields), params, THEMES)


def test_without_wishes_the_file_decides():
    """What the portfolio file says stands, and its defaults are every scene, dark, in Chinese."""
    assert settings() == ScreenSettings(SCENE_NAMES, 12, ("zh",), "dark", None, None)
    asked = settings(scenes=("short", "whole"), seconds=30, lang=("en", "zh"), palette="light")
    assert asked[:4] == (("short", "whole"), 30, ("en", "zh"), "light")


def test_the_address_overrules_the_file():
    """Every screen of a house may be set up by its own address."""
    params = {
        "scenes": "short, whole,short",
        "seconds": "7",
        "lang": "en,zh",
        "palette": "light",
        "themes": "parks",
    }
    assert set(params) == set(PARAMETERS)
    found = settings(params, seconds=30, themes=("housing",))
    assert found == ScreenSettings(("short", "whole"), 7, ("en", "zh"), "light", ("parks",), None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scenes", "everything"),
        ("seconds", "soon"),
        ("seconds", "0"),
        ("seconds", "3601"),
        ("seconds", "-5"),
        ("seconds", "9" * 5000),
        ("seconds", "１２"),
        ("lang", "fr"),
        ("palette", "pink"),
        ("themes", "moon"),
    ],
)
def test_what_does_not_exist_is_noted_and_the_file_decides(name, value):
    """A typing error on a wall nobody sits at changes nothing and says so in a word."""
    found = settings({name: value})
    assert found._replace(invalid_params=()) == settings()
    (note,) = found.invalid_params
    assert note.startswith(f"{name}=")
    assert len(note) < 60


def test_of_a_list_what_exists_is_taken():
    """One wrong word does not cost the others."""
    found = settings({"scenes": "whole,wrong,done"})
    assert (found.scenes, found.invalid_params) == (("whole", "done"), ("scenes=wrong",))


def test_themes_of_the_file_that_are_gone_do_not_empty_the_screen():
    """A theme renamed in the data falls out; where none is left, all are shown."""
    assert settings(themes=("parks", "gone")).themes == ("parks",)
    assert settings(themes=("gone",)).themes is None


@given(st.integers(0, 200), st.integers(1, 9), st.integers(1, 12))
def test_pages_are_even_and_lose_nothing_but_the_rest(count, size, pages):
    """No page is over-full, none has two items fewer than another, the order stays."""
    found = paginate(list(range(count)), size, pages)
    assert [item for page in found for item in page] == list(range(min(count, size * pages)))
    lengths = {len(page) for page in found}
    assert not lengths or (max(lengths) <= size and max(lengths) - min(lengths) <= 1)
    assert 0 not in lengths
    assert len(found) <= pages


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=30)))
def test_no_address_is_an_error(params):
    """Whatever stands in the address, there is something to show."""
    found = settings(params)
    assert found.scenes
    assert found.langs
    assert 1 <= found.seconds <= 3600
