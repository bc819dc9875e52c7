"""What the generator gives: one application as filed, its pictures, and what happens to it afterwards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from mappings.record import Audience, Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from mappings.record import Record, Status

Action = Literal["event", "publish", "register", "amend", "delete"]


@dataclass(frozen=True)
class Step:
    """What happens on one day, an event of the journal; `status` is the new status, where it changes. But for these:

    publish: the file goes into the next issue; `part` is the id of the gazette's part and `stage` the publication's
    stage, `code` the event that follows on the day of the issue; `event` is the date and code of the event that is
    published, with the data or, at the stage `event`, alone; `corrects` the number of the publication that this one
    sets right. register: the dates. delete:
    the file goes and leaves a tombstone. `changes`, with whatever action, gives whole new values of top-level fields of
    the record: what a list no longer holds is gone.
    """

    date: dt.date
    action: Action
    code: str  # the office's event code, see events.yaml
    text: str
    standard_code: str
    audience: Audience = Audience.PUBLIC  # of the event
    status: Status | None = None
    part: str | None = None
    stage: str | None = None
    event: tuple[dt.date, str] | None = None
    corrects: int | None = None
    registration_date: dt.date | None = None
    expiry_date: dt.date | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Filing:
    """One application's whole life in the demo office.

    `record` is as filed, its number provisional: the register gives the final one. `files` are the pictures that its
    documents name, by SHA-256. `steps` are in order of date, none later than the day the office was asked for.
    `family` is shared by marks made to be confused (`words-…`) or to look alike (`logos-…`); `relation` says how this
    one comes near the family's original.
    """

    record: Record
    files: tuple[tuple[Document, bytes], ...] = ()
    steps: tuple[Step, ...] = ()
    family: str | None = None
    relation: str | None = None


def png(content: bytes, name: str, role: str, date: dt.date, size: tuple[int, int]) -> tuple[Document, bytes]:
    """A drawn picture and its entry in the record."""
    digest = hashlib.sha256(content).hexdigest()
    document = Document(
        digest=digest,
        media_type="image/png",
        name=name,
        role=role,
        date=date,
        size=len(content),
        width=size[0],
        height=size[1],
    )
    return document, content
