"""Wording in every language that has a catalogue; dates, and widths of text.

``locale/LANG.po`` holds one language. A new language is a new file there: nothing else lists them.
Keys are symbolic (``page.overview``); a key with plural forms takes the parameter ``count``.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from wcwidth import wcwidth

from tracker.numbers import MINUS, UNKNOWN, number, plain_number, rounded
from tracker.units import (
    Scale,
    as_written,
    has_singular,
    largest_of,
    natural_scale,
    split_power,
    suffix,
    without_sign,
)

Lang = str
"""The code of a language that has a catalogue: ``zh``, ``en``."""
LOCALE_DIR = Path(__file__).parent / "locale"
_FIRST: Final = ("zh", "en")  # Chinese first, English beside it; others follow by their codes

STATUS_SHAPES: Final[Mapping[str, str]] = {
    "achieved": "✔",
    "to_verify": "✓",
    "on_track": "●",
    "at_risk": "▲",
    "off_track": "■",
    "missed": "✖",
    "not_started": "○",
    "not_judged": "–",
    "unreported": "？",
    "ended": "⊘",
}
"""The shape drawn for a status beside its word, because colour alone is not enough."""

STATUS_KEYS: Final[Mapping[str, str]] = {
    "achieved": "status.achieved",
    "to_verify": "status.to_verify",
    "on_track": "status.on_track",
    "at_risk": "status.at_risk",
    "off_track": "status.off_track",
    "missed": "status.missed",
    "not_started": "status.not_started",
    "not_judged": "status.not_judged",
    "unreported": "status.unreported",
    "ended": "status.ended",
}
"""The catalogue key of the word for a status."""


@cache
def languages() -> tuple[Lang, ...]:
    """The codes of all languages, Chinese first."""
    codes = {path.stem for path in LOCALE_DIR.glob("*.po")}
    return (*(lang for lang in _FIRST if lang in codes), *sorted(codes.difference(_FIRST)))


@cache
def translations(lang: Lang) -> Translations:
    """The catalogue of a language, compiled from its PO file with its plural rule."""
    with (LOCALE_DIR / f"{lang}.po").open("rb") as file:
        messages = read_po(file, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


class _Wordings(dict[str, str]):
    """Those of a catalogue that were asked for: pages ask for the same ones very often."""

    def __init__(self, catalogue: Translations) -> None:
        super().__init__()
        self._catalogue = catalogue

    def __missing__(self, key: str) -> str:
        text = str(self._catalogue.gettext(key))
        if text == key:
            raise KeyError(key)
        self[key] = text
        return text


@cache
def _wordings(catalogue: Translations) -> _Wordings:
    return _Wordings(catalogue)


_UNGROUPED: Final = 999
"""Up to here a number has no separator: 1,120 days."""


class Message:
    """A sentence before it has a language: a catalogue key and its parameters.

    Parameters may be texts (one text, or a mapping with one for each of zh and en), numbers, dates,
    None, lists of those, and messages. Two messages are equal when key and parameters are.
    """

    __slots__ = ("key", "params")

    def __init__(self, key: str, /, **params: Any) -> None:
        self.key = key
        self.params = params

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.key, self.params) == (other.key, other.params)

    def __hash__(self) -> int:
        return hash((self.key, str(sorted(self.params.items(), key=lambda item: item[0]))))

    def __repr__(self) -> str:
        return f"Message({self.key!r}, {', '.join(f'{k}={v!r}' for k, v in self.params.items())})"

    def __str__(self) -> str:
        """The sentence in English, for logs and tracebacks."""
        return Translator("en").message(self)


class LocalizedError(Exception):
    """An error whose text exists in every language: ``message`` for readers, ``str()`` in English."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def text(self, t: Translator) -> str:
        """What a reader sees, in the language of ``t``."""
        return t.message(self.message)

    def __str__(self) -> str:
        return self.text(Translator("en"))


class Translator:
    """``t(key, name=value, …)``: the wording of a key with its ``{name}`` filled in.

    KeyError for a key that the catalogue does not have: a test renders them all.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._translations = translations(lang)
        self._wordings = _wordings(self._translations)

    def __call__(self, key: str, /, **values: object) -> str:
        if not values:
            return self._wordings[key]
        text = ""
        if isinstance(count := values.get("count"), int):
            text = self._translations.ngettext(key, key, count)
            for name in ("count", "total"):
                if isinstance(figure := values.get(name), int) and figure > _UNGROUPED:
                    values[name] = number(figure, self.lang)
        if not text or text == key:
            text = self._wordings[key]
        return text.format_map(values)

    def message(self, message: Message) -> str:
        """A message in this language; numbers keep their digits, a missing value reads ``null``."""
        params = {name: self._param(value) for name, value in message.params.items()}
        if isinstance(count := message.params.get("count"), int):
            params["count"] = count
        return self(message.key, **params)

    def _param(self, value: object) -> object:
        if isinstance(value, str):
            return value
        if isinstance(value, Message):
            return self.message(value)
        if isinstance(value, Mapping):
            return value["zh" if self.lang == "zh" else "en"]
        if value is None:
            return "null"
        if isinstance(value, float):
            return plain_number(value)
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, (list, tuple, set, frozenset)):
            return self("list.comma").join(str(self._param(item)) for item in value)
        return str(value)

    def status(self, status: str) -> str:
        """The word for a status: "On track"."""
        return self(STATUS_KEYS[status])

    def status_label(self, status: str) -> str:
        """Shape and word of a status: "● On track"."""
        return f"{STATUS_SHAPES[status]} {self.status(status)}"

    def status_counts(self, counts: Mapping[str, int]) -> str:
        """Counts by status as a list in the order of ``counts``, without zeros: "On track 3, Behind 2"."""
        parts = (f"{self.status(status)} {count}" for status, count in counts.items() if count)
        return self("list.comma").join(parts)

    def money_unit(self, unit: str) -> str:
        """A money unit in words; an ISO 4217 code speaks for itself."""
        key, _ = _MONEY_UNITS.get(unit, ("", 0))
        return self(key) if key else unit

    def entry_unit(self, unit: str, written: str) -> str:
        """The unit of a number that is asked for: "万平方米 (10,000 m²)" for ×10,000 m².

        ``written`` is the unit's Chinese name, which says what the counting unit is where the language
        has no word for it.
        """
        power, _ = split_power(unit)
        shown = without_sign(unit)
        if not power or power in self._scale_names or shown == written:
            return shown
        return self("unit.counted_in", code=written, unit=shown)

    def entry_money_unit(self, unit: str) -> str:
        """The unit of money that is asked for: "亿元 (100 million yuan)"."""
        return self.entry_unit(self.money_unit(unit), unit)

    def money_scale(self, unit: str, *amounts: float) -> Scale:
        """How amounts of money that are read together are shown: 12.5 亿元, 1.25 billion yuan."""
        key, power = _MONEY_UNITS.get(unit, ("", 0))
        base = self("money.元") if key else unit
        return natural_scale(power, base, self._scale_names, largest_of(*amounts))

    def money_places(self, unit: str, *amounts: float) -> int:
        """Decimals of computed amounts that are read together, at most; negative ones are places before the point.

        Two in Chinese units, and in other languages as many as end at the same place: 26.83 亿元 and 2.683 billion
        yuan, so that every reader has the same figure.
        """
        first = Translator(_FIRST[0]).money_scale(unit, *amounts)
        moved = self.money_scale(unit, *amounts).shift - first.shift
        return _MONEY_PLACES - moved

    def money(self, unit: str, amount: float, *, is_computed: bool = False) -> str:
        """An amount of money with its unit; a dash for an unknown one."""
        return UNKNOWN if math.isnan(amount) else _money(self.lang, unit, amount, is_computed)

    def unit_scale(self, unit: str, *figures: float) -> Scale:
        """How figures of a measure are shown: as written, unless the language has no such large unit."""
        power, base = split_power(unit)
        if power == 0 or power in self._scale_names:
            return as_written(unit)
        return natural_scale(power, base, self._scale_names, largest_of(*figures))

    def unit_after(self, figure: str, unit: str) -> str:
        """A unit behind a figure: " lifts", "%"; in brackets behind 1 where the language has a singular.

        A record has units of counted things in the plural alone, and no rule makes lift of lifts, person of people.
        """
        if figure.lstrip(_SIGNS) == "1" and has_singular(unit):
            return self("unit.after_one", unit=unit)
        return suffix(unit)

    def amount(self, figure: str, unit: str) -> str:
        """A figure with its unit: "12 lifts", "5.5%"."""
        return figure + self.unit_after(figure, unit)

    @property
    def _scale_names(self) -> Mapping[int, str]:
        """The language's large numbers by their power of ten, with ``{unit}``."""
        return _scale_names(self("unit.scales"))

    def localized(self, row: Any, name: str) -> str:
        """Column ``name`` of a table's row in this language, else in English, else in Chinese."""
        for column in _columns(name, self.lang):
            value = getattr(row, column, None)
            if isinstance(value, str) and value:
                return value
        return ""


@lru_cache(maxsize=1 << 12)  # list, feed and page of a target repeat its amounts
def _money(lang: Lang, unit: str, amount: float, is_computed: bool) -> str:
    t = Translator(lang)
    scale = t.money_scale(unit, amount)
    if is_computed:
        text = rounded(amount, lang, t.money_places(unit, amount), scale.shift)
    else:
        text = number(amount, lang, scale.shift)
    return f"{text} {scale.unit}"


@cache
def _scale_names(wording: str) -> dict[int, str]:
    pairs = (part.strip().split(" ", 1) for part in wording.split("/"))
    return {int(power): name for power, name in pairs}


_MONEY_PLACES: Final = 2
_SIGNS: Final = f"+{MINUS}±"


def plural_count(figure: str) -> int:
    """The ``count`` that chooses the plural form behind a figure: 1 point, 1.5 points."""
    return 1 if figure.lstrip(_SIGNS) == "1" else 2


_MONEY_UNITS: Final = {
    "元": ("money.元", 0),
    "万元": ("money.万元", 4),
    "亿元": ("money.亿元", 8),
}
"""By unit of the file: its key, and its power of ten in 元."""
_FALLBACKS: Final = ("en", "zh")  # data has these two; a reader of a third language gets English


@cache
def _columns(name: str, lang: Lang) -> tuple[str, ...]:
    """The columns of a text, the one to show first."""
    return tuple(f"{name}_{each}" for each in dict.fromkeys((lang, *_FALLBACKS)))


def choose_language(asked: str | None, browser: str | None) -> Lang:
    """The language asked for, else the browser's, else Chinese."""
    for wish in (asked, browser):
        short = (wish or "").replace("_", "-").split("-")[0].lower()
        if short in languages():
            return short
    return languages()[0]


def environment_language(environ: Mapping[str, str]) -> Lang:
    """The language of a process's locale (``LC_ALL``, ``LC_MESSAGES``, ``LANG``), else Chinese."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environ[name] for name in names if environ.get(name)), None)
    return choose_language(locale and locale.split(".")[0], None)


@lru_cache(maxsize=1 << 12)  # a page repeats a few days very often
def day(value: dt.date | None) -> str:
    """2022-06-30 in every language, as the file writes it; a dash for what is not known."""
    return value.isoformat()[:10] if isinstance(value, dt.date) and value == value else "–"  # noqa: PLR0124 -- NaT is a date that differs from itself


def written_day(value: dt.date, t: Translator, *, with_year: bool = True) -> str:
    """A day as a document of the language writes it: 2022年6月30日, 30 June 2022."""
    return _written(value, t, t("date.written" if with_year else "date.short"))


def written_month(value: dt.date, t: Translator) -> str:
    """The month of a day likewise: 2022年6月, June 2022."""
    return _written(value, t, t("date.month"))


def _written(value: dt.date, t: Translator, pattern: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 -- few need it, and it takes a while to load

    return str(format_date(value, pattern, locale=t.lang))


def sentences(*texts: str) -> str:
    """Sentences one after the other: a blank between them, unless a full-width stop has its space within."""
    joined = ""
    for text in filter(None, texts):
        joined += (" " if joined and joined[-1] not in "。？！；" else "") + text
    return joined


def width(text: Iterable[str]) -> int:
    """Columns of a terminal or a drawing: two for a Chinese character, none for a combining mark."""
    return sum(map(_columns_of, text))


_NARROW: Final = r"[^\s\u1100-\uffff]"
_CUT_WORD: Final = re.compile(_NARROW + r"+\Z")
_LAST_NUMBER: Final = re.compile(r"(?:(?<!\S)[^\s\d\u1100-\uffff]*)?\d[\d.,–-]*\s*\Z")


def _without_cut_word(head: str, rest: str, whole_words: bool) -> str:
    """The beginning of a text without a number that goes on in the rest, or whose unit does, and without such a word."""
    whole = head
    cut = _CUT_WORD.search(head) if re.match(_NARROW, rest) else None
    if cut and (whole_words or re.search(r"\d", cut[0])):
        whole = head[: cut.start()]
    whole = _LAST_NUMBER.sub("", whole)
    return whole if width(whole) >= width(head) / 3 else head


@cache
def _columns_of(character: str) -> int:
    return max(0, wcwidth(character))


def shorten(text: object, columns: int, *, whole_words: bool = False) -> str:
    """``text`` on one line within so many columns, with an ellipsis where it was longer.

    It ends neither within a number nor between it and its unit, which would read as another figure, and with ``whole_words``
    within no word; where less than a third of the columns were left, within it.
    """
    line = " ".join(str(text).split())
    used = 0
    fits = 0  # characters that leave room for the ellipsis
    for position, character in enumerate(line, 1):
        used += _columns_of(character)
        if used > columns:
            return _without_cut_word(line[:fits], line[fits:], whole_words).rstrip() + "…"
        if used <= columns - 1:
            fits = position
    return line
