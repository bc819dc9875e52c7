"""WIPO ST.96 patent: a `PatentPublication`, or many in a bag of ours, as the standard has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from exchange import extension, st96_parties, streaming
from exchange.branch import Branch
from exchange.building import Unusable, attempted, leftover_notes, needed, office, part, said
from exchange.reading import Format, Head, Limits, Reading
from exchange.st96_patent_writing import FIRST, RELATIONS
from mappings.record import (
    Citation,
    Claim,
    Classification,
    Invention,
    Kind,
    Party,
    Priority,
    Publication,
    Related,
    Role,
)

DATA = "BibliographicData"
APPLICATION = f"{DATA}/ApplicationIdentification"
NUMBER = f"{APPLICATION}/ApplicationNumber/ApplicationNumberText"  # where the application number stands
GRANT = f"{DATA}/PatentGrantIdentification"
PARTIES = f"{DATA}/PartyBag"
TAGS = frozenset({"PatentPublication"})
BAG = "PatentPublicationBag"
BAGS: Mapping[str, Role] = {
    "ApplicantBag/Applicant": Role.APPLICANT,
    "InventorBag/Inventor": Role.INVENTOR,
    "OwnerBag/Owner": Role.HOLDER,
    "AssigneeBag/Assignee": Role.HOLDER,
    "RegisteredPractitionerBag/RegisteredPractitioner": Role.REPRESENTATIVE,
    "CorrespondenceAddress": Role.CORRESPONDENT,
}
RELATION_OF: Mapping[str, str] = {tag: relation for relation, tag in RELATIONS.items()}
# End of a path → why its text is not in the record.
IGNORED: Mapping[str, str] = {
    "PatentPublicationIdentification/IPOfficeCode": "the office of the file again",
    "PatentGrantIdentification/IPOfficeCode": "the office of the file again",
    "RegisteredPractitionerCategory": "agent or attorney: the office's own register says which",
}


def record(branch: Branch, place: str) -> Reading:
    """One `PatentPublication`, with our extension of it where there is one."""
    more = extension.taken(branch)
    return extension.reading(place, fields(branch), branch, more)


def fields(branch: Branch) -> dict[str, object]:
    """What the standard elements say."""
    home = office(branch.text("IPOfficeCode")) or office(branch.text(f"{APPLICATION}/IPOfficeCode"))
    if home is None:
        raise Unusable("has no IPOfficeCode; the ST.3 code of the office is part of the file's key")
    branch.texts(f"{APPLICATION}/IPOfficeCode")  # the same code again
    data = branch.first(DATA)
    found: dict[str, object] = {
        "kind": Kind.PATENT,
        "office": home,
        "application_number": branch.text(NUMBER),
        "filing_date": branch.date(f"{APPLICATION}/FilingDate"),
        "registration_number": branch.text(f"{GRANT}/PatentNumber"),
        "registration_date": branch.date(f"{GRANT}/GrantDate"),
        "language": branch.text(f"{APPLICATION}/FilingLanguageCode") or branch.attribute("languageCode"),
        "publications": list(_publications(data)),
        "priorities": list(_priorities(data)),
        "classifications": list(_symbols(data)),
        "citations": list(_citations(data)),
        "related": list(_related(data)),
        "invention": said(_invention(branch, data)),
        "parties": _parties(branch.first(PARTIES)),
    }
    found["notes"] = leftover_notes(branch.left(IGNORED), [])
    return found


def _publications(data: Branch) -> Iterator[Publication]:
    for identification in data.each("PatentPublicationIdentification"):
        made = part(
            Publication,
            identification,
            number=identification.text("PublicationNumber"),
            kind_code=identification.text("PatentDocumentKindCode"),
            date=identification.date("PublicationDate"),
            stage="application",
        )
        if made:
            yield made


def _priorities(data: Branch) -> Iterator[Priority]:
    for claim in data.each("PriorityClaimBag/PriorityClaim"):
        made = part(
            Priority,
            claim,
            office=office(claim.text("IPOfficeCode")),
            number=claim.text("ApplicationNumber/ApplicationNumberText"),
            date=claim.date("FilingDate"),
        )
        if made:
            yield made


def _symbols(data: Branch) -> Iterator[Classification]:
    for symbol in data.each("PatentClassificationBag/IPCRClassificationBag/IPCRClassification"):
        text, version = symbol.text("PatentClassificationText"), symbol.date("ClassificationVersionDate")
        section, class_, subclass, group, subgroup = (
            symbol.text(step) or "" for step in ("Section", "Class", "Subclass", "MainGroup", "Subgroup")
        )
        steps = f"{section}{class_}{subclass}" + (f" {group}/{subgroup}" if group else "")
        made = part(
            Classification,
            symbol,
            scheme="ipc",
            code=text or symbol.text("PatentClassificationSymbolText") or steps or None,
            edition=f"{version.year:04}.{version.month:02}" if version else None,
            first=symbol.text("SymbolPositionCode") == FIRST,
        )
        if made:
            yield made


def _citations(data: Branch) -> Iterator[Citation]:
    for place, citation in enumerate(data.each("ReferenceCitationBag/ReferenceCitation"), 1):
        cited = citation.first("PatentCitation/CitedPatentDocumentIdentification")
        made = part(
            Citation,
            citation,
            sequence=st96_parties.sequence(citation) or place,
            office=office(cited.text("IPOfficeCode")),
            number=cited.text("DocumentNumber"),
            kind_code=cited.text("PatentDocumentKindCode"),
            name=cited.text("PatentDocumentName"),
            date=cited.partial("PatentDocumentDate"),
            text=citation.text("NPLCitation/NPLCitationText") or citation.text("PatentCitation/PatentCitationText"),
            category=citation.text("CommentText"),
        )
        if made:
            yield made


def _related(data: Branch) -> Iterator[Related]:
    for relation in data.each("RelatedDocumentBag/*"):
        if relation.name not in RELATION_OF:
            continue
        for child in relation.each("ChildDocument"):  # this file itself
            child.own()
        parent = relation.first("ParentDocument/PatentDocumentIdentification")
        made = part(
            Related,
            relation,
            relation=RELATION_OF[relation.name],
            office=office(parent.text("ApplicationIdentification/IPOfficeCode")),
            number=parent.text("ApplicationIdentification/ApplicationNumber/ApplicationNumberText"),
            date=parent.date("ApplicationIdentification/FilingDate"),
            registration_number=parent.text("PatentGrantIdentification/PatentNumber"),
            status=relation.text("ParentDocument/ParentDocumentStatusCode"),
        )
        if made:
            yield made


def _invention(branch: Branch, data: Branch) -> Invention:
    kind = data.text("ApplicationIdentification/InventionSubjectMatterCategory")
    title = "InventionTitleBag/InventionTitle"
    return needed(
        Invention,
        language=data.first(title).attribute("languageCode"),
        title=data.text(title),
        abstract="\n".join(branch.texts("Abstract/P")) or None,
        claims=tuple(_claims(branch)),
        number_of_claims=data.number("ClaimTotalQuantity"),
        number_of_figures=data.number("FigureBag/FigureTotalQuantity"),
        number_of_sheets=data.number("FigureBag/DrawingSheetTotalQuantity"),
        exemplary_claims=data.numbers("ExemplaryClaimBag/ClaimNumber"),
        field_of_search=data.texts("SearchField/SearchFieldText"),
        term_extension_days=data.number("GrantTerm/TermExtensionQuantity"),
        application_kind=(kind or "").lower() or None,
    )


def _claims(branch: Branch) -> Iterator[Claim]:
    for place, claim in enumerate(branch.each("Claims/Claim"), 1):
        number = claim.number("ClaimNumber") or place
        made = part(Claim, claim, number=number, text="\n".join(claim.texts("ClaimText")) or None)
        if made:
            yield made


def _parties(bag: Branch) -> list[Party]:
    for agent in bag.each("RegisteredPractitionerBag/RegisteredPractitioner/RegisteredPractitionerRegistrationNumber"):
        agent.element.tag = "PartyIdentifier"
    return [party for party in st96_parties.bagged(bag, BAGS) if party]


def read(path: Path, limits: Limits) -> Iterator[Reading]:
    for found, place in streaming.found(path, TAGS, recognise, FORMAT.title, limits):
        yield attempted(record, found.element, place, NUMBER)


def check(path: Path, limits: Limits) -> int:
    return sum(1 for _ in streaming.found(path, TAGS, recognise, FORMAT.title, limits))


def recognise(head: Head) -> bool:
    return head.root in TAGS | {BAG}


FORMAT = Format("st96-patent", "WIPO ST.96 patent", recognise, read, check)
