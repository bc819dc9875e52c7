"""A patent as an ST.96 `PatentPublication`, in the order of that type. What has no element there is the extension's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exchange import st96_party_writing as parties
from exchange.st96_tree import name, put, put_partial, root, within
from exchange.xml import Element
from mappings.record import Citation, Classification, Invention, Record, Related, Role

BAGS: Mapping[Role, str] = {
    Role.APPLICANT: "pat:ApplicantBag/pat:Applicant",
    Role.INVENTOR: "pat:InventorBag/pat:Inventor",
    Role.HOLDER: "pat:OwnerBag/pat:Owner",
}
RELATIONS: Mapping[str, str] = {  # relation → element of `RelatedDocumentBag`
    "addition": "Addition",
    "division": "Division",
    "continuation": "Continuation",
    "conversion": "Conversion",
    "continuation-in-part": "PartialContinuation",
    "continuing-reissue": "ContinuingReissue",
    "reissue": "Reissue",
    "divisional-reissue": "DivisionalReissue",
    "reexamination": "Reexamination",
    "reexamination-reissue-merger": "ReexaminationReissueMerger",
    "substitution": "Substitution",
    "utility-model-basis": "UtilityModelBasis",
}
CATEGORIES = frozenset({"utility", "plant", "design"})
SYMBOL = re.compile(r"^([A-H])(\d{2})([A-Z]) (\d{1,4})/(\d{2,6})$")
EDITION = re.compile(r"^(\d{4})\.(\d{2})$")
FIRST, LATER = "F", "L"  # positions of a symbol


def element(record: Record) -> Element:
    made = root("pat:PatentPublication")
    if record.language and re.fullmatch(r"[a-z]{2}", record.language):
        made.set(name("com:languageCode"), record.language)
    put(made, "com:IPOfficeCode", record.office)
    data = within(made, "pat:BibliographicData")
    invention = record.invention or Invention()
    _numbers(data, record, invention)
    for number, priority in enumerate(record.priorities, 1):
        claim = within(data, "pat:PriorityClaimBag/pat:PriorityClaim", number)
        put(claim, "com:IPOfficeCode", priority.office)
        put(claim, "com:ApplicationNumber/com:ApplicationNumberText", priority.number)
        put(claim, "pat:FilingDate", priority.date)
    put(data, "pat:GrantTerm/pat:TermExtensionQuantity", invention.term_extension_days)
    for number, code in enumerate((code for code in record.classifications if code.scheme == "ipc"), 1):
        _symbol(
            within(data, "pat:PatentClassificationBag/pat:IPCRClassificationBag/pat:IPCRClassification", number), code
        )
    put(data, "pat:InventionTitleBag/pat:InventionTitle", invention.title, invention.language)
    for citation in record.citations:
        _citation(within(data, "pat:ReferenceCitationBag/pat:ReferenceCitation", citation.sequence), citation)
    _contents(data, invention)
    for related in record.related:
        if related.relation in RELATIONS:
            _related(within(data, f"pat:RelatedDocumentBag/pat:{RELATIONS[related.relation]}"), related, record)
    for claimed in invention.exemplary_claims:
        put(data, "pat:ExemplaryClaimBag/pat:ClaimNumber", claimed)
    _parties(within(data, "pat:PartyBag"), record)
    for one in invention.claims:
        claimed_in = within(made, "pat:Claims/pat:Claim")
        put(claimed_in, "pat:ClaimNumber", one.number)
        put(claimed_in, "pat:ClaimText", one.text)
    for paragraph in (invention.abstract or "").split("\n"):
        put(made, "pat:Abstract/com:P", paragraph)
    return made


def _contents(data: Element, invention: Invention) -> None:
    """How much there is of it, and where was searched."""
    put(data, "pat:ClaimTotalQuantity", invention.number_of_claims)
    for text in invention.field_of_search:
        put(data, "pat:SearchField/pat:SearchFieldText", text)
    put(data, "pat:FigureBag/pat:DrawingSheetTotalQuantity", invention.number_of_sheets)
    put(data, "pat:FigureBag/pat:FigureTotalQuantity", invention.number_of_figures)


def _numbers(data: Element, record: Record, invention: Invention) -> None:
    """The first publication as an application, the application itself, and the grant."""
    published = next((one for one in record.publications if one.stage == "application" and one.number), None)
    if published:
        identification = within(data, "pat:PatentPublicationIdentification")
        put(identification, "com:IPOfficeCode", record.office)
        put(identification, "pat:PublicationNumber", published.number)
        put(identification, "com:PatentDocumentKindCode", published.kind_code)
        put(identification, "com:PublicationDate", published.date)
    application = within(data, "pat:ApplicationIdentification")
    put(application, "com:IPOfficeCode", record.office)
    put(application, "com:ApplicationNumber/com:ApplicationNumberText", record.application_number)
    put(application, "com:FilingLanguageCode", record.language)
    kind = invention.application_kind
    put(application, "pat:InventionSubjectMatterCategory", kind.capitalize() if kind in CATEGORIES else None)
    put(application, "pat:FilingDate", record.filing_date)
    grant = within(data, "pat:PatentGrantIdentification")
    if record.registration_number or record.registration_date:
        put(grant, "com:IPOfficeCode", record.office)
        put(grant, "pat:PatentNumber", record.registration_number)
        put(grant, "pat:GrantDate", record.registration_date)


def _symbol(made: Element, code: Classification) -> None:
    """A symbol by its steps where its edition is known, as the standard asks; else as a text."""
    match, edition = SYMBOL.match(code.code), EDITION.match(code.edition or "")
    if not match or not edition:
        put(made, "pat:PatentClassificationText", code.code)
        return
    put(made, "pat:ClassificationVersionDate", f"{edition[1]}-{edition[2]}-01")
    put(made, "com:SymbolPositionCode", FIRST if code.first else LATER)
    for step, text in zip(("Section", "Class", "Subclass", "MainGroup", "Subgroup"), match.groups(), strict=True):
        put(made, f"pat:{step}", text)


def _citation(made: Element, citation: Citation) -> None:
    """A patent by its number, else a text. What a cited patent has of texts beside is left to the extension."""
    if citation.number:
        cited = within(made, "com:PatentCitation/com:CitedPatentDocumentIdentification")
        put(cited, "com:IPOfficeCode", citation.office)
        put(cited, "com:DocumentNumber", citation.number)
        put(cited, "com:PatentDocumentKindCode", citation.kind_code)
        put(cited, "com:PatentDocumentName", citation.name)
        put_partial(cited, "com:PatentDocumentDate", citation.date)
    else:
        put(made, "com:NPLCitation/com:NPLCitationText", citation.text)
    put(made, "com:CommentText", citation.category)


def _related(made: Element, related: Related, record: Record) -> None:
    """Parent and child: the other file, and this one."""
    parent = within(made, "pat:ParentDocument/pat:PatentDocumentIdentification/pat:ApplicationIdentification")
    put(parent, "com:IPOfficeCode", related.office)
    put(parent, "com:ApplicationNumber/com:ApplicationNumberText", related.number)
    put(parent, "pat:FilingDate", related.date)
    grant = "pat:ParentDocument/pat:PatentDocumentIdentification/pat:PatentGrantIdentification"
    put(made, f"{grant}/pat:PatentNumber", related.registration_number)
    put(made, "pat:ParentDocument/pat:ParentDocumentStatusCode", related.status)
    child = within(made, "pat:ChildDocument/pat:PatentDocumentIdentification/pat:ApplicationIdentification")
    put(child, "com:IPOfficeCode", record.office)
    put(child, "com:ApplicationNumber/com:ApplicationNumberText", record.application_number)


def _parties(bag: Element, record: Record) -> None:
    parties.bags(bag, record, BAGS, before_contact=False)
    for party in record.parties:
        if party.role is Role.REPRESENTATIVE:
            agent = within(bag, "pat:RegisteredPractitionerBag/pat:RegisteredPractitioner", party.sequence)
            put(agent, "pat:RegisteredPractitionerRegistrationNumber", party.identifier)
            put(agent, "pat:RegisteredPractitionerCategory", "Agent")
            parties.contact(agent, party)
    for party in record.parties:
        if party.role is Role.CORRESPONDENT and party.sequence == 1:
            parties.contact(within(bag, "com:CorrespondenceAddress"), party)
            break
