"""The public API: what `tracker` names, imported on first use, documented by examples that run."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest
from support.documents import ROOT, blocks
from support.waiting import PATIENCE

import tracker

DOCUMENTS = [ROOT / "docs" / "api.md", ROOT / "docs" / "api.zh-CN.md"]
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def fresh(code: str) -> list[str]:
    """What ``code`` prints in a new interpreter, line by line."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE
    ).stdout.splitlines()


def test_importing_the_package_loads_nothing_else():
    """`import tracker` loads no module of the package and no library."""
    added = fresh(
        "import sys, importlib, typing; before = set(sys.modules); import tracker\n"
        "print(*sorted(set(sys.modules) - before), sep='\\n')"
    )
    assert added == ["tracker"]


FIRST = """
import sys
import tracker
for name in tracker.__all__:
    for module in [module for module in sys.modules if module.partition(".")[0] == "tracker"]:
        del sys.modules[module]
    import tracker
    assert name in dir(tracker) and name not in vars(tracker)
    print(name, bool(getattr(tracker, name).__doc__), sep=":")
"""


@pytest.mark.process
def test_every_name_is_imported_on_first_use():
    """Each name can be the first that is used; it is documented and listed by `dir`."""
    assert fresh(FIRST) == [f"{name}:True" for name in tracker.__all__]


@pytest.mark.process
def test_a_module_does_not_hide_a_name():
    """`tracker.tables` and `tracker.check` are functions, whatever modules were imported before."""
    (callable_names,) = fresh(
        "import tracker.analysis.tables, tracker.checks.run, tracker.store.save, tracker\n"
        "print(all(callable(getattr(tracker, name)) for name in tracker.__all__))"
    )
    assert callable_names == "True"
    modules = {path.stem for path in Path(tracker.__file__).parent.iterdir()}
    assert modules.isdisjoint(tracker.__all__)


def test_an_unknown_name_is_an_attribute_error():
    """As for any module."""
    with pytest.raises(AttributeError, match="no attribute 'lamps'"):
        tracker.lamps  # noqa: B018 -- the access is what is tested


@each_document
def test_the_examples_run(document, tmp_path, monkeypatch):
    """Every example of the document gives what it shows."""
    monkeypatch.chdir(tmp_path)
    (data,) = blocks(document, "yaml")
    (tmp_path / "targets.yaml").write_text(data, encoding="utf-8")
    session = "\n".join(blocks(document, "pycon"))
    examples = doctest.DocTestParser().get_doctest(session, {}, document.name, str(document), 0)
    assert len(examples.examples) > 20
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert result.failed == 0, "".join(report)


@each_document
def test_every_name_has_an_example(document):
    """Each public name is introduced in the text and used in an example."""
    text, code = document.read_text(encoding="utf-8"), "\n".join(blocks(document, "pycon"))
    for name in tracker.__all__:
        assert f"**`{name}" in text, name
        assert f"tracker.{name}" in code, name


def test_both_languages_show_the_same_examples():
    """The Chinese document has the code of the English one."""
    english, chinese = ((blocks(path, "yaml"), blocks(path, "pycon")) for path in DOCUMENTS)
    assert english == chinese
