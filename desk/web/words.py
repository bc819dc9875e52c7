"""What the pages call things: rights, statuses, offices, criteria, and how old the data is."""

from __future__ import annotations

import datetime as dt
import re
from typing import Protocol

from markupsafe import Markup, escape

from mappings.document import AsOf
from mappings.number import DossierKey
from mappings.record import Kind, StatusGroup
from mappings.registers import NO_REGISTERS, Registers
from mappings.texts import said
from publish_site.design import clean

KINDS = {Kind.TRADEMARK: "Trademark", Kind.PATENT: "Patent", Kind.DESIGN: "Industrial design"}
STATUSES = {
    StatusGroup.PENDING: "Pending",
    StatusGroup.REGISTERED: "In force",
    StatusGroup.ENDED: "Ended",
    StatusGroup.UNKNOWN: "Status not known",
}
OFFICES = {"EM": "EUIPO", "US": "USPTO", "WO": "WIPO", "EP": "EPO"}  # those whose standard files are read
PLURALS = {kind: f"{name}s" for kind, name in KINDS.items()}
CRITERIA = {
    "kind": "Right",
    "status": "Status",
    "class": "Nice class",
    "office": "Office",
    "country": "Owner's country",
    "owner": "Owner",
    "representative": "Representative",
    "creator": "Inventor or creator",
    "number": "Number",
    "goods": "Goods and services",
    "vienna": "Vienna code",
    "locarno": "Locarno class",
    "ipc": "IPC symbol",
    "entry": "Field of the register",
    "status_code": "Status code",
    "filed_from": "Filed from",
    "filed_to": "Filed to",
    "priority_from": "Priority from",
    "priority_to": "Priority to",
    "registered_from": "Registered from",
    "registered_to": "Registered to",
    "published_from": "Published from",
    "published_to": "Published to",
    "expires_from": "Expires from",
    "expires_to": "Expires to",
}
ENGLISH = "en"  # the language of the desk
CODED = re.compile("`([^`]+)`")  # a command, as messages of the command line set it apart
LONGEST_BADGE = 28  # characters; a longer status text stands beside the badge of its group
MINUTE = 60  # seconds
HOUR = 60  # minutes


SOUNDS = re.compile(r"((?<![\w/])/[^\s/]{1,40}/(?!\w))")  # a reading, which is not broken at its slashes
ISOLATE = re.compile("\u2068([^\u2068\u2069]*)\u2069")  # a value that runs in a direction of its own


class Standing(Protocol):
    """What has a status: a hit of either search, a dossier."""

    @property
    def status_group(self) -> StatusGroup: ...
    @property
    def status_text(self) -> str | None: ...


def status(of: Standing) -> str:
    """The office's own words for it where they fit on a badge, else what the status means for others."""
    text = of.status_text or ""
    return text if 0 < len(text) <= LONGEST_BADGE else STATUSES[of.status_group]


def rights(registers: Registers) -> tuple[dict[Kind, str], dict[Kind, str]]:
    """What each right is called, one file and several of it, those of the office's own registers too."""
    one = {kind: said(register.one, ENGLISH, "") for kind, register in registers.items()}
    several = {kind: said(register.name, ENGLISH, "") for kind, register in registers.items()}
    return KINDS | one, PLURALS | several


def value(criterion: str, text: str, registers: Registers = NO_REGISTERS) -> str:
    """The value of a criterion as a person says it; what is no value of it stays as it was given."""
    if criterion == "kind":
        return next((name for kind, name in rights(registers)[0].items() if kind == text), text)
    if criterion == "entry":
        name, _, given = text.partition("=")
        rules = (register.fields[name] for register in registers.values() if name in register.fields)
        return next((f"{said(one.label, ENGLISH, '')}: {one.said(given, ENGLISH)}" for one in rules), text)
    if criterion == "status":
        return STATUSES[StatusGroup(text)] if text in set(StatusGroup) else text
    if criterion == "office" and text in OFFICES:
        return f"{text} {OFFICES[text]}"
    return text


def behind(as_of: AsOf, now: dt.datetime, limit: float) -> str | None:
    """How long ago the index was last found complete, where that is longer than `limit` seconds."""
    seconds = (now - as_of.at).total_seconds()
    if seconds <= limit:
        return None
    minutes = round(seconds / MINUTE)
    for size, unit in ((24 * HOUR, "day"), (HOUR, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{int(seconds)} seconds"


def gap(identifier: str) -> str:
    """A dossier id as its number is printed."""
    key = DossierKey.from_id(identifier)
    return f"{key.office} {key.number}"


def isolated(sentence: str) -> Markup:
    """The sentence, escaped, with `<bdi>` for the direction isolates around its values."""
    pieces = map(_whole, map(clean, ISOLATE.split(sentence)))
    return Markup("").join(
        Markup("<bdi>{}</bdi>").format(piece) if place % 2 else piece for place, piece in enumerate(pieces)
    )


def coded(sentence: str) -> Markup:
    """The sentence, escaped, its commands set as code."""
    pieces = CODED.split(sentence)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else escape(clean(piece))
        for place, piece in enumerate(pieces)
    )


def _whole(text: str) -> Markup:
    """The text, escaped, with its readings set apart."""
    pieces = SOUNDS.split(text)
    return Markup("").join(
        Markup('<span class="sound">{}</span>').format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )
