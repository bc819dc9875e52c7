"""What the readers of trademark files share: events, owners by the USPTO's party type, filing bases, numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from exchange.branch import Branch
from exchange.building import part
from mappings.record import Event, GoodsClass, Note, Party, Publication, Role

USPTO = "US"
FIRST_REGISTRANT = (
    30  # party types: 10 original applicant, 11-19 before publication, 20-29 at it, 30 registrant, 31+ after
)
CORRESPONDENT = "Domestic Correspondent"
DOMESTIC_REPRESENTATIVE = "Domestic Representative"
ATTORNEY = "Attorney of Record"
# USPTO history: four characters of code and one of type; one string in ST.96 (`REM1E`), the code alone in ST.66.
CODE_LENGTH = 4
# Sections of a gazette in ST.96 → stage; the last of a stage is the one that is written.
SECTIONS: Mapping[str, str] = {
    "Applications publishing for opposition": "application",
    "Applications": "application",
    "Registrations publishing": "registration",
    "Registrations renewed": "renewal",
}
SECTION_OF: Mapping[str, str] = {stage: section for section, stage in SECTIONS.items()}
BASES: Mapping[str, str] = {  # end of an indicator's name → words
    "BasisUseIndicator": "use",
    "BasisIntentToUseIndicator": "intent to use",
    "BasisForeignApplicationIndicator": "foreign application",
    "BasisForeignRegistrationIndicator": "foreign registration",
    "BasisInternationalRegistrationIndicator": "extension of protection",
    "BasisRequestforExtentionOfProtectionIndicator": "extension of protection",
    "NoBasisIndicator": "no basis",
    "BasisNoIndicator": "no basis",
}


class Owner(NamedTuple):
    """One owner of a USPTO file: its party type, and the rest of its Party."""

    party_type: int
    fields: dict[str, object]


def owners(found: Iterable[Owner], branch: Branch) -> list[Party]:
    """Parties from the USPTO's history of owners.

    Those up to publication are applicants, in the order of their party type. Of the registrants the latest is the
    holder and the others are previous holders, oldest first. So every party keeps its role and sequence as a file
    grows, but for the holder, whose place the next one takes; a later file of the same mark amends the right ones.
    """
    ordered = sorted(found, key=lambda owner: owner.party_type)
    latest = max((owner.party_type for owner in ordered if owner.party_type >= FIRST_REGISTRANT), default=None)
    counts: dict[Role, int] = {}
    parties = []
    for owner in ordered:
        if owner.party_type < FIRST_REGISTRANT:
            role = Role.APPLICANT
        else:
            role = Role.HOLDER if owner.party_type == latest else Role.PREVIOUS_HOLDER
        counts[role] = counts.get(role, 0) + 1
        party = part(Party, branch, role=role, sequence=counts[role], **owner.fields)
        if party:
            parties.append(party)
    return parties


def event(branch: Branch, *, date: object, code: str | None, **fields: object) -> Event | None:
    """An event; None, with a warning, when it has no date or code."""
    return part(Event, branch, date=date, code=code, **fields)


def split_code(code: str | None) -> tuple[str | None, str | None]:
    """The USPTO's code and type of a history entry: `REM1E` → ("REM1", "E"), `REM1` → ("REM1", None)."""
    if code and len(code) == CODE_LENGTH + 1:
        return code[:CODE_LENGTH].strip(), code[CODE_LENGTH]
    return code, None


def bases(branch: Branch) -> tuple[str, ...]:
    """The filing bases whose indicators say yes."""
    return tuple(dict.fromkeys(words for name, words in BASES.items() if branch.flag(name)))


def basis_notes(branch: Branch, groups: Mapping[str, str]) -> list[Note]:
    """A note for each group of indicators that the branch has (path → name), `none` where all say no."""
    return [
        Note(name=name, value=", ".join(bases(branch.first(path))) or "none")
        for path, name in groups.items()
        if branch.has(path)
    ]


def merged_classes(classes: Iterable[GoodsClass], branch: Branch) -> list[GoodsClass]:
    """One item a class: goods given under the same class twice are joined."""
    kept: dict[tuple[str, str], GoodsClass] = {}
    for item in classes:
        key = (item.scheme, item.number)
        before = kept.get(key)
        if before and before != item:
            branch.warn(f"class {item.number} is given twice; its goods are joined")
            goods = "; ".join(dict.fromkeys(text for text in (before.goods, item.goods) if text)) or None
            kept[key] = before.model_copy(update={"goods": goods})
        else:
            kept[key] = item
    return list(kept.values())


def place_of(country: str | None, region: str | None) -> str | None:
    """Where a party is incorporated: `US-DE`, `SE`; the office's words where it gives no codes."""
    return "-".join(text for text in (country, region) if text) or None


def reel_and_frame(number: str | None, office: str) -> str | None:
    """A recordal's number as the office prints it: the USPTO's `24170910` is reel 2417, frame 0910: `2417/0910`."""
    if number and office == USPTO and re.fullmatch(r"\d{8,10}", number):
        return f"{number[:-4]}/{number[-4:]}"
    return number


def publications(items: Iterable[Branch], registered: dt.date | None, home: str = USPTO) -> Iterator[Publication]:
    """Those with anything in them. Before registration the application was published, for opposition.

    The USPTO gives the name of its gazette where the standard has the identifier of the issue.
    """
    for item in items:
        date, identifier = item.date("PublicationDate"), item.text("PublicationIdentifier")
        section = None if home == USPTO else item.text("PublicationSectionCategory")
        stage = "registration" if date and registered and date >= registered else "application"
        if section:
            stage = SECTIONS.get(section, section.lower())
        name, number = (identifier, None) if home == USPTO else (None, identifier)
        made = part(Publication, item, name=name, number=number, date=date, stage=stage)
        if made:
            yield made


def reference(number: str | None) -> str | None:
    """The number an entry of the USPTO's history carries; its 0 means none."""
    return None if number is None or not number.strip("0") else number


def maintenance(section: str | None, text: str | None, decision: str | None) -> str:
    """One line of the maintenance filings: `Section 8: Affidavit of Continued Use (Accepted)`."""
    return f"Section {section}: {text or 'filed'}" + (f" ({decision})" if decision else "")
