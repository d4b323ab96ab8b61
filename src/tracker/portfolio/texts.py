"""Texts in one language or in each, and the base class of all records."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from tracker.portfolio.scalars import MAX_TEXT_LENGTH, MAX_TITLE_LENGTH, LongStr, NonEmptyStr


class StrictModel(BaseModel):
    # a bound of a scalar type stands in `Annotated`: beside the default the type would replace it
    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)


class Bilingual(StrictModel):
    zh: LongStr
    en: LongStr


class BilingualTitle(Bilingual):
    zh: NonEmptyStr
    en: NonEmptyStr


class _TextType:
    """A plain text, or one in each language."""

    def __init__(self, max_length: int, both: type[Bilingual]) -> None:
        self.max_length, self.both = max_length, both

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.str_schema(
            min_length=1, max_length=self.max_length, strip_whitespace=True
        )
        return core_schema.tagged_union_schema(
            {"text": plain, "both": handler.generate_schema(self.both)},
            discriminator=lambda value: "both" if isinstance(value, (dict, Bilingual)) else "text",
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        both = handler(schema["choices"]["both"])
        plain = {"type": "string", "minLength": 1, "maxLength": self.max_length}
        return {"anyOf": [plain, both]}


Text = Annotated[str | Bilingual, _TextType(MAX_TEXT_LENGTH, Bilingual)]
Title = Annotated[str | Bilingual, _TextType(MAX_TITLE_LENGTH, BilingualTitle)]


DATA_LANGS: Final = ("zh", "en")
"""The languages a record is written in; readers of another language get English."""


def text_param(text: str | Bilingual) -> str | dict[str, str]:
    """A text as a parameter of a `tracker.i18n.Message`, which shows it in its reader's language."""
    return text.model_dump() if isinstance(text, Bilingual) else text


def localize(text: str | Bilingual, lang: str) -> str:
    """``text`` in ``lang``, or in English where a record has no such language."""
    if isinstance(text, Bilingual):
        return text.zh if lang == "zh" else text.en
    return text
