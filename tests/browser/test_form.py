"""The reporting form in a real Chromium: real saves on a copy of the real file."""

from __future__ import annotations

import datetime as dt
import difflib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, TimeoutError, expect  # noqa: A004 -- Playwright's own
from support.clock import today
from support.looking import HOSTILE, ROOT
from support.samples import portfolio_text, target
from support.served import (
    TRACKER,
    drawn,
    first_page,
    new_context,
    new_page,
    rerun,
    script_runs,
    serving,
    wait_for,
)

from tracker.i18n import Translator
from tracker.portfolio.load import load
from tracker.reporting.sheet_layout import FIRST_ROW, FORM

ZH = Translator("zh")
OWN = "scattered-renewal"
EVIL = "![x](http://evil.cn/x.png) <script>alert(1)</script> [a](javascript:alert(1)) https://evil.cn :red[b]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("copy")


@pytest.fixture(autouse=True)
def copy(folder) -> Path:
    """A fresh copy of the real file, and no draft."""
    shutil.rmtree(Path(os.environ["XDG_STATE_HOME"]) / "tracker", ignore_errors=True)
    return Path(shutil.copy(ROOT / "targets.yaml", folder))


@pytest.fixture(scope="module")
def url(folder) -> Iterator[str]:
    file = shutil.copy(ROOT / "targets.yaml", folder)
    with serving([str(TRACKER), "serve", file, "--edit", "--port"], folder) as served:
        yield served.url


@pytest.fixture(scope="module")
def context(browser) -> BrowserContext:
    return new_context(browser, viewport={"width": 1366, "height": 1200}, locale="zh-CN")


@pytest.fixture
def page(context) -> Iterator[Page]:
    with first_page(context) as page:
        yield page


def opened(page: Page, url: str, target_id: str = OWN) -> Page:
    with rerun(page):
        page.goto(f"{url}/update?id={target_id}")
    return page


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    with rerun(page):
        field.press("Tab")


def day(page: Page, key: str, when: dt.date) -> None:
    """Type a day, part by part."""
    parts = page.get_by_label(ZH(key), exact=True).get_by_role("spinbutton")
    with rerun(page):
        for part, text in zip(parts.all(), when.isoformat().split("-"), strict=True):
            part.click()
            page.keyboard.type(text)
        page.get_by_role("heading").first.click()


def press(page: Page, key: str, **values: object) -> None:
    """Press a button once the page is drawn: in the middle of a run it may be replaced under the pointer."""
    wait_for(page, lambda: not script_runs(page).running)
    drawn(page)
    page.get_by_role("button", name=ZH(key, **values), exact=True).click()


def added(before: str, path: Path) -> list[str]:
    """The lines added since ``before``; an error if other lines differ."""
    lines = list(difflib.ndiff(before.splitlines(), path.read_text("utf-8").splitlines()))
    assert not [line for line in lines if line.startswith("-")]
    return [line[2:] for line in lines if line.startswith("+")]


def test_a_real_quarter_is_one_added_line(copy, url, page):
    """The file gains the previewed line and the key above it, nothing else."""
    before = copy.read_text("utf-8")
    opened(page, url)
    day(page, "update.date", dt.date(2022, 6, 30))
    expect(page.get_by_text("2022-06-30 按时间推算的数值：")).to_be_visible()
    fill(page, "至今累计（户）", "240户")
    fill(page, ZH("update.field.title"), "区房管局二季度通报")
    line = f"- {{date: 2022-06-30, reported: {today()}, value: 240, evidence: {{title: 区房管局二季度通报}}}}"
    expect(page.locator("pre").first).to_contain_text(line)
    assert copy.read_text("utf-8") == before
    press(page, "update.save")
    expect(page.get_by_text(ZH("update.saved"))).to_be_visible()
    assert added(before, copy) == ["    updates:", f"      {line}"]
    press(page, "update.undo")
    expect(page.get_by_text(ZH("update.undo.what"))).to_be_visible()
    press(page, "update.undo.sure")
    expect(page.get_by_text(ZH("update.undone"))).to_be_visible()
    assert len(added(before, copy)) == 3


def test_two_people_at_one_target(copy, url, page):
    """Who saves second sees both versions, and can discard their own."""
    opened(page, url)
    fill(page, "至今累计（户）", "4")
    report = ["--date", "2022-06-30", "--value", "3", "--evidence-title", "Gazette", "--grade", "A"]
    command = [str(TRACKER), "report", OWN, *report, "--data", str(copy)]
    subprocess.run(command, check=True, capture_output=True)
    saved = copy.read_text("utf-8")
    press(page, "update.save")
    expect(page.get_by_text(ZH("update.conflict.mine"))).to_be_visible()
    expect(page.get_by_label("至今累计（户）", exact=True)).to_have_value("4")
    press(page, "update.conflict.take")
    expect(page.get_by_text(ZH("update.preview.hint"))).to_be_visible()
    assert copy.read_text("utf-8") == saved


def open_form(page: Page, kind: str) -> None:
    wait_for(page, lambda: not script_runs(page).running)
    drawn(page)
    with rerun(page):
        page.get_by_role("radio", name=ZH(kind), exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(ZH(label), exact=True).click()
    with rerun(page):
        page.get_by_role("option", name=option).click()


def test_an_issue_and_a_decision_are_entered_and_closed_where_they_are_seen(copy, url, page):
    """On the page of the target: the line in the preview, the issue in the list, and both in the list of what is due."""
    before = copy.read_text("utf-8")
    with rerun(page):
        page.goto(f"{url}/targets?id={OWN}")
    open_form(page, "entry.kind.issue")
    choose(page, "entry.cause", ZH("cause.approvals"))
    fill(page, ZH("entry.issue.text"), "两项许可未办结")
    line = f"- {{id: approvals-1, opened: {today()}, cause: approvals, text: 两项许可未办结}}"
    expect(page.locator("pre")).to_contain_text(line)
    assert copy.read_text("utf-8") == before
    press(page, "update.save")
    expect(page.get_by_text(ZH("entry.saved.issue", name=f"{OWN}/approvals-1"))).to_be_visible()
    expect(page.locator("#issues")).to_contain_text("两项许可未办结")
    open_form(page, "entry.kind.decision")
    fill(page, ZH("entry.review.title"), "三季度督查会")
    fill(page, ZH("entry.decision.text"), "办结许可")
    press(page, "update.save")
    expect(page.locator("#issues")).to_contain_text("办结许可")
    due = [str(TRACKER), "due", str(copy), "--lang", "zh"]
    listed = subprocess.run(due, check=True, capture_output=True, encoding="utf-8").stdout
    assert "办结许可" in listed
    assert f"{OWN}/approvals-1" in listed
    open_form(page, "entry.kind.close")
    choose(page, "entry.close.which", "两项许可未办结")
    fill(page, ZH("entry.close.note"), "已取得")
    press(page, "update.save")
    expect(page.get_by_text(ZH("entry.saved.close", name=f"{OWN}/approvals-1"))).to_be_visible()
    expect(page.locator("#issues")).to_contain_text("已取得")
    closed = line.replace("}", f", closed: {today()}, note: 已取得}}")
    assert [one.strip() for one in added(before, copy)][-1] == closed


def test_a_draft_survives_reload_language_closed_tab_and_restart(tmp_path, browser):
    """A text is kept although the cursor is still in its field, and one that is pasted and too long too."""
    file = shutil.copy(ROOT / "targets.yaml", tmp_path)
    command = [str(TRACKER), "serve", file, "--edit", "--port"]
    value = "[class*=st-key-update_value] input"
    note = "[class*=st-key-update_note] textarea"
    pasted = "长" * 12_345
    with serving(command, tmp_path) as served:
        context = new_context(browser, locale="zh-CN")
        page = opened(context.new_page(), served.url)
        with rerun(page):
            page.locator(value).press_sequentially("123")
        with rerun(page):
            page.locator(value).press_sequentially("4")
        expect(page.locator(value)).to_be_focused()
        with rerun(page):
            page.reload()
        expect(page.locator(value)).to_have_value("1234")
        page.locator(note).focus()
        with rerun(page):
            page.keyboard.insert_text(pasted)
        with rerun(page):
            page.get_by_role("link", name="English").click()
        expect(page.locator(value)).to_have_value("1234")
        expect(page.locator(note)).to_have_value(pasted)
        expect(page.get_by_text("12,345")).to_be_visible()
        page.close()
        page = opened(context.new_page(), served.url)
        expect(page.locator(value)).to_have_value("1234")
    with serving(command, tmp_path) as served:
        page = opened(context.new_page(), served.url)
        expect(page.locator(value)).to_have_value("1234")
        expect(page.locator(note)).to_have_value(pasted)
        context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_is_too_large_is_refused_in_the_language_of_the_page(url, page, lang):
    """By a line of ours, with the limit and what to do; the framework's words are not seen, on hover either."""
    t = Translator(lang)
    with rerun(page):
        page.goto(f"{url}/update?lang={lang}")
    page.get_by_text(t("update.sheet"), exact=True).click()
    words = page.get_by_role("alert").get_by_text(t("update.sheet.not_uploaded"))
    expect(page.locator("input[type=file]")).to_be_attached()
    expect(words).to_be_hidden()
    large = {"name": "a.xlsx", "mimeType": "application/zip", "buffer": bytes(1_100_000)}
    page.locator("input[type=file]").set_input_files(large)
    expect(words).to_be_visible()
    page.get_by_test_id("stFileChip").hover()
    expect(page.get_by_test_id("stTooltipErrorContent")).to_be_attached()
    expect(page.get_by_text("File must be")).to_have_count(2)  # beside the file, and above it
    assert not any(one.is_visible() for one in page.get_by_text("File must be").all())
    page.get_by_test_id("stFileChipDeleteBtn").click()
    expect(words).to_be_hidden()


def test_a_sheet_is_looked_at_and_saved_as_one(copy, url, page):
    """Download, fill in, upload: the effect of every row, then one save; a wrong file is refused."""
    with rerun(page):
        page.goto(f"{url}/update")
    page.get_by_text(ZH("update.sheet"), exact=True).click()
    page.locator("input[type=file]").set_input_files(ROOT / "README.md")
    expect(page.locator(".remark.error")).to_be_visible()
    with rerun(page):
        page.goto(f"{url}/update")
    page.get_by_text(ZH("update.sheet"), exact=True).click()
    for _ in range(5):  # a click while the section still unfolds may be lost, to a person too
        with suppress(TimeoutError):
            with page.expect_download(timeout=20_000) as waiting:
                press(page, "update.sheet.download")
            break
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    form = book[FORM.sheet]
    ids = {form.cell(row, 1).value: row for row in range(FIRST_ROW, form.max_row + 1)}
    counted = [
        one.id for one in load(copy).targets if one.measure.kind == "cumulative" and one.id != OWN
    ]
    for target_id in counted[:2]:
        form.cell(ids[target_id], FORM.keys.index("value") + 1).value = 1
        form.cell(ids[target_id], FORM.keys.index("date") + 1).value = dt.date(2022, 6, 30)
    out = io.BytesIO()
    book.save(out)
    before = copy.read_text("utf-8")
    with rerun(page):
        page.locator("input[type=file]").set_input_files(
            {"name": "a.xlsx", "mimeType": "application/zip", "buffer": out.getvalue()}
        )
    expect(page.get_by_text(ZH("update.sheet.effects"), exact=True)).to_be_visible()
    assert copy.read_text("utf-8") == before
    press(page, "update.sheet.save", count=2)
    expect(page.locator(".card.good")).to_be_visible()
    lines = added(before, copy)
    assert len([line for line in lines if "date: 2022-06-30" in line and "value: 1" in line]) == 2
    assert all(line.strip() == "updates:" or "value: 1" in line for line in lines)
    with rerun(page):
        page.locator("input[type=file]").set_input_files(ROOT / "README.md")
    expect(page.locator(".remark.error")).to_be_visible()


def test_texts_of_the_data_stay_texts_in_labels_too(browser, tmp_path):
    """Markdown, scripts and links in titles, units and milestones are shown as text; nothing is loaded."""
    word, mark = json.dumps(HOSTILE), json.dumps(EVIL)
    homes = target(
        f"title: {mark}\nmeasure: {{kind: cumulative, unit: {mark}, target: 1000}}\nmilestones: [{{id: signed, title: {mark}}}, {{id: moved, title: {word}}}]"
    )
    path = tmp_path / "targets.yaml"
    text = portfolio_text(homes).replace("{bureau: Housing Bureau}", f"{{bureau: {mark}}}")
    path.write_text(text, "utf-8")
    command = [str(TRACKER), "serve", str(path), "--edit", "--port"]
    with serving(command, tmp_path) as served:
        page = new_page(browser, locale="zh-CN")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
        with rerun(page):
            page.goto(f"{served.url}/update")
        expect(page.locator(".st-key-update_owing button")).to_contain_text("![x](http")
        opened(page, served.url, "homes")
        fill(page, ZH("update.field.note"), EVIL)
        labels = page.locator("[data-testid=stCheckbox]")
        shown = labels.first.inner_text().replace("\N{WORD JOINER}", "")
        assert shown.strip() == EVIL
        widgets = "[data-testid=stWidgetLabel], [data-testid=stCheckbox], [data-testid=stButton]"
        for name in ("a", "img", "script"):
            assert page.locator(widgets).locator(name).count() == 0, name
        assert page.locator(".tracker img, .tracker script").count() == 0
        home = urlsplit(served.url).netloc
        assert not [one for one in asked if urlsplit(one).netloc not in (home, "")]
        page.close()


def test_nothing_sticks_out(url, page):
    """On a telephone, a usual and a wide screen the page is as wide as the window."""
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, url)
    fill(page, ZH("update.field.note"), "一" * 200)
    beyond = "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)(document.querySelector('[data-testid=stMain]'))"
    assert page.evaluate(beyond) <= 0
    for width, height in ((1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        wait_for(page, lambda: page.evaluate(beyond) <= 0, lambda: page.evaluate(beyond))
