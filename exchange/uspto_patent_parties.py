"""The parties of a USPTO patent document."""

from __future__ import annotations

from collections.abc import Mapping

from exchange import uspto_codes
from exchange.branch import Branch
from exchange.building import office, part
from mappings.record import Address, Party, Role

# Path of each party → role; both the elements before and since the DTD of 2012.
PATHS: tuple[tuple[str, Role], ...] = (
    ("parties/applicants/applicant", Role.APPLICANT),
    ("us-parties/us-applicants/us-applicant", Role.APPLICANT),
    ("parties/inventors/inventor", Role.INVENTOR),
    ("us-parties/inventors/inventor", Role.INVENTOR),
    ("parties/agents/agent", Role.REPRESENTATIVE),
    ("us-parties/agents/agent", Role.REPRESENTATIVE),
    ("parties/correspondence-address", Role.CORRESPONDENT),
    ("us-parties/correspondence-address", Role.CORRESPONDENT),
    ("assignees/assignee", Role.HOLDER),
    ("examiners/primary-examiner", Role.EXAMINER),
    ("examiners/assistant-examiner", Role.EXAMINER),
)
INVENTOR_TOO = "applicant-inventor"  # (75): one person in both roles, as the law was until 16 September 2012
UNSAID = {"unknown", "omitted"}
PERSONS = {"04", "05"}  # role codes of assignees that are individuals
CAPACITIES: Mapping[str, str] = {"primary-examiner": "Primary examiner", "assistant-examiner": "Assistant examiner"}


def parties(data: Branch) -> list[Party]:
    """All parties, numbered within their role as they stand. An applicant who invented is listed in both roles."""
    counts: dict[Role, int] = {}
    made = []
    for path, role in PATHS:
        for one in data.each(path):
            fields = _fields(one)
            both = fields["capacity"] == INVENTOR_TOO
            for each in (role, Role.INVENTOR) if both else (role,):
                counts[each] = counts.get(each, 0) + 1
                party = part(Party, one, role=each, sequence=counts[each], **fields)
                if party:
                    made.append(party)
    return made


def _fields(one: Branch) -> dict[str, object]:
    book = one.first("addressbook")
    names = book if book.has("*") else one  # examiners have their names without an address book
    person = " ".join(
        text for path in ("prefix", "first-name", "middle-name", "last-name", "suffix") for text in names.texts(path)
    )
    organisation = ", ".join((*names.texts("orgname"), *names.texts("name")))
    code = book.text("role")
    department = one.text("department")
    kind = one.attribute("app-type") or one.attribute("rep-type") or CAPACITIES.get(one.name)
    authority = one.attribute("applicant-authority-category")
    capacity = ", ".join(text for text in (kind, authority, f"department {department}" if department else None) if text)
    residence = office(one.text("residence/country"))
    return {
        "name": ", ".join(text for text in (person, organisation) if text) or None,
        "natural_person": code in PERSONS if code else (bool(person) and not organisation) or None,
        "legal_form": uspto_codes.tables().assignee_forms.get(code or ""),
        "legal_form_code": code,
        "nationality": _country(one, "nationality/country"),
        "address": _address(book.first("address"), residence),
        "emails": book.texts("email"),
        "phones": book.texts("phone"),
        "faxes": book.texts("fax"),
        "identifier": book.text("registered-number"),
        "capacity": capacity or None,
    }


def _country(branch: Branch, path: str) -> str | None:
    written = branch.text(path)
    code = office(written)
    if written and not code and written.lower() not in UNSAID:
        branch.warn(f"country {written!r} is no two-letter code; left out")
    return code


def _address(address: Branch, residence: str | None) -> Address | None:
    country = _country(address, "country") or residence
    numbered = [text for number in range(1, 6) for text in address.texts(f"address-{number}")]
    fields = {
        "lines": (*numbered, *address.texts("street")),
        "city": address.text("city"),
        "region": address.text("state"),
        "postcode": address.text("postcode"),
        "country": country,
    }
    return part(Address, address, **fields) if any(fields.values()) else None
