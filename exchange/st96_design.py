"""WIPO ST.96 design: the `DesignApplication`s of a `DesignTransaction`, each one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from exchange import extension, st96_parties, st96_pictures, streaming, trademarks
from exchange.branch import Branch
from exchange.building import Unusable, attempted, leftover_notes, needed, office, part, said
from exchange.reading import Format, Head, Limits, Reading
from exchange.st96_design_writing import NO_CATEGORY, STATUSES
from mappings.record import (
    Classification,
    Design,
    Document,
    Event,
    Kind,
    Party,
    Priority,
    Related,
    Role,
    Status,
    StatusGroup,
    View,
)

NUMBER = "ApplicationNumber/ApplicationNumberText"  # where the application number stands
TAGS = frozenset({"DesignApplication"})
DESIGN = "DesignBag/Design"
VIEW = "DesignRepresentationBag/DesignRepresentation/ViewBag/View"
HOME = ""  # of no office whose files have a way of their own
BAGS: Mapping[str, Role] = {
    "ApplicantBag/Applicant": Role.APPLICANT,
    "HolderBag/Holder": Role.HOLDER,
    "RepresentativeBag/Representative": Role.REPRESENTATIVE,
    "CorrespondenceAddress": Role.CORRESPONDENT,
}
DESIGNERS: Mapping[str, Role] = {"DesignerBag/Designer": Role.CREATOR}
GROUPS: Mapping[str, StatusGroup] = {
    **{category: group for group, category in STATUSES.items()},
    **dict.fromkeys(("Withdrawn", "Rejected", "Cancelled", "Expired"), StatusGroup.ENDED),
}
# End of a path → why its text is not in the record.
IGNORED: Mapping[str, str] = {
    "ApplicationNumber/IPOfficeCode": "the code of the office again",
}


def record(branch: Branch, place: str) -> Reading:
    """One `DesignApplication`, with our extension of it where there is one."""
    more = extension.taken(branch)
    return extension.reading(place, fields(branch), branch, more)


def fields(branch: Branch) -> dict[str, object]:
    """What the standard elements say. Of several designs the first is described; the others' texts become notes."""
    home = office(branch.text("RegistrationOfficeCode")) or office(branch.text("ApplicationNumber/IPOfficeCode"))
    if home is None:
        raise Unusable("has no RegistrationOfficeCode; the ST.3 code of the office is part of the file's key")
    design = branch.first(DESIGN)
    registered = design.date("RegistrationDate")
    documents, views = _views(design)
    found: dict[str, object] = {
        "kind": Kind.DESIGN,
        "office": home,
        "application_number": branch.text(NUMBER),
        "filing_date": branch.date("ApplicationDate"),
        "language": branch.text("DesignApplicationLanguageCode"),
        "registration_number": design.text("RegistrationNumber"),
        "registration_date": registered,
        "expiry_date": design.date("ExpiryDate"),
        "status": _status(design),
        "design": said(
            needed(
                Design,
                product=design.text("DesignTitleText"),
                description="\n".join(design.texts("DesignDescriptionText")) or None,
                number_of_designs=branch.number("DesignTotalQuantity"),
                views=views,
            )
        ),
        "documents": documents,
        "classifications": list(_locarno(design)),
        "priorities": list(_priorities(design)),
        "related": list(_related(design)),
        "publications": list(trademarks.publications(design.each("PublicationBag/Publication"), registered, HOME)),
        "parties": _parties(branch, design),
        "events": list(_events(design)),
    }
    found["notes"] = leftover_notes(branch.left(IGNORED), [])
    return found


def _status(design: Branch) -> Status | None:
    category, date = design.text("DesignCurrentStatusCategory"), design.date("DesignCurrentStatusDate")
    if category is None and date is None:
        return None
    group = GROUPS.get(category or "", StatusGroup.UNKNOWN)
    text = None if category is None or category in STATUSES.values() else category
    return part(Status, design, group=group, text=text, date=date)


def _views(design: Branch) -> tuple[list[Document], tuple[View, ...]]:
    digests = [st96_pictures.digest(view.element.findtext("FileName")) for view in design.each(VIEW)]
    documents = st96_pictures.documents(design, VIEW, "view")
    views = []
    for place, (view, digest) in enumerate(zip(design.each(VIEW), digests, strict=True), 1):
        made = part(
            View,
            view,
            number=view.number("ViewIdentifier") or place,
            name=view.text("ViewTypeCategory") or view.text("ViewTypeTextBag/ViewTypeText"),
            document=digest,
        )
        if made:
            views.append(made)
    return documents, tuple(views)


def _locarno(design: Branch) -> Iterator[Classification]:
    for bag in design.each("DesignClassificationBag/LocarnoClassificationBag"):
        edition = bag.text("LocarnoClassificationEdition")
        for symbol in bag.each("LocarnoClassification"):
            steps = (symbol.text("LocarnoClass"), symbol.text("LocarnoSubclassBag/LocarnoSubclass"))
            made = part(
                Classification,
                symbol,
                scheme="locarno",
                code="-".join(step.zfill(2) for step in steps if step),
                edition=edition,
                title=symbol.text("LocarnoClassDescriptionText"),
            )
            if made:
                yield made


def _priorities(design: Branch) -> Iterator[Priority]:
    for priority in design.each("PriorityBag/Priority"):
        made = part(
            Priority,
            priority,
            office=office(priority.text("PriorityCountryCode")),
            number=priority.text("ApplicationNumber/ApplicationNumberText"),
            date=priority.date("PriorityApplicationFilingDate"),
            status=priority.text("PriorityStatusCategory"),
        )
        if made:
            yield made


def _related(design: Branch) -> Iterator[Related]:
    for other in design.each("RelatedApplicationBag/RelatedApplication"):
        made = part(
            Related,
            other,
            relation=(other.text("RelatedApplicationCategory") or "related design").lower(),
            office=office(other.text("RelatedApplicationNumber/IPOfficeCode")),
            number=other.text("RelatedApplicationNumber/ApplicationNumberText"),
            date=other.date("RelatedApplicationDate"),
            registration_number=other.text("RelatedApplicationRegistrationNumber"),
        )
        if made:
            yield made


def _parties(branch: Branch, design: Branch) -> list[Party]:
    found = [*st96_parties.bagged(branch, BAGS), *st96_parties.bagged(design, DESIGNERS)]
    return [party for party in found if party]


def _events(design: Branch) -> Iterator[Event]:
    """The standard knows three kinds of events; they are the codes."""
    for entry in design.each("DesignEventBag/DesignEvent"):
        made = trademarks.event(
            entry,
            date=entry.date("DesignEventDate"),
            code=entry.text("DesignEventCategory") or NO_CATEGORY,
            text=entry.text("CommentText"),
        )
        if made:
            yield made


def read(path: Path, limits: Limits) -> Iterator[Reading]:
    for found, place in streaming.found(path, TAGS, recognise, FORMAT.title, limits):
        yield attempted(record, found.element, place, NUMBER)


def check(path: Path, limits: Limits) -> int:
    return sum(1 for _ in streaming.found(path, TAGS, recognise, FORMAT.title, limits))


def recognise(head: Head) -> bool:
    return head.root == "DesignTransaction" or (
        head.root in TAGS | {"DesignApplicationBag"} and "ST96" in (head.namespace or "")
    )


FORMAT = Format("st96-design", "WIPO ST.96 design", recognise, read, check)
