"""A third language needs one catalogue: the site and the screen are complete in it."""

from __future__ import annotations

import shutil

import pytest
from pydantic import ValidationError
from support.looking import TODAY, few, parsed
from support.published import put, read

from tracker import i18n
from tracker.portfolio.header import Screen
from tracker.screen.settings import ScreenSettings
from tracker.site import layout


@pytest.fixture(scope="module")
def _french(tmp_path_factory):
    """A third catalogue: the English one under the name of French."""
    folder = tmp_path_factory.mktemp("french") / "locale"
    shutil.copytree(i18n.LOCALE_DIR, folder)
    text = (folder / "en.po").read_text(encoding="utf-8")
    text = text.replace(
        'msgid "lang.name"\nmsgstr "English"', 'msgid "lang.name"\nmsgstr "Français"'
    )
    text = text.replace('msgid "lang.code"\nmsgstr "en"', 'msgid "lang.code"\nmsgstr "fr"')
    (folder / "fr.po").write_text(text, encoding="utf-8")
    caches = (i18n.languages, i18n.translations, layout.frame)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(i18n, "LOCALE_DIR", folder)
        for function in caches:
            function.cache_clear()
        yield
    for function in caches:
        function.cache_clear()


@pytest.fixture(scope="module")
def files(_french, tmp_path_factory) -> dict[str, str]:
    """Those of a site in three languages."""
    folder = tmp_path_factory.mktemp("site") / "site"
    return read(put(few(), folder, TODAY, base="https://targets.example.org/"))


def test_the_site_is_published_in_a_third_language(files):
    """Every page, feed and calendar of the second language exists in the third, with links to the others."""
    english = {path.removeprefix("en/") for path in files if path.startswith("en/")}
    french = {path.removeprefix("fr/") for path in files if path.startswith("fr/")}
    assert english == french
    header = files["fr/index.html"].partition("</nav>")[2].partition("</header>")[0]
    (languages,) = parsed(header).all("p", "languages")
    assert languages.text == "中文 · English · Français"
    assert list(languages.links.values()) == ["../index.html", "../en/index.html"]
    assert '<html lang="fr">' in files["fr/targets/cycle-paths.html"]
    assert 'hreflang="fr" href="https://targets.example.org/fr/index.html"' in files["index.html"]
    assert 'xml:lang="fr"' in files["fr/feed.xml"]
    assert 'href="../screen.html?lang=fr"' in files["fr/index.html"]
    assert "https://targets.example.org/fr/targets/" in files["fr/calendar.ics"].replace(
        "\r\n ", ""
    )


def test_the_screen_has_scenes_in_a_third_language(files):
    """The published screen has every scene in every language, and its URL may ask for the third."""
    scenes = parsed(files["screen.html"].partition("<main>")[2].partition("</main>")[0])
    by_lang = {
        lang: [s for s in scenes.all("section", "scene") if s.attributes["data-lang"] == lang]
        for lang in ("zh", "en", "fr")
    }
    assert {scene.attributes["lang"] for scene in by_lang["fr"]} == {"fr"}
    assert len(by_lang["fr"]) == len(by_lang["en"]) == len(by_lang["zh"]) > 0
    settings = ScreenSettings.from_query(Screen(lang=("fr",)), {"lang": "fr,zh"})
    assert (settings.langs, settings.invalid_params) == (("fr", "zh"), ())


@pytest.mark.usefixtures("_french")
def test_the_file_may_set_the_screen_to_a_third_language():
    """``screen.lang`` accepts every language that has a catalogue, and the schema lists them."""
    assert ScreenSettings.from_query(Screen(lang=("fr", "en"))).langs == ("fr", "en")
    item = Screen.model_json_schema()["properties"]["lang"]["items"]
    assert item == {"type": "string", "enum": ["zh", "en", "fr"]}
    with pytest.raises(ValidationError):
        Screen(lang=("de",))
