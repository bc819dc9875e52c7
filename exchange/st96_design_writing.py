"""A design as an ST.96 `DesignApplication`, in the order of that type. What has no element there is the extension's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exchange import st96_party_writing as parties
from exchange.st96_pictures import file_name
from exchange.st96_tree import put, root, within
from exchange.trademarks import SECTION_OF
from exchange.xml import Element
from mappings.record import Design, Record, Role, StatusGroup

IN_DESIGN: Mapping[Role, str] = {Role.CREATOR: "dgn:DesignerBag/dgn:Designer"}
OF_APPLICATION: Mapping[Role, str] = {
    Role.APPLICANT: "dgn:ApplicantBag/dgn:Applicant",
    Role.HOLDER: "dgn:HolderBag/dgn:Holder",
    Role.REPRESENTATIVE: "com:RepresentativeBag/com:Representative",
}
LOCARNO_CODE = re.compile(r"^(\d{2})-(\d{2})$")
LOCARNO = "com:DesignClassificationBag/com:LocarnoClassificationBag"
STATUSES: Mapping[StatusGroup, str] = {StatusGroup.PENDING: "Filed", StatusGroup.REGISTERED: "Registered"}
VIEWS = frozenset({"perspective", "front", "back", "top", "bottom", "left", "right", "isometric", "reference"})
RELATION = "Related design"
NO_CATEGORY = "Undefined"  # of an event that is none of the standard's three


def element(record: Record) -> Element:
    made = root("dgn:DesignApplication")
    put(made, "com:RegistrationOfficeCode", record.office)
    put(made, "com:ApplicationNumber/com:IPOfficeCode", record.office)
    put(made, "com:ApplicationNumber/com:ApplicationNumberText", record.application_number)
    put(made, "dgn:DesignApplicationLanguageCode", record.language)
    put(made, "dgn:DesignTotalQuantity", record.design.number_of_designs if record.design else None)
    _design(within(made, "dgn:DesignBag/dgn:Design"), record)
    parties.bags(made, record, OF_APPLICATION)
    put(made, "com:ApplicationDate", record.filing_date)
    for party in record.parties:
        if party.role is Role.CORRESPONDENT and party.sequence == 1:
            parties.contact(within(made, "com:CorrespondenceAddress"), party)
            break
    return made


def _design(made: Element, record: Record) -> None:
    design = record.design or Design()
    put(made, "com:RegistrationNumber", record.registration_number)
    put(made, "com:RegistrationDate", record.registration_date)
    put(made, "dgn:DesignTitleText", design.product)
    put(made, "dgn:DesignDescriptionText", design.description)
    put(made, "com:ExpiryDate", record.expiry_date)
    if record.status:
        put(made, "dgn:DesignCurrentStatusCategory", STATUSES.get(record.status.group))
        put(made, "dgn:DesignCurrentStatusDate", record.status.date)
    _views(made, record, design)
    _locarno(made, record)
    for priority in record.priorities:
        claim = within(made, "dgn:PriorityBag/dgn:Priority")
        put(claim, "com:PriorityCountryCode", priority.office)
        put(claim, "com:ApplicationNumber/com:ApplicationNumberText", priority.number)
        put(claim, "com:PriorityApplicationFilingDate", priority.date)
        put(claim, "com:PriorityStatusCategory", priority.status)
    for related in record.related:
        other = within(made, "dgn:RelatedApplicationBag/dgn:RelatedApplication")
        put(other, "dgn:RelatedApplicationCategory", "Division" if related.relation == "division" else RELATION)
        put(other, "dgn:RelatedApplicationNumber/com:IPOfficeCode", related.office)
        put(other, "dgn:RelatedApplicationNumber/com:ApplicationNumberText", related.number)
        put(other, "dgn:RelatedApplicationDate", related.date)
        put(other, "dgn:RelatedApplicationRegistrationNumber", related.registration_number)
    for publication in record.publications:
        issue = within(made, "dgn:PublicationBag/dgn:Publication")
        put(issue, "com:PublicationIdentifier", publication.number)
        put(issue, "dgn:PublicationSectionCategory", SECTION_OF.get(publication.stage or ""))
        put(issue, "com:PublicationDate", publication.date)
    parties.bags(made, record, IN_DESIGN)
    for event in record.events:
        one = within(made, "dgn:DesignEventBag/dgn:DesignEvent")
        put(one, "dgn:DesignEventCategory", NO_CATEGORY)
        put(one, "com:CommentText", event.text)
        put(one, "dgn:DesignEventDate", event.date)


def _views(made: Element, record: Record, design: Design) -> None:
    held = {document.digest: document for document in record.documents}
    for view in design.views:
        one = within(made, "dgn:DesignRepresentationBag/dgn:DesignRepresentation/dgn:ViewBag/dgn:View")
        picture = held.get(view.document or "")
        put(one, "com:FileName", file_name(picture) if picture else view.document)
        put(one, "dgn:ViewIdentifier", view.number)
        known = view.name and view.name.lower() in VIEWS
        put(one, "dgn:ViewTypeCategory" if known else "dgn:ViewTypeTextBag/dgn:ViewTypeText", view.name)
        if picture:
            put(one, "com:HeightMeasure", picture.height)
            put(one, "com:WidthMeasure", picture.width)


def _locarno(made: Element, record: Record) -> None:
    codes = [code for code in record.classifications if code.scheme == "locarno"]
    editions = {code.edition for code in codes}
    if len(editions) == 1:
        put(made, f"{LOCARNO}/com:LocarnoClassificationEdition", editions.pop())
    for code in codes:
        match = LOCARNO_CODE.match(code.code)
        if match:
            one = within(made, f"{LOCARNO}/com:LocarnoClassification")
            put(one, "com:LocarnoClass", match[1])
            put(one, "com:LocarnoClassDescriptionText", code.title)
            put(one, "com:LocarnoSubclassBag/com:LocarnoSubclass", match[2])
