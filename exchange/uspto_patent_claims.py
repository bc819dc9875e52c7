"""Claims of a USPTO patent document: number, text and what each depends on."""

from __future__ import annotations

import re

from lxml import etree

from exchange.branch import Branch
from exchange.building import needed
from exchange.numbers import whole
from exchange.text import cleaned_lines
from mappings.record import Claim

OWN_NUMBER = re.compile(r"^\s*\d+\s*\.\s*")
NUMBER = re.compile(r"\d+")


def claims(branch: Branch) -> tuple[Claim, ...]:
    """All claims. The number that the text repeats at its start is taken off; each step of a claim has its own line."""
    made = []
    for place, claim in enumerate(branch.each("claims/claim"), 1):
        number = _number(claim, "num") or place
        depends_on = tuple(
            dict.fromkeys(
                found for reference in claim.each(".//claim-ref") if (found := _number(reference, "idref")) is not None
            )
        )
        text, removed = cleaned_lines(OWN_NUMBER.sub("", " ".join(_steps(claim.element))))
        if removed:
            claim.warn(f"{removed} control character(s) taken out of claim {number}")
        claim.own()
        made.append(needed(Claim, number=number, text=text, depends_on=depends_on))
    return tuple(made)


def _number(branch: Branch, attribute: str) -> int | None:
    """The last number in `CLM-00012` or `00012`; one that no claim can have is absent, with a warning."""
    found = NUMBER.findall(branch.attribute(attribute) or "")
    if not found:
        return None
    number = whole(found[-1])
    if number is None:
        branch.warn(f"claim number {found[-1]!r} is none; left out")
    return number or None


def _steps(element: etree._Element) -> list[str]:
    """The text with a line break before each claim-text inside another; the file's own line breaks are blanks."""
    said = [" ".join((element.text or "").split("\n"))]
    for child in element:
        if child.tag == "claim-text" and element.tag == "claim-text":
            said.append("\n")
        said.append("".join(_steps(child)))
        said.append(" ".join((child.tail or "").split("\n")))
    return ["".join(said)]
