"""Whether what the index holds is the issue that was closed. The refusals are in `errors`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import orjson
from pydantic import ValidationError

from mappings.audience import visible
from mappings.document import AsOf, PublicationDocument
from mappings.number import DossierKey
from mappings.record import Audience, Record
from publish_site import headers, lists, manifest, paths, proof, reading
from publish_site.errors import (
    GapInIssue,
    IndexBehind,
    NotForThePublic,
    RedactedInIndex,
    UnreadablePublication,
    WrongFolder,
)
from publish_site.issue import Entry as Listed
from publish_site.issue import Issue, Redacted
from publish_site.reading import Index
from publish_site.standing import AT_ONCE, Entry, some
from publish_site.views import nice


def check_complete(issue: Issue, entries: Sequence[Listed], asof: AsOf | None) -> None:
    """IndexBehind, or GapInIssue, unless the index holds all that the issue needs."""
    if asof is None or asof.sequence < issue.sequence:
        raise IndexBehind(issue.id, issue.sequence, asof.sequence if asof else None)
    touched = {entry.key.id for entry in entries} & set(asof.gaps)
    if touched:
        raise GapInIssue(issue.id, [str(DossierKey.from_id(identifier)) for identifier in sorted(touched)])


def listed(
    expected: Sequence[Entry], documents: Iterable[PublicationDocument], issues: Mapping[str, Issue]
) -> tuple[list[PublicationDocument], list[tuple[str, str]]]:
    """The documents of one dossier that are as the closing lists say, each proving itself; and, by issue, what is not.

    `expected` are its lines in the lists of the issues that are being built.
    """
    wanted = {(e.issue, e.snapshot): e for e in expected}
    found: list[PublicationDocument] = []
    differences: list[tuple[str, str]] = []
    for document in documents:
        issue = issues[str(document.issue)]
        name = f"{DossierKey.from_id(document.dossier)} snapshot {document.snapshot}"
        entry = wanted.pop((issue.id, document.snapshot), None)
        if entry is None:
            wrong = f"{name} is not on the closing list"
        elif document.root != entry.root or document.version != entry.version:
            wrong = f"{name} has the root {document.root}, closed was {entry.root}"
        elif document.sequence > issue.sequence:
            wrong = f"{name} was frozen at {document.sequence}, after the closing at {issue.sequence}"
        elif faults := proof.faults(proof.data(document)):
            wrong = f"{name}: {'; '.join(faults)}"
        else:
            found.append(document)
            continue
        differences.append((issue.id, wrong))
    for (issue_id, snapshot), entry in wanted.items():
        differences.append((issue_id, f"{DossierKey.from_id(entry.dossier)} snapshot {snapshot} is missing"))
    return found, differences


def check_redacted(index: Index, office: str, issues: Sequence[str], redactions: Sequence[Redacted]) -> None:
    """RedactedInIndex while the index gives a field that was taken out by order: it was not projected since."""
    gone = {(one.dossier, one.snapshot, one.field) for one in redactions}
    for dossiers in some(sorted({one.dossier for one in redactions}), AT_ONCE):
        for documents in reading.publications(index, office, issues, dossiers).values():
            for document in documents:
                if left := [name for name in document.fields if (document.dossier, document.snapshot, name) in gone]:
                    key = DossierKey.from_id(document.dossier)
                    raise RedactedInIndex(f"{key} snapshot {document.snapshot}", left)


def may_go(out: Path, prefixes: Collection[str], redactions: Sequence[Redacted], page: str) -> bool:
    """Whether a page may be gone from the site that takes the place of `out`: a list, in whose address a name lies,
    where a field was taken out by order that stands in `out` still.
    """
    return lists.has_page(prefixes, page) and any(_stands(out, one) for one in redactions)


def _stands(out: Path, redacted: Redacted) -> bool:
    key = DossierKey.from_id(redacted.dossier)
    try:
        content = (out / paths.snapshot(key.kind, key.number, redacted.snapshot) / "data.json").read_bytes()
        return redacted.field in orjson.loads(content)["fields"]
    except (FileNotFoundError, NotADirectoryError, KeyError, ValueError):  # no such page, or not as it was written
        return False


def check_public(document: PublicationDocument) -> None:
    """NotForThePublic when something was frozen that is not for everyone: no rule of an office may widen that;
    UnreadablePublication for what is no record, or bears classes that its fields do not give.
    """
    if (document.event or {}).get("audience", Audience.PUBLIC) != Audience.PUBLIC:
        raise NotForThePublic(document.id, "event")
    if document.type == "event":
        return
    try:
        record = Record.model_validate({name: value for name, value in document.fields.items() if name != "event"})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadablePublication(document.id, f"{where}: {first['msg']}") from error
    seen = visible(record, Audience.PUBLIC)
    for name in Record.model_fields:
        if getattr(seen, name) != getattr(record, name):
            raise NotForThePublic(document.id, name)
    if set(document.classes) != set(nice(document.fields)):
        raise UnreadablePublication(
            document.id, "its classes are not those of its fields; run `blazon index audit --repair`"
        )


def check_folder(out: Path, issues: Sequence[str], languages: Collection[str]) -> None:
    """WrongFolder unless `out` is new, empty, or a gazette of these issues or the first of them, with no folder of a
    language but `languages`.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise WrongFolder(f"{out} is no folder; name another")
    if not any(out.iterdir()):
        return
    try:
        held = manifest.SiteManifest.model_validate_json((out / manifest.MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise WrongFolder(
            f"{out} holds files that are no gazette (no readable manifest.json), or one that an earlier Blazon built; "
            "move them away, or name another folder"
        ) from error
    if later := [each.id for each in held.issues if each.id not in issues]:
        raise WrongFolder(
            f"{out} holds issue {later[-1]} already; a published page never disappears: "
            f"build {later[-1]}, or name another folder"
        )
    ids = [each.id for each in held.issues]
    if between := [issue for issue in issues[: len(ids)] if issue not in ids]:
        raise WrongFolder(
            f"{out} was built without issue {between[0]}, which comes before {ids[-1]}; "
            "what stands there never changes: name another folder"
        )
    # A register of the office's own may be called by two letters as well; its folder has no page of how to verify.
    there = sorted(f"{page.parents[1].name}/" for page in out.glob("*/verify/index.html"))
    if dropped := [folder for folder in there if re.fullmatch(headers.LANGUAGE, folder) and folder not in languages]:
        raise WrongFolder(
            f"{out} has pages in the language {dropped[0].strip('/').removeprefix('in-')} ({dropped[0]}), which "
            "`languages` in gazette.yaml no longer names behind the first; a published page never disappears: "
            "put the language back there, or name another folder"
        )
