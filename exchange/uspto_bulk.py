"""The USPTO's bulk trademark XML (`trademark-applications-daily`, version 2.0), daily and annual, plain or zipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from exchange import streaming, trademarks, uspto_bulk_parts, uspto_codes
from exchange.branch import Branch
from exchange.building import attempted, leftover_notes, needed, notes, part, reading
from exchange.reading import Format, Head, Limits, Reading
from exchange.trademarks import USPTO
from mappings.record import Classification, Event, Kind, Mark, Note, Publication, Status

NUMBER = "serial-number"  # where the application number stands
TAGS = frozenset({"case-file"})
GAZETTE = "USPTO Official Gazette for Trademarks (OG)"
DESIGN_CODE_LENGTH = 6

NOTES: Mapping[str, str] = {
    "principal-register-amended-in": "Amended to principal register",
    "supplemental-register-amended-in": "Amended to supplemental register",
    "change-registration-in": "Change in registration",
    "amend-to-register-date": "Amended to register on",
    "cancellation-code": "Cancellation code",
    "law-office-assigned-location-code": "Law office code",
    "current-location": "Current location",
    "location-date": "Current location since",
}
KINDS: Mapping[str, str] = {
    "trademark-in": "Trademark",
    "service-mark-in": "Service Mark",
    "collective-trademark-in": "Collective Trademark",
    "collective-service-mark-in": "Collective Service Mark",
    "collective-membership-mark-in": "Collective Membership Mark",
    "certification-mark-in": "Certification Mark",
}
BASES: Mapping[str, Mapping[str, str]] = {  # note → indicator → words, those of ST.96
    "Filing basis": {
        "filed-as-use-application-in": "use",
        "intent-to-use-in": "intent to use",
        "filing-basis-filed-as-44d-in": "foreign application",
        "filing-basis-filed-as-44e-in": "foreign registration",
        "filing-basis-filed-as-66a-in": "extension of protection",
    },
    "Filing basis now": {
        "use-application-currently-in": "use",
        "intent-to-use-current-in": "intent to use",
        "filing-basis-current-44d-in": "foreign application",
        "filing-basis-current-44e-in": "foreign registration",
        "filing-basis-current-66a-in": "extension of protection",
        "without-basis-currently-in": "no basis",
        "filing-current-no-basis-in": "no basis",
    },
    "Filing basis amended": {
        "amended-to-use-application-in": "use",
        "amended-to-itu-application-in": "intent to use",
        "amended-to-44d-application-in": "foreign application",
        "amended-to-44e-application-in": "foreign registration",
    },
}
# End of a path → why its text is not in the record.
IGNORED: Mapping[str, str] = {
    "transaction-date": "the day the office last sent the record, not a date of the mark",
    "madrid-international-filing-record/entry-number": "counts the records of the message",
    "foreign-application/entry-number": "counts the records of the message",
    "case-file-owner/entry-number": "the order of the owners, which the sequence keeps",
    "international-code-total-no": "the count of the codes beside it",
    "us-code-total-no": "the count of the codes beside it",
}


def record(branch: Branch, place: str) -> Reading:
    """One `case-file` element."""
    number = branch.text("serial-number")
    header = branch.first("case-file-header")
    registration_date = header.date("registration-date")
    classes, statements = uspto_bulk_parts.classes(branch)
    abandoned, cancelled = header.date("abandonment-date"), header.date("cancellation-date")
    registration_number = branch.text("registration-number")
    status_code, status_date = header.text("status-code"), header.date("status-date")
    group = uspto_codes.status_group(status_code, None, abandoned or cancelled)
    fields: dict[str, object] = {
        "kind": Kind.TRADEMARK,
        "office": USPTO,
        "application_number": number,
        "registration_number": registration_number if (registration_number or "").strip("0") else None,
        "filing_date": header.date("filing-date"),
        "registration_date": registration_date,
        "renewal_date": header.date("renewal-date"),
        "termination_date": cancelled or abandoned,
        "status": part(Status, header, group=group, code=status_code, date=status_date) if status_code else None,
        "mark": _mark(header, statements),
        "classes": classes,
        "classifications": list(_design_codes(branch)),
        "publications": list(_publications(header)),
        "events": list(_events(branch)),
        "parties": uspto_bulk_parts.parties(branch, header),
    }
    fields["priorities"], foreign = uspto_bulk_parts.foreign(branch)
    fields["related"] = [*foreign, *uspto_bulk_parts.related(branch)]
    taken = [
        *statements.notes,
        *_register(header),
        *notes(header, NOTES),
        *notes(branch, uspto_bulk_parts.OWNER_NOTES),
        *_bases(header),
        *_indicators(header),
    ]
    fields["notes"] = [*taken, *leftover_notes(branch.left(IGNORED), taken)]
    return reading(place, fields, branch.warnings)


def _mark(header: Branch, statements: uspto_bulk_parts.Statements) -> Mark:
    drawing = header.text("mark-drawing-code")
    solid = header.flag("drawing-3d-current-in")
    kinds = [kind for name, kind in KINDS.items() if header.flag(name)]
    return needed(
        Mark,
        verbal_element=header.text("mark-identification"),
        standard_characters=header.flag("standard-characters-claimed-in"),
        in_colour=header.flag("color-drawing-current-in"),
        kind=", ".join(kinds) or None,
        feature="three-dimensional" if solid else uspto_codes.feature(drawing),
        feature_code=drawing[:1] if drawing else None,  # the digits after it say how the drawing was reduced
        **statements.mark,
    )


def _design_codes(branch: Branch) -> Iterator[Classification]:
    for code in branch.texts("design-searches/design-search/code"):
        digits = code if "." in code or len(code) != DESIGN_CODE_LENGTH else f"{code[:2]}.{code[2:4]}.{code[4:]}"
        yield Classification(scheme="us-design", code=digits)


def _publications(header: Branch) -> Iterator[Publication]:
    for path, stage in (("published-for-opposition-date", "application"), ("republished-12c-date", "republication")):
        date = header.date(path)
        if date:
            yield Publication(name=GAZETTE, date=date, stage=stage)


def _events(branch: Branch) -> Iterator[Event]:
    for entry in branch.each("case-file-event-statements/case-file-event-statement"):
        made = trademarks.event(
            entry,
            date=entry.date("date"),
            code=entry.text("code"),
            type_code=entry.text("type"),
            text=entry.text("description-text"),
            sequence=entry.number("number"),
        )
        if made:
            yield made


def _register(header: Branch) -> Iterator[Note]:
    supplemental = header.flag("supplemental-register-in")
    if supplemental is not None:
        yield Note(name="Register", value="Supplemental" if supplemental else "Principal")


def _bases(header: Branch) -> Iterator[Note]:
    for name, indicators in BASES.items():
        if any(header.has(path) for path in indicators):
            said = dict.fromkeys(words for path, words in indicators.items() if header.flag(path))
            yield Note(name=name, value=", ".join(said) or "none")


def _indicators(header: Branch) -> Iterator[Note]:
    """Every other indicator in one note: those that say yes, by their names; `none` where all say no."""
    others = [child for child in header.each("*") if child.name.endswith("-in")]
    said = [child.name.removesuffix("-in").replace("-", " ") for child in others if child.flag(".")]
    if others:
        yield Note(name="Indicators", value=", ".join(said) or "none")


def read(path: Path, limits: Limits) -> Iterator[Reading]:
    for found, place in streaming.found(path, TAGS, recognise, FORMAT.title, limits):
        yield attempted(record, found.element, place, NUMBER)


def check(path: Path, limits: Limits) -> int:
    return sum(1 for _ in streaming.found(path, TAGS, recognise, FORMAT.title, limits))


def recognise(head: Head) -> bool:
    return head.root == "trademark-applications-daily"


FORMAT = Format("uspto-bulk", "USPTO bulk trademark XML", recognise, read, check, may_be_empty=True)
