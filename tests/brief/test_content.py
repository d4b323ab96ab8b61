"""What a brief says of a record, and that it says it on two pages."""

from __future__ import annotations

import datetime as dt
import io
import re
from functools import cache

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader
from support.briefs import bare, ink, printed_by_libreoffice, sheets
from support.judging import loaded
from support.samples import TARGET, portfolio_text, target, updates

from tracker.analysis.review import Review, review_between
from tracker.brief import content
from tracker.brief.document import Heading, Paragraph, Table, laid_out, texts_of
from tracker.brief.make import BriefError, Scope, brief_file
from tracker.brief.overall import verdict
from tracker.brief.parts import Brief, Limits, is_cut
from tracker.brief.pdf import pages, pdf
from tracker.brief.workbook import brief_workbook, parts
from tracker.portfolio.load import Portfolio
from tracker.views.context import PageContext
from tracker.views.download_links import BRIEF_FORMATS

SINCE, AS_OF = dt.date(2022, 7, 31), dt.date(2022, 10, 31)
BEHIND = updates(("2022-03-31", 240), ("2022-06-30", 480), ("2022-09-30", 500))
MONEY = """\
budget: {approved: 10, on: 2022-01-20}
updates:
  - {date: 2022-03-31, value: 240, spent: 3, evidence: {title: Gazette, grade: A}}
  - {date: 2022-06-30, value: 480, spent: 6, evidence: {title: Gazette, grade: A}}
  - {date: 2022-09-30, value: 740, spent: 9.5, evidence: {title: Gazette, grade: A}}
"""
ISSUE = """\
issues:
  - {id: permits, opened: 2022-07-23, cause: approvals, text: Two permits are missing., owner: bureau, raised_to: Mayor}
"""
MOVED = """\
due: 2023-03-31
revisions:
  - {date: 2022-09-01, field: due, from: 2022-12-31, to: 2023-03-31, reason: Rain in summer., evidence: {title: Gazette}}
"""
FLOW = """\
measure: {kind: flow, unit: 户, years: {"2022": 400, "2023": 500}}
due: 2023-12-31
revisions:
  - {date: 2022-09-02, field: target, year: "2022", from: 500, to: 400, reason: Fewer sites., evidence: {title: Gazette}}
"""
REVIEWS = """
    - date: 2022-07-31
      title: {zh: 年中会, en: Midyear}
      decisions:
        - {id: sign, text: Sign the contracts., target: behind, owner: bureau, due: 2022-09-30}
        - {id: pay, text: Pay the builders, owner: Treasurer, due: 2022-12-31}
        - {id: plan, text: Plan the sewers, due: 2022-10-31, closed: 2022-10-01}
"""
RECORD = (
    target("id: behind\ntitle: {zh: 滞后项, en: Behind}\n" + BEHIND + ISSUE),
    target("id: money\ntitle: {zh: 花钱项, en: Money}\n" + MONEY),
    target("id: moved\ntitle: {zh: 延期项, en: Moved}\n" + MOVED + BEHIND),
    target("id: silent\ntitle: {zh: 未报项, en: Silent}\n" + updates(("2022-03-31", 250))),
)


LANGUAGES = ["zh", "en"]


def made(*targets: str, lang: str = "en", scope: Scope | None = None, **header: str) -> Brief:
    scope = scope or Scope()
    header = {"title": "{zh: 住房目标, en: Housing targets}", "report": "{grace_days: 30}"} | header
    portfolio, review = reviewed(portfolio_text(*targets, **header), scope)
    return Brief(PageContext(review.now, AS_OF, lang), review, scope.names(portfolio, lang))


@cache
def reviewed(text: str, scope: Scope) -> tuple[Portfolio, Review]:
    """A file and what happened in it between the two days: computed once for several languages and tests."""
    portfolio = loaded(text)
    return portfolio, review_between(portfolio, SINCE, AS_OF, scope.ids(portfolio))


def count(file: bytes) -> int:
    """The number of pages of a PDF file."""
    return len(PdfReader(io.BytesIO(file)).pages)


def section(document, heading: str) -> str:
    """The texts below a heading."""
    texts, is_in = [], False
    for block in laid_out(document).blocks:
        if isinstance(block, Heading) and block.level == 1:
            is_in = block.text.endswith(heading)
        elif is_in and isinstance(block, Paragraph):
            texts.append(block.lead + block.text)
        elif is_in and isinstance(block, Table):
            texts += [" | ".join(row) for row in block.rows]
    return "\n".join(texts)


def test_the_first_paragraph_is_the_verdict():
    """How many stand how, what turned, what came in: recomputed by hand.

    "behind" had 480 at 180 of 364 days (49.5 %) and has 500 at 272 (74.7 %): 24.7 points behind. "moved" has the same at
    272 of 454 days (59.9 %), on track; "money" has 740. The report of "silent" was due by 30 July.
    """
    text = section(content.two_pages(made(*RECORD)), "Overall")
    assert text.startswith(
        "As of 31 October 2022 there are 4 targets: 2 on track, 1 behind, 1 not reported. "
        "Since 31 July, 1 turned for the worse. "
    )
    assert "of 3 targets under way 2 will be missed, 1 is open" in text
    assert "No goal" not in text


def test_ended_targets_are_counted_beside_the_others():
    """As on the Overview; also where all have ended."""
    over = "ended: {as: withdrawn, on: 2022-09-01, reason: Not needed}\n"
    gone = target("id: gone\n" + over)
    text = section(content.two_pages(made(*RECORD, gone)), "Overall")
    assert "there are 4 targets: 2 on track, 1 behind, 1 not reported; one has ended. " in text
    text = section(content.two_pages(made(gone)), "Overall")
    assert text.startswith("As of 31 October 2022 the only target has ended. ")


def test_each_part_is_in_both_languages():
    """Headings in order, with a number that is the language's."""
    headings = {
        "en": "1. Overall|2. What has changed|3. For decision|4. Money|5. Revised goals|"
        "6. Reports overdue|7. Decisions",
        "zh": "一、总体情况|二、状态变化|三、提请研究决定的事项|四、资金情况|五、目标调整|"
        "六、逾期未报情况|七、议定事项落实情况",
    }
    for lang, expected in headings.items():
        document = laid_out(content.two_pages(made(*RECORD, lang=lang, reviews=REVIEWS)))
        found = [block.text for block in document.blocks if isinstance(block, Heading)]
        assert "|".join(found) == expected


def test_what_turned_has_both_statuses_and_the_figures():
    """What was reported in between, what was needed, and how far it is from the plan now.

    A target that was judged on neither day is not listed: without it, a list of one is not cut.
    """
    begun = target("id: begun\ntitle: Begun\nstart: 2022-08-15")
    brief = made(*RECORD, begun)
    text = section(content.two_pages(brief), "What has changed")
    assert text.startswith("Behind | Housing Bureau | ● On track → ▲ Behind | +20")
    assert "24.7 points behind" in text
    assert [turn.now.id for turn in brief.review.turns] == ["behind", "begun"]
    assert not is_cut(brief.review, Limits(1, 9, 9, 99, 99))
    assert is_cut(brief.review, Limits(0, 9, 9, 99, 99))


def test_a_decision_is_asked_for_with_the_reason_and_whose_move_it_is():
    """The issue, how long it is open, who resolves it, to whom it was raised."""
    text = section(content.two_pages(made(*RECORD)), "For decision")
    first = next(line for line in text.splitlines() if "Behind" in line)
    assert "Behind (Housing Bureau)." in first
    assert "Two permits are missing" in first
    assert "100 days" in first
    assert "Mayor" in first


def test_money_names_what_is_spent_ahead_of_progress():
    """9.5 of 10 spent at 74 % is 21 points ahead."""
    text = section(content.two_pages(made(*RECORD)), "Money")
    assert "Money (21 points)" in text


def test_revised_goals_have_their_slip_and_reason():
    """From 31 December to 31 March are 90 days; of a flow, the year whose goal it is."""
    flow = target("id: flow\ntitle: Flow\n" + FLOW)
    text = section(content.two_pages(made(*RECORD, flow)), "Revised goals")
    assert "Moved" in text
    assert "90 days later" in text
    assert "Rain in summer" in text
    assert "target of 2022" in text


def test_reports_overdue_are_named_by_department():
    """The report of June was due by 30 July: 93 days late at the end of October."""
    text = section(content.two_pages(made(*RECORD)), "Reports overdue")
    assert "Housing Bureau" in text
    assert "Silent" in text
    assert "93 days" in text


def test_decisions_are_counted_and_the_open_ones_listed():
    """Overdue ones first, with the days; those done in between are counted alone."""
    text = section(content.two_pages(made(*RECORD, reviews=REVIEWS)), "Decisions")
    assert text.splitlines()[0] == "1 done, 1 open, 1 overdue."
    assert "Sign the contracts (Housing Bureau" in text
    assert "31 days overdue" in text
    assert "Pay the builders (Treasurer" in text
    assert "Plan the sewers" not in text


def test_a_scope_has_its_targets_and_decisions_alone():
    """The brief says what it is limited to; an unknown key is answered with a similar one."""
    other = TARGET.replace("lead: bureau", "lead: null")
    brief = made(*RECORD, other, scope=Scope(lead="bureau"), reviews=REVIEWS)
    document = content.two_pages(brief)
    assert "there are 4 targets" in section(document, "Overall")
    assert "Housing Bureau" in document.subtitle
    assert "Pay the builders" not in section(document, "Decisions")
    with pytest.raises(BriefError, match="bureau"):
        Scope(lead="buro").ids(brief.view.portfolio)


def long_record(count: int) -> list[str]:
    """Targets with everything that can be long, of 300 characters and more."""
    title = "老旧小区综合改造提升" * 30
    issue = ISSUE.replace("Two permits are missing.", title).replace("Mayor", title)
    moved = MOVED.replace("Rain in summer.", title)
    fields = f"title: {{zh: {title}, en: {title}}}\nowner: {title}\n"
    return [
        target(f"id: long-{n}\n{fields}{MONEY if n % 3 else BEHIND}{issue}{moved if n % 2 else ''}")
        for n in range(count)
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_pages_are_two_pages_whatever_the_record(lang):
    """With titles, posts, issues, reasons and decisions of 300 characters; what is left out is counted."""
    title = "老旧小区综合改造提升" * 30
    decisions = "".join(
        f"        - {{id: d-{n}, text: {title}, owner: {title}, due: 2022-09-30}}\n"
        for n in range(30)
    )
    reviews = f"\n    - date: 2022-07-31\n      title: {title}\n      decisions:\n{decisions}"
    header = {"reviews": reviews, "title": title}
    brief = made(*long_record(40), lang=lang, **header)
    document = content.two_pages(brief)
    assert pages(document) == count(pdf(document)) == 2
    text = "".join(texts_of(document))
    assert ("列前" if lang == "zh" else " of ") in text


def very_many(number: int) -> list[str]:
    """Short targets: a quarter of them behind, a quarter with money, half never reported."""
    some = [
        target(f"id: t-{n}\ntitle: Target {n}\n" + (BEHIND, MONEY)[n % 2])
        for n in range(number // 2)
    ]
    return some + [target(f"id: s-{n}\ntitle: Silent {n}") for n in range(number // 2)]


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> dict[str, bytes]:
    """What LibreOffice prints of briefs in Word's format and of a workbook."""
    files = {}
    for lang in LANGUAGES:
        long = made(*RECORD, *long_record(12), lang=lang, reviews=REVIEWS)
        files[f"long-{lang}.docx"] = brief_file(long, "docx")
        files[f"many-{lang}.docx"] = brief_file(made(*very_many(1_200), lang=lang), "docx")
    files["book.xlsx"] = brief_workbook(made(*RECORD, *long_record(5), reviews=REVIEWS))
    return printed_by_libreoffice(files, tmp_path_factory.mktemp("printed"))


@pytest.mark.process
@pytest.mark.parametrize("lang", LANGUAGES)
def test_very_many_targets_fit_on_two_pages(printed, lang):
    """As Word prints them, too."""
    assert count(brief_file(made(*very_many(1_200), lang=lang), "pdf")) == 2
    assert count(printed[f"many-{lang}.docx"]) == 2


@pytest.mark.process
@pytest.mark.long
def test_ten_thousand_targets_fit_on_two_pages(tmp_path):
    """In both languages, as Word prints them, too."""
    files = {}
    for lang in LANGUAGES:
        brief = made(*very_many(10_000), lang=lang)
        assert count(brief_file(brief, "pdf")) == 2
        files[f"{lang}.docx"] = brief_file(brief, "docx")
    assert [count(file) for file in printed_by_libreoffice(files, tmp_path).values()] == [2, 2]


@pytest.mark.process
@pytest.mark.parametrize("lang", LANGUAGES)
def test_word_prints_two_pages_too(printed, lang):
    """Its lines break elsewhere, for which some are left free."""
    assert count(printed[f"long-{lang}.docx"]) == 2


def test_a_full_brief_has_a_section_with_a_chart_for_each_target():
    """And every item of every list; of very many targets there is none."""
    brief = made(*RECORD)
    document = laid_out(content.everything(brief))
    titles = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 2]
    assert titles == ["(1) Behind", "(2) Money", "(3) Moved", "(4) Silent"]
    drawings = [block for block in document.blocks if hasattr(block, "svg")]
    assert len(drawings) == 4
    assert all(drawing.alt for drawing in drawings)
    assert count(brief_file(brief, "pdf", "full")) > 2


def test_a_chinese_brief_has_no_blank_beside_a_day():
    """2022年12月31日已过: sentences that were written with 2022-12-31 lose its blanks, in tables as well."""
    over = target("id: over\ndue: 2022-09-30\n" + updates(("2022-09-30", 900)))
    flow = 'id: flow\nmeasure: {kind: flow, unit: 户, years: {"2022": 400}}\n'
    whole = content.everything(made(*RECORD, over, target(flow), lang="zh"))
    texts = list(texts_of(laid_out(whole)))
    assert "期限2022年9月30日已到" in "".join(texts)
    assert [text for text in texts if re.search("[月日] (?=[\u4e00-\u9fff])", text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_status_of_a_target_has_the_words_of_its_page(lang):
    """An overdue report is no "not reported", and evidence of grade C is named: in sections, tables and the workbook."""
    secondary = "id: secondary\n" + updates(("2022-09-30", 740)).replace("grade: A", "grade: C")
    brief = made(*RECORD, target(secondary), lang=lang)
    t = brief.view.t
    texts = list(texts_of(laid_out(content.everything(brief))))
    overdue, marked = (
        {"zh": "状态：？ 逾期未报；", "en": "Status: ？ Report overdue; "}[lang],
        {
            "zh": "状态：● 正常（仅据 C 级佐证）；",
            "en": "Status: ● On track (on grade C evidence only); ",
        }[lang],
    )
    assert [text for text in texts if overdue in text]
    assert [text for text in texts if marked in text]
    turned = section(content.everything(brief), t("brief.turned.heading"))
    cells = {cell for part in parts(brief) for row in part.rows for cell in row}
    word = t("status.unreported.overdue")
    assert f"？ {word} →" in turned
    assert word in cells
    assert t.status("unreported") not in cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_target_that_begins_has_changed(lang):
    """It is judged on neither day, and its status is another one: the workbook lists it, and the verdict counts it."""
    brief = made(target("id: begins\nstart: 2022-09-01\n"), lang=lang)
    assert [turn.way for turn in brief.review.turns] == ["other"]
    words = {"zh": "其它变化1项", "en": "1 changed without being judged"}[lang]
    assert words in verdict(brief)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_of_the_record_ends_with_one_stop(lang):
    """The reason why a target ended has its own full stop. Its end is a change."""
    reason = "{zh: 停放点一并建设。, en: The racks come with the paths.}"
    gone = f"id: gone\nended: {{as: withdrawn, on: 2022-08-15, reason: {reason}}}\n"
    texts = list(texts_of(laid_out(content.everything(made(target(gone), lang=lang)))))
    none = {"zh": "状态均无变化", "en": "No status has changed"}[lang]
    assert not any(none in text for text in texts)
    stop = {"zh": "一并建设。", "en": "with the paths."}[lang]
    assert any(stop in text for text in texts)
    assert [text for text in texts if re.search(r"[.。][.。]", text)] == []


def test_every_format_has_the_same_bytes_twice():
    """From one record and two days."""
    briefs = []
    for _ in range(2):
        reviewed.cache_clear()
        briefs.append(made(*RECORD))
    for extension in BRIEF_FORMATS:
        once, again = (brief_file(brief, extension) for brief in briefs)
        assert once == again


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_has_a_live_table_on_each_sheet(lang):
    """With the head frozen, filters, and the as-of day and page number on paper; pandas reads the same rows.

    Each page says so where the data are a demonstration.
    """
    brief = made(*RECORD, lang=lang, reviews=REVIEWS, demonstration="true")
    raw = brief_workbook(brief)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    expected = parts(brief)
    assert len(book.worksheets) == 7
    for sheet, part in zip(book.worksheets, expected, strict=True):
        (table,) = sheet.tables.values()
        assert table.name == part.table
        assert (
            table.ref == f"A1:{sheet.cell(max(len(part.rows) + 1, 2), len(part.heads)).coordinate}"
        )
        assert table.autoFilter.ref == table.ref
        assert [column.name for column in table.tableColumns] == [c.value for c in sheet[1]]
        assert sheet.freeze_panes == "B2"
        assert "2022" in sheet.oddFooter.left.text
        assert brief.view.t("demo.ribbon") in sheet.oddFooter.left.text
        assert "&P" in sheet.oddFooter.right.text
        frame = pd.read_excel(io.BytesIO(raw), sheet_name=sheet.title)
        assert len(frame) == len(part.rows)
    asked = book.worksheets[2]
    assert asked["A2"].value == "behind"


@pytest.mark.process
def test_a_printed_workbook_is_within_its_pages(printed, tmp_path):
    """Lying A4, as wide as the sheet, every long text within its cell."""
    book = sheets(printed["book.xlsx"], tmp_path)
    assert len(book) >= 7
    text = "".join(bare(sheet.text) for sheet in book)
    assert text.count("老旧小区综合改造提升") > 5 * 30  # no cell hides its end
    for sheet in book:
        left, _, right, _ = ink(sheet.picture)
        assert left > 5
        assert right < 292
        assert "31October2022" in bare(sheet.text)


def test_an_empty_record_has_a_brief():
    """It says that there are no targets."""
    assert portfolio_text()
    brief = made()
    assert pages(content.two_pages(brief)) == 1
    for extension in BRIEF_FORMATS:
        assert brief_file(brief, extension)
