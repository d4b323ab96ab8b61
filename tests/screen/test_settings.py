"""Settings of the screen from the file and the URL, and even pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.portfolio.header import SCENE_NAMES, Screen
from tracker.screen.settings import PARAMETERS, ScreenSettings, paginate

THEMES = ("housing", "parks")


def settings(params=None, **fields) -> ScreenSettings:
    return ScreenSettings.from_query(Screen(**fields), params, THEMES)


def test_without_parameters_the_file_decides():
    """The defaults are every scene, 12 seconds, dark, in Chinese."""
    assert settings() == ScreenSettings(SCENE_NAMES, 12, ("zh",), "dark", None, None)
    configured = settings(
        scenes=("short", "headline"), seconds=30, lang=("en", "zh"), palette="light"
    )
    assert configured[:4] == (("short", "headline"), 30, ("en", "zh"), "light")


def test_the_url_overrides_the_file():
    """Each screen can be set up through its URL."""
    params = {
        "scenes": "short, headline,short",
        "seconds": "7",
        "lang": "en,zh",
        "palette": "light",
        "themes": "parks",
    }
    assert set(params) == set(PARAMETERS)
    overridden = settings(params, seconds=30, themes=("housing",))
    assert overridden == ScreenSettings(
        ("short", "headline"), 7, ("en", "zh"), "light", ("parks",), None
    )


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
        ("theme", "housing"),
    ],
)
def test_an_invalid_parameter_is_noted_and_ignored(name, value):
    """The setting of the file applies, and the parameter is listed as invalid."""
    actual = settings({name: value})
    assert actual._replace(invalid_params=()) == settings()
    (note,) = actual.invalid_params
    assert note.startswith(f"{name}=")
    assert len(note) < 60


def test_what_services_append_is_not_noted():
    """Those that pass links on, and Streamlit's own parameters."""
    assert settings({"utm_source": "x", "embed": "true"}) == settings()


def test_valid_values_of_a_list_are_used():
    """One invalid value does not discard the others."""
    actual = settings({"scenes": "headline,wrong,lately"})
    assert (actual.scenes, actual.invalid_params) == (("headline", "lately"), ("scenes=wrong",))


def test_former_names_of_scenes_stand_for_the_new_ones():
    """In files and in the URLs of screens in use."""
    former = ("whole", "themes", "timeline", "projects", "done", "short")
    new = ("headline", "theme", "coming", "story", "lately", "short")
    assert Screen(scenes=former).scenes == new
    assert settings({"scenes": ",".join(former)}) == settings()._replace(scenes=new)


def test_removed_themes_do_not_empty_the_screen():
    """A theme that no longer exists is dropped; if none is left, all are shown."""
    assert settings(themes=("parks", "gone")).themes == ("parks",)
    assert settings(themes=("gone",)).themes is None


@given(st.integers(0, 200), st.integers(1, 9), st.integers(1, 12))
def test_pages_are_even_and_complete(count, size, max_pages):
    """Page lengths differ by one at most, the order stays, and only the remainder is left out."""
    pages = paginate(list(range(count)), size, max_pages)
    assert [item for page in pages for item in page] == list(range(min(count, size * max_pages)))
    lengths = {len(page) for page in pages}
    assert not lengths or (max(lengths) <= size and max(lengths) - min(lengths) <= 1)
    assert 0 not in lengths
    assert len(pages) <= max_pages


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=30)))
def test_no_url_is_an_error(params):
    """Whatever the URL contains, the settings are valid."""
    actual = settings(params)
    assert actual.scenes
    assert actual.langs
    assert 1 <= actual.seconds <= 3600
