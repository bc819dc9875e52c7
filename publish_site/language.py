"""The words of the gazette's pages in one language. English stands in the templates, others in `words/*.po`.

A template says `_("Issue {id}", id=issue.id)`, and `n_("{count} publication", "{count} publications", count)` where it
counts; `h_` is as `_` for a sentence with links in it, which are given as marked-up values. Links to pages begin with
`home`, the way to the pages in this language; links to what is the same in all (styles, pictures, data, documents)
with `root`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache, cached_property
from gettext import c2py
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from markupsafe import Markup

from mappings.inid import spoken

FOLDER = Path(__file__).with_name("words")
ENGLISH = "en"
COUNTS = (0, 1, 2, 3, 11, 100, 1_000_000)  # one of each plural form of any language
LANGUAGES = (ENGLISH, *sorted(file.stem for file in FOLDER.glob("*.po")))


class Language:
    """One language of the pages. LookupError for one that has no catalogue."""

    def __init__(self, code: str = ENGLISH) -> None:
        if code not in LANGUAGES:
            raise LookupError(f"no catalogue {code}.po: the gazette speaks {', '.join(LANGUAGES)}")
        self.code = code
        self.locale = Locale.parse(code)
        self.direction = direction(code)
        self.name = self.locale.get_display_name(code) or code
        self._said, self._plural = _catalogue(code)
        self.comma, self.colon = self.text(", "), self.text(": ")  # between the words of a list, behind a label

    def text(self, english: str, **values: Any) -> str:
        said: str = self._said.get(english, english)
        return said.format(**values) if values else said

    def word(self, value: str) -> str:
        """A word of the standards (a role, a relation, a feature); any other text stays as it is."""
        return spoken(value, self.text)

    def marked(self, english: str, **values: Any) -> Markup:
        """As `text`, for markup: values that are none are escaped, the sentence itself is ours."""
        return Markup(self.text(english)).format(**values)  # noqa: S704 - a sentence of ours

    def counted(self, one: str, many: str, count: int, **values: Any) -> str:
        forms: Sequence[str] = self._said.get(one, (one, many))
        form: str = forms[min(self._plural(count), len(forms) - 1)]
        return form.format(count=self.number(count), **values)

    def forms(self, one: str, many: str) -> list[tuple[str, str]]:
        """The forms of a sentence that a script completes, each by the name that browsers have for the counts it is for
        (CLDR, `Intl.PluralRules`).
        """
        said: Sequence[str] = self._said.get(one, (one, many))
        named = {self.locale.plural_form(count): said[min(self._plural(count), len(said) - 1)] for count in COUNTS}
        return list(named.items())

    def number(self, number: int) -> str:
        """12 345 with narrow no-break spaces, as ISO 80000 writes it, in every language."""
        return f"{number:,}".replace(",", "\u202f")

    def day(self, day: dt.date | str) -> str:
        """7 March 2026; what is no whole date stays as it is."""
        return _day(day if isinstance(day, str) else day.isoformat(), self.code)

    def short_day(self, day: dt.date | str) -> str:
        """7 March: where the year stands beside it."""
        given = dt.date.fromisoformat(day) if isinstance(day, str) else day
        return str(format_date(given, "d MMMM", locale=self._dates))

    @cached_property
    def _dates(self) -> str:
        return _dates(self.code)


def direction(code: str) -> str:
    """In which direction a language is read."""
    return "rtl" if Locale.parse(code).character_order == "right-to-left" else "ltr"


def _dates(code: str) -> str:
    """The locale of dates: English ones are written day, month, year, as the standards of WIPO are."""
    return "en_GB" if code == ENGLISH else code


_DAYS: dict[tuple[str, str], str] = {}


def _day(day: str, code: str) -> str:
    said = _DAYS.get((day, code))
    if said is None:
        try:
            said = format_date(dt.date.fromisoformat(day), "long", locale=_dates(code))
        except ValueError:
            return day
        if len(_DAYS) > 1 << 16:
            _DAYS.clear()
        _DAYS[day, code] = said
    return said


@cache
def _catalogue(code: str) -> tuple[dict[str, Any], Any]:
    """English → what is said, a text or its plural forms; and which form a count takes."""
    if code == ENGLISH:
        return {}, lambda count: int(count != 1)
    with (FOLDER / f"{code}.po").open("rb") as file:
        found = read_po(file, locale=code)
    said: dict[str, Any] = {}
    for message in found:
        if message.id and message.string:
            said[message.id if isinstance(message.id, str) else message.id[0]] = message.string
    return said, c2py(found.plural_expr)
