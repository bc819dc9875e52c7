"""The goods and services applied for: a class and its terms, from JSON or from lines `25: shoes; boots`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from search_api import refusing
from search_api.errors import InvalidRequest
from search_api.text import NICE, refusal, without_controls
from similarity.goods import Goods
from similarity.goods.terms import terms

LONGEST_GOODS = 10_000  # characters of the terms of one entry
LONGEST_SHOWN = 40  # characters of a line: enough to find it by
CLASSES = frozenset(map(str, range(1, NICE + 1)))
LINE = re.compile(r"\s*(?:class\s+)?(?P<number>\d+)\s*(?:[:\uff1a](?P<text>.*))?", re.IGNORECASE)
EXAMPLE = (
    "Write a class, a colon and its terms, such as '25: shoes; boots', or the class alone; each class on its own line."
)


def nice_number(text: str) -> str:
    """`9` for 9, 09 and 009; refused when it is no class of Nice."""
    number = text.strip().lstrip("0")
    if number not in CLASSES:
        raise refusal("unknown_class", f"there is no class {text[:20]!r}", f"Nice has the classes 1 to {NICE}.")
    return number


class AppliedGoods(BaseModel):
    """One class with its terms, semicolons between them; without terms all goods of the class count."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)

    class_: Annotated[
        str,
        StringConstraints(max_length=40),
        AfterValidator(nice_number),
        Field(alias="class", description="Nice class, 1 to 45"),
    ]
    text: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=LONGEST_GOODS),
        AfterValidator(without_controls),
        Field(description="Its goods or services, semicolons between terms; left out, the whole class"),
    ] = ""

    @property
    def goods(self) -> Goods:
        """As `similarity.goods` takes them."""
        return Goods(self.class_, self.text)


def readable(goods: AppliedGoods) -> AppliedGoods:
    """The entry itself; refused when words are given of which no term can be read, for the class alone would count."""
    if goods.text and not any(term.key for term in terms([goods.goods])):
        detail = f"no goods can be read from {goods.text[:40]!r}"
        raise refusal("no_goods", detail, "Name goods or services in words, or give the class alone.")
    return goods


Applied = Annotated[AppliedGoods, AfterValidator(readable)]


class _Entry(BaseModel):
    entry: Applied


def from_lines(text: str, parameter: str = "goods") -> tuple[AppliedGoods, ...]:
    """One entry a line; blank lines say nothing. InvalidRequest names every line that cannot be used."""
    found: list[AppliedGoods] = []
    errors: list[dict[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        match = LINE.fullmatch(line)
        if match is None:
            errors.append(
                {
                    "parameter": parameter,
                    "detail": f"{place}: {_short(line)!r} does not begin with a class and a colon",
                    "remedy": EXAMPLE,
                }
            )
            continue
        try:
            terms_said = " ".join((match["text"] or "").split())
            found.append(_Entry.model_validate({"entry": {"class": match["number"], "text": terms_said}}).entry)
        except ValidationError as problem:
            errors += [{"parameter": parameter, **_said(place, error)} for error in problem.errors(include_url=False)]
    if not errors and len(found) > NICE:
        remedy = f"Nice has {NICE} classes: give the terms of a class in one line."
        errors.append({"parameter": parameter, "detail": f"there are {len(found)} lines", "remedy": remedy})
    if errors:
        raise InvalidRequest(errors)
    return tuple(found)


def _said(place: str, error: object) -> dict[str, str]:
    assert isinstance(error, dict)
    return {"detail": f"{place}: {refusing.detail(error)}", "remedy": refusing.remedy(error, EXAMPLE)}


def _short(line: str) -> str:
    text = " ".join(line.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
