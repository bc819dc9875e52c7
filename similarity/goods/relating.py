"""How near the goods and services of two marks are: the nearest pair of terms, and the sentence that says why.

Tried in this order, for each two terms the first that knows them: the same term in the same class; the pair table; a
group in common; within a class, the likeness of the words; what the classes are to one another; else dissimilar.
Classes that are refused, withdrawn, cancelled or expired do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from similarity.goods import steps
from similarity.goods.degrees import Degree
from similarity.goods.known import Placed, side
from similarity.goods.steps import Found, Hit, Side
from similarity.goods.tables import Relations
from similarity.goods.terms import Goods, Term

SHOWN = 120  # characters of a term in a reason


@dataclass(frozen=True, slots=True)
class Relation:
    """The nearest two terms of two marks. `found` names the step that knew them."""

    degree: Degree
    one: str
    one_class: str
    other: str
    other_class: str
    reason: str
    found: Found


def relation(asked: Sequence[Goods], candidate: Sequence[Goods], relations: Relations) -> Relation | None:
    """The nearest relation of the goods asked for to those of a candidate; None where one side has no living class."""
    ones, others = side(asked, relations), side(candidate, relations)
    if not ones or not others:
        return None
    return _said(_nearest(ones, others, relations))


def _nearest(ones: Side, others: Side, relations: Relations) -> Hit:
    same = steps.same_term(ones, others)
    if same:
        return same
    pairs = steps.paired(ones, others, relations)
    decided = {(hit.one.name, hit.other.name) for hit in pairs}
    best = steps.nearest([*pairs, steps.grouped(ones, others, relations, decided)])
    best = steps.nearest([best, steps.alike(ones, others, decided, _degree(best))])
    best = steps.nearest([best, steps.by_class(ones, others, relations, decided, _degree(best))])
    return best or _unrelated(ones[0], others[0])


def _degree(best: Hit | None) -> Degree:
    return best.degree if best else "dissimilar"


def _unrelated(one: Placed, other: Placed) -> Hit:
    unknown = [_shown(each.term) for each in (one, other) if not each.groups]
    listed = f" The tables do not list {' and '.join(unknown)}." if unknown else ""
    return Hit(one, other, "dissimilar", f"No table and no word relates them.{listed}", "nothing")


def _said(hit: Hit) -> Relation:
    one, other = hit.one.term, hit.other.term
    sentence = f"{_shown(one)} in class {one.class_number} and {_shown(other)} in class {other.class_number}"
    return Relation(
        degree=hit.degree,
        one=one.text,
        one_class=one.class_number,
        other=other.text,
        other_class=other.class_number,
        reason=f"{sentence}: {hit.degree}; {_inside(hit.why)}",
        found=hit.found,
    )


def _shown(term: Term) -> str:
    text = term.text.upper()
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _inside(sentence: str) -> str:
    """The sentence after a semicolon: with a small letter, unless it begins with an abbreviation."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
