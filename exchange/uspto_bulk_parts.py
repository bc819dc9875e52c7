"""Classes, statements, parties and related files of one `case-file`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from exchange import uspto_codes
from exchange.branch import Branch
from exchange.building import Unusable, class_number, described, needed, office, part
from exchange.trademarks import (
    ATTORNEY,
    CORRESPONDENT,
    DOMESTIC_REPRESENTATIVE,
    Owner,
    merged_classes,
    owners,
    place_of,
)
from mappings.record import Address, GoodsClass, Note, Party, Priority, Related, Role

MARK_STATEMENTS: Mapping[str, str] = {  # beginning of the type code → field of the mark
    "PM": "pseudo_mark",
    "TR": "translation",
    "DM": "description",
    "CC": "colours",
    "D0": "disclaimer",
    "D1": "disclaimer",
    "TF": "acquired_distinctiveness",
}
NOTED_STATEMENTS: Mapping[str, str] = {  # the rest is noted by its code
    "CD": "Colour parts claimed",
    "LS": "Lining and stippling",
    "AF": "Use in another form",
    "CU": "Concurrent use",
}
GOODS_CLASS = re.compile(r"(?<=^[AB]).*|(?<=^.{3}).*")  # what stands behind the class: `GS0091`, `GSA  1`
OWNER_NOTES: Mapping[str, str] = {
    "case-file-owners/case-file-owner/dba-aka-text": "Owner also known as",
    "case-file-owners/case-file-owner/composed-of-statement": "Owner composed of",
    "case-file-owners/case-file-owner/name-change-explanation": "Owner's change of name",
    "prior-registration-applications/other-related-in": "Other related files",
}
CAPACITIES: Mapping[int, str] = {
    10: "ORIGINAL APPLICANT",
    20: "OWNER AT PUBLICATION",
    30: "ORIGINAL REGISTRANT",
}


class Statements(NamedTuple):
    goods: dict[str, str]  # class as written in the type code → goods and services
    mark: dict[str, str]  # field of the mark → text
    notes: list[Note]


def statements(branch: Branch) -> Statements:
    """The statements by their type codes: `GS0091` is the first text of class 009."""
    goods: dict[str, list[str]] = {}
    mark: dict[str, list[str]] = {}
    noted: dict[str, list[str]] = {}
    for statement in branch.each("case-file-statements/case-file-statement"):
        code, text = statement.text("type-code"), statement.text("text")
        if not code or not text:
            continue
        sort = code[:2]
        if sort == "GS":
            goods.setdefault(GOODS_CLASS.sub("", code[2:]), []).append(text)
        elif sort in MARK_STATEMENTS:
            mark.setdefault(MARK_STATEMENTS[sort], []).append(text)
        else:
            noted.setdefault(NOTED_STATEMENTS.get(sort, f"Statement {code}"), []).append(text)
    return Statements(
        {written: "; ".join(texts) for written, texts in goods.items()},
        {field: "\n".join(texts) for field, texts in mark.items()},
        [Note(name=name, value="\n".join(texts)) for name, texts in noted.items()],
    )


def classes(branch: Branch) -> tuple[list[GoodsClass], Statements]:
    """The classes with their goods, and the other statements. Raises Unusable for a class that does not exist."""
    said = statements(branch)
    goods = dict(said.goods)
    found = []
    for item in branch.each("classifications/classification"):
        code, primary = item.text("status-code"), item.text("primary-code")
        fields = {
            "status": uspto_codes.class_status(code, None),
            "status_code": code,
            "status_date": item.date("status-date"),
            "national_classes": item.texts("us-code"),
            "first_used": item.partial("first-use-anywhere-date"),
            "first_used_in_commerce": item.partial("first-use-in-commerce-date"),
        }
        international = item.texts("international-code")
        numbers = [(written, class_number(written)) for written in international]
        known = [(written, number) for written, number in numbers if number]
        if not known and primary:  # registered by the classes of the United States, before Nice
            known = [(primary, ("us", primary.lstrip("0") or "0"))]
        for written, number in known:
            text = goods.pop(written, None) or (goods.pop(primary, None) if primary else None)
            found.append(needed(GoodsClass, scheme=number[0], number=number[1], goods=text, **fields))
    for written, text in goods.items():
        alone = class_number(written)
        if alone is None:
            raise Unusable(f"goods are given for class {written!r}, which none of its classifications has")
        branch.warn(f"goods are given for class {alone[1]}, which none of its classifications has")
        found.append(needed(GoodsClass, scheme=alone[0], number=alone[1], goods=text))
    return merged_classes(found, branch), said


def parties(branch: Branch, header: Branch) -> list[Party]:
    """Owners by their party type, then attorney, domestic representative, correspondent and examiner."""
    found: list[Party | None] = []
    found += owners([_owner(owner) for owner in branch.each("case-file-owners/case-file-owner")], branch)
    docket = header.text("attorney-docket-number")
    for path, role, sequence, capacity, reference in (
        ("attorney-name", Role.REPRESENTATIVE, 1, ATTORNEY, docket),
        ("domestic-representative-name", Role.REPRESENTATIVE, 2, DOMESTIC_REPRESENTATIVE, None),
        ("employee-name", Role.EXAMINER, 1, None, None),
    ):
        name = header.text(path)
        if name:
            found.append(
                part(Party, header, role=role, sequence=sequence, name=name, capacity=capacity, reference=reference)
            )
    correspondent = branch.first("correspondent")
    lines = [text for number in range(1, 6) for text in correspondent.texts(f"address-{number}")]
    if lines:
        address = part(Address, correspondent, lines=tuple(lines[1:])) if lines[1:] else None
        found.append(
            part(Party, branch, role=Role.CORRESPONDENT, name=lines[0], address=address, capacity=CORRESPONDENT)
        )
    return [party for party in found if party]


def _owner(owner: Branch) -> Owner:
    party_type = owner.number("party-type") or 10
    code = (owner.text("legal-entity-type-code") or "").lstrip("0") or None
    nationality = owner.first("nationality")
    country, other = owner.text("country"), owner.text("other")
    lines = (*owner.texts("address-1"), *owner.texts("address-2"), *((other,) if other else ()))
    address = {
        "lines": lines if office(country) or not country else (*lines, country),
        "city": owner.text("city"),
        "region": owner.text("state"),
        "postcode": owner.text("postcode"),
        "country": office(country) or ("US" if owner.has("state") and not country and not other else None),
    }
    where = place_of(nationality.text("country"), nationality.text("state")) or nationality.text("other")
    return Owner(
        party_type,
        {
            "name": owner.text("party-name"),
            "legal_form": uspto_codes.legal_form(code, owner.text("entity-statement")),
            "legal_form_code": code,
            "natural_person": uspto_codes.natural_person(code),
            "incorporated_in": where,
            "capacity": CAPACITIES.get(party_type, f"party type {party_type}"),
            "address": part(Address, owner, **address) if any(address.values()) else None,
        },
    )


def foreign(branch: Branch) -> tuple[list[Priority], list[Related]]:
    """Foreign applications: those whose priority is claimed, and the rest as related files."""
    priorities, rest = [], []
    for item in branch.each("foreign-applications/foreign-application"):
        claimed = item.flag("foreign-priority-claim-in")
        country = item.text("country")
        number, registration = item.text("application-number"), item.text("registration-number")
        filed = item.date("filing-date")
        if claimed and number:
            made = part(
                Priority,
                item,
                office=office(country),
                number=number,
                date=filed,
                registration_number=registration,
                status="Claimed",
            )
            if made:
                priorities.append(made)
        elif number or registration:
            related = part(
                Related,
                item,
                relation="foreign-registration" if registration else "foreign-application",
                office=office(country),
                number=number or registration,
                registration_number=registration,
                date=item.date("registration-date") or filed,
                note=_rest(item),
            )
            if related:
                rest.append(related)
    return priorities, rest


def related(branch: Branch) -> Iterator[Related]:
    """Prior registrations, the international registration it extends, and international filings based on it."""
    for item in branch.each("prior-registration-applications/prior-registration-application"):
        kind = item.text("relationship-type")
        note = f"relationship type {kind}" if kind else None
        made = part(Related, item, relation="prior-registration", office="US", number=item.text("number"), note=note)
        if made:
            yield made
    for item in branch.each("international-registration"):
        made = part(
            Related,
            item,
            relation="international-registration",
            office="WO",
            number=item.text("international-registration-number"),
            date=item.date("international-registration-date"),
            status=item.text("international-status-code"),
            note=_rest(item),
        )
        if made:
            yield made
    for item in branch.each("madrid-international-filing-requests/madrid-international-filing-record"):
        item.text("entry-number")
        registration = item.text("international-registration-number")
        made = part(
            Related,
            item,
            relation="international",
            office="WO",
            number=item.text("reference-number") or registration,
            registration_number=registration,
            date=item.date("international-registration-date"),
            status=item.text("international-status-code"),
            note=_rest(item),
        )
        if made:
            yield made


def _rest(item: Branch) -> str | None:
    """What no field of a related file carries, on lines `name: value`."""
    left = described(item.left({"entry-number": "counts the records of the message"}))
    item.own()
    return left[:2000] if left else None
