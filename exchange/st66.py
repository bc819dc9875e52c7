"""WIPO ST.66 trademark (`Transaction`), with the USPTO's extension of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path

from exchange import st66_parties, streaming, trademarks, uspto_codes
from exchange.branch import Branch
from exchange.building import attempted, class_number, leftover_notes, needed, notes, office, part, reading
from exchange.reading import Format, Head, Limits, Reading
from exchange.trademarks import USPTO
from exchange.xml import Element
from mappings.record import Event, GoodsClass, Kind, Mark, Note, Priority, Related, Status

# Owners and representatives may stand beside the mark, in TransactionData, or in it.
BESIDE = frozenset({"ApplicantDetails", "HolderDetails", "RepresentativeDetails"})
NUMBER = "ApplicationNumber"  # where the application number stands
TAGS = frozenset({"TradeMark"}) | BESIDE
EXT = "TradeMarkExt"
CONTACT = "RepresentativeDetails/Representative/RepresentativeAddressBook/ContactInformationDetails"
CLASS = "GoodsServicesDetails/GoodsServices/ClassDescriptionDetails/ClassDescription"
CLASS_EXT = f"{CLASS}/ClassDescriptionExt"

NOTES: Mapping[str, str] = {
    "FilingPlace": "Filing place",
    "MarkFeature": "Mark drawing type",
    "MarkImageDetails/MarkImage/MarkImageFilename": "Image file",
    "MarkImageDetails/MarkImage/MarkImageColourPartClaimedText": "Colour parts claimed",
    f"{EXT}/RegisterCategory": "Register",
    f"{EXT}/AdditionalMarkDetails/AmendedToPrincipalRegisterIndicator": "Amended to principal register",
    f"{EXT}/AdditionalMarkDetails/AmendedToSupplementalRegisterIndicator": "Amended to supplemental register",
    f"{EXT}/AdditionalMarkDetails/PublishPreviouslyRegisteredMarkIndicator": "Previously registered mark published",
    f"{EXT}/AdditionalInformation/FiledAsPlusApplicationIndicator": "TEAS Plus as filed",
    f"{EXT}/AdditionalInformation/CurrentlyPlusApplicationIndicator": "TEAS Plus now",
    f"{EXT}/AdditionalInformation/FiledAsRfApplicationIndicator": "Reduced fee as filed",
    f"{EXT}/AdditionalInformation/CurrentlyRfApplicationIndicator": "Reduced fee now",
    f"{EXT}/AdditionalMarkDetails/ChangeInRegistrationIndicator": "Change in registration",
    f"{EXT}/AmentmentToRegistationCertificateText": "Amendment to registration certificate",
    f"{EXT}/OfficeDetails/LawOfficeAssignedText": "Law office assigned",
    f"{EXT}/OfficeDetails/CurrentLocationText": "Current location",
    f"{EXT}/OfficeDetails/CurrentLocationCode": "Current location code",
    f"{EXT}/OfficeDetails/CurrentLocationDate": "Current location since",
    "PublicationDetails/Publication/PublicationExt/NoticeOfAllowanceDate": "Notice of allowance",
    f"{CLASS_EXT}/NiceClassTitleText": "Nice class titles",
    f"{CLASS_EXT}/NationalClassTitleText": "National class titles",
    f"{CLASS_EXT}/ActiveClassQuantity": "Active classes",
    "GoodsServicesDetails/NationalGoodsServicesExt/NationalClassTotalNumber": "National classes",
    f"{CONTACT}/ContactInformationDetailsExt/EmailAuthorizedIndicator": "E-mail authorised",
}
BASIS_NOTES: Mapping[str, str] = {
    f"{EXT}/FilingBasisDetails/BasisWhenFiled": "Filing basis",
    f"{EXT}/FilingBasisDetails/BasisCurrently": "Filing basis now",
    f"{EXT}/FilingBasisDetails/BasisAmended": "Filing basis amended",
}
# End of a path → why its text is not in the record.
IGNORED: Mapping[str, str] = {
    "TransactionCode": "says that the message is a trademark's",
    "MarkEvent/Comment": "the same words for every line of the history",
    "ClassDescriptionExt/PrimeClassText": "the class's own number again",
    "FormattedAddressExt/CountryName": "the country's name beside its code",
    "PriorityExt/PriorityCountryName": "the country's name beside its code",
    "ApplicantExt/IncorporationGeographicRegionName": "the state's name beside its code",
    "RelatedMarkDetails/RelationshipKindText": "the relation of the related file says it",
}


def record(branch: Branch, place: str) -> Reading:
    """One `TradeMark` element, with the owners that stand beside it appended."""
    home = office(branch.text("RegistrationOfficeCode"))
    number = branch.text("ApplicationNumber")
    if home is None:
        return Reading(
            place, problem="has no RegistrationOfficeCode; the ST.3 code of the office is part of the file's key"
        )
    registration_date = branch.date("RegistrationDate")
    classes = _classes(branch)
    taken = [*_maintenance(branch), *notes(branch, NOTES), *trademarks.basis_notes(branch, BASIS_NOTES)]
    fields: dict[str, object] = {
        "kind": Kind.TRADEMARK,
        "office": home,
        "application_number": number,
        "registration_number": branch.text("RegistrationNumber"),
        "filing_date": branch.date("ApplicationDate"),
        "registration_date": registration_date,
        "expiry_date": branch.date("ExpiryDate"),
        "termination_date": branch.date("TerminationDate"),
        "renewal_date": branch.date(f"{EXT}/AdditionalMarkDetails/RenewalDate"),
        "status": _status(branch, home),
        "mark": _mark(branch, home),
        "classes": classes,
        "priorities": list(_priorities(branch)),
        "publications": list(trademarks.publications(branch.each("PublicationDetails/Publication"), registration_date)),
        "related": list(_related(branch)),
        "parties": st66_parties.parties(branch, home),
        "events": list(_events(branch)),
    }
    fields["notes"] = [*taken, *leftover_notes(branch.left(IGNORED), taken)]
    return reading(place, fields, branch.warnings)


def _status(branch: Branch, home: str) -> Status | None:
    code, text = branch.text("MarkCurrentStatusCode"), branch.text(f"{EXT}/MarkCurrentStatusExternalDescriptionText")
    group = uspto_codes.status_group(code, text) if home == USPTO else None
    date = branch.date("MarkCurrentStatusDate")
    return part(Status, branch, group=group, code=code, text=text, date=date) if code or text or date else None


def _mark(branch: Branch, home: str) -> Mark:
    drawing = branch.text(f"{EXT}/MarkFeatureCode")
    image = branch.first("MarkImageDetails/MarkImage")
    word = branch.first("WordMarkSpecification")
    return needed(
        Mark,
        verbal_element=word.text("MarkVerbalElementText"),
        significant_verbal_element=word.text("MarkSignificantVerbalElementText"),
        transliteration=word.text("MarkTransliteration"),
        translation=word.text("MarkTranslation"),
        standard_characters=word.flag("MarkStandardCharacterIndicator"),
        disclaimer="\n".join(branch.texts("MarkDisclaimerDetails/MarkDisclaimer")) or None,
        description="\n".join(branch.texts("MarkDescriptionDetails/MarkDescription")) or None,
        colours="\n".join(image.texts("MarkImageColourClaimedText")) or None,
        in_colour=image.flag("MarkImageColourIndicator"),
        kind=branch.text("KindMark"),
        feature=uspto_codes.feature(drawing) if home == USPTO else (branch.text("MarkFeature") or "").lower() or None,
        feature_code=drawing,
        acquired_distinctiveness=branch.text("TradeDistinctivenessText"),
    )


def _classes(branch: Branch) -> list[GoodsClass]:
    found = []
    for item in branch.each(CLASS):
        written = item.text("ClassNumber")
        number = class_number(written) if written else None
        if number is None:
            continue
        extension = item.first("ClassDescriptionExt")
        code = item.text("ClassNumberStatusCode")
        text = extension.text("ClassNumberStatusDescriptionText")
        basis = extension.first("FilingBasisDetails")
        found.append(
            needed(
                GoodsClass,
                scheme=number[0],
                number=number[1],
                goods="; ".join(item.texts("GoodsServicesDescription")) or None,
                status=uspto_codes.class_status(code, text),
                status_code=code,
                national_classes=extension.texts("DomesticClassNumbers"),
                first_used=basis.partial("FirstUseDateNumber"),
                first_used_in_commerce=basis.partial("FirstUseInCommerceDate"),
                bases=trademarks.bases(basis.first("BasisCurrently")),
            )
        )
    return trademarks.merged_classes(found, branch)


def _priorities(branch: Branch) -> Iterator[Priority]:
    for priority in branch.each("PriorityDetails/Priority"):
        extension = priority.first("PriorityExt")
        claimed = extension.flag("ForeignPriorityClaimedIndicator")
        made = part(
            Priority,
            priority,
            office=office(priority.text("PriorityCountryCode")),
            number=priority.text("PriorityNumber"),
            date=priority.date("PriorityDate") or extension.date("ForeignApplicationFilingDate"),
            registration_number=extension.text("ForeignRegistartionNumber"),
            status=None if claimed is None else "Claimed" if claimed else "Not claimed",
        )
        if made:
            yield made


def _related(branch: Branch) -> Iterator[Related]:
    for mark in branch.each(f"{EXT}/RelatedMarkDetails"):
        relationship = mark.text("RelationshipKindText")
        international = mark.text("InternationalApplicationNumber")
        made = part(
            Related,
            mark,
            relation="international"
            if "international" in (relationship or "").lower()
            else (relationship or "related").lower(),
            office="WO" if international else None,
            number=international or mark.text("RelatedApplicationNumber") or mark.text("RelatedRegistrationNumber"),
            registration_number=mark.text("InternationalRegistrationNumber"),
        )
        if made:
            yield made


def _events(branch: Branch) -> Iterator[Event]:
    for entry in branch.each("MarkEventDetails/MarkEvent"):
        code, kind = trademarks.split_code(entry.text("MarkEventCode"))
        extension = entry.first("MarkEventExt")
        made = trademarks.event(
            entry,
            date=entry.date("MarkEventDate"),
            code=code,
            type_code=kind,
            text=extension.text("MarkEventInternalDescriptionText"),
            sequence=extension.number("MarkEventEntryNumber"),
            reference=trademarks.reference(extension.text("MarkEventProceedingNumber")),
        )
        if made:
            yield made


def _maintenance(branch: Branch) -> Iterator[Note]:
    filings = [
        trademarks.maintenance(
            filing.text("SectionText"), filing.text("SectionDescriptionText"), filing.text("DecisionStatusText")
        )
        for filing in branch.each(f"{EXT}/AdditionalMarkDetails/MaintenanceFilingDetails")
        if filing.has("SectionText")
    ]
    if filings:
        yield Note(name="Maintenance filings", value="\n".join(filings))


def read(path: Path, limits: Limits) -> Iterator[Reading]:
    """A mark is read when the next one begins or the file ends: its owners may follow it.

    Owners that stand beside several marks belong to the one before them.
    """
    mark: Element | None = None
    at = ""
    for found, place in streaming.found(path, TAGS, recognise, FORMAT.title, limits):
        if found.element.tag in BESIDE:
            if mark is not None:
                mark.append(copy.deepcopy(found.element))
            continue
        if mark is not None:
            yield attempted(record, mark, at, NUMBER)
        mark, at = copy.deepcopy(found.element), place
    if mark is not None:
        yield attempted(record, mark, at, NUMBER)


def check(path: Path, limits: Limits) -> int:
    return sum(
        1
        for found, _ in streaming.found(path, TAGS, recognise, FORMAT.title, limits)
        if found.element.tag not in BESIDE
    )


def recognise(head: Head) -> bool:
    return head.root == "Transaction" and "trademarks" in (head.namespace or "trademarks")


FORMAT = Format("st66", "WIPO ST.66 trademark", recognise, read, check)
