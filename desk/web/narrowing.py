"""What stands around a list of results: facets, the criteria in force, the order, the next page. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from desk.web import words
from desk.web.forms import Pairs
from mappings.registers import NO_REGISTERS, Registers
from search_api.criteria import Sort
from search_api.models import Facet, SearchAnswer

SHOWN = 8  # values of a facet; the rest is folded
TITLES = {**words.CRITERIA, "year": "Filed in"}
UNSEEN = {"words", "after", "sort", "limit", "facets", "at_least"}  # no criteria, or shown elsewhere
ORDERS = {
    Sort.RELEVANCE: "best first",
    Sort.FILED_NEWEST: "newest filing",
    Sort.FILED: "oldest filing",
    Sort.PUBLISHED_NEWEST: "newest publication",
    Sort.NUMBER: "number",
}


@dataclass(frozen=True)
class Choice:
    """A link that changes the search; `query` is its query string."""

    text: str
    query: str
    count: int = 0
    chosen: bool = False


@dataclass(frozen=True)
class FacetView:
    name: str
    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    other: int  # results with values that are not listed

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.first)


def understood(given: Pairs, answer: SearchAnswer) -> Pairs:
    """The criteria as the search understood them (class 9 for 09), with the order and the place that were asked for."""
    criteria = [
        (name, str(one))
        for name, value in answer.asked.items()
        for one in (value if isinstance(value, list | tuple) else [value])
    ]
    return [*criteria, *((name, text) for name, text in given if name in UNSEEN - {"words"})]


def facets(given: Pairs, answer: SearchAnswer, registers: Registers = NO_REGISTERS) -> list[FacetView]:
    """Every facet with values; each value adds itself to the search, a chosen one takes itself away."""
    return [view(given, facet, registers) for facet in answer.facets if facet.values]


def view(given: Pairs, facet: Facet, registers: Registers = NO_REGISTERS) -> FacetView:
    """One facet, its chosen values first."""
    choices = _years(given, facet) if facet.name == "year" else _values(given, facet, registers)
    if facet.name == "class":  # the engine orders equal counts as text: 1, 10, 11, 2
        choices.sort(key=lambda choice: (-choice.count, choice.text.zfill(3)))
    choices.sort(key=lambda choice: not choice.chosen)
    chosen = sum(choice.chosen for choice in choices)
    first = max(SHOWN, chosen)
    title = TITLES.get(facet.name, facet.name)
    return FacetView(facet.name, title, tuple(choices[:first]), tuple(choices[first:]), facet.other)


def in_force(given: Pairs, registers: Registers = NO_REGISTERS) -> list[Choice]:
    """The criteria beside the words; each link takes one away."""
    return [
        Choice(
            f"{words.CRITERIA.get(name, name)}: {words.value(name, text, registers)}",
            _query(_without(given, (name, text))),
        )
        for name, text in given
        if name not in UNSEEN
    ]


def orders(given: Pairs, answer: SearchAnswer) -> list[Choice]:
    """The ways to order the results; relevance only where there are words to be relevant to."""
    kept = [(name, text) for name, text in given if name not in {"sort", "after"}]
    return [
        Choice(text, _query([*kept, ("sort", sort)]), chosen=answer.sort == sort)
        for sort, text in ORDERS.items()
        if sort is not Sort.RELEVANCE or any(name == "words" for name, _ in given)
    ]


def first(given: Pairs) -> str | None:
    """The query string of the first page; None on that page."""
    return _query(_without(given)) if any(name == "after" for name, _ in given) else None


def following(given: Pairs, answer: SearchAnswer) -> str | None:
    """The query string of the next page; None on the last."""
    return _query([*_without(given), ("after", answer.next)]) if answer.next else None


def _values(given: Pairs, facet: Facet, registers: Registers) -> list[Choice]:
    made = []
    for value in facet.values:
        pair = (facet.name, value.value)
        rest, chosen = _without(given, pair), pair in given
        query = _query(rest if chosen else [*rest, pair])
        made.append(Choice(words.value(*pair, registers), query, value.count, chosen))
    return made


def _years(given: Pairs, facet: Facet) -> list[Choice]:
    """A year is chosen when its first and last day are the bounds of the filing date."""
    rest = [(name, text) for name, text in _without(given) if name not in {"filed_from", "filed_to"}]
    made = []
    for value in facet.values:
        days = [("filed_from", f"{value.value}-01-01"), ("filed_to", f"{value.value}-12-31")]
        chosen = set(days) <= set(given)
        made.append(Choice(value.value, _query(rest if chosen else rest + days), value.count, chosen))
    return made


def _without(given: Pairs, *pairs: tuple[str, str]) -> Pairs:
    return [pair for pair in given if pair[0] != "after" and pair not in pairs]


def _query(pairs: Pairs) -> str:
    return urlencode([(name, str(text)) for name, text in pairs])
