"""The parties of an ST.96 trademark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exchange import uspto_codes
from exchange.branch import Branch
from exchange.building import office, part
from exchange.numbers import whole
from exchange.trademarks import (
    ATTORNEY,
    CORRESPONDENT,
    DOMESTIC_REPRESENTATIVE,
    USPTO,
    Owner,
    owners,
    place_of,
)
from mappings.record import Address, Party, Role

# Bags of other offices' ST.96 → role; the order within the bag is the sequence.
BAGS: Mapping[str, Role] = {
    "ApplicantBag/Applicant": Role.APPLICANT,
    "HolderBag/Holder": Role.HOLDER,
    "RepresentativeBag/Representative": Role.REPRESENTATIVE,
    "CorrespondentBag/Correspondent": Role.CORRESPONDENT,
    "CorrespondenceAddress": Role.CORRESPONDENT,
}
ATTORNEY_SEQUENCE, DOMESTIC_SEQUENCE = 1, 2
ORIGINAL_APPLICANT = 10  # of the USPTO's party types


def parties(branch: Branch, home: str) -> list[Party]:
    """All parties: owners by the USPTO's party type, else by their bags; then those who act for them."""
    found: list[Party | None] = []
    if home == USPTO:
        found += owners(
            [Owner(_party_type(owner), _fields(owner)) for owner in branch.each("ApplicantBag/Applicant")], branch
        )
    found += bagged(branch, {path: role for path, role in BAGS.items() if home != USPTO or role is not Role.APPLICANT})
    for path, role, sequence, capacity in (
        ("RecordAttorney", Role.REPRESENTATIVE, ATTORNEY_SEQUENCE, ATTORNEY),
        ("NationalRepresentative", Role.REPRESENTATIVE, DOMESTIC_SEQUENCE, DOMESTIC_REPRESENTATIVE),
        ("NationalCorrespondent", Role.CORRESPONDENT, 1, CORRESPONDENT),
    ):
        for one in branch.each(path):
            found.append(_party(one, role, sequence, capacity))
    return [party for party in found if party]


def bagged(branch: Branch, bags: Mapping[str, Role]) -> Iterator[Party | None]:
    """The parties of those bags (path → role). Each has the number that it bears, else the next one of its role."""
    given: dict[Role, set[int]] = {}
    for path, role in bags.items():
        for one in branch.each(path):
            numbers = given.setdefault(role, set())
            number = sequence(one)
            if not number or number in numbers:
                number = max(numbers, default=0) + 1
            numbers.add(number)
            yield _party(one, role, number, natural=True)


def sequence(branch: Branch) -> int | None:
    return whole(branch.attribute("sequenceNumber"))


def _party_type(owner: Branch) -> int:
    number = whole(owner.attribute("sequenceNumber"))
    return ORIGINAL_APPLICANT if number is None else number


def _party(
    branch: Branch, role: Role, sequence: int, capacity: str | None = None, *, natural: bool = False
) -> Party | None:
    """None where no name is given. `natural`: whether it is a human being may be told by the element of its name."""
    told = _natural(branch.first("Contact/Name")) if natural else None
    fields = _fields(branch)
    if fields["natural_person"] is None:
        fields["natural_person"] = told
    if not fields.get("name"):
        return None
    return part(Party, branch, role=role, sequence=sequence, **{**fields, "capacity": fields["capacity"] or capacity})


def _fields(branch: Branch) -> dict[str, object]:
    """A Party's fields but role and sequence."""
    code, form = branch.text("NationalLegalEntityCode"), branch.text("LegalEntityName")
    contact = branch.first("Contact")
    return {
        "name": name(contact),
        "legal_form": uspto_codes.legal_form(code, form),
        "legal_form_code": code,
        "natural_person": uspto_codes.natural_person(code),
        "incorporated_in": place_of(branch.text("IncorporationCountryCode"), branch.text("IncorporationState")),
        "nationality": office(branch.text("NationalityCode")),
        "capacity": branch.text("CommentText") or branch.text("Version/CommentText"),
        "reference": branch.text("DocketText"),
        "identifier": branch.text("PartyIdentifier"),
        "address": address(contact),
        "emails": tuple(dict.fromkeys(contact.texts("EmailAddressBag/EmailAddressText"))),
        "phones": tuple(dict.fromkeys(contact.texts("PhoneNumberBag/PhoneNumber"))),
        "faxes": tuple(dict.fromkeys(contact.texts("FaxNumberBag/FaxNumber"))),
    }


def _natural(named: Branch) -> bool | None:
    """True for the name of a person, False for that of an organisation, None for both or either."""
    person, organisation = (
        any(text and not text.isspace() for found in named.each(path) for text in found.element.itertext())
        for path in ("PersonName", "OrganizationName")
    )
    return None if person == organisation else person


def name(contact: Branch) -> str | None:
    """The name: person first, then organisation; the same name given twice is one."""
    structured = " ".join(
        text
        for path in ("FirstName", "MiddleName", "LastName")
        for text in contact.texts(f"Name/PersonName/PersonStructuredName/{path}")
    )
    said = (
        *contact.texts("Name/PersonName/PersonFullName"),
        *((structured,) if structured else ()),
        *contact.texts("Name/OrganizationName/OrganizationStandardName"),
        *contact.texts("Name/EntityName"),
    )
    return ", ".join(dict.fromkeys(said)) or None


def address(contact: Branch) -> Address | None:
    """The structured address, else the free lines; None where there is neither."""
    for postal in contact.each("PostalAddressBag/PostalAddress"):
        structured = postal.first("PostalStructuredAddress")
        country = structured.text("CountryCode")
        lines = (*structured.texts("AddressLineText"), *postal.texts("PostalAddressText"))
        code = office(country)
        fields = {
            "lines": lines if code or not country else (*lines, country),
            "city": structured.text("CityName"),
            "region": structured.text("GeographicRegionName"),
            "postcode": structured.text("PostalCode"),
            "country": code,
        }
        if any(fields.values()):
            return part(Address, contact, **fields)
    return None
