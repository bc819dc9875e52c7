"""Whether what the index holds is the issue that was closed. Pure; the refusals are in `errors`."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from mappings.audience import visible
from mappings.document import AsOf, PublicationDocument
from mappings.number import DossierKey
from mappings.record import Audience, Record
from publish_site import proof
from publish_site.errors import ClosingListDiffers, GapInIssue, IndexBehind, NotForThePublic, UnreadablePublication
from publish_site.issue import Issue


def check_complete(issue: Issue, asof: AsOf | None) -> None:
    """IndexBehind, or GapInIssue, unless the index holds all that the issue needs."""
    if asof is None or asof.sequence < issue.sequence:
        raise IndexBehind(issue.id, issue.sequence, asof.sequence if asof else None)
    touched = {entry.key.id for entry in issue.entries} & set(asof.gaps)
    if touched:
        raise GapInIssue(issue.id, [str(DossierKey.from_id(identifier)) for identifier in sorted(touched)])


def check_listed(issue: Issue, office: str, documents: Iterable[PublicationDocument]) -> list[PublicationDocument]:
    """The documents of the issue, each proving itself; ClosingListDiffers unless they are those of its list."""
    listed = {(e.key.id, e.snapshot): e for e in issue.entries}
    found: list[PublicationDocument] = []
    differences = [f"{e.key} is of another office" for e in issue.entries if e.office != office]
    for document in documents:
        name = f"{DossierKey.from_id(document.dossier)} snapshot {document.snapshot}"
        entry = listed.pop((document.dossier, document.snapshot), None)
        if entry is None:
            differences.append(f"{name} is not on the closing list")
        elif document.root != entry.root or document.version != entry.version:
            differences.append(f"{name} has the root {document.root}, closed was {entry.root}")
        elif document.sequence > issue.sequence:
            differences.append(f"{name} was frozen at {document.sequence}, after the closing at {issue.sequence}")
        elif faults := proof.faults(proof.data(document)):
            differences.append(f"{name}: {'; '.join(faults)}")
        else:
            found.append(document)
    differences += [f"{e.key} snapshot {e.snapshot} is missing" for e in listed.values() if e.office == office]
    if differences:
        raise ClosingListDiffers(issue.id, sorted(differences))
    return found


def check_public(document: PublicationDocument) -> None:
    """NotForThePublic when something was frozen that is not for everyone: no rule of an office may widen that."""
    if document.type == "event":
        if (document.event or {}).get("audience", Audience.PUBLIC) != Audience.PUBLIC:
            raise NotForThePublic(document.id, "event")
        return
    try:
        record = Record.model_validate(document.fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadablePublication(document.id, f"{where}: {first['msg']}") from error
    seen = visible(record, Audience.PUBLIC)
    for name in Record.model_fields:
        if getattr(seen, name) != getattr(record, name):
            raise NotForThePublic(document.id, name)
