"""A third language needs one PO file and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.samples import target, updates, write

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
    shutil.copytree(SOURCE, folder / "tracker", ignore=shutil.ignore_patterns("__pycache__"))
    english = (SOURCE / "locale" / "en.po").read_text(encoding="utf-8")
    french = english.replace("Language: en", "Language: fr")
    for text, translation in FRENCH.items():
        assert f'"{text}"' in english, text
        french = french.replace(f'"{text}"', f'"{translation}"')
    (folder / "tracker" / "locale" / "fr.po").write_text(french, encoding="utf-8")
    return folder


def python(package: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the copy of the package."""
    return subprocess.run(
        [sys.executable, *args],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(package), "PYTHONUTF8": "1", **environment},
    )


def tracker(package: Path, *args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "from tracker.cli.main import main; main()"
    return python(package, "-c", code, *map(str, args), **environment)


def test_the_languages_are_those_of_the_catalogues(package):
    """Chinese and English first, then the new one."""
    code = "import json, tracker.i18n; print(json.dumps(tracker.i18n.languages()))"
    assert json.loads(python(package, "-c", code).stdout) == ["zh", "en", "fr"]


@pytest.mark.slow
def test_check_answers_in_it(package, tmp_path):
    """Problems and summary, by option or by the locale of the environment."""
    path = write(tmp_path, target("theme:"))
    result = tracker(package, "check", path, "--lang", "fr")
    assert result.stdout == f"{path}:10:11: erreur: texte attendu, trouvé : rien (type)\n"
    assert result.stderr == "1 erreur, 0 warnings\n"
    assert tracker(package, "check", path, LC_ALL="fr_FR.UTF-8").stdout == result.stdout


@pytest.mark.slow
def test_status_answers_in_it(package, tmp_path):
    """The explanation of a status is in it, too; the texts of the record are the English ones."""
    fields = "title: {zh: 旧改, en: Homes}\nmeasure: {kind: statement}"
    result = tracker(package, "status", write(tmp_path, target(fields)), "--lang", "fr")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Homes" in result.stdout
    assert "Sans chiffre ni échéance : non évalué" in result.stdout


PAGE = """
import datetime as dt, sys
from tracker.analysis.snapshot import Snapshot
from tracker.portfolio.load import load
from tracker.views import budget_rails, budgets, figures, layout, overview, target, target_list, timeline
from tracker.views.context import PageContext

day = dt.date(2022, 7, 1)
view = PageContext(Snapshot.at(load(sys.argv[1]), day), day, "fr")
print(view.t("page.overview"), layout.navigation(view, "", {"": "x"}), overview.overview(view))
print(target_list.listing(view), budget_rails.drawing(view), timeline.headline(view))
print(target.target_page(view, "homes"))
print(figures.progress_figure(view, "homes"), figures.budgets_figure(view))
print(figures.timeline_figure(view))
"""


@pytest.mark.slow
def test_pages_have_it(package, tmp_path):
    """Pages and figures speak it, with the record's English texts, and link to the other languages."""
    fields = (
        "title: {zh: 旧改, en: Homes}\n"
        "milestones: [{id: signed, title: {zh: 签约, en: Signed}, due: 2022-03-31}]\n"
        "budget: {approved: 5, note: {zh: 区级, en: District}}\n"
        "updates: [{date: 2022-06-30, value: 500, spent: 1, done: [signed],\n"
        "  evidence: {title: x, grade: A}}]\n"
    )
    result = python(package, "-c", PAGE, str(write(tmp_path, target(fields))))
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(FRENCH["Overview"])
    for text in ("lang=zh", "lang=en", "Homes", "Signed", "District", "points d’avance"):
        assert text in result.stdout
    assert "旧改" not in result.stdout


PREVIEWS = """
import datetime as dt, sys
from types import SimpleNamespace
from tracker.analysis.snapshot import Snapshot
from tracker.app import result_html, sheet_html
from tracker.portfolio.load import load
from tracker.reporting.preview import preview_status, with_report
from tracker.reporting.report import Report
from tracker.views.context import PageContext

day = dt.date(2022, 7, 1)
portfolio = load(sys.argv[1])
view = PageContext(Snapshot.at(portfolio, day), day, "fr")
report = Report("homes", dt.date(2022, 6, 30), value=500.0)
preview = preview_status(portfolio, report, day)
saved = SimpleNamespace(lines=(), notes=())
print(result_html.status_change(view, preview))
print(sheet_html.sheet_effects(view, [sheet_html.RowEffect("A5", "homes", preview)], (), saved))
print(result_html.undo_preview(view, with_report(portfolio, report), saved))
"""


@pytest.mark.slow
def test_previews_of_a_report_are_explained_in_it(package, tmp_path):
    """In the form, in the rows of a sheet and before an undo."""
    result = python(package, "-c", PREVIEWS, str(write(tmp_path, target())))
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("points d’avance") == 3


@pytest.mark.slow
def test_the_published_site_has_it(package, tmp_path):
    """Every page of the site is published in it, from the record's English texts."""
    path = write(tmp_path, target(updates(("2022-06-30", 500))))
    site = tmp_path / "site"
    result = tracker(package, "publish", site, "--data", path)
    assert result.returncode == 0, result.stderr
    page = (site / "fr" / "index.html").read_text(encoding="utf-8")
    assert 'lang="en"' in page  # lang.code of the copied catalogue
    assert {file.name for file in (site / "fr").iterdir()} == {
        file.name for file in (site / "en").iterdir()
    }


@pytest.mark.slow
def test_a_brief_has_its_days(package, tmp_path):
    """Months have the names of the language, in text and file."""
    path = write(tmp_path, target(updates(("2022-06-30", 480))))
    days = ("--since", "2022-07-31", "--as-of", "2022-10-31")
    for extension in ("md", "pdf", "docx", "xlsx"):
        out = tmp_path / f"brief.{extension}"
        result = tracker(package, "brief", out, "--data", path, *days, "--lang", "fr")
        assert result.returncode == 0, result.stderr
    assert "31 octobre 2022" in (tmp_path / "brief.md").read_text(encoding="utf-8")
