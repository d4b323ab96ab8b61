"""Types of single values: text of a strict pattern -> number, date, amount, link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from tracker.numbers import SIGNIFICANT_DIGITS
from tracker.portfolio.links import validate_contact, validate_url
from tracker.portfolio.money import MONEY_UNITS, Amount

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
MAX_MAGNITUDE: Final = 1e15  # of any figure: a float holds 15 digits
MIN_MAGNITUDE: Final = Decimal("1e-100")  # of any figure but 0; a float has no room far below
MAX_TITLE_LENGTH: Final = 300  # characters of a title, a name or a key
MAX_URL_LENGTH: Final = 2000  # characters of a link; older browsers take no more
_MAX_NUMBER_LENGTH: Final = 200  # characters of a figure, the zeros of 1e-100 among them
MAX_TEXT_LENGTH: Final = 10_000  # characters of any other text; more belongs in a document

SLUG: Final = "[a-z0-9]+(?:-[a-z0-9]+)*"
"""The pattern of an id."""
MAX_SLUG_LENGTH: Final = 80  # characters
_MONEY_UNIT = r"(?:元|万元|亿元|[A-Z]{3})"
_NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"


class _ScalarType:
    """A pydantic type for text of a stated pattern; the validation itself runs inside pydantic-core.

    Errors have the type ``rule``, and ``key`` in their context: the sentence in the catalogue that
    says what was expected. Those of ``first``, which runs before, have its own types.
    """

    def __init__(
        self,
        schema: CoreSchema,
        rule: str,
        key: str,
        json_schema: Any,
        first: CoreSchema | None = None,
    ) -> None:
        checked = core_schema.custom_error_schema(
            schema,
            custom_error_type=rule,
            custom_error_message=f"not a valid {rule}",
            custom_error_context={"key": key},
        )
        self.schema = core_schema.chain_schema([first, checked]) if first else checked
        self.json_schema = json_schema

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return self.schema

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return dict(self.json_schema)


def _first_of(*choices: CoreSchema) -> CoreSchema:
    return core_schema.union_schema(list(choices), mode="left_to_right")


def _parsed_by(parse: Callable[[str], Any]) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(parse)


def _pattern_schema(pattern: str, then: CoreSchema) -> CoreSchema:
    return core_schema.chain_schema([core_schema.str_schema(pattern=f"^(?:{pattern})$"), then])


def parse_number(text: str) -> float:
    """ValueError for a number that a float does not keep: too large, too small, too many digits."""
    if len(text) > _MAX_NUMBER_LENGTH:
        raise ValueError("not a figure that a person reads")
    figure = Decimal(text)
    digits = "".join(map(str, figure.as_tuple().digits)).strip("0")
    in_range = not digits or MIN_MAGNITUDE <= figure.copy_abs() <= MAX_MAGNITUDE
    if not in_range or len(digits) > SIGNIFICANT_DIGITS:
        raise ValueError("not a number of 15 digits")
    return float(figure)


_NUMBER_SCHEMA = _first_of(
    core_schema.chain_schema(  # nearly every number, without a call of Python
        [
            core_schema.str_schema(
                pattern=r"^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$", max_length=SIGNIFICANT_DIGITS
            ),
            core_schema.float_schema(),
        ]
    ),
    _pattern_schema(_NUMBER, _parsed_by(parse_number)),
    core_schema.float_schema(allow_inf_nan=False, strict=True, ge=-MAX_MAGNITUDE, le=MAX_MAGNITUDE),
)
_DAY_SCHEMA = _first_of(
    _pattern_schema(
        "[0-9]{4}-[0-9]{2}-[0-9]{2}", core_schema.date_schema(ge=FIRST_DAY, le=LAST_DAY)
    ),
    core_schema.date_schema(ge=FIRST_DAY, le=LAST_DAY, strict=True),
)


def _parse_amount(text: str) -> Amount:
    number = text.rstrip("元万亿ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
    return Amount(parse_number(number), text[len(number) :].strip())


def _validate_partial_date(text: str) -> str:
    year, month, day = (int(part) for part in (text + "-01-01")[:10].split("-"))
    if not FIRST_DAY <= dt.date(year, month, day) <= LAST_DAY:
        raise ValueError("out of range")
    return text


_AMOUNT_SCHEMA = _first_of(
    _NUMBER_SCHEMA,
    core_schema.is_instance_schema(Amount),
    _pattern_schema(rf"{_NUMBER} ?{_MONEY_UNIT}", _parsed_by(_parse_amount)),
)
_DAY_JSON = {"type": "string", "format": "date"}
_AMOUNT_JSON = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": rf"^{_NUMBER} ?{_MONEY_UNIT}$"}]
}

Number = Annotated[float, _ScalarType(_NUMBER_SCHEMA, "number", "read.number", {"type": "number"})]
NonNegativeInt = Annotated[
    int,
    _ScalarType(
        _first_of(
            _pattern_schema("[0-9]{1,9}", core_schema.int_schema(ge=0)),
            core_schema.int_schema(ge=0, strict=True),
        ),
        "number",
        "read.whole_number",
        {"type": "integer", "minimum": 0},
    ),
]
YesNo = Annotated[
    bool,
    _ScalarType(
        _first_of(
            _pattern_schema("true|false", core_schema.bool_schema()),
            core_schema.bool_schema(strict=True),
        ),
        "yes-no",
        "read.yes_no",
        {"type": "boolean"},
    ),
]
Day = Annotated[dt.date, _ScalarType(_DAY_SCHEMA, "date", "read.day", _DAY_JSON)]
PartialDate = Annotated[
    str,
    _ScalarType(
        _pattern_schema("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", _parsed_by(_validate_partial_date)),
        "date",
        "read.partial_date",
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d{4}(-\d{2}){0,2}$"}]},
    ),
]
Money = Annotated[
    float | Amount, _ScalarType(_AMOUNT_SCHEMA, "amount", "read.amount", _AMOUNT_JSON)
]
Pair = tuple[float, float]
RevisedValue = Annotated[
    float | dt.date | Pair | Amount | None,
    _ScalarType(
        _first_of(
            core_schema.none_schema(),
            _NUMBER_SCHEMA,
            _DAY_SCHEMA,
            core_schema.tuple_schema([_NUMBER_SCHEMA, _NUMBER_SCHEMA]),
            _AMOUNT_SCHEMA,
        ),
        "goal",
        "read.goal",
        {"anyOf": [{"type": "null"}, {"type": "array"}, _DAY_JSON, *_AMOUNT_JSON["anyOf"]]},
    ),
]
Url = Annotated[
    str,
    _ScalarType(
        _parsed_by(validate_url),
        "url",
        "read.url",
        {"type": "string", "format": "uri", "pattern": "^https?://", "maxLength": MAX_URL_LENGTH},
        core_schema.str_schema(max_length=MAX_URL_LENGTH),
    ),
]
Contact = Annotated[
    str,
    _ScalarType(
        _parsed_by(validate_contact),
        "contact",
        "read.contact",
        {
            "type": "string",
            "format": "uri",
            "pattern": "^(mailto:|https?://)",
            "maxLength": MAX_URL_LENGTH,
        },
        core_schema.str_schema(max_length=MAX_URL_LENGTH),
    ),
]
Slug = Annotated[
    str,
    _ScalarType(
        core_schema.str_schema(pattern=f"^{SLUG}$", max_length=MAX_SLUG_LENGTH),
        "slug",
        "read.slug",
        {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": MAX_SLUG_LENGTH},
    ),
]
Year = Annotated[
    str,
    _ScalarType(
        core_schema.str_schema(pattern="^(?:19[0-9]{2}|2[01][0-9]{2})$"),
        "year",
        "read.year",
        {"type": "string", "pattern": "^(19[0-9]{2}|2[01][0-9]{2})$"},
    ),
]
"""A calendar year from 1900 to 2199, as a key of a mapping."""
MoneyUnit = Annotated[
    str,
    _ScalarType(
        core_schema.str_schema(pattern=f"^{_MONEY_UNIT}$"),
        "unit",
        "read.money_unit",
        {"anyOf": [{"enum": list(MONEY_UNITS)}, {"type": "string", "pattern": "^[A-Z]{3}$"}]},
    ),
]


def _text(max_length: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=max_length, strip_whitespace=True)


NonEmptyStr = Annotated[str, _text(MAX_TITLE_LENGTH)]
LongStr = Annotated[str, _text(MAX_TEXT_LENGTH)]
