"""A trademark as an ST.96 `Trademark`, in the order of that type. What has no element there is the extension's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exchange import st96_party_writing as parties
from exchange.building import NICE_CLASSES, US_OWN_CLASSES
from exchange.st96_pictures import file_name
from exchange.st96_tree import Value, put, put_partial, root, within
from exchange.trademarks import BASES, CODE_LENGTH, FIRST_REGISTRANT, SECTION_OF, USPTO
from exchange.xml import Element
from mappings.record import ClassStatus, Document, Event, GoodsClass, Party, Proceeding, Record, Recordal, Related, Role

WORDS = "tmk:MarkRepresentation/tmk:MarkReproduction/tmk:WordMarkSpecification"
IMAGES = "tmk:MarkRepresentation/tmk:MarkReproduction/tmk:MarkImageBag"
DESCRIPTIONS = "tmk:MarkRepresentation/tmk:MarkDescriptionBag"
VIENNA = "tmk:MarkImageClassification/com:FigurativeElementClassificationBag/com:ViennaClassificationBag"
NATIONAL = "tmk:NationalTrademarkInformation"
VIENNA_CODE = re.compile(r"^(\d{2})\.(\d{2})(?:\.(\d{2}))?$")
NICE = frozenset(str(number) for number in range(1, NICE_CLASSES + 1))
PROCEEDINGS = frozenset({"opposition", "cancellation", "appeal"})
INDICATOR_OF: Mapping[str, str] = {words: name for name, words in reversed(list(BASES.items()))}
BAGS: Mapping[Role, str] = {
    Role.APPLICANT: "tmk:ApplicantBag/tmk:Applicant",
    Role.HOLDER: "tmk:HolderBag/tmk:Holder",
    Role.REPRESENTATIVE: "com:RepresentativeBag/com:Representative",
}
ORIGINAL_APPLICANT = 10  # of the USPTO's party types, by which its files tell one owner from the next


def element(record: Record) -> Element:
    made = root("tmk:Trademark")
    put(made, "com:RegistrationOfficeCode", record.office)
    put(made, "com:ApplicationNumber/com:IPOfficeCode", record.office)
    put(made, "com:ApplicationNumber/com:ApplicationNumberText", record.application_number)
    put(made, "com:RegistrationNumber", record.registration_number)
    put(made, "com:ApplicationDate", record.filing_date)
    put(made, "com:RegistrationDate", record.registration_date)
    put(made, "com:ApplicationLanguageCode", record.language)
    put(made, "com:ExpiryDate", record.expiry_date)
    put(made, "tmk:TerminationDate", record.termination_date)
    if record.status:
        put(made, "tmk:MarkCurrentStatusCode", record.status.code)
        put(made, "tmk:MarkCurrentStatusDate", record.status.date)
    for related in record.related:
        _related(within(made, "tmk:AssociatedMarkBag/tmk:AssociatedMark"), related)
    _mark(made, record)
    for goods in record.classes:
        _goods(made, goods)
    for priority in record.priorities:
        claim = within(made, "tmk:PriorityBag/tmk:Priority")
        put(claim, "com:PriorityCountryCode", priority.office)
        put(claim, "com:ApplicationNumber/com:ApplicationNumberText", priority.number)
        put(claim, "com:PriorityApplicationFilingDate", priority.date)
        put(claim, "com:PriorityStatusCategory", priority.status)
        put(claim, "tmk:PriorityRegistrationNumber", priority.registration_number)
    for publication in record.publications:
        issue = within(made, "tmk:PublicationBag/tmk:Publication")
        identifier = publication.name if record.office == USPTO else publication.number
        put(issue, "com:PublicationIdentifier", identifier)
        if record.office != USPTO:
            put(issue, "tmk:PublicationSectionCategory", SECTION_OF.get(publication.stage or ""))
        put(issue, "com:PublicationDate", publication.date)
    _parties(made, record)
    for event in record.events:
        _event(within(made, "tmk:MarkEventBag/tmk:MarkEvent"), event, record.office)
    for recordal in record.recordals:
        _recordal(within(made, "tmk:AssignmentBag/tmk:Assignment"), recordal, record.office)
    for proceeding in record.proceedings:
        _proceeding(made, proceeding)
    put(made, f"{NATIONAL}/tmk:RenewalDate", record.renewal_date)
    put(made, f"{NATIONAL}/tmk:MarkCurrentStatusExternalDescriptionText", record.status.text if record.status else None)
    _correspondent(made, record)
    return made


def _related(made: Element, related: Related) -> None:
    put(made, "tmk:AssociationCategory", related.relation)
    number = "com:ApplicationNumber" if related.relation == "international" else "tmk:NationalApplicationNumber"
    put(made, f"{number}/com:IPOfficeCode", related.office)
    put(made, f"{number}/com:ApplicationNumberText", related.number)
    put(made, "tmk:NationalRegistrationNumber", related.registration_number)
    put(made, "tmk:NationalApplicationFilingDate", related.date)


def _mark(made: Element, record: Record) -> None:
    mark = record.mark
    values: tuple[tuple[str, Value], ...] = ()
    if mark:
        put(made, "tmk:MarkCategory", mark.kind)
        if record.office != USPTO:
            feature = mark.feature and mark.feature[:1].upper() + mark.feature[1:]
            put(made, "tmk:MarkRepresentation/tmk:MarkFeatureCategory", feature)
        values = (
            ("tmk:MarkVerbalElementText", mark.verbal_element),
            ("tmk:MarkSignificantVerbalElementText", mark.significant_verbal_element),
            ("tmk:MarkTranslationText", mark.translation),
            ("tmk:MarkTransliteration", mark.transliteration),
            ("tmk:MarkStandardCharacterIndicator", mark.standard_characters),
        )
    for path, value in values:
        language = mark.language if mark and path == "tmk:MarkVerbalElementText" else None
        put(made, f"{WORDS}/{path}", value, language)
    _images(made, record)
    if mark:
        put(made, f"{DESCRIPTIONS}/tmk:MarkDescriptionText", mark.description)
        put(made, f"{DESCRIPTIONS}/tmk:NationalMarkDescription/tmk:MarkFeatureCode", mark.feature_code)
        put(made, "tmk:MarkDisclaimerBag/tmk:MarkDisclaimerText", mark.disclaimer)
        put(made, "tmk:TradeDistinctivenessText", mark.acquired_distinctiveness)


def _images(made: Element, record: Record) -> None:
    """A `MarkImage` a logo; the colours and the codes of the figures stand in the first."""
    logos: list[Document | None] = [document for document in record.documents if document.role == "logo"]
    for index, logo in enumerate(logos or [None]):
        image = within(made, f"{IMAGES}/tmk:MarkImage")
        put(image, "com:FileName", file_name(logo) if logo else None)
        if index == 0 and record.mark:
            put(image, "tmk:MarkImageColourClaimedText", record.mark.colours)
        if logo:
            put(image, "com:HeightMeasure", logo.height)
            put(image, "com:WidthMeasure", logo.width)
        if index == 0:
            _figures(image, record)
            put(image, "com:ColourIndicator", record.mark.in_colour if record.mark else None)


def _figures(image: Element, record: Record) -> None:
    codes = [code for code in record.classifications if code.scheme == "vienna"]
    editions = {code.edition for code in codes}
    if len(editions) == 1:
        put(image, f"{VIENNA}/com:ViennaClassificationEdition", editions.pop())
    for code in codes:
        match = VIENNA_CODE.match(code.code)
        if match:
            figure = within(image, f"{VIENNA}/com:ViennaClassification")
            put(figure, "com:ViennaCategory", match[1])
            put(figure, "com:ViennaDivision", match[2])
            put(figure, "com:ViennaSection", match[3])
    for code in record.classifications:
        if code.scheme == "us-design":
            own = within(image, "tmk:NationalDesignSearchCodeBag/tmk:NationalDesignSearchCode")
            put(own, "tmk:NationalDesignCode", code.code)
            put(own, "tmk:NationalDesignCodeDescriptionText", code.title)


def _goods(made: Element, goods: GoodsClass) -> None:
    """One `GoodsServices` a class. A class that is no Nice class, written as such, is left to the extension."""
    nice = goods.scheme == "nice" and goods.number in NICE
    if not nice and not (goods.scheme == "us" and goods.number in US_OWN_CLASSES):
        return
    services = within(made, "tmk:GoodsServicesBag/tmk:GoodsServices")
    kind = within(services, "tmk:GoodsServicesClassificationBag/tmk:GoodsServicesClassification")
    put(kind, "tmk:ClassificationKindCode", "Nice" if nice else "Primary")
    put(kind, "com:ClassificationVersion", goods.edition)
    put(kind, "tmk:ClassNumber", goods.number)
    for number in goods.national_classes:
        kind = within(services, "tmk:GoodsServicesClassificationBag/tmk:GoodsServicesClassification")
        put(kind, "tmk:ClassificationKindCode", "Domestic")
        put(kind, "tmk:NationalClassNumber", number)
    for words in goods.bases:
        if words in INDICATOR_OF:
            put(services, f"tmk:NationalFilingBasis/tmk:CurrentBasis/tmk:{INDICATOR_OF[words]}", value=True)
    put_partial(services, "tmk:NationalFilingBasis/tmk:FirstUsedDate", goods.first_used)
    put_partial(services, "tmk:NationalFilingBasis/tmk:FirstUsedCommerceDate", goods.first_used_in_commerce)
    description = within(services, "tmk:ClassDescriptionBag/tmk:ClassDescription")
    put(description, "tmk:ClassNumber", goods.number)
    put(description, "tmk:GoodsServicesDescriptionText", goods.goods, goods.language)
    state = within(description, "tmk:NationalStatusBag/tmk:NationalStatus")
    put(state, "tmk:NationalStatusCode", goods.status_code)
    put(state, "tmk:NationalStatusDate", goods.status_date)
    word = None if goods.status is ClassStatus.UNKNOWN else goods.status.value.upper()
    put(state, "tmk:NationalStatusExternalDescriptionText", word)


def _parties(made: Element, record: Record) -> None:
    """Those of the USPTO by its party types and in its own elements, as its files have them."""
    if record.office != USPTO:
        parties.bags(made, record, BAGS)
        return
    earlier = sum(party.role is Role.PREVIOUS_HOLDER for party in record.parties)
    for party in record.parties:
        number = {
            Role.APPLICANT: ORIGINAL_APPLICANT + party.sequence - 1,
            Role.PREVIOUS_HOLDER: FIRST_REGISTRANT + party.sequence - 1,
            Role.HOLDER: FIRST_REGISTRANT + earlier,
        }.get(party.role)
        if number is not None:
            parties.write(within(made, "tmk:ApplicantBag/tmk:Applicant", number), party)
    for role, sequence, path in (
        (Role.REPRESENTATIVE, 2, "tmk:NationalRepresentative"),
        (Role.CORRESPONDENT, 1, "tmk:NationalCorrespondent"),
        (Role.REPRESENTATIVE, 1, "tmk:RecordAttorney"),
    ):
        for party in _of(record, role, sequence):
            one = within(made, path)
            parties.write(one, party)
            put(one, "tmk:DocketText", party.reference)


def _of(record: Record, role: Role, sequence: int) -> list[Party]:
    return [party for party in record.parties if party.role is role and party.sequence == sequence][:1]


def _correspondent(made: Element, record: Record) -> None:
    if record.office != USPTO:
        for party in _of(record, Role.CORRESPONDENT, 1):
            parties.contact(within(made, "com:CorrespondenceAddress"), party)


def _event(made: Element, event: Event, office: str) -> None:
    put(made, "tmk:MarkEventCategory", "National prosecution history entry")
    put(made, "com:CommentText", event.note)
    joined = office == USPTO and len(event.code) == CODE_LENGTH and event.type_code and len(event.type_code) == 1
    put(made, "tmk:NationalMarkEvent/tmk:MarkEventCode", f"{event.code}{event.type_code}" if joined else event.code)
    put(made, "tmk:NationalMarkEvent/tmk:MarkEventDescriptionText", event.text)
    put(made, "tmk:NationalMarkEvent/tmk:MarkEventEntryNumber", event.sequence)
    put(made, "tmk:NationalMarkEvent/tmk:MarkEventAdditionalText", event.reference)
    put(made, "tmk:MarkEventDate", event.date)


def _recordal(made: Element, recordal: Recordal, office: str) -> None:
    reel = office == USPTO and re.fullmatch(r"\d{4,6}/\d{4}", recordal.number)
    put(made, "tmk:AssignmentIdentifier", recordal.number.replace("/", "") if reel else recordal.number)
    put(made, "tmk:AssignmentConveyanceCategory", recordal.text)
    put(made, "com:PageTotalQuantity", recordal.pages)
    put(made, "tmk:AssignmentRecordedDate", recordal.date)
    put(made, "tmk:AssignmentExecutedDate", recordal.executed)
    for path, names in (
        ("tmk:AssignorBag/tmk:Assignor", recordal.conveyors),
        ("tmk:AssigneeBag/tmk:Assignee", recordal.receivers),
    ):
        for text in names:
            parties.named(within(within(made, path), "com:Contact"), text)


def _proceeding(made: Element, proceeding: Proceeding) -> None:
    """In the bag of its kind; a kind that has none is left to the extension."""
    if proceeding.kind not in PROCEEDINGS:
        return
    kind = proceeding.kind.capitalize()
    all_of_them = within(made, "tmk:LegalProceedingsBag/tmk:LegalProceedings/tmk:" + f"{kind}ProceedingBag")
    prefix = "com" if kind == "Opposition" else "tmk"
    put(all_of_them, f"{prefix}:{kind}Identifier", proceeding.number)
    put(all_of_them, f"{prefix}:{kind}Date", proceeding.filed)
    put(all_of_them, "tmk:ProceedingStatus/tmk:NationalStatusDate", proceeding.status_date)
    put(all_of_them, "tmk:ProceedingStatus/tmk:NationalStatusExternalDescriptionText", proceeding.status)
    for path, names in (("tmk:Plaintiff", proceeding.plaintiffs), ("tmk:Defendant", proceeding.defendants)):
        for text in names:
            parties.named(within(within(all_of_them, path), "com:Contact"), text)
