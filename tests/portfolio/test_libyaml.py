import pytest

from tracker.i18n import Translator, languages
from tracker.portfolio import libyaml
from tracker.portfolio.reader import parse_document


def test_a_missing_libyaml_is_one_clear_sentence(monkeypatch):
    """Without libyaml reading raises an error that says what to install, in every language."""
    monkeypatch.setattr(libyaml, "CParser", None)
    with pytest.raises(libyaml.LibyamlError, match="install libyaml") as caught:
        parse_document("a: 1")
    for lang in languages():
        assert "libyaml-dev" in Translator(lang).message(caught.value.message)
