"""A snapshot as anyone may check it: its data with salts and digests, its header and its root. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, StringConstraints

from mappings import digest
from mappings.document import PublicationDocument
from mappings.kinds import WRITTEN
from mappings.number import DossierKey
from mappings.record import ENTRY_NAME, NAMES, Kind
from publish_site import paths

# What data.json says besides the header; of these the digests and, by them, the fields are proved.
SAID = ("type", "office", "kind", "number", "title", "root", "salts", "digests", "fields")


NAMING = (*(part for part, _ in NAMES), "entry")  # the fields, one of which names a file


class _Read(BaseModel):
    """Of what kind each value of a `data.json` is; `faults` names what does not belong there."""

    model_config = ConfigDict(strict=True)

    type: Literal["snapshot", "event"]
    dossier: str
    office: str
    kind: Annotated[str, StringConstraints(pattern=WRITTEN)]
    number: str
    snapshot: int
    version: int
    stage: str
    issue: str
    date: str
    part: str | None = None
    corrects: int | None = None
    title: str | None = None
    root: str
    salts: dict[str, str]
    digests: dict[str, str]
    fields: dict[str, Any]


def data(document: PublicationDocument) -> dict[str, Any]:
    """The content of `data.json`."""
    said = {name: getattr(document, name) for name in (*digest.HEADER, *SAID)}
    said |= {"kind": str(document.kind), "date": document.date.isoformat()}
    return {name: value for name, value in said.items() if value is not None}


def read(content: bytes, folder: str) -> tuple[dict[str, Any], list[str]]:
    """A `data.json` of that folder, and why it does not prove itself. ValueError where it cannot be read as one.

    It must be canonical JSON: else another reader might see in it another value than was proved.
    """
    try:
        found: dict[str, Any] = orjson.loads(content)
        _Read.model_validate(found)
        wrong = faults(found)
        if digest.canonical(found) != content:
            wrong.append("is no canonical JSON")
        if paths.snapshot(Kind(found["kind"]), found["number"], found["snapshot"]) != folder:
            wrong.append(f"is publication {found['snapshot']} of {found['number']}, and lies in the folder of another")
    except RecursionError as error:
        raise ValueError("is too deep") from error
    return found, wrong


def faults(published: Mapping[str, Any]) -> list[str]:
    """Why the data does not prove itself; empty when it does. A field kept as a digest alone was redacted by order.

    By the root, what lies beside the fields is proved too: the number by the id of the dossier, the type by the fields'
    names, the title by the field that names a file. An event bears the title of what was published before it, and so
    it is not proved; neither is one whose field was redacted.
    """
    fields, salts, digests = (published[name] for name in ("fields", "salts", "digests"))
    found = [
        f"{name}: value and salt do not give the published digest" for name in digest.differing(salts, digests, fields)
    ]
    if digest.root(digest.header(published), digests) != published.get("root"):
        found.append("root: header and digests do not give it")
    found += [f"{name}: is no part of a publication" for name in sorted(published.keys() - {*digest.HEADER, *SAID})]
    key = DossierKey(published["office"], published["kind"], published["number"])
    proved = {"dossier": key.id, "type": "event" if digests.keys() == {"event"} else "snapshot"}
    if proved["type"] == "snapshot" and not any(part in digests and part not in fields for part in NAMING):
        proved["title"] = _title(fields, key.number)
    return found + [
        f"{name}: is not as the data say" for name, said in proved.items() if published.get(name, said) != said
    ]


def _title(fields: Mapping[str, Any], number: str) -> str:
    """As `mappings.record.Record.title`."""
    for part, name in NAMES:
        if isinstance(named := fields.get(part), dict) and named.get(name):
            return str(named[name])
    for one in fields.get("entry") or ():
        if isinstance(one, dict) and one.get("field") == ENTRY_NAME and isinstance(one.get("values"), list):
            return str(one["values"][0])
    return number
