"""The record: what a dossier holds, one model for trademarks, patents and designs.

`exchange` reads records, `registry` files them, `indexer` projects them, pages show them. INID codes of the fields:
`mappings/inid.yaml`; who may read each: `mappings/audience.py`. Dates are ISO 8601, offices and countries ST.3.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from mappings.kinds import Kind as Kind  # noqa: PLC0414 - a part of the record, which everybody reads from here

Office = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Number = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f]([^\x00-\x1f]{0,62}[^\s\x00-\x1f])?$")]
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Whole = Annotated[int, Field(ge=0, le=2**53 - 1)]  # what every reader of JSON, and a publication's hash, holds exactly
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000_000)]
NAMES = (("mark", "verbal_element"), ("invention", "title"), ("design", "product"))  # what a person calls a file by
ENTRY_NAME = "name"  # the field of an entry that does so


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Audience(StrEnum):
    """Who may read, from everyone to a few: each reads what those before it read."""

    PUBLIC = "public"
    PARTIES = "parties"
    STAFF = "staff"
    SECRET = "secret"  # noqa: S105 - a name of an audience, no password


class Role(StrEnum):
    APPLICANT = "applicant"
    HOLDER = "holder"  # the proprietor once registered or granted: ST.60 (732), ST.9 (73)
    PREVIOUS_HOLDER = "previous-holder"
    INVENTOR = "inventor"
    CREATOR = "creator"
    REPRESENTATIVE = "representative"
    CORRESPONDENT = "correspondent"
    OPPONENT = "opponent"
    LICENSEE = "licensee"
    EXAMINER = "examiner"


class StatusGroup(StrEnum):
    """What a status means for others, whatever the office calls it."""

    PENDING = "pending"
    REGISTERED = "registered"  # in force: registered or granted
    ENDED = "ended"  # refused, withdrawn, lapsed, expired, cancelled, surrendered
    UNKNOWN = "unknown"


class Status(Part):
    group: StatusGroup = StatusGroup.UNKNOWN
    code: Line | None = None  # the office's own code, e.g. USPTO 700
    text: Line | None = None
    date: dt.date | None = None


class Address(Part):
    lines: tuple[Line, ...] = ()
    city: Line | None = None
    region: Line | None = None
    postcode: Line | None = None
    country: Country | None = None


class Party(Part):
    role: Role
    sequence: Annotated[Whole, Field(ge=1)] = 1  # order within the role
    name: Line
    natural_person: bool | None = None  # a human being, whose street address is not for the public
    legal_form: Line | None = None
    legal_form_code: Line | None = None  # the office's own, e.g. the USPTO's legal entity code
    incorporated_in: Line | None = None  # country or state, as the source says it
    nationality: Country | None = None
    address: Address | None = None
    emails: tuple[Line, ...] = ()
    phones: tuple[Line, ...] = ()
    faxes: tuple[Line, ...] = ()
    reference: Line | None = None  # the party's own file mark (docket)
    identifier: Line | None = None  # customer, agent or registration number at the office
    capacity: Line | None = None  # what the office calls it, e.g. OWNER AT PUBLICATION


class Priority(Part):
    office: Country | None = None
    number: Line
    date: dt.date | None = None
    registration_number: Line | None = None
    status: Line | None = None


class ClassStatus(StrEnum):
    """A class of one mark may be refused while another lives (status per class)."""

    PENDING = "pending"
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class GoodsClass(Part):
    """Goods and services of one class: INID (511), or (512) for a national scheme."""

    scheme: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")] = "nice"
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,5}$")]  # Nice: "1" … "45", no leading zero
    edition: Line | None = None  # of the classification, e.g. "12-2026" where the source says it
    goods: LongText | None = None
    language: Line | None = None
    status: ClassStatus = ClassStatus.UNKNOWN
    status_code: Line | None = None
    status_date: dt.date | None = None
    national_classes: tuple[Line, ...] = ()
    first_used: PartialDate | None = None
    first_used_in_commerce: PartialDate | None = None
    bases: tuple[Line, ...] = ()  # filing bases, in the office's words


class Classification(Part):
    """A code of a scheme: vienna, us-design, locarno, ipc, cpc, uspc. Nice stands in `classes`."""

    scheme: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    code: Line  # Vienna "02.01.01", Locarno "09-01", IPC "G06F 15/16"
    edition: Line | None = None
    first: bool = False  # the main or first symbol
    title: Line | None = None


class Mark(Part):
    verbal_element: Line | None = None
    significant_verbal_element: Line | None = None
    pseudo_mark: Line | None = None
    transliteration: Line | None = None  # (561)
    translation: Line | None = None  # (566)
    disclaimer: LongText | None = None  # (526)
    description: LongText | None = None  # (571)
    colours: LongText | None = None  # (591)
    in_colour: bool | None = None
    kind: Line | None = None  # individual, collective, certification, ...: (550)
    feature: Line | None = None  # word, stylized, figurative, combined, three-dimensional, ...: ST.66 vocabulary
    feature_code: Line | None = None  # the office's own, e.g. the USPTO's mark drawing code
    standard_characters: bool | None = None
    acquired_distinctiveness: LongText | None = None  # (521)
    language: Line | None = None


class Claim(Part):
    number: Annotated[Whole, Field(ge=1)]
    text: LongText
    depends_on: tuple[Whole, ...] = ()


class Invention(Part):
    title: LongText | None = None  # (54)
    abstract: LongText | None = None  # (57)
    claims: tuple[Claim, ...] = ()
    language: Line | None = None
    number_of_claims: Whole | None = None
    number_of_figures: Whole | None = None
    number_of_sheets: Whole | None = None
    exemplary_claims: tuple[Whole, ...] = ()
    field_of_search: tuple[Line, ...] = ()  # (58)
    term_extension_days: Whole | None = None
    application_kind: Line | None = None  # utility, design, plant, ...


class View(Part):
    number: Annotated[Whole, Field(ge=1)]
    name: Line | None = None  # front, back, perspective, ...
    document: Digest | None = None  # the picture in `documents`


class Design(Part):
    product: Line | None = None  # (54) the article, in words
    description: LongText | None = None  # (57)
    number_of_designs: Whole = 1  # (28)
    views: tuple[View, ...] = ()  # (55)


class Citation(Part):
    """(56): what was cited against it, or in its search report."""

    sequence: Annotated[Whole, Field(ge=1)] = 1
    office: Country | None = None
    number: Line | None = None
    kind_code: Line | None = None  # ST.16
    date: PartialDate | None = None
    name: Line | None = None
    text: LongText | None = None  # literature
    category: Line | None = None  # e.g. cited by examiner
    classification: Line | None = None


class Related(Part):
    """Another file it belongs to: (61)-(66), (641), (646), (161), (821)."""

    relation: Line  # continuation, division, earlier-registration, international, ...
    office: Country | None = None
    number: Line
    registration_number: Line | None = None
    kind_code: Line | None = None
    date: dt.date | None = None
    status: Line | None = None
    note: Line | None = None


class Event(Part):
    """One line of the journal. `standard_code` is a code of the ST.27 family, or explicitly unmapped (X00)."""

    date: dt.date
    code: Line  # the office's own code
    text: Line | None = None
    sequence: Whole | None = None  # its place in the office's own history
    standard_code: Line = "unmapped"
    type_code: Line | None = None  # the office's own kind of entry, e.g. USPTO "E"
    reference: Line | None = None  # the number the entry itself carries, e.g. of a proceeding
    note: LongText | None = None
    audience: Audience = Audience.PUBLIC


class Publication(Part):
    """Made known to the public: (43), (44), (45), (441), (442), (450)."""

    name: Line | None = None  # the gazette
    number: Line | None = None  # of the issue, or of the published document
    kind_code: Line | None = None
    date: dt.date
    stage: Line | None = None  # application, registration, grant, correction, ...


class Recordal(Part):
    """A recorded transaction: assignment, change of name, security interest, licence."""

    number: Line  # e.g. reel/frame
    date: dt.date | None = None  # of recording: (580)
    executed: dt.date | None = None
    text: LongText | None = None  # conveyance
    conveyors: tuple[Line, ...] = ()
    receivers: tuple[Line, ...] = ()
    pages: Whole | None = None
    note: LongText | None = None


class Proceeding(Part):
    """Opposition, cancellation, appeal."""

    number: Line
    kind: Line | None = None
    filed: dt.date | None = None
    status: Line | None = None
    status_date: dt.date | None = None
    plaintiffs: tuple[Line, ...] = ()
    defendants: tuple[Line, ...] = ()
    note: LongText | None = None


class Document(Part):
    """A file in the content-addressed store."""

    digest: Digest  # SHA-256 of its bytes
    media_type: Line
    name: Line
    role: Line  # logo, view, drawing, form, letter, decision, ...
    date: dt.date | None = None
    language: Line | None = None
    pages: Whole | None = None
    size: Whole | None = None  # bytes
    width: Whole | None = None  # pixels, of a picture
    height: Whole | None = None
    audience: Audience = Audience.PUBLIC


class Note(Part):
    """Information of one office that no standard field carries, kept under its own name."""

    name: Line
    value: LongText


class EntryField(Part):
    """One field of a file in a register that the office declares; `mappings.registers` says what its values are."""

    field: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
    values: Annotated[tuple[LongText, ...], Field(min_length=1)]
    language: Line | None = None
    audience: Audience = Audience.PUBLIC


class Record(Part):
    kind: Kind
    office: Office
    application_number: Number  # (210), (21)
    registration_number: Line | None = None  # (111), (11)
    filing_date: dt.date | None = None  # (220), (22)
    registration_date: dt.date | None = None  # (151), (45)
    expiry_date: dt.date | None = None  # (180)
    renewal_date: dt.date | None = None  # (156)
    termination_date: dt.date | None = None  # (141)
    language: Line | None = None  # (270), (25)
    status: Status | None = None
    parties: tuple[Party, ...] = ()
    priorities: tuple[Priority, ...] = ()
    classes: tuple[GoodsClass, ...] = ()
    classifications: tuple[Classification, ...] = ()
    mark: Mark | None = None
    invention: Invention | None = None
    design: Design | None = None
    entry: tuple[EntryField, ...] = ()  # of a register that the office declares
    events: tuple[Event, ...] = ()
    publications: tuple[Publication, ...] = ()
    related: tuple[Related, ...] = ()
    citations: tuple[Citation, ...] = ()
    recordals: tuple[Recordal, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    documents: tuple[Document, ...] = ()
    notes: tuple[Note, ...] = ()

    def title(self) -> str:
        """What a person calls the file: the words of the mark, the title, the product; else its number."""
        words = (getattr(getattr(self, part), name, None) for part, name in NAMES)
        names = (one.values[0] for one in self.entry if one.field == ENTRY_NAME)
        return next(filter(None, (*words, *names)), self.application_number)


# What tells one item of a list from another: the register keeps one fact per item, and an import amends item by item.
ITEM_KEYS: dict[str, tuple[str, ...]] = {
    "parties": ("role", "sequence"), "priorities": ("office", "number"), "classes": ("scheme", "number"),
    "classifications": ("scheme", "code"), "entry": ("field",), "events": ("date", "code", "sequence"),
    "publications": ("date", "stage", "number"), "related": ("relation", "office", "number"),
    "citations": ("sequence",), "recordals": ("number",), "proceedings": ("number",), "documents": ("digest",),
    "notes": ("name",),
}  # fmt: skip
