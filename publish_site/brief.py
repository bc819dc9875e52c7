"""What an entry of an issue prints of a publication; the page of its snapshot prints everything. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from mappings.inid import InidLine, Item
from mappings.registers import Declared

BRIEF = {
    "registration_number",
    "application_number",
    "filing_date",
    "registration_date",
    "expiry_date",
    "renewal_date",
    "termination_date",
    "priorities",
    "classes",
    "classifications",
    "mark.kind",
    "mark.feature",
    "mark.transliteration",
    "mark.translation",
    "mark.disclaimer",
    "mark.description",
    "mark.colours",
    "invention.abstract",
    "design.number_of_designs",
    "parties",
    "recordals",
    "related",
}


def of(lines: Iterable[InidLine], register: Declared | None, comma: str) -> Iterator[InidLine]:
    """Those lines that are printed, shortened; of a register of the office's own those it does not keep out."""
    for line in lines:
        rule = register.fields.get(line.field.removeprefix("entry.")) if register else None
        if line.field in BRIEF or (rule and rule.brief and line.field.startswith("entry.")):
            yield _short(line, comma)


def _short(line: InidLine, comma: str) -> InidLine:
    """For an entry of an issue: no table, no details but addresses."""
    if line.rows:
        rows = tuple(Item(comma.join(cell for cell in row if cell)) for row in line.rows)
        return dataclasses.replace(line, items=rows, columns=(), rows=())
    kept = (dataclasses.replace(i, details=tuple(d for d in i.details if not d[0])) for i in line.items)
    return dataclasses.replace(line, items=tuple(item for item in kept if item.text or item.head))
