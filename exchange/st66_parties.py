"""The parties of an ST.66 trademark."""

from __future__ import annotations

from exchange import uspto_codes
from exchange.branch import Branch
from exchange.building import office, part
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

# What the USPTO writes in a representative's Comment → role and sequence, the same as in its ST.96.
CAPACITIES = {
    ATTORNEY: (Role.REPRESENTATIVE, 1),
    DOMESTIC_REPRESENTATIVE: (Role.REPRESENTATIVE, 2),
    CORRESPONDENT: (Role.CORRESPONDENT, 1),
}
NOT_LINES = {"AddressCity", "AddressState", "AddressPostcode", "FormattedAddressCountryCode", "FormattedAddressExt"}


def parties(branch: Branch, home: str) -> list[Party]:
    """Owners by the USPTO's party type, else in their order; then those who act for them."""
    applicants = list(branch.each("ApplicantDetails/Applicant"))
    found: list[Party | None] = []
    if home == USPTO:
        found += owners([_owner(applicant) for applicant in applicants], branch)
    else:
        found += [_party(one, "Applicant", Role.APPLICANT, place) for place, one in enumerate(applicants, 1)]
    holders = branch.each("HolderDetails/Holder")
    found += [_party(one, "Holder", Role.HOLDER, place) for place, one in enumerate(holders, 1)]
    others = 0
    for one in branch.each("RepresentativeDetails/Representative"):
        capacity = one.text("Comment")
        if capacity in CAPACITIES:
            role, sequence = CAPACITIES[capacity]
        else:
            others += 1
            role, sequence = Role.REPRESENTATIVE, others if home != USPTO else others + 2  # behind the two named ones
        found.append(_party(one, "Representative", role, sequence, capacity))
    return [party for party in found if party]


def _owner(applicant: Branch) -> Owner:
    return Owner(
        applicant.number("ApplicantExt/PartyTypeCode") or 10, _fields(applicant, "Applicant")
    )  # 10: original applicant


def _party(branch: Branch, kind: str, role: Role, sequence: int, capacity: str | None = None) -> Party | None:
    fields = _fields(branch, kind)
    if not fields.get("name"):
        return None
    return part(Party, branch, role=role, sequence=sequence, **{**fields, "capacity": fields["capacity"] or capacity})


def _fields(branch: Branch, kind: str) -> dict[str, object]:
    """A Party's fields but role and sequence; `kind` is how its elements' names begin."""
    book = branch.first(f"{kind}AddressBook")
    extension = branch.first(f"{kind}Ext")
    contact = book.first("ContactInformationDetails")
    code, form = extension.text(f"{kind}LegalEntityCode"), branch.text(f"{kind}LegalEntity")
    return {
        "name": _name(book.first("FormattedNameAddress/Name")),
        "legal_form": uspto_codes.legal_form(code, form),
        "legal_form_code": code,
        "natural_person": uspto_codes.natural_person(code),
        "incorporated_in": place_of(
            branch.text(f"{kind}IncorporationCountryCode"), extension.text("IncorporationGeographicRegionCode")
        ),
        "nationality": office(branch.text(f"{kind}NationalityCode")),
        "capacity": extension.text("PartyTypeDescriptionText"),
        "reference": extension.text(f"{kind}DocketText"),
        "identifier": branch.text(f"{kind}Identifier"),
        "address": _address(book.first("FormattedNameAddress/Address")),
        "emails": tuple(dict.fromkeys(contact.texts("Email"))),
        "phones": tuple(dict.fromkeys(contact.texts("Phone"))),
        "faxes": tuple(dict.fromkeys(contact.texts("Fax"))),
    }


def _name(names: Branch) -> str | None:
    formatted = names.first("FormattedName")
    person = " ".join(text for path in ("FirstName", "MiddleName", "LastName") for text in formatted.texts(path))
    said = (
        *names.texts("FreeFormatName/FreeFormatNameDetails/FreeFormatNameLine"),
        *((person,) if person else ()),
        *formatted.texts("OrganizationName"),
    )
    return ", ".join(dict.fromkeys(said)) or None


def _address(addresses: Branch) -> Address | None:
    formatted = addresses.first("FormattedAddress")
    country = formatted.text("FormattedAddressCountryCode")
    code = office(country)
    fields = {
        "city": formatted.text("AddressCity"),
        "region": formatted.text("AddressState"),
        "postcode": formatted.text("AddressPostcode"),
        "country": code,
    }
    lines = [line.own() for line in formatted.each("*") if line.name not in NOT_LINES]
    lines += addresses.texts("FreeFormatAddress/FreeFormatAddressLine")
    if country and not code:
        lines.append(country)
    said = tuple(line for line in lines if line)
    return part(Address, addresses, lines=said, **fields) if said or any(fields.values()) else None
