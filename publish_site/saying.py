"""The office's own texts, of statuses and events, on a page: in its language where the office gives them there, else as
they were frozen, with the language that they are in. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mappings.record import Kind
from publish_site.issue import House
from publish_site.language import direction


@dataclass(frozen=True)
class Texts:
    """For one right and one language of the pages. `foreign` is the language of what is not `known`, "" for its own."""

    known: Mapping[str, str] = field(default_factory=dict)
    foreign: str = ""

    def __call__(self, text: str) -> dict[str, str]:
        """A text as templates take it: with its language and direction where they are not those of the page."""
        if text in self.known:
            return {"text": self.known[text], "lang": "", "dir": ""}
        lang = self.foreign if text else ""
        return {"text": text, "lang": lang, "dir": direction(lang) if lang else ""}


NONE = Texts()


def of(house: House, kind: Kind) -> Texts:
    return Texts(house.texts.get(kind, {}), "" if house.written_in == house.language else house.written_in)
