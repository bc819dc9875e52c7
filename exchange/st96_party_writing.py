"""Parties as ST.96 writes them: bags by role, each party with its contact."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exchange.st96_tree import put, within
from exchange.xml import Element
from mappings.record import Address, Party, Record, Role

INCORPORATED = re.compile(r"^([A-Z]{2})(?:-(.+))?$")


def bags(parent: Element, record: Record, paths: Mapping[Role, str], before_contact: bool = True) -> None:
    """The parties of each role in that role's bag: role → path. A role without a path is left to the extension."""
    for role, path in paths.items():
        for party in record.parties:
            if party.role == role:
                write(within(parent, path, party.sequence), party, before_contact=before_contact)


def write(element: Element, party: Party, *, before_contact: bool = True) -> None:
    """A party's elements. In patents the nationality follows the contact, and there is no more than that."""
    if before_contact:
        put(element, "com:NationalityCode", party.nationality)
        put(element, "com:LegalEntityName", party.legal_form)
        put(element, "com:NationalLegalEntityCode", party.legal_form_code)
        incorporated(element, party.incorporated_in)
        put(element, "com:CommentText", party.capacity)
    put(element, "com:PartyIdentifier", party.identifier)
    contact(element, party)
    if not before_contact:
        put(element, "com:NationalityCode", party.nationality)


def incorporated(element: Element, written: str | None) -> None:
    match = INCORPORATED.match(written or "")
    put(element, "com:IncorporationCountryCode", match[1] if match else None)
    put(element, "com:IncorporationState", match[2] if match else written)


def contact(element: Element, party: Party) -> None:
    made = within(element, "com:Contact")
    named(made, party.name, party.natural_person)
    if party.address:
        address(made, party.address)
    for path, texts in (
        ("com:PhoneNumberBag/com:PhoneNumber", party.phones),
        ("com:FaxNumberBag/com:FaxNumber", party.faxes),
        ("com:EmailAddressBag/com:EmailAddressText", party.emails),
    ):
        for text in texts:
            put(made, path, text)


def named(element: Element, text: str, natural: bool | None = None) -> None:
    """The name as a person's, an organisation's, or of one that may be either."""
    if natural is None:
        put(element, "com:Name/com:EntityName", text)
    elif natural:
        put(element, "com:Name/com:PersonName/com:PersonFullName", text)
    else:
        put(element, "com:Name/com:OrganizationName/com:OrganizationStandardName", text)


def address(element: Element, postal: Address) -> None:
    structured = within(element, "com:PostalAddressBag/com:PostalAddress/com:PostalStructuredAddress")
    for line in postal.lines:
        put(structured, "com:AddressLineText", line)
    put(structured, "com:CityName", postal.city)
    put(structured, "com:GeographicRegionName", postal.region)
    put(structured, "com:CountryCode", postal.country)
    put(structured, "com:PostalCode", postal.postcode)
