"""A third language needs one PO file and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from support.samples import target, updates, write
from support.waiting import PATIENCE

SOURCE = Path(__file__).parent.parent / "src" / "tracker"
FRENCH = {
    "error": "erreur",
    "Overview": "Vue d’ensemble",
    "expected a text, found {value}": "texte attendu, trouvé : {value}",
    "nothing": "rien",
    "{figure}; {plan}, actual {actual}%, {ahead} points ahead": (
        "{figure} ; {plan}, réel {actual} %, {ahead} points d’avance"
    ),
    "No number, milestone or deadline: not judged": "Sans chiffre ni échéance : non évalué",
    "{count} error": "{count} erreur",
    "{count} errors": "{count} erreurs",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """A copy of the package with a French catalogue: the English one with a few sentences changed."""
    folder = tmp_path_factory.mktemp("third")
    shutil.copytree(SOURCE, folder / "tracker")
    english = (SOURCE / "locale" / "en.po").read_text(encoding="utf-8")
    french = english.replace("Language: en", "Language: fr")
    for text, translation in FRENCH.items():
        assert f'"{text}"' in english, text
        french = french.replace(f'"{text}"', f'"{translation}"')
    (folder / "tracker" / "locale" / "fr.po").write_text(french, encoding="utf-8")
    return folder


RUN = """
import json, sys
from click.testing import CliRunner
from tracker.cli.main import main

def said(environment, *words):
    result = CliRunner().invoke(main, words, env=environment)
    return result.exit_code, result.stdout, result.stderr + ("" if result.exception is None else repr(result.exception))

print(json.dumps([said(environment, *words) for environment, *words in json.load(sys.stdin)]))
"""


class Answer(NamedTuple):
    """What a command says."""

    code: int
    stdout: str
    stderr: str


def python(package: Path, code: str, *args: str, text: str = "") -> str:
    """What code prints that runs with the copy of the package."""
    result = subprocess.run(
        [sys.executable, "-c", code, *args],
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "PYTHONPATH": str(package), "PYTHONUTF8": "1"},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def tracker(package: Path, *commands: tuple[object, ...]) -> list[Answer]:
    """Run commands of the copy of the package one after the other in a process.

    Each is preceded by the variables that it finds in its environment.
    """
    lines = [(environment, *map(str, words)) for environment, *words in commands]
    return [Answer(*answer) for answer in json.loads(python(package, RUN, text=json.dumps(lines)))]


def test_the_languages_are_those_of_the_catalogues(package):
    """Chinese and English first, then the new one."""
    code = "import json, tracker.i18n; print(json.dumps(tracker.i18n.languages()))"
    assert json.loads(python(package, code)) == ["zh", "en", "fr"]


@pytest.mark.process
def test_check_and_status_answer_in_it(package, tmp_path):
    """By option or by the locale of the environment; an explanation is in it, texts of the record are the English ones."""
    broken = write(tmp_path, target("theme:"), name="broken.yaml")
    fields = "title: {zh: 旧改, en: Homes}\nmeasure: {kind: statement}"
    by_option, by_locale, status = tracker(
        package,
        ({}, "check", broken, "--lang", "fr"),
        ({"LC_ALL": "fr_FR.UTF-8"}, "check", broken),
        ({}, "status", write(tmp_path, target(fields)), "--lang", "fr"),
    )
    assert by_option.stdout == f"{broken}:10:11: erreur: texte attendu, trouvé : rien (type)\n"
    assert by_option.stderr.startswith("1 erreur, 0 warnings\n")
    assert by_locale == by_option
    assert (status.code, status.stderr) == (0, "")
    assert "Homes" in status.stdout
    assert "Sans chiffre ni échéance : non évalué" in status.stdout


PAGES = """
import datetime as dt, json, sys
from types import SimpleNamespace
from tracker.analysis.snapshot import Snapshot
from tracker.app import result_html, sheet_html
from tracker.portfolio.load import load
from tracker.reporting.preview import preview_status, with_report
from tracker.reporting.report import Report
from tracker.views import budget_rails, budgets, figures, layout, overview, target, target_list, timeline
from tracker.views.context import PageContext

day = dt.date(2022, 7, 1)
portfolio = load(sys.argv[1])
view = PageContext(Snapshot.at(portfolio, day), day, "fr")
pages = [
    view.t("page.overview"), layout.navigation(view, "", {"": "x"}), overview.overview(view),
    target_list.listing(view), budget_rails.drawing(view), timeline.headline(view),
    target.target_page(view, "homes"),
    figures.progress_figure(view, "homes"), figures.budgets_figure(view), figures.timeline_figure(view),
]
portfolio = load(sys.argv[2])
view = PageContext(Snapshot.at(portfolio, day), day, "fr")
report = Report("homes", dt.date(2022, 6, 30), value=500.0)
preview = preview_status(portfolio, report, day)
saved = SimpleNamespace(lines=(), notes=())
previews = [
    result_html.status_change(view, preview),
    sheet_html.sheet_effects(view, [sheet_html.RowEffect("A5", "homes", preview)], (), saved),
    result_html.undo_preview(view, with_report(portfolio, report), saved),
]
print(json.dumps([" ".join(map(str, texts)) for texts in (pages, previews)]))
"""


@pytest.mark.process
def test_pages_and_previews_have_it(package, tmp_path):
    """Pages and figures speak it, with the record's English texts, and link to the other languages.

    So does what a report would change: in the form, in the rows of a sheet and before an undo.
    """
    fields = (
        "title: {zh: 旧改, en: Homes}\n"
        "milestones: [{id: signed, title: {zh: 签约, en: Signed}, due: 2022-03-31}]\n"
        "budget: {approved: 5, note: {zh: 区级, en: District}}\n"
        "updates: [{date: 2022-06-30, value: 500, spent: 1, done: [signed],\n"
        "  evidence: {title: x, grade: A}}]\n"
    )
    paths = (
        write(tmp_path, target(fields)),
        write(tmp_path, target(), name="unreported.yaml"),
    )
    pages, previews = json.loads(python(package, PAGES, *map(str, paths)))
    assert pages.startswith(FRENCH["Overview"])
    for text in ("lang=zh", "lang=en", "Homes", "Signed", "District", "points d’avance"):
        assert text in pages
    assert "旧改" not in pages
    assert previews.count("points d’avance") == 3


@pytest.mark.process
def test_the_published_site_and_a_brief_have_it(package, tmp_path):
    """Every page of the site, from the record's English texts; months have the names of the language, in text and file."""
    data = write(tmp_path, target(updates(("2022-06-30", 480))))
    site, words = tmp_path / "site", ("--data", data, "--lang", "fr")
    days = ("--since", "2022-07-31", "--as-of", "2022-10-31")
    briefs = [tmp_path / f"brief.{extension}" for extension in ("md", "pdf", "docx", "xlsx")]
    for answer in tracker(
        package,
        ({}, "publish", site, *words),
        *(({}, "brief", brief, *words, *days) for brief in briefs),
    ):
        assert answer.code == 0, answer.stderr
    page = (site / "fr" / "index.html").read_text(encoding="utf-8")
    assert 'lang="en"' in page  # lang.code of the copied catalogue
    assert {file.name for file in (site / "fr").iterdir()} == {
        file.name for file in (site / "en").iterdir()
    }
    assert all(brief.stat().st_size for brief in briefs)
    assert "31 octobre 2022" in briefs[0].read_text(encoding="utf-8")
