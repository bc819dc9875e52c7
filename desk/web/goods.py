"""The goods of a similarity search as a page asks for them and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from search_api.applied import from_lines
from search_api.errors import InvalidRequest
from search_api.relations import Least, Wanted
from similarity.goods import Relations

LEAST: tuple[Least, ...] = get_args(Least)
LONGEST = 6_000  # characters of the field: its address must fit the request line, in any script
DEGREES = {
    "identical": "Identical goods",
    "high": "Goods highly similar",
    "average": "Goods similar",
    "low": "Goods slightly similar",
    "dissimilar": "Goods dissimilar",
}
UNKNOWN = "Goods not known"
CHOICES = [("", "any, and say which"), *((degree, f"{degree} or nearer") for degree in LEAST[1:])]
CHOICES.insert(1, ("identical", "identical only"))


def wanted(form: Mapping[str, str], tables: Relations) -> Wanted:
    """What the form asks of goods. InvalidRequest names field, line and remedy."""
    text = form.get("goods", "")
    if len(text) > LONGEST:
        raise _refused("goods", f"there are {len(text):,} characters", f"Shorten the list to {LONGEST:,} characters.")
    chosen = form.get("least_degree")
    least = next((degree for degree in LEAST if degree == chosen), None)
    if chosen and least is None:
        raise _refused("least_degree", f"there is no degree {chosen[:20]!r}", f"Choose one of {', '.join(LEAST)}.")
    return Wanted(tables, from_lines(text), "related_classes" in form, least)


def degree(found: str | None) -> str:
    """A degree as a badge says it."""
    return DEGREES[found] if found else UNKNOWN


def _refused(parameter: str, detail: str, remedy: str) -> InvalidRequest:
    return InvalidRequest([{"parameter": parameter, "detail": detail, "remedy": remedy}])
