"""The public part of a portfolio."""

from support.samples import TARGET, portfolio_text, target

from tracker.portfolio.load import load
from tracker.portfolio.redaction import redact

SECRET = "nobody-may-read-this"


def of(tmp_path, *targets, **header):
    """The public part of a file with these targets."""
    path = tmp_path / "targets.yaml"
    path.write_text(portfolio_text(*targets, **header), encoding="utf-8")
    portfolio = load(path)
    assert not portfolio.problems
    return redact(portfolio)


def test_a_private_target_is_removed_with_the_names_only_it_uses(tmp_path):
    """Neither the target nor its theme, programme, organisation or document remains."""
    text = portfolio_text(TARGET, target("id: hidden\npublic: false\ntheme: dark"))
    text = text.replace("{housing: Housing}", f"{{housing: Housing, dark: {SECRET}}}")
    text = text.replace("{bureau: Housing Bureau}", f"{{bureau: Housing Bureau, x: {SECRET}}}")
    (tmp_path / "targets.yaml").write_text(text + f"plans: {{p: {SECRET}}}\n", encoding="utf-8")
    shown = redact(load(tmp_path))
    assert [target.id for target in shown.targets] == ["homes"]
    assert SECRET not in repr(shown)
    assert "hidden" not in repr(shown)


def test_private_updates_facts_and_revisions_are_removed(tmp_path):
    """Figure, note and evidence are removed together; public items stay."""
    fields = (
        "updates:\n"
        "  - {date: 2022-03-31, value: 100, evidence: {title: Gazette, grade: A}}\n"
        f"  - {{date: 2022-06-30, value: 777, note: {SECRET}, public: false, "
        f"evidence: {{title: {SECRET}}}}}\n"
        "context:\n"
        f"  - {{date: 2022-03-31, text: {SECRET}, public: false}}\n"
        "revisions:\n"
        "  - {date: 2022-02-01, field: target, from: 888, to: 1000, "
        f"reason: {SECRET}, public: false}}\n"
    )
    (shown,) = of(tmp_path, target(fields)).targets
    assert [update.value for update in shown.updates] == [100]
    assert (shown.context, shown.revisions) == ((), ())
    for word in (SECRET, "777", "888"):
        assert word not in repr(shown)


def test_the_screen_does_not_name_a_private_theme(tmp_path):
    """Keys in the settings of the screen are removed, too."""
    text = portfolio_text(
        TARGET, target("id: hidden\npublic: false\ntheme: dark"), screen="{themes: [housing, dark]}"
    ).replace("{housing: Housing}", "{housing: Housing, dark: Dark}")
    (tmp_path / "targets.yaml").write_text(text, encoding="utf-8")
    assert redact(load(tmp_path)).header.screen.themes == ("housing",)


def test_files_and_their_problems_are_removed(tmp_path):
    """Problems could quote private lines of a file."""
    path = tmp_path / "targets.yaml"
    path.write_text(portfolio_text(TARGET) + f"{SECRET}: 1\n", encoding="utf-8")
    portfolio = load(path)
    shown = redact(portfolio)
    assert portfolio.problems
    assert (shown.parts, shown.problems) == ((), ())
    assert shown.digest != portfolio.digest


def test_everything_unmarked_is_public(tmp_path):
    """Without a mark the public portfolio has the same targets."""
    path = tmp_path / "targets.yaml"
    path.write_text(portfolio_text(TARGET), encoding="utf-8")
    portfolio = load(path)
    assert redact(portfolio).targets == portfolio.targets


def test_issues_and_decisions_are_private_unless_marked(tmp_path):
    """An issue or a decision is removed unless it says ``public: true``, and so is an empty review."""
    issue = "{id: a, opened: 2022-03-01, cause: land, text: Shown, public: true}"
    hidden = f"{{id: b, opened: 2022-03-01, cause: land, text: {SECRET}}}"
    decision = "{id: a, text: Shown, target: homes, public: true}"
    other = f"{{id: b, text: {SECRET}}}"
    reviews = (
        f"[{{date: 2022-03-01, title: Spring, decisions: [{decision}, {other}]}},"
        f" {{date: 2022-06-01, title: {SECRET}, decisions: [{other.replace('b', 'c', 1)}]}}]"
    )
    shown = of(tmp_path, target(f"issues: [{issue}, {hidden}]"), reviews=reviews)
    assert [issue.id for issue in shown.targets[0].issues] == ["a"]
    assert [[d.id for d in review.decisions] for review in shown.header.reviews] == [["a"]]
    assert SECRET not in repr(shown)


def test_a_composite_does_not_reveal_a_private_part(tmp_path):
    """A target composed of a private one, at any depth, is removed; a successor's id is left out."""
    whole = target("id: whole\nmeasure: {kind: parts, parts: [{target: middle}]}")
    middle = target("id: middle\nmeasure: {kind: parts, parts: [{target: hidden}]}")
    ended = target("id: old\nended: {as: merged, on: 2022-06-01, into: hidden, reason: One}")
    shown = of(tmp_path, whole, middle, target("id: hidden\npublic: false"), ended)
    assert [target.id for target in shown.targets] == ["old"]
    assert "hidden" not in repr(shown)
