"""A file with one changed record is read as one that nobody has read before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import samples

from tracker.portfolio.reader import parse_document
from tracker.portfolio.records import PortfolioPart, validate_document
from tracker.portfolio.reread import reread

HEAD = "portfolio: {title: District}\nthemes: {housing: Housing}\n"
FRAGMENTS = (
    *("9", "a", "# note\n", "\n", "  ", "note: more\n"),
    *("\n", " ", "  ", "-", "- ", "\n- ", "\n  - ", ": ", "#", "# note\n", "\r\n", "\r", "\t"),
    *("- id: more\n", "  - id: more\n", "    ", "x: 1\n", "  x: 1\n", "\n  lead: nobody", "y"),
    *("|\n", ">\n", "note: |\n    - id: text\n\n", "note: |2\n", "'", '"', "[", "]", "{", "}", ","),
    *("&a ", "*a", "!!str ", "---\n", "...\n", "%YAML 1.2\n", "? ", "<<: {}\n", "\ufeff", "\u2028"),
    *("\u200b", '"\\u200b"', "themes: {a: A}\n", "targets:\n", "plans: {no: No}\n", "due: yes\n"),
    *("“旧”", "：", "id: homes\n", "updates:\n", "- {date: 2022-02-30, value: 1}\n", "<<<<<<< a\n"),
)


def texts():
    """Portfolios in block style and others, with keys behind the targets and without."""
    record = st.sampled_from(
        (
            samples.target("id: homes"),
            samples.target("id: roads\nlead: nobody"),
            samples.target("id: bridge\nnote: |\n  - id: text\n\n  more\n"),
            samples.target("id: lights\nupdates:\n# a comment\n- {date: 2022-03-31, value: x}\n"),
            samples.target("id: ｐarks\nstart: 2022-13-01\n"),
            "just a text",
            "[1, 2]",
            "{id: flow, title: Flow}",
            "",
        )
    )
    layout = st.tuples(
        st.sampled_from(("", "# first\n", "---\n", "%YAML 1.1\n---\n")),
        st.lists(record, min_size=1, max_size=5),
        st.sampled_from((("- ", "  "), ("  - ", "    "), ("-   ", "    "), ("-\n  ", "  "))),
        st.sampled_from(("", "\n", "# between\n")),
        st.sampled_from(("", "plans: {a: A}\n", "? plans\n: {a: A}\n", "...\n", "  # end")),
        st.sampled_from(("\n", "\r\n", "\r")),
        st.sampled_from(("", "  ")),
    )
    return layout.map(_text)


def _text(layout):
    start, records, (mark, indent), between, tail, line_end, margin = layout
    items = between.join(
        mark + record.strip("\n").replace("\n", f"\n{indent}") + "\n" for record in records
    )
    body = f"{HEAD}targets:\n{items}{tail}"
    lines = "".join(margin + line for line in body.splitlines(keepends=True))
    return (start + lines).replace("\n", line_end)


def edits():
    """Where a text is cut, how much of it goes, and what comes instead."""
    place = st.floats(0, 1, exclude_max=True)
    length = st.sampled_from((0, 0, 1, 2, 5, 40, 200))
    return st.tuples(place, length, st.lists(st.sampled_from(FRAGMENTS), max_size=3).map("".join))


def _edited(text, edit):
    place, length, new = edit
    start = int(place * (len(text) + 1))
    return text[:start] + new + text[start + length :]


def part_of(text):
    return validate_document(parse_document(text, "a.yaml"))


def facts(part: PortfolioPart):
    """Everything that is known of a file."""
    document = part.document
    entries = [vars(e) | {"document": e.document is document} for e in part.entries]
    blocks = [part.header, part.themes, part.plans, part.organisations, part.documents]
    caches = ("_children", "_named")
    positions = {
        name: value for name, value in vars(document.positions).items() if name not in caches
    }
    return (
        *(document.file, document.text, document.data, document.problems, document.truncated),
        *(positions, entries, blocks, part.contacts, part.problems, part.digest),
    )


@given(texts(), st.lists(edits(), min_size=1, max_size=2))
def test_any_edit_reads_as_the_whole_file(text, changes):
    """Reading a changed file again gives what reading it for the first time does, problems included."""
    part = part_of(text)
    for change in changes:
        text = _edited(text, change)
        again = reread(part, text, "")
        whole = part_of(text)
        if again is not None:
            assert facts(again) == facts(whole)
        part = again or whole


TEXT = samples.portfolio_text(
    samples.target("id: homes\nnote: |\n  - id: text\n"), "id: broken", samples.target("id: roads")
)


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        pytest.param("id: homes", "id: houses", [1, 2], id="first record"),
        pytest.param("id: broken", "id: unknown\n    title: A\n", [0, 2], id="one between"),
        pytest.param("id: roads", "id: streets\n    note: more", [0, 1], id="last record"),
        pytest.param("  - id: broken\n", "", [0], id="a record less"),
        pytest.param("  - id: broken\n", "  # a note\n  - id: x\n  - id: y\n", [2], id="more"),
        pytest.param("- id: text", "- id: word", [1, 2], id="a text that looks like a record"),
        pytest.param("title: Homes\n", "title: Houses\n", [], id="the header"),
        pytest.param("  - id: broken", "  - &a id: broken", [], id="an anchor"),
        pytest.param("  - id: broken", "---\n  - id: broken", [], id="a second document"),
        pytest.param("  - id: broken", "plans: {}\n  - id: broken", [], id="the end of the list"),
        pytest.param("  - id: broken", "  - 'id: broken", [], id="a quote that is not closed"),
    ],
)
def test_the_records_around_a_change_are_kept(old, new, kept):
    """Records without a change are the same objects as before; where one may mean another thing, none are."""
    before = part_of(TEXT)
    again = reread(before, TEXT.replace(old, new, 1), "digest")
    known = [] if again is None else again.document.raw_targets
    same = [
        number
        for number, record in enumerate(before.document.raw_targets)
        if any(record is one for one in known)
    ]
    assert same == kept
    if again is not None:
        assert again.digest == "digest"
        typed = {id(entry.target) for entry in again.entries}
        assert [e.position for e in before.entries if id(e.target) in typed] == kept


FAMILY = "👨\u200d👩"


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        pytest.param(TEXT, "id: broken", "id: other\n...", id="the end of the document"),
        pytest.param(TEXT + "? plans\n: {}\n", "id: roads", "id: streets", id="an explicit key"),
        pytest.param(
            TEXT.replace("id: broken", f"id: {FAMILY}").replace("id: roads", r'id: "\u200d"'),
            FAMILY,
            "family",
            id="a joiner that an escape elsewhere no longer has beside it",
        ),
    ],
)
def test_what_the_rest_of_the_file_decides_is_read_with_it(text, old, new):
    """Where a change may give another record another meaning or problem, the whole file is read."""
    before = part_of(text)
    assert before.document.problems == ()
    assert reread(before, text.replace(old, new, 1), "") is None
