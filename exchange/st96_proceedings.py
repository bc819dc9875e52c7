"""Recorded assignments and board proceedings of an ST.96 trademark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from exchange.branch import Branch, Leaf
from exchange.building import described, part, plain
from exchange.st96_parties import name
from exchange.text import words
from exchange.trademarks import reel_and_frame
from mappings.record import Proceeding, Recordal

IGNORED: Mapping[str, str] = {
    "NationalStatusCategory": "names the kind of the status beside it",
    "ProceedingEvent/MarkEventCategory": "the same words for every line of the history",
    "EmailAddressBag/EmailAddressText": "how to reach a third party: no field of a proceeding keeps it from the public",
    "AssociatedMark/AssociationCategory": "the same words for every mark of a proceeding",
}


def recordals(branch: Branch, home: str) -> Iterator[Recordal]:
    """One for each assignment; what no field carries is in its note."""
    for assignment in branch.each("AssignmentBag/Assignment"):
        fields = {
            "number": reel_and_frame(assignment.text("AssignmentIdentifier"), home),
            "date": assignment.date("AssignmentRecordedDate"),
            "executed": assignment.date("AssignmentExecutedDate"),
            "text": assignment.text("AssignmentConveyanceCategory"),
            "pages": assignment.number("PageTotalQuantity"),
            "conveyors": _names(assignment, "AssignorBag/Assignor"),
            "receivers": _names(assignment, "AssigneeBag/Assignee"),
        }
        lines = [
            _line(assignment, "AssignorBag/Assignor", "Assignor"),
            _line(assignment, "AssigneeBag/Assignee", "Assignee"),
            _line(assignment, "Registrant", "Registrant"),
            _line(assignment, "NationalRepresentative", "Domestic representative"),
            _line(assignment, "NationalCorrespondent", "Correspondent"),
            _line(assignment, "AssignmentDocumentBag/TrademarkDocument", "Document"),
            described(_once(assignment)),
        ]
        made = part(Recordal, assignment, **fields, note=_joined(lines))
        if made:
            yield made


def proceedings(branch: Branch) -> Iterator[Proceeding]:
    """One for each opposition, cancellation and the like; its history, marks and correspondents are in its note."""
    for bag in branch.each("LegalProceedingsBag/LegalProceedings/*"):
        if not bag.name.endswith("ProceedingBag"):
            continue
        kind = words(bag.name.removesuffix("ProceedingBag"))  # OppositionProceedingBag
        fields = {
            "number": bag.text(f"{kind}Identifier") or bag.text("ProceedingIdentifier"),
            "kind": kind.lower(),
            "filed": bag.date(f"{kind}Date"),
            "status": bag.text("ProceedingStatus/NationalStatusExternalDescriptionText"),
            "status_date": bag.date("ProceedingStatus/NationalStatusDate"),
            "plaintiffs": _names(bag, "Plaintiff"),
            "defendants": _names(bag, "Defendant"),
        }
        lines = [
            *_marks(bag),
            *_history(bag),
            _line(bag, "Plaintiff/Correspondent", "Plaintiff's correspondent"),
            _line(bag, "Defendant/Correspondent", "Defendant's correspondent"),
            _line(bag, "StaffBag/Staff", "Staff"),
            described(_once(bag)),
        ]
        made = part(Proceeding, bag, **fields, note=_joined(lines))
        if made:
            yield made


def _names(branch: Branch, path: str) -> tuple[str, ...]:
    found = (name(side.first("Contact")) for side in branch.each(path))
    return tuple(text for text in found if text)


def _marks(bag: Branch) -> Iterator[str]:
    for side in ("Plaintiff", "Defendant"):
        for mark in bag.each(f"{side}/AssociatedMarkBag/AssociatedMark"):
            said = (
                mark.text("WordMarkSpecification/MarkVerbalElementText"),
                mark.text("NationalApplicationNumber/ApplicationNumberText"),
                mark.text("NationalRegistrationNumber"),
                mark.text("NationalStatus/NationalStatusCode"),
                mark.text("NationalStatus/NationalStatusExternalDescriptionText"),
            )
            yield f"{side}'s mark: {', '.join(text for text in said if text)}"


def _history(bag: Branch) -> Iterator[str]:
    entries = []
    for entry in bag.each("ProceedingEventBag/ProceedingEvent"):
        event = entry.first("NationalMarkEvent")
        said = (
            event.text("MarkEventCode"),
            event.text("MarkEventDescriptionText"),
            event.text("CommentText"),
            event.text("MarkEventDocumentIdentifier"),
        )
        number, date = event.number("MarkEventEntryNumber"), entry.date("MarkEventDate")
        entries.append(
            (number or 0, f"{date or 'no date'}: {number or '-'}. {' '.join(text for text in said if text)}")
        )
    yield from (line for _, line in sorted(entries))


def _line(branch: Branch, path: str, title: str) -> str | None:
    """What is left of those elements, each on a line: `Assignee: A SWEDISH COMPANY, 99, BOX 6434`."""
    lines = []
    for item in branch.each(path):
        said = dict.fromkeys(plain(leaf.text, leaf.path) for leaf in _once(item))
        if said:
            lines.append(f"{title}: {', '.join(said)}")
    return _joined(lines)


def _joined(lines: Iterable[str | None]) -> str | None:
    return "\n".join(line for line in lines if line) or None


def _once(branch: Branch) -> list[Leaf]:
    """What is left of this item, taken now, so that the record does not list it again."""
    left = branch.left(IGNORED)
    branch.own()
    return left
