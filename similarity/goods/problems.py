"""What is wrong with a table of goods: lines `file:line: what; what to do`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import process

from similarity.goods.degrees import DEGREES

CLASSES = frozenset(map(str, range(1, 46)))


class BadGoods(Exception):
    """Tables of goods that cannot be used. `problems` are lines `file:line: what; what to do`."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def proposal(word: str, allowed: Iterable[str]) -> str:
    """What to write instead of a word that is not known."""
    choices = tuple(allowed)
    near = process.extractOne(word, choices, score_cutoff=70)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(choices)}"


def wrong_degree(value: object, allowed: Sequence[str] = DEGREES) -> str | None:
    """What is wrong with a degree; None where it is one."""
    return None if value in allowed else f"no degree {value!r}; {proposal(str(value), allowed)}"


def wrong_class(value: object) -> str | None:
    """What is wrong with a Nice class; None where it is one."""
    known = not isinstance(value, bool) and str(value) in CLASSES
    return None if known else f"no Nice class {value!r}; write a number from 1 to 45 without leading zero"


def wrong_reason(value: object) -> str | None:
    """What is wrong with a reason; None where it is a sentence."""
    known = isinstance(value, str) and len(value.strip()) > 1 and value.strip().endswith(".") and "\n" not in value
    return None if known else f"the reason {value!r} is no sentence; write one, on one line, with a full stop"
