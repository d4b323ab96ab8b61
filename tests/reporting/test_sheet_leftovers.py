"""Everything somebody wrote into a workbook is in a report or in a message."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from support.samples import write
from support.workbooks import (
    EVIDENCE,
    HOMES,
    RATE,
    ROAD,
    TODAY,
    Filled,
    back,
    problem_keys,
    rezipped,
    written,
)

from tracker.i18n import Translator, languages
from tracker.portfolio.load import Portfolio, load
from tracker.reporting import sheet_import
from tracker.reporting.sheet_import import ImportResult
from tracker.reporting.sheet_layout import FIRST_ROW, FORM, HEAD_ROW, STEPS


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory) -> Portfolio:
    return load(write(tmp_path_factory.mktemp("data"), HOMES, ROAD, RATE))


@pytest.fixture
def filled(portfolio) -> Filled:
    return Filled(written(portfolio)).put("homes", value=300, **EVIDENCE)


def warning(read: ImportResult, key: str) -> str:
    """The only warning of a kind, in English; it has a wording in every language."""
    (problem,) = [one for one in read.problems if one.message.key == key]
    assert problem.level == "warning"
    for lang in languages():
        assert problem.text(Translator(lang))
    return problem.text(Translator("en"))


def test_nothing_but_reports_leaves_no_message(portfolio, filled):
    """Also after another program has saved the workbook with its own parts."""
    assert back(portfolio, filled).problems == ()


def test_comments_on_cells_are_named_and_quoted(portfolio, filled):
    """Those of the heads are the workbook's own, unless somebody changed them."""
    filled.form[filled.at("homes", "value")].comment = Comment("约数，待核实", "区房管局")
    assert "H5 “约数，待核实”" in warning(back(portfolio, filled), "sheet.bad.comments")
    filled.form.cell(HEAD_ROW, 1).comment = Comment("用旧编号", "x")
    assert "2 comments" in warning(back(portfolio, filled), "sheet.bad.comments")


def with_parts(data: bytes, **parts: str) -> bytes:
    """A workbook with a drawing or threaded comments on the sheet of figures."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/worksheets/_rels/sheet2.xml.rels":
                links = "".join(
                    f'<Relationship Id="{kind}" Type="http://x/{kind}" Target="../{kind}/1.xml"/>'
                    for kind in parts
                )
                text = text.replace(b"</Relationships>", links.encode() + b"</Relationships>")
            new.writestr(part.filename, text)
        for kind, text in parts.items():
            new.writestr(f"xl/{kind}/1.xml", text)
    return out.getvalue()


def test_text_boxes_are_quoted(portfolio, filled):
    """With all their paragraphs."""
    box = (
        '<d:wsDr xmlns:d="d" xmlns:a="a"><d:twoCellAnchor><d:sp><d:txBody>'
        "<a:p><a:r><a:t>五月起</a:t></a:r><a:r><a:t>停工</a:t></a:r></a:p><a:p><a:r><a:t>见附件</a:t></a:r></a:p>"
        "</d:txBody></d:sp></d:twoCellAnchor></d:wsDr>"
    )
    read = sheet_import.read_workbook(with_parts(filled.saved(), drawing=box), portfolio, TODAY)
    assert "“五月起停工 见附件”" in warning(read, "sheet.bad.text_boxes")
    assert len(read.reports) == 1


def test_threaded_comments_are_quoted_with_their_replies(portfolio, filled):
    """Not the notice that older programs show instead."""
    filled.form["J5"].comment = Comment("[Threaded comment] Your version of Excel…", "x")
    threads = (
        '<t:ThreadedComments xmlns:t="t"><t:threadedComment ref="J5"><t:text>含设备</t:text></t:threadedComment>'
        '<t:threadedComment ref="J5"><t:text>已核</t:text></t:threadedComment></t:ThreadedComments>'
    )
    data = with_parts(filled.saved(), threadedComment=threads)
    text = warning(sheet_import.read_workbook(data, portfolio, TODAY), "sheet.bad.comments")
    assert "J5 “含设备 已核”" in text


def test_pictures_are_named(portfolio, filled):
    """What they show is not read."""
    picture = '<d:wsDr xmlns:d="d"><d:oneCellAnchor><d:pic/></d:oneCellAnchor></d:wsDr>'
    data = with_parts(filled.saved(), drawing=picture)
    text = warning(sheet_import.read_workbook(data, portfolio, TODAY), "sheet.bad.objects")
    assert FORM.sheet in text


def test_headers_and_footers_are_quoted(portfolio, filled):
    """Page numbers are not text."""
    filled.form.oddHeader.center.text = '&"SimSun"快报数 &P'
    assert "“快报数”" in warning(back(portfolio, filled), "sheet.bad.text_boxes")
    data = rezipped(
        filled.saved(),
        "xl/worksheets/sheet2.xml",
        lambda text: re.sub(  # with lxml installed, openpyxl writes Chinese as character references
            rb"<oddHeader>.*?</oddHeader>",
            b"<oddHeader>&amp;C&amp;&quot;SimSun,Regular&quot;&amp;10&amp;P &amp;P</oddHeader>",
            text,
        ),
    )
    assert sheet_import.read_workbook(data, portfolio, TODAY).problems == ()


def test_a_mark_a_day_or_a_name_alone_reports_nothing_and_is_named(portfolio, filled):
    """The row has no figure; what was filled in beforehand is no entry."""
    filled.put("growth", confirm="是", date="2022-05-31").put("road", by="张三")
    read = back(portfolio, filled)
    text = warning(read, "sheet.bad.no_figure")
    for target_id, key in (("growth", "confirm"), ("growth", "date"), ("road", "by")):
        assert filled.at(target_id, key) in text
    assert (len(read.reports), read.untouched) == (1, 2)


def test_hidden_rows_columns_and_sheets_are_imported_and_named(portfolio, filled):
    """Filtered rows too: a paste may have filled them unseen."""
    filled.form.row_dimensions[FIRST_ROW].hidden = True
    read = back(portfolio, filled)
    assert "H5" in warning(read, "sheet.bad.hidden")
    assert len(read.reports) == 1
    filled.form.row_dimensions[FIRST_ROW].hidden = False
    filled.form.column_dimensions["N"].hidden = True
    assert warning(back(portfolio, filled), "sheet.bad.hidden").startswith("1 filled-in cell is")
    filled.form.column_dimensions["N"].hidden = False
    place = filled.tick("built")
    filled.put("road", **EVIDENCE)
    filled.steps.sheet_state = "hidden"
    assert f"{STEPS.sheet}!{place}" in warning(back(portfolio, filled), "sheet.bad.hidden")


def test_entries_that_their_format_does_not_show_are_refused(portfolio, filled):
    """A number or a text under ;;;, which leaves the cell blank."""
    for key in ("value", "evidence"):
        cell = filled.form[filled.at("homes", key)]
        cell.number_format = ";;;"
        assert (cell.coordinate, "sheet.bad.unseen") in problem_keys(back(portfolio, filled))
        cell.number_format = "General"


def test_altered_locked_cells_are_named(portfolio, filled):
    """A figure typed over the last one, a step's name, an id: none of them is a report."""
    filled.put("growth", last=7.5, title="Growth!")
    filled.steps.cell(FIRST_ROW, 4).value = "built, May"
    read = back(portfolio, filled)
    locked = [one for one in read.problems if one.message.key == "sheet.bad.locked"]
    assert [one.sheet for one in locked] == [FORM.sheet, STEPS.sheet]
    cells = locked[0].message.params["cells"]
    assert {filled.at("growth", "last"), filled.at("growth", "title")} == set(cells)


def test_texts_around_the_tables_are_named(portfolio, filled):
    """In the guide, above the heads, below the rows, on sheets of one's own."""
    filled.book.worksheets[0]["A3"].value = "联系人：王"
    filled.form["C3"].value = "快报数"
    filled.form.cell(FIRST_ROW + 40, 3).value = "合计"
    unread = [one for one in back(portfolio, filled).problems if one.level == "warning"]
    cells = {cell for one in unread for cell in one.message.params["cells"]}
    assert {"A3", "C3", f"C{FIRST_ROW + 40}"} <= cells


def test_a_text_of_the_workbook_in_another_place_is_somebody_s(portfolio, filled):
    """An id in the guide, on another sheet or in the column of names; a day that another row has."""
    filled.book.worksheets[0]["A4"].value = "homes"
    filled.book.create_sheet("备注")["B2"].value = "growth"
    filled.put("growth", title="growth", date="2022-03-31")
    problems = back(portfolio, filled).problems
    cells = {cell for one in problems for cell in one.message.params["cells"]}
    assert cells == {"A4", "B2", filled.at("growth", "title"), filled.at("growth", "date")}


def test_a_style_that_is_missing_is_refused(portfolio, filled):
    """As a damaged workbook."""
    data = rezipped(
        filled.saved(), "xl/worksheets/sheet2.xml", lambda text: text.replace(b' s="', b' s="99')
    )
    (problem,) = sheet_import.read_workbook(data, portfolio, TODAY).problems
    assert problem.message.key == "sheet.bad.broken"


def test_a_figure_under_a_changed_unit_or_head_is_refused(portfolio, filled):
    """It may be in another unit."""
    filled.put("homes", unit="万户")
    read = back(portfolio, filled)
    assert (filled.at("homes", "unit"), "sheet.bad.value_unit") in problem_keys(read)
    filled.put("homes", unit="户\nhouseholds")
    filled.form.cell(HEAD_ROW, FORM.keys.index("value") + 1).value = "本期数值（万户）"
    assert ("H4", "sheet.bad.head") in problem_keys(back(portfolio, filled))


def test_a_formula_is_named_wherever_it_is(portfolio, filled):
    """With or without a cached value; in a locked cell it is an altered one."""
    filled.put("homes", value="=H6+1")
    assert ("H5", "sheet.bad.formula") in problem_keys(back(portfolio, filled))
    filled.put("homes", value=300).put("growth", last="=1+1")
    assert filled.at("growth", "last") in warning(back(portfolio, filled), "sheet.bad.locked")


def test_cells_far_out_are_named(portfolio, filled):
    """Beyond the columns and rows that are read."""
    filled.form["CV7"].value = 1
    filled.form["A1000000"].value = "end"
    assert "CV7, A1000000" in warning(back(portfolio, filled), "sheet.bad.unread")


def test_a_damaged_drawing_or_comment_is_refused(portfolio, filled):
    """Rather than passed over."""
    filled.form["H6"].comment = Comment("x", "y")
    for kind in ("drawing", "threadedComment"):
        data = with_parts(filled.saved(), **{kind: "<broken"})
        (problem,) = sheet_import.read_workbook(data, portfolio, TODAY).problems
        assert problem.message.key == "sheet.bad.broken"


def test_a_workbook_saved_again_is_recognised(portfolio, filled):
    """Loading and saving changes no digest."""
    again = openpyxl.load_workbook(io.BytesIO(filled.saved()))
    out = io.BytesIO()
    again.save(out)
    assert sheet_import.read_workbook(out.getvalue(), portfolio, TODAY).problems == ()
