import pytest
from support import samples

from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.reader import parse_document
from tracker.portfolio.records import PortfolioPart, validate_document
from tracker.portfolio.texts import localize


def entry_of(fields):
    text = samples.portfolio_text(samples.target(fields))
    (entry,) = validate_document(parse_document(text)).entries
    return entry


def loaded(tmp_path, *targets: str) -> Portfolio:
    return load(samples.write(tmp_path, *targets))


def test_a_valid_file_has_no_problem():
    """The samples of other tests have no problem and no invalid part."""
    part = validate_document(parse_document(samples.portfolio_text(samples.TARGET)), "digest")
    assert part.problems == ()
    (entry,) = part.entries
    assert entry.target.id == "homes"
    assert entry.invalid_paths == frozenset()
    assert part.digest == "digest"
    assert part.header.money == "亿元"
    assert set(part.documents) == {"paper"}


def test_an_invalid_part_is_left_out_and_the_rest_is_typed():
    """An invalid field does not hide the others."""
    entry = entry_of("due: soon\nlead: bureau")
    assert entry.target.due is None
    assert entry.target.lead == "bureau"
    assert entry.path(("due",)) is None
    assert entry.path(("lead",)) == ("targets", 0, "lead")


def test_a_required_part_has_a_fallback():
    """A record without a valid id, measure or source is still checked for the rest."""
    entry = entry_of("id: A B\nmeasure: {kind: floor}\nsource: {}\ntheme:\ntitle:")
    assert entry.target.id == "unknown"
    assert entry.target.measure.kind == "statement"
    for name in ("id", "measure", "source", "theme", "title"):
        assert entry.path((name,)) is None
        assert entry.path((name, "within")) is None


def test_list_items_keep_their_positions():
    """After an invalid item is left out, the others keep their positions in the file."""
    entry = entry_of(
        "updates: [{date: 2022-01-01}, {date: x}, {date: 2022-03-01}, 7, {date: 2022-05-01}]"
    )
    assert [str(update.date) for update in entry.target.updates] == [
        "2022-01-01",
        "2022-03-01",
        "2022-05-01",
    ]
    assert entry.path(("updates", 1, "date")) == ("targets", 0, "updates", 2, "date")
    assert entry.path(("updates", 2)) == ("targets", 0, "updates", 4)
    assert entry.path(("updates",)) == ("targets", 0, "updates")


def test_an_unknown_key_leaves_the_rest_of_its_block():
    """A misspelt key does not affect the other keys of its block."""
    entry = entry_of("measure: {kind: cumulative, unit: x, target: 5, basline: 3}\nlede: x")
    assert entry.target.measure.target == 5
    assert entry.path(("measure", "target")) == ("targets", 0, "measure", "target")
    assert entry.path(("measure", "basline")) is None
    assert entry.invalid_paths == {("measure", "basline"), ("lede",)}


def test_lists_that_are_null_are_empty():
    """`updates:` without a value is an empty list, not a problem."""
    text = samples.portfolio_text(samples.target("updates:\nassumed:\ncontext:\nrevisions:"))
    part = validate_document(parse_document(text))
    assert part.problems == ()
    assert part.entries[0].target.updates == ()


def test_a_target_that_is_no_block_is_reported():
    """An item of targets that is a text is a problem; the others are typed."""
    text = (
        "targets:\n  - just a text\n  -\n" + samples.as_list((samples.TARGET,)).partition("\n")[2]
    )
    part = validate_document(parse_document(text))
    assert [(problem.line, problem.rule) for problem in part.problems] == [(2, "type"), (3, "type")]
    assert [entry.position for entry in part.entries] == [2]


def test_an_invalid_definition_still_defines_its_key():
    """An invalid theme or document is reported once, not again wherever it is used."""
    part = validate_document(
        parse_document("themes: {a: [x]}\ndocuments: {b: {}}\norganisations: {c: }\n")
    )
    assert len(part.problems) == 3
    assert part.themes == {"a": "a"}
    assert part.documents["b"].title == "b"
    assert part.organisations == {"c": "c"}


def test_invalid_records_are_checked_but_not_shown(tmp_path):
    """A record with an error is not among the targets, but among the entries for the checks."""
    portfolio = loaded(tmp_path, samples.TARGET, samples.target("id: other\ndue: soon"))
    assert [target.id for target in portfolio.targets] == ["homes"]
    assert [entry.target.id for entry in portfolio.entries] == ["homes", "other"]


def test_a_file_that_is_no_portfolio_has_no_records():
    """A list, a text or an empty file has no records and one problem."""
    for text in ("- a\n", "text\n", ""):
        part = validate_document(parse_document(text))
        assert isinstance(part, PortfolioPart)
        assert part.entries == ()
        assert [problem.rule for problem in part.problems] == ["type"]


def test_targets_before_a_syntax_error_are_typed():
    """A truncated file keeps its complete targets."""
    part = validate_document(
        parse_document(samples.portfolio_text(samples.TARGET) + "  - {id: x, y: [")
    )
    assert [entry.target.id for entry in part.entries] == ["homes"]
    assert [problem.rule for problem in part.problems] == ["syntax"]


def test_an_item_loses_only_an_invalid_optional_field(tmp_path):
    """An invalid amount in an update hides neither its value nor other updates from the rules."""
    fields = (
        "updates: [{date: 2022-01-31, value: 5, spent: lots}, {date: x, value: 6}, "
        "{date: 2022-03-31, value: 7}]"
    )
    portfolio = load(samples.write(tmp_path, samples.target(fields)))
    (entry,) = portfolio.entries
    assert [update.value for update in entry.target.updates] == [5, 7]
    assert entry.path(("updates", 0, "spent")) is None
    assert entry.path(("updates", 0, "value")) == ("targets", 0, "updates", 0, "value")
    assert entry.path(("updates", 1, "value")) == ("targets", 0, "updates", 2, "value")
    assert portfolio.targets == ()


def test_an_invalid_review_leaves_the_header():
    """Settings and valid reviews of a header stay where another review is invalid."""
    reviews = "[{date: 2022-03-31, title: First}, {date: soon, title: Second}]"
    text = samples.portfolio_text(reviews=reviews, thresholds="{amber: 5, red: 20}")
    part = validate_document(parse_document(text))
    assert [problem.rule for problem in part.problems] == ["date"]
    assert part.header.thresholds.amber == 5
    assert [review.title for review in part.header.reviews] == ["First"]


@pytest.mark.parametrize(
    ("contact", "is_valid"),
    [
        ("mailto:office@example.org", True),
        ("https://example.org/contact?id=1", True),
        ("office@example.org", False),
        ("mailto:a@example.org?bcc=b@example.org", False),
        ("mailto:a@", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_organisation_may_have_an_address_for_the_public(contact, is_valid):
    """An e-mail address or a web page; its title is what all else sees of it."""
    part = validate_document(
        parse_document(
            f'organisations: {{a: {{title: A, contact: "{contact}"}}, b: {{zh: 乙, en: B}}}}\n'
        )
    )
    assert [problem.rule for problem in part.problems] == ([] if is_valid else ["contact"])
    assert part.contacts == ({"a": contact} if is_valid else {})
    assert part.organisations["a"] == ("A" if is_valid else "a")
    assert localize(part.organisations["b"], "en") == "B"
