"""What the gazette is told by the register and the office: the house, the closed issues, the pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desk.keys import Keys
from desk.signing import Signer
from mappings.record import Kind
from offices.office import Office
from publish_site.build import Built, Tell, build, silent
from publish_site.completeness import Unpublished, Word
from publish_site.issue import Entry, House, Issue, Part, Redacted, meant
from publish_site.reading import Index
from registry import issues, redacting
from registry import unpublished as numbers
from registry.database import Register
from registry.documents import DocumentStore
from registry.errors import CorruptDocument, DocumentMissing, IssueNotDue
from registry.stages import EVENT


def house(office: Office) -> House:
    """The office as its gazette names it, in each language of the gazette; the pages in the first lie at its root."""
    first, *others = office.gazette.languages or office.front.languages[:1]
    return _house(office, first, tuple(_house(office, other) for other in others))


def _house(office: Office, language: str, others: tuple[House, ...] = ()) -> House:
    address = office.front.address
    town = " ".join(text for text in (address.postcode, address.city) if text)
    parts = (
        Part(
            id=part.id,
            title=part.title.get(language) or next(iter(part.title.values())),
            lang="" if language in part.title else next(iter(part.title)),
            kind=part.kind,
            stage=part.stage,
            date_code=part.inid or "",
        )
        for part in office.gazette.parts
    )
    return House(
        office=office.code,
        office_name=office.name(language),
        name=office.gazette.name.get(language) or next(iter(office.gazette.name.values())),
        address=", ".join(text for text in (*address.lines, town) if text),
        parts=tuple(parts),
        licence=_licence(office, language),
        licence_address=office.gazette.licence.address if office.gazette.licence else None,
        register_address=office.gazette.register_address,
        language=language,
        others=others,
        texts=_texts(office, language),
        registers=dict(office.declared),
        written_in=office.front.languages[0],
        site_address=office.gazette.site_address,
        calendar=office.calendar,
    )


def _texts(office: Office, language: str) -> dict[Kind, dict[str, str]]:
    """What its statuses and events are called in another language, by what the register calls them."""
    found: dict[Kind, dict[str, str]] = {}
    for kind in office.status_rules:
        statuses = [text for rule in office.status_rules[kind].values() for text in (rule.text, rule.public)]
        texts = [*statuses, *(rule.text for rule in office.event_rules[kind].values())]
        found[kind] = {office.said(text): text[language] for text in texts if language in text}
    return found if language != office.front.languages[0] else {}


class NoSuchPart(ValueError):
    def __init__(self, part: str, kind: Kind, known: Sequence[str]) -> None:
        super().__init__(
            f"the gazette has no part `{part}` for {kind}; its parts (gazette.yaml) are {', '.join(known)}"
        )


def part_for(office: Office, kind: Kind, stage: str, event: str | None, asked: str | None = None) -> str | None:
    """The id of the part that takes a publication of that stage, of an event alone by its code; None without one.

    Another may be `asked` for: NoSuchPart when the office has it not, or not for that right.
    """
    if asked is not None:
        known = [part.id for part in office.gazette.parts if part.kind in {kind, None}]
        if asked not in known:
            raise NoSuchPart(asked, kind, known)
        return asked
    try:
        return office.part_of_event(kind, event or "") if stage == EVENT else office.part(kind, stage).id
    except KeyError:
        return None


def _licence(office: Office, language: str) -> str | None:
    licence = office.gazette.licence
    return licence.name.get(language) or next(iter(licence.name.values())) if licence else None


def closed_issues(register: Register) -> list[Issue]:
    """Every closed or published issue, oldest first."""
    return [
        Issue(id=issue.id, date=issue.date, sequence=issue.closed_sequence or 0, count=count)
        for issue, count in issues.list_closed(register)
    ]


def closing_list(register: Register, identifier: str) -> list[Entry]:
    """The closing list of an issue; registry.errors.NoSuchIssue and IssueOpen."""
    return [
        Entry(
            office=row["office"],
            kind=Kind(row["kind"]),
            number=row["number"],
            snapshot=row["snapshot"],
            version=row["version"],
            root=row["root"],
        )
        for row in issues.closing_list(register, identifier).rows
    ]


def unpublished(register: Register, office: Office, identifier: str) -> Iterator[Unpublished]:
    """The office's numbers without publication when an issue was closed, with what its rules let be said of them."""
    for row in numbers.read(register, identifier):
        kind = Kind(row.kind)
        rule = office.status_rules[kind].get(row.status or "")
        told: Word = (rule and rule.before_publication) or "unpublished"
        if row.status == numbers.DELETED:
            yield Unpublished(kind, row.number, "unused")
        elif row.published_on:
            yield Unpublished(kind, row.number, "public", row.published_on)
        else:
            yield Unpublished(kind, row.number, told)


@dataclass(frozen=True)
class Pictures:
    """The bytes of a digest; LookupError where the store has none or other bytes. Goes along to other processes."""

    documents: DocumentStore

    def __call__(self, digest: str) -> bytes:
        try:
            return self.documents.get(digest)
        except (DocumentMissing, CorruptDocument) as error:
            raise LookupError(str(error)) from error


def named(register: Register, asked: str) -> str:
    """The issue of the register that is meant."""
    return meant(asked, {issue.id for issue in issues.list_issues(register)})


def build_issue(
    register: Register,
    index: Index,
    office: Office,
    documents: DocumentStore,
    *,
    keys: Keys | None = None,
    issue: str,
    out: Path,
    served: Path | None = None,
    cache: Path | None = None,
    fonts: Path | None = None,
    tell: Tell | None = None,
) -> Built:
    """The gazette of all issues up to and with `issue`, at `out`, signed with `keys`. publish_site.errors.NotBuilt says
    why not.

    What lies in the folder `served` anyone can read: IssueNotDue when the issue would go there before its day.
    """
    wanted, closed = named(register, issue), closed_issues(register)
    if served is not None and out.resolve() == served.resolve():
        due = {each.id for each in issues.list_due(register)}
        for early in (each for each in closed if each.id == wanted and each.id not in due):
            raise IssueNotDue(early.id, early.date)
    return build(
        index,
        house(office),
        closed,
        wanted,
        out,
        closing=partial(closing_list, register),
        numbers=partial(unpublished, register, office),
        picture=Pictures(documents),
        redactions=[Redacted(key.id, snapshot, field) for key, snapshot, field in redacting.everything(register)],
        sign=Signer(register, keys) if keys else None,
        cache=cache,
        fonts=fonts,
        tell=tell or silent,
    )
