"""The indexed documents: the contract between the indexer that writes them and everyone who reads them.

Each kind of right has three indices (`COLLECTIONS`). The fields of each, with type and reason, stand in
`mappings/indices/*.yaml`; a test holds both together. `record` and the like ride along unindexed (`enabled:
false`): pages are built from them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from mappings.record import Kind, StatusGroup

FORMAT = "8"  # of the indexed documents; another number means: rebuild
COLLECTIONS = ("dossiers", "publications", "public")
Collection = Literal["dossiers", "publications", "public"]


class Indexed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Indexed):
    """The words of a mark as `similarity.keys` reads them. Lists are sets of terms; empty where there are no words."""

    text: str  # as filed, for people and full-text search
    normal: str  # upper case, no accents, no punctuation, one space between words
    joined: str  # the same without spaces
    tokens: tuple[str, ...] = ()
    grams: tuple[str, ...] = ()  # trigrams of each token and of `joined`, padded with _ on each side
    metaphone: tuple[str, ...] = ()
    nysiis: tuple[str, ...] = ()
    soundex: tuple[str, ...] = ()
    match_rating: tuple[str, ...] = ()
    cologne: tuple[str, ...] = ()
    double_metaphone: tuple[str, ...] = ()
    double_metaphone_second: tuple[str, ...] = ()
    consonants: tuple[str, ...] = ()  # consonant skeleton of each token and of `joined` (similarity.skeleton)
    vowels: tuple[str, ...] = ()  # vowels of `joined`, in order
    initials: tuple[str, ...] = ()  # first letters of the tokens, with and without small words
    disclaimed: tuple[str, ...] = ()  # tokens in which the holder claims no exclusive right (INID 526)
    sounds: tuple[str, ...] = ()  # trigrams of the sounds of each token and of all run together, in each language
    heard: str | None = None  # each spelling with its sounds, the best first, as similarity.heard packs them
    length: int = 0  # letters of `joined`
    letters: int = 0  # of its shortest spelling


class Goods(Indexed):
    """One class with its goods, nested: goods text is asked for within one class."""

    scheme: str
    number: str
    status: str
    text: str | None = None


class Logo(Indexed):
    digest: str
    width: int | None = None
    height: int | None = None


class Look(Indexed):
    """How the pictures look, as similarity.logos.look makes it: weights of anchors by number, and base64 of arrays."""

    outline: dict[str, float] = {}
    details: dict[str, float] = {}
    hashes: tuple[str, ...] = ()
    views: str | None = None  # none where no picture could be looked at
    points: str | None = None
    vocabulary: str | None = None
    unseen: str | None = None  # why one of the pictures was not looked at


class DossierDocument(Indexed):
    """One dossier as it stands: `dossiers` (staff) and, of published fields alone, `public`."""

    id: str  # mappings.number.DossierKey.id
    tie: int  # mappings.number.DossierKey.tie
    office: str
    kind: Kind
    number: str
    numbers: tuple[str, ...]  # every number it is known by, as written and without separators
    registration_number: str | None = None
    version: int
    sequence: int  # register sequence of that version
    recorded_at: dt.datetime
    content_hash: str  # SHA-256 of the canonical JSON of the document without this field
    deleted: bool = (
        False  # a tombstone: id, tie, office, kind, number, version, sequence, recorded_at, content_hash alone
    )
    published: bool = False
    title: str | None = None
    status: str | None = None  # the office's code
    status_text: str | None = None
    status_group: StatusGroup = StatusGroup.UNKNOWN
    status_date: dt.date | None = None  # since when it has that status
    ignored_in_similarity: bool = False
    filing_date: dt.date | None = None
    priority_date: dt.date | None = None  # the earliest priority claimed, else the filing date
    registration_date: dt.date | None = None
    expiry_date: dt.date | None = None
    publication_date: dt.date | None = None  # first made available to the public
    words: tuple[Words, ...] = ()  # verbal element first, then transliteration, pseudo mark, translation
    owners: tuple[str, ...] = ()  # holders, else applicants
    representatives: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()  # inventors and creators
    countries: tuple[str, ...] = ()  # of the owners
    classes: tuple[str, ...] = ()  # Nice numbers
    goods: tuple[Goods, ...] = ()
    vienna: tuple[str, ...] = ()  # each code with its division and category: 02, 02.01, 02.01.01
    locarno: tuple[str, ...] = ()
    ipc: tuple[str, ...] = ()  # each symbol with section, class, subclass, main group
    abstract: str | None = None
    entry_words: tuple[str, ...] = ()  # of a declared register: the fields that are found by their words, but the title
    entry_values: tuple[str, ...] = ()  # and those that are chosen by their exact value, as field=value
    logo: Logo | None = None
    pictures: tuple[Logo, ...] = ()  # drawings and views
    look: Look | None = None  # of the logo or the views; none where nothing is drawn, or it was not looked at
    record: dict[str, Any] | None = None  # mappings.record.Record as JSON, as this index's readers may see it
    snapshots: tuple[dict[str, Any], ...] = ()  # {version, stage, issue, date, root} of each publication, oldest first


class PublicationDocument(Indexed):
    """What one publication froze, or one published event. Write-once: version 1, and one more for each redacted field
    and each publication of the dossier that was taken out of an issue before that closed; of such a one no more is left
    than that it was there.

    A field redacted by order is missing in `fields` and `salts` and keeps its digest.
    """

    id: str  # <dossier id>~<snapshot number>, or <dossier id>~e<event id>
    type: Literal["snapshot", "event", "taken-out"]
    dossier: str  # dossier id
    office: str
    kind: Kind
    number: str
    title: str | None = None
    snapshot: int  # 1, 2, … within the dossier
    version: int  # of the dossier when frozen
    sequence: int
    recorded_at: dt.datetime
    content_hash: str
    issue: str | None = None  # e.g. 2026/03
    part: str | None = None  # of the gazette
    stage: str  # application, registration, grant, correction, event, ...
    date: dt.date  # of publication
    corrects: int | None = None  # the number of the publication of the same dossier that this one sets right
    classes: tuple[str, ...] = ()
    root: str | None = None  # root hash over the salted digests of the fields
    salts: dict[str, str] = {}  # field → salt, hex
    digests: dict[str, str] = {}  # field → SHA-256(salt ‖ canonical JSON of the value), hex
    fields: dict[str, Any] = {}  # field → value: the public record, frozen, and `event` where one is published
    event: dict[str, Any] | None = None  # alone, or with a snapshot the event that it makes known


class AsOf(Indexed):
    """The checkpoint that every answer carries: complete up to `sequence`, but for the named gaps."""

    sequence: int
    at: dt.datetime  # when the index was found complete to it
    gaps: tuple[str, ...] = ()  # dossier ids set aside (the public checkpoint names published ones only)
