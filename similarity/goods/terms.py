"""A list of goods and services as a register holds it, cut into terms.

Cut at semicolons and commas, not within brackets. Left out: headings (`Class 25:`; the words before `namely`, by which
the terms after it are only looked up), lead-ins (`in particular`), what is excepted (`except beers`, to the next
semicolon) and closing formulas (`all included in class 25`). The work is bounded whatever is filed by `READ`,
`OF_CLASS` and `OF_MARK`: 0.3 s at most for two marks, and 1 ms, the first time, for two of 18 terms in three classes.
What was read once is kept by `similarity.goods.known`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mappings.record import ClassStatus
from similarity.goods.words import key, words

READ = 20_000  # characters of the goods of one class that are read; a register's lists have up to 100,000
OF_CLASS = 100  # different terms of one class that are compared, the first ones
OF_MARK = 300  # different terms of one mark that are compared, shared evenly by its classes
DEAD = frozenset({ClassStatus.REFUSED, ClassStatus.WITHDRAWN, ClassStatus.CANCELLED, ClassStatus.EXPIRED})
UNSTATED = "GOODS NOT STATED"

_OPENING, _CLOSING = "([{\uff08\uff3b", ")]}\uff09\uff3d"  # with the wide ones of Chinese and Japanese
_NAMELY = "\0"  # stands for the word where the text is cut
_ENDS = ";\uff1b\u061b"  # semicolons: wide, Arabic
_CUTS = _ENDS + _NAMELY + ",\uff0c\u3001\u060c"  # commas: wide, ideographic, Arabic
_SIGNS = re.compile(f"[{re.escape(_OPENING + _CLOSING + _CUTS)}]")
_HEADING = re.compile(
    r"^\W*(?:(?:international|nice|int\.?)\s+)?(?:class|classe|clase|klasse|ic|cl\.?)\s*\d{1,3}\b[\s:.\-\u2013)\]]*"
    r"|^\W*(?:us\s+(?:\d{3}[\s.]*)+)?g\s*&\s*s\s*:"
    r"|^\W*(?:goods(?: and services)?|services)\s*:",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:and|or|namely|including|in particular|particularly|especially|such as|for example|e\.g\.|i\.e\.|being|"
    r"all being|comprising|also|other)\b[\s:]*",
    re.IGNORECASE,
)
_NAMELY_SAID = re.compile(r"[,:]? ?\bnamely\b[,:]?", re.IGNORECASE)
_EXCEPTED = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|excluding|not including|other than|with the exception of|none of the aforesaid|"
    r"none of the aforementioned)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_EXCEPTING = (
    "except",
    "exclud",
    "not includ",
    "other than",
    "none of the afore",
)  # without one _EXCEPTED finds nothing
_CLOSING_FORMULA = re.compile(
    r"^(?:all )?(?:(?:of )?the )?(?:aforesaid|aforementioned|foregoing)\b|"
    r"^(?:all )?(?:being )?included in (?:this )?class|^(?:not )?included in other classes",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Goods:
    """The goods or services of one class of a mark, with the status of that class (`mappings.record.ClassStatus`)."""

    class_number: str
    text: str
    status: str = ClassStatus.UNKNOWN


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a class; `text` as filed, without words where the register states none."""

    class_number: str
    text: str
    words: tuple[str, ...] = ()
    key: str = ""
    heading: tuple[str, ...] = ()  # the words of what stands before `namely`


def terms(goods: Sequence[Goods]) -> tuple[Term, ...]:
    """The different terms of a mark's living classes, in the order filed."""
    classes, share = living(goods)
    found: dict[tuple[str, str], Term] = {}
    for number, text in classes:
        for term in of_class(number, text)[:share]:
            found.setdefault((term.class_number, term.key), term)
    return tuple(found.values())


def living(goods: Sequence[Goods]) -> tuple[list[tuple[str, str]], int]:
    """Class and text of each living class as they are read, and how many terms each of them may have."""
    classes = [
        (one.class_number.strip().lstrip("0"), one.text[:READ])
        for one in goods
        if one.status.strip().lower() not in DEAD
    ][:OF_MARK]
    return classes, min(OF_CLASS, OF_MARK // max(len(classes), 1))


def of_class(number: str, goods: str) -> tuple[Term, ...]:
    """The different terms of one class, UNSTATED where there are none."""
    found: dict[str, Term] = {}
    for text, heading in _texts(goods):
        folded = words(text)
        name = key(folded)
        if folded and name not in found:
            found[name] = Term(number, text, folded, name, words(heading) if heading else ())
            if len(found) >= OF_CLASS:
                break
    return tuple(found.values()) or (Term(number, UNSTATED),)


def _texts(text: str) -> Iterator[tuple[str, str]]:
    """The terms as filed, each with its heading."""
    heading, alone, excepted = "", False, False
    text = " ".join(text.replace(_NAMELY, " ").split())
    lower = text.lower()
    excepting = any(sign in lower for sign in _EXCEPTING)
    for piece, end in _pieces(_NAMELY_SAID.sub(_NAMELY, text) if "namely" in lower else text):
        bare = _bare(piece)
        kept = _EXCEPTED.sub("", bare) if excepting else bare
        if not excepted:
            excepted = len(kept) < len(bare) and not piece.rstrip(" .").endswith(tuple(_CLOSING))
            kept = kept.strip(" .:([{")
            if end == _NAMELY:
                heading, alone = kept, True
            elif kept and not _CLOSING_FORMULA.match(kept):
                yield kept, heading
                alone = False
        if end in _ENDS:
            if alone:
                yield heading, ""
            heading, alone, excepted = "", False, False


def _bare(piece: str) -> str:
    """Without heading and lead-in."""
    piece = piece.strip()
    for heading in (_HEADING, _HEADING, _LEAD_IN, _LEAD_IN):
        if match := heading.match(piece):
            piece = piece[match.end() :].strip()
    return piece


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What lies between cuts, each with the sign that ends it; brackets that do not close hold nothing."""
    start = depth = 0
    whole = sum(map(text.count, _OPENING)) == sum(map(text.count, _CLOSING))
    for found in _SIGNS.finditer(text):
        sign = found[0]
        if sign in _OPENING:
            depth += whole
        elif sign in _CLOSING:
            depth = max(depth - 1, 0)
        elif not depth:
            yield text[start : found.start()], sign
            start = found.end()
    yield text[start:], _ENDS[0]
