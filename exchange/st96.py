"""WIPO ST.96 trademark (`TrademarkTransaction`), with the USPTO's extension of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from exchange import extension, st96_parties, st96_pictures, st96_proceedings, streaming, trademarks, uspto_codes
from exchange.branch import Branch
from exchange.building import Unusable, attempted, class_number, leftover_notes, needed, notes, office, part, said
from exchange.reading import Format, Head, Limits, Reading
from exchange.trademarks import USPTO
from mappings.record import Classification, Event, GoodsClass, Kind, Mark, Note, Priority, Related, Status

NUMBER = "ApplicationNumber/ApplicationNumberText"  # where the application number stands
TAGS = frozenset({"Trademark"})
WORDS = "MarkRepresentation/MarkReproduction/WordMarkSpecification"
IMAGE = "MarkRepresentation/MarkReproduction/MarkImageBag/MarkImage"
NATIONAL = "NationalTrademarkInformation"
VIENNA = f"{IMAGE}/MarkImageClassification/FigurativeElementClassificationBag/ViennaClassificationBag"
CODES = f"{IMAGE}/NationalDesignSearchCodeBag/NationalDesignSearchCode"

NOTES: Mapping[str, str] = {
    "FilingPlace": "Filing place",
    f"{IMAGE}/FileName": "Image file",
    f"{IMAGE}/MarkImageColourPartClaimedText": "Colour parts claimed",
    f"{NATIONAL}/AmendedPrincipalRegisterIndicator": "Amended to principal register",
    f"{NATIONAL}/AmendedSupplementalRegisterIndicator": "Amended to supplemental register",
    f"{NATIONAL}/PreviouslyRegisteredMarkPublicationIndicator": "Previously registered mark published",
    f"{NATIONAL}/FiledAsPlusApplicationIndicator": "TEAS Plus as filed",
    f"{NATIONAL}/CurrentlyPlusApplicationIndicator": "TEAS Plus now",
    f"{NATIONAL}/FiledAsReducedFeeApplicationIndicator": "Reduced fee as filed",
    f"{NATIONAL}/CurrentlyReducedFeeApplicationIndicator": "Reduced fee now",
    f"{NATIONAL}/RegistrationChangeIndicator": "Change in registration",
    f"{NATIONAL}/NationalCaseLocation/LawOfficeAssignedText": "Law office assigned",
    f"{NATIONAL}/NationalCaseLocation/LawOfficeAssignedDescriptionCode": "Law office code",
    f"{NATIONAL}/NationalCaseLocation/CurrentLocationText": "Current location",
    f"{NATIONAL}/NationalCaseLocation/CurrentLocationCode": "Current location code",
    f"{NATIONAL}/NationalCaseLocation/CurrentLocationDate": "Current location since",
    f"{NATIONAL}/NationalCaseLocation/ChargeToLocation": "Charged to location",
    f"{NATIONAL}/NationalCaseLocation/PhysicalLocation": "Physical location",
    f"{NATIONAL}/NationalCaseLocation/PhysicalLocationDate": "Physical location since",
    "NationalGoodsServices/ActiveClassTotalQuantity": "Active classes",
    "NationalGoodsServices/NationalClassTotalQuantity": "National classes",
    "AssignmentBag/NationalAssignmentTotalQuantity": "Assignments recorded",
}
BASIS_NOTES: Mapping[str, str] = {
    "NationalFilingBasis/FilingBasis": "Filing basis",
    "NationalFilingBasis/CurrentBasis": "Filing basis now",
    "NationalFilingBasis/AmendedBasis": "Filing basis amended",
}
# End of a path → why its text is not in the record.
IGNORED: Mapping[str, str] = {
    "TransactionCategory": "says that the message is a trademark's",
    "ClassificationKindCode": "says which of the numbers beside it is meant; the numbers are carried by their kind",
    "MarkEvent/MarkEventCategory": "the same words for every line of the history",
    "NationalStatusCategory": "names the kind of the status beside it",
    "Priority/CommentText": "the country's name beside its code",
    "GoodsServicesClassification/ClassNumber": "the class numbers stand again beside their goods",
    "AssociationCategory": "the relation of the related file says it",
}
# The USPTO's ST.96 says Primary where the law, and its own ST.66, say Principal.
REGISTERS: Mapping[str, str] = {"Primary": "Principal"}


def record(branch: Branch, place: str) -> Reading:
    """One `Trademark` element, with our extension of it where there is one."""
    more = extension.taken(branch)
    return extension.reading(place, fields(branch), branch, more)


def fields(branch: Branch) -> dict[str, object]:
    """What the standard elements say, and those of the USPTO."""
    home = office(branch.text("RegistrationOfficeCode")) or office(branch.text("ApplicationNumber/IPOfficeCode"))
    branch.texts("ApplicationNumber/IPOfficeCode")  # the same code again
    if home is None:
        raise Unusable("has no RegistrationOfficeCode; the ST.3 code of the office is part of the file's key")
    registration_date = branch.date("RegistrationDate")
    classes = _classes(branch)
    found: dict[str, object] = {
        "kind": Kind.TRADEMARK,
        "office": home,
        "application_number": branch.text("ApplicationNumber/ApplicationNumberText"),
        "registration_number": branch.text("RegistrationNumber"),
        "filing_date": branch.date("ApplicationDate"),
        "registration_date": registration_date,
        "language": branch.text("ApplicationLanguageCode"),
        "expiry_date": branch.date("ExpiryDate"),
        "termination_date": branch.date("TerminationDate"),
        "renewal_date": branch.date(f"{NATIONAL}/RenewalDate"),
        "status": _status(branch, home),
        "mark": said(_mark(branch, home)),
        "classes": classes,
        "classifications": [*_vienna(branch), *_design_codes(branch)],
        "priorities": list(_priorities(branch)),
        "publications": list(
            trademarks.publications(branch.each("PublicationBag/Publication"), registration_date, home)
        ),
        "related": list(_related(branch)),
        "parties": st96_parties.parties(branch, home),
        "events": list(_events(branch, home)),
        "documents": st96_pictures.documents(branch, IMAGE, "logo"),
        "recordals": list(st96_proceedings.recordals(branch, home)),
        "proceedings": list(st96_proceedings.proceedings(branch)),
    }
    taken = [*_national_notes(branch), *notes(branch, NOTES), *trademarks.basis_notes(branch, BASIS_NOTES)]
    found["notes"] = [*taken, *leftover_notes(branch.left(IGNORED), taken)]
    return found


def _status(branch: Branch, home: str) -> Status | None:
    code, text = (
        branch.text("MarkCurrentStatusCode"),
        branch.text(f"{NATIONAL}/MarkCurrentStatusExternalDescriptionText"),
    )
    group = uspto_codes.status_group(code, text) if home == USPTO else None
    date = branch.date("MarkCurrentStatusDate")
    return part(Status, branch, group=group, code=code, text=text, date=date) if code or text or date else None


def _mark(branch: Branch, home: str) -> Mark:
    drawing = branch.text("MarkRepresentation/MarkDescriptionBag/NationalMarkDescription/MarkFeatureCode")
    category = branch.text("MarkRepresentation/MarkFeatureCategory")
    return needed(
        Mark,
        verbal_element=branch.text(f"{WORDS}/MarkVerbalElementText"),
        significant_verbal_element=branch.text(f"{WORDS}/MarkSignificantVerbalElementText"),
        transliteration=branch.text(f"{WORDS}/MarkTransliteration"),
        translation=branch.text(f"{WORDS}/MarkTranslationText"),
        standard_characters=branch.flag(f"{WORDS}/MarkStandardCharacterIndicator"),
        disclaimer="\n".join(branch.texts("MarkDisclaimerBag/MarkDisclaimerText")) or None,
        description="\n".join(branch.texts("MarkRepresentation/MarkDescriptionBag/MarkDescriptionText")) or None,
        colours="\n".join(branch.texts(f"{IMAGE}/MarkImageColourClaimedText")) or None,
        in_colour=branch.flag(f"{IMAGE}/ColourIndicator"),
        kind=branch.text("MarkCategory"),
        feature=uspto_codes.feature(drawing) if home == USPTO else (category or "").lower() or None,
        feature_code=drawing,
        acquired_distinctiveness=branch.text("TradeDistinctivenessText"),
        language=branch.first(f"{WORDS}/MarkVerbalElementText").attribute("languageCode"),
    )


def _classes(branch: Branch) -> list[GoodsClass]:
    found = []
    for goods in branch.each("GoodsServicesBag/GoodsServices"):
        first_used = goods.partial("NationalFilingBasis/FirstUsedDate")
        in_commerce = goods.partial("NationalFilingBasis/FirstUsedCommerceDate")
        bases = trademarks.bases(goods.first("NationalFilingBasis/CurrentBasis"))
        national = goods.texts("GoodsServicesClassificationBag/GoodsServicesClassification/NationalClassNumber")
        kinds = {
            kind.text("ClassificationKindCode"): kind.text("ClassNumber")
            for kind in goods.each("GoodsServicesClassificationBag/GoodsServicesClassification")
        }
        editions = goods.texts("GoodsServicesClassificationBag/GoodsServicesClassification/ClassificationVersion")
        described = list(goods.each("ClassDescriptionBag/ClassDescription"))
        states = [state for item in described for state in item.each("NationalStatusBag/NationalStatus")]
        state = states[0] if len(states) == 1 else None
        code, text = (
            (state.text("NationalStatusCode"), state.text("NationalStatusExternalDescriptionText"))
            if state
            else (None, None)
        )
        numbered = [(item.text("ClassNumber"), item) for item in described]
        if not any(written for written, _ in numbered) and described:
            numbered[0] = (kinds.get("Nice") or kinds.get("Primary"), described[0])
        for written, item in numbered:
            number = class_number(written) if written else None
            if number is None:
                continue
            found.append(
                needed(
                    GoodsClass,
                    scheme=number[0],
                    number=number[1],
                    edition=editions[0] if editions else None,
                    language=item.first("GoodsServicesDescriptionText").attribute("languageCode"),
                    goods="; ".join(item.texts("GoodsServicesDescriptionText")) or None,
                    status=uspto_codes.class_status(code, text),
                    status_code=code,
                    status_date=state.date("NationalStatusDate") if state else None,
                    national_classes=national,
                    first_used=first_used,
                    first_used_in_commerce=in_commerce,
                    bases=bases,
                )
            )
    return trademarks.merged_classes(found, branch)


def _vienna(branch: Branch) -> Iterator[Classification]:
    for bag in branch.each(VIENNA):
        edition = bag.text("ViennaClassificationEdition")
        for figure in bag.each("ViennaClassification"):
            steps = [figure.text(step) for step in ("ViennaCategory", "ViennaDivision", "ViennaSection")]
            code = ".".join(step.zfill(2) for step in steps if step)
            made = part(Classification, figure, scheme="vienna", code=code, edition=edition)
            if made:
                yield made


def _design_codes(branch: Branch) -> Iterator[Classification]:
    for code in branch.each(CODES):
        title = "; ".join(dict.fromkeys(code.texts("NationalDesignCodeDescriptionText"))) or None
        made = part(Classification, code, scheme="us-design", code=code.text("NationalDesignCode"), title=title)
        if made:
            yield made


def _priorities(branch: Branch) -> Iterator[Priority]:
    for priority in branch.each("PriorityBag/Priority"):
        made = part(
            Priority,
            priority,
            office=office(priority.text("PriorityCountryCode")),
            number=priority.text("ApplicationNumber/ApplicationNumberText"),
            date=priority.date("PriorityApplicationFilingDate"),
            registration_number=priority.text("PriorityRegistrationNumber"),
            status=priority.text("PriorityStatusCategory"),
        )
        if made:
            yield made


def _related(branch: Branch) -> Iterator[Related]:
    for mark in branch.each("AssociatedMarkBag/AssociatedMark"):
        category = mark.text("AssociationCategory")
        international = "international" in (category or "").lower()
        made = part(
            Related,
            mark,
            relation="international" if international else (category or "associated").lower(),
            office=office(mark.text("ApplicationNumber/IPOfficeCode"))
            or office(mark.text("NationalApplicationNumber/IPOfficeCode")),
            number=mark.text("ApplicationNumber/ApplicationNumberText")
            or mark.text("NationalApplicationNumber/ApplicationNumberText"),
            registration_number=mark.text("InternationalApplicationNumber/ApplicationNumberText")
            or mark.text("ApplicationNumber/InternationalApplicationNumber/ApplicationNumberText")
            or mark.text("NationalRegistrationNumber"),
            date=mark.date("NationalApplicationFilingDate"),
            status=mark.text("NationalStatus/NationalStatusExternalDescriptionText"),
        )
        if made:
            yield made


def _events(branch: Branch, home: str) -> Iterator[Event]:
    for entry in branch.each("MarkEventBag/MarkEvent"):
        written = entry.text("NationalMarkEvent/MarkEventCode") or entry.text("MarkEventCode")
        code, kind = trademarks.split_code(written) if home == USPTO else (written, None)
        made = trademarks.event(
            entry,
            date=entry.date("MarkEventDate"),
            code=code,
            type_code=kind,
            text=entry.text("NationalMarkEvent/MarkEventDescriptionText"),
            sequence=entry.number("NationalMarkEvent/MarkEventEntryNumber"),
            reference=trademarks.reference(entry.text("NationalMarkEvent/MarkEventAdditionalText")),
            note=entry.text("CommentText"),
        )
        if made:
            yield made


def _national_notes(branch: Branch) -> Iterator[Note]:
    register = branch.text(f"{NATIONAL}/RegisterCategory")
    if register:
        yield Note(name="Register", value=REGISTERS.get(register, register))
    filings = [
        trademarks.maintenance(
            filing.text("SectionText"), filing.text("SectionDescriptionText"), filing.text("DecisionStatusCategory")
        )
        for filing in branch.each(f"{NATIONAL}/MaintenanceFilingBag/MaintenanceFiling")
    ]
    if filings:
        yield Note(name="Maintenance filings", value="\n".join(filings))


def read(path: Path, limits: Limits) -> Iterator[Reading]:
    for found, place in streaming.found(path, TAGS, recognise, FORMAT.title, limits):
        yield attempted(record, found.element, place, NUMBER)


def check(path: Path, limits: Limits) -> int:
    return sum(1 for _ in streaming.found(path, TAGS, recognise, FORMAT.title, limits))


def recognise(head: Head) -> bool:
    return head.root == "TrademarkTransaction" or (
        head.root in TAGS | {"TrademarkBag"} and "ST96" in (head.namespace or "")
    )


FORMAT = Format("st96", "WIPO ST.96 trademark", recognise, read, check)
