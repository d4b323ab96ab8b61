"""Renames change names alone, and nothing of the history is lost."""

import subprocess

import pytest
from support import samples, saving
from support.saving import NOW, TODAY, WANG

from tracker.i18n import Translator, languages
from tracker.portfolio.load import load
from tracker.store.access import Person
from tracker.store.errors import ForbiddenError, StoreError
from tracker.store.history import history
from tracker.store.lost_ids import lost_ids
from tracker.store.rename import preview_rename, rename

TEXT = """\
portfolio: {title: T, money: 亿元, screen: {themes: [housing]}}
themes:
  housing: Housing   # a comment
  "parks": Parks
organisations: {bureau: Bureau, other: Other}
documents: {paper: {title: Paper}, 'gazette': {title: Gazette}}
plans: {five-year: Plan}
targets:
  # the first one
  - id: homes
    title: homes of the bureau in paper
    plan: five-year
    theme: housing
    lead: bureau
    measure: {kind: cumulative, unit: 户, target: 1000}
    start: 2022-01-01
    due: 2022-12-31
    source: {document: paper}
    updates:
      - {date: 2022-03-31, value: 210, by: bureau, evidence: {document: "gazette", grade: A}}
  - id: 'park'
    title: Park
    theme: "parks"
    lead: other
    measure: {kind: milestones}
    milestones: [{id: plan, title: Plan, due: 2022-06-30}, {id: open, title: Open, due: 2022-12-01}]
    start: 2022-01-01
    due: 2022-12-31
    source: {document: paper}
    updates: [{date: 2022-06-30, done: [plan], evidence: {document: gazette, grade: A}}]
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "targets.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def renamed(data, old, new, kind=None, **options):
    person = options.pop("person", WANG)
    return rename(data, old, new, person, kind=kind, today=TODAY, now=NOW, **options)


@pytest.mark.parametrize(
    ("kind", "old", "new", "changes"),
    [
        ("target", "homes", "flats", [("- id: homes", "- id: flats")]),
        ("target", "park", "no", [("'park'", "'no'")]),
        ("target", "homes", "no", [("- id: homes", '- id: "no"')]),
        (
            "theme",
            "housing",
            "homes",
            [
                ("  housing:", "  homes:"),
                ("[housing]", "[homes]"),
                ("theme: housing", "theme: homes"),
            ],
        ),
        (
            "theme",
            "parks",
            "green",
            [('"parks":', '"green":'), ('theme: "parks"', 'theme: "green"')],
        ),
        (
            "organisation",
            "bureau",
            "office",
            [
                ("{bureau: B", "{office: B"),
                ("lead: bureau", "lead: office"),
                ("by: bureau", "by: office"),
            ],
        ),
        (
            "document",
            "gazette",
            "bulletin",
            [
                ("'gazette':", "'bulletin':"),
                ('"gazette"', '"bulletin"'),
                ("document: gazette", "document: bulletin"),
            ],
        ),
        (
            "plan",
            "five-year",
            "plan-14",
            [("five-year: P", "plan-14: P"), ("plan: five-year", "plan: plan-14")],
        ),
        (
            "milestone",
            "park/plan",
            "design",
            [("{id: plan", "{id: design"), ("[plan]", "[design]")],
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_names_change(path, end, kind, old, new, changes):  # noqa: PLR0917 -- one case each
    """The definition and every reference have the new name; all other bytes stay, comments included."""
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", end).encode())
    expected = TEXT.replace("\n", end)
    for before, after in changes:
        assert expected.count(before) >= 1
        expected = expected.replace(before, after)
    renamed(path, old, new, kind)
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert load(path).problems == ()


def test_parts_successors_issues_and_decisions_follow_a_name(path):
    """A composite, an ended target, a decision, an issue and an acceptance name the new id or key."""
    reviews = (
        "reviews: [{date: 2022-05-01, title: R, decisions: "
        "[{id: d, text: x, target: homes, owner: bureau}]}]"
    )
    text = TEXT.replace("{title: T,", "{title: T, " + reviews + ",")
    text += """\
  - id: whole
    title: Whole
    theme: housing
    owner: bureau
    measure: {kind: parts, parts: [{target: homes}]}
    source: {document: paper}
    issues: [{id: i, opened: 2022-03-01, cause: land, text: x, owner: bureau, raised_to: bureau}]
    accepted: {on: 2022-12-31, by: bureau, evidence: {document: gazette}}
    ended: {as: merged, on: 2022-06-30, into: homes, reason: x}
"""
    path.write_text(text, encoding="utf-8")
    renamed(path, "homes", "flats", "target")
    renamed(path, "bureau", "office", "organisation")
    renamed(path, "gazette", "bulletin", "document")
    portfolio = load(path)
    assert portfolio.problems == ()
    whole = portfolio.by_id["whole"]
    assert (whole.measure.parts[0].target, whole.ended.into) == ("flats", "flats")
    assert {whole.owner, whole.issues[0].owner, whole.issues[0].raised_to} == {"office"}
    assert (whole.accepted.by, whole.accepted.evidence.document) == ("office", "bulletin")
    (decision,) = portfolio.header.reviews[0].decisions
    assert (decision.target, decision.owner) == ("flats", "office")


def test_history_follows_a_new_name(path):
    """Records of all earlier names are listed under the newest; nothing is reported as lost."""
    saving.save(path, saving.change("homes", "2022-06-30", 240))
    renamed(path, "homes", "flats")
    saving.save(path, saving.change("flats", "2022-06-30", 250))
    renamed(path, "flats", "dwellings")
    entries = history(path, "dwellings")
    assert [entry.target for entry in entries] == ["dwellings", "flats", "flats", "homes"]
    assert [entry.message.split(":")[0] for entry in entries][-1] == "homes"
    assert lost_ids(load(path)) == []


def repository(path):
    def git(*arguments):
        subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
            cwd=path.parent,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "x")
    return git


def test_history_follows_a_new_name_in_git(path, monkeypatch):
    """One commit a rename; the same list from commits as from the journal."""
    saving.bare_git(monkeypatch)
    repository(path)
    saving.save(path, saving.change("homes", "2022-06-30", 240), commit=True)
    result = renamed(path, "homes", "flats", commit=True)
    assert result.commit
    assert [entry.target for entry in history(path, "flats")] == ["flats", "homes"]
    assert lost_ids(load(path)) == []


def test_a_name_in_use_or_unknown_or_invalid_is_refused(path):
    """Nothing is written, and the message names the reason in every language."""
    for old, new, kind, key in [
        ("homes", "park", None, "store.rename_in_use"),
        ("housing", "parks", None, "store.rename_in_use"),
        ("park/plan", "open", None, "store.rename_in_use"),
        ("homse", "flats", None, "store.rename_unknown"),
        ("homes", "flats", "theme", "store.rename_unknown"),
        ("homes", "Flats", None, "store.edit_refused"),
        ("homes", "a--b", None, "store.edit_refused"),
        ("homes", "住房", None, "store.edit_refused"),
    ]:
        with pytest.raises(StoreError) as error:
            renamed(path, old, new, kind)
        assert error.value.message.key == key
        texts = {Translator(lang).message(error.value.message) for lang in languages()}
        assert len(texts) == len(languages())
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_name_of_several_kinds_needs_its_kind(path):
    """A word that names a target and a theme is renamed only where the kind is stated."""
    path.write_text(TEXT.replace("- id: homes", "- id: housing"), encoding="utf-8")
    with pytest.raises(StoreError) as error:
        renamed(path, "housing", "flats")
    assert error.value.message.key == "store.rename_kinds"
    renamed(path, "housing", "flats", "target")
    assert "theme: housing" in path.read_text(encoding="utf-8")


def test_renames_reach_all_files_of_a_folder(tmp_path):
    """A key that several files define or use has the new name in all of them."""
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    other = TEXT.replace("homes", "flats").replace("'park'", "trees")
    (tmp_path / "b.yaml").write_text(other, encoding="utf-8")
    renamed(tmp_path, "bureau", "office", "organisation")
    for name in ("a.yaml", "b.yaml"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "lead: office" in text
        assert "bureau:" not in text


def test_only_people_who_may_report_on_all_targets_rename(path):
    """A rename touches targets of several organisations."""
    person = Person("Li", "li@example.org", frozenset({"bureau"}))
    with pytest.raises(ForbiddenError):
        renamed(path, "homes", "flats", person=person)


def test_what_lies_outside_the_files_is_noted(path):
    """The sign-in table names organisations, the folder of sources documents."""
    for old, key in [("bureau", "renamed_organisation"), ("paper", "renamed_document")]:
        (note,) = renamed(path, old, f"{old}-2").notes
        assert note.key == f"store.note.{key}"
    assert renamed(path, "homes", "flats").notes == ()


def test_a_preview_writes_nothing(path):
    """The lines that would change, and the file as it was."""
    intent = preview_rename(path, "housing", "homes", WANG, kind="theme", today=TODAY)
    assert [line for _, line, _ in intent.lines] == [1, 3, 13]
    assert path.read_text(encoding="utf-8") == TEXT


def ids(path):
    problems = lost_ids(load(path))
    assert {problem.level for problem in problems} <= {"warning"}
    return [problem.message.params["id"] for problem in problems]


def replace(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_an_id_of_the_journal_that_the_file_lost_is_reported(path):
    """An id changed by hand is a warning until it is restored or given up in a comment."""
    saving.save(path, saving.change("homes", "2022-06-30", 240))
    assert ids(path) == []
    replace(path, "- id: homes", "- id: home")
    assert ids(path) == ["homes"]
    assert "did you mean home" in str(lost_ids(load(path))[0])
    replace(path, "# the first one", "# retired: homes")
    assert ids(path) == []


@pytest.mark.parametrize("committed", [False, True])
def test_an_id_of_git_that_the_file_lost_is_reported(path, monkeypatch, committed):
    """Also without any record of the tracker, and also after the change was committed."""
    saving.bare_git(monkeypatch)
    git = repository(path)
    assert ids(path) == []
    replace(path, "- id: homes", "- id: flats")
    replace(path, "{id: plan", "{id: design")  # of a milestone
    if committed:
        git("commit", "-qam", "y")
    assert ids(path) == ["homes"]


@pytest.mark.parametrize("known_from", ["git", "journal"])
def test_a_file_of_a_folder_that_is_gone_is_reported_with_its_ids(
    tmp_path, monkeypatch, known_from
):
    """Until it is back or its ids are given up; ids that moved to another file are not lost."""
    saving.bare_git(monkeypatch)
    folder = tmp_path / "data"
    folder.mkdir()
    kept = samples.write(folder, samples.target(), name="a.yaml")
    gone = samples.write(
        folder, samples.target("id: road"), samples.target("id: lake"), name="b.yaml"
    )
    for id_ in ("road", "lake") if known_from == "journal" else ():
        saving.save(folder, saving.change(id_, "2022-06-30", 3))
    if known_from == "git":
        repository(kept)("add", "b.yaml")
    assert lost_ids(load(folder), [folder]) == []
    gone.unlink()
    (problem,) = lost_ids(load(folder), [folder])
    assert (problem.file, problem.level) == (str(gone), "warning")
    assert problem.message.params["ids"] == ["lake", "road"]
    kept.write_text(kept.read_text("utf-8") + "# retired: road\n", "utf-8")
    (problem,) = lost_ids(load(folder), [folder])
    assert problem.message.params["ids"] == ["lake"]


def test_lost_ids_need_no_git(path, monkeypatch):
    """Where git is missing, fails or has no repository, nothing is raised."""
    monkeypatch.setenv("PATH", "/nonexistent")
    assert ids(path) == []
    monkeypatch.undo()
    assert ids(path) == []


def test_a_target_in_another_file_of_the_folder_is_not_lost(path, tmp_path):
    """Checking one file of a folder does not report targets that moved to its neighbour."""
    saving.save(path, saving.change("homes", "2022-06-30", 240))
    replace(path, "- id: homes", "- id: flats")
    (tmp_path / "b.yaml").write_text("targets:\n  - id: homes\n", encoding="utf-8")
    assert ids(path) == []
