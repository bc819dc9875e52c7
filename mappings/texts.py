"""A text of the office's own, by language."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from mappings.record import Line

Texts = dict[str, Line]  # by language
# By language, or alone, and then in the office's first one (here under "").
Wording = Annotated[
    Texts, Field(min_length=1), BeforeValidator(lambda given: {"": given} if isinstance(given, str) else given)
]


def said(texts: Texts, language: str, first: str) -> str:
    """The text in `language`, else in the office's `first` one, in which it stands in the register."""
    return texts.get(language) or texts.get(first) or next(iter(texts.values()))
