"""USPTO patent grants and published applications (`us-patent-grant`, `us-patent-application`, DTD 4.0 and later).

A weekly file of the office is many such documents one behind the other; each is read on its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from exchange import streaming, uspto_patent_documents, uspto_patent_parties, xml
from exchange.branch import Branch
from exchange.building import attempted, leftover_notes, needed, notes, office, part, reading
from exchange.opening import Content, contents
from exchange.reading import Format, Head, Limits, MalformedFile, Reading
from exchange.uspto_patent_claims import claims
from mappings.record import Design, Invention, Kind, Note, Publication, Status, StatusGroup

NUMBER = "*/application-reference/document-id/doc-number"  # where the application number stands
TAGS = frozenset({"us-patent-grant", "us-patent-application"})
DECLARATION = b"<?xml"
GRANTED = Status(group=StatusGroup.REGISTERED, text="Granted")
PUBLISHED = Status(group=StatusGroup.PENDING, text="Published application")

NOTES: Mapping[str, str] = {
    "us-application-series-code": "Application series",
    "us-term-of-grant/disclaimer/text": "Terminal disclaimer",
    "us-term-of-grant/length-of-grant": "Length of grant",
    "us-term-of-grant/lapse-of-patent/text": "Lapse of patent",
    "us-botanic/latin-name": "Latin name",
    "us-botanic/variety": "Variety",
}
# End of a path → why its text is not in the record.
IGNORED: Mapping[str, str] = {
    "us-claim-statement": "the formula that stands before every set of claims",
    "application-reference/document-id/country": "the office's own code again",
    "classification-national/country": "the office whose scheme it is, which the scheme's name says",
    "addressbook/address/country": "says *unknown*; a real country is carried",
    "nationality/country": "says *omitted*; a real country is carried",
}
# Parts of the document, not of its bibliographic data.
NOT_BIBLIOGRAPHIC: Mapping[str, str] = {
    "description": "the full text of the specification, kept with the document itself",
    "drawings": "names of picture files that are not in the XML",
    "us-math": "names of picture files that are not in the XML",
    "us-chemistry": "names of files that are not in the XML",
    "us-sequence-list-doc": "names of files that are not in the XML",
}


def record(branch: Branch, place: str) -> Reading:
    """One grant or published application. Its key is the number of the application, so both are one dossier."""
    granted = branch.name == "us-patent-grant"
    for path in NOT_BIBLIOGRAPHIC:
        for section in branch.each(path):
            section.element.clear()
    data = branch.first("us-bibliographic-data-grant" if granted else "us-bibliographic-data-application")
    application = data.first("application-reference")
    sort = application.attribute("appl-type")
    number = application.text("document-id/doc-number")
    publication = _publication(data, granted=granted)
    design = sort == "design"
    language = (branch.attribute("lang") or "").lower() or None
    invention = _invention(branch, data, sort, language)
    status = GRANTED if granted else PUBLISHED
    fields: dict[str, object] = {
        "kind": Kind.DESIGN if design else Kind.PATENT,
        "office": "US",
        "application_number": number,
        "filing_date": application.date("document-id/date"),
        "registration_number": publication.number if publication and granted else None,
        "registration_date": publication.date if publication and granted else None,
        "language": language,
        "status": status.model_copy(update={"date": publication.date}) if publication else status,
        "publications": [publication] if publication else [],
        "parties": uspto_patent_parties.parties(data),
        "priorities": list(uspto_patent_documents.priorities(data)),
        "citations": list(uspto_patent_documents.citations(data)),
        "related": list(uspto_patent_documents.related(data, number)),
    }
    fields["classifications"], details = uspto_patent_documents.classifications(data)
    taken = [*details, *notes(data, NOTES), *_filing_type(data)]
    if design:
        text = "\n".join(claim.text for claim in invention.claims) if invention else None
        fields["design"] = part(Design, branch, product=invention.title if invention else None, description=text)
        taken += _design_notes(invention)
    else:
        fields["invention"] = invention
    fields["notes"] = [*taken, *leftover_notes(branch.left(IGNORED), taken)]
    return reading(place, fields, branch.warnings)


def _publication(data: Branch, *, granted: bool) -> Publication | None:
    document = data.first("publication-reference/document-id")
    country = office(document.text("country"))
    return part(
        Publication,
        document,
        name=None if country == "US" else country,
        number=document.text("doc-number"),
        kind_code=document.text("kind"),
        date=document.date("date"),
        stage="grant" if granted else "application",
    )


def _invention(branch: Branch, data: Branch, sort: str | None, language: str | None) -> Invention:
    return needed(
        Invention,
        title=data.text("invention-title"),
        abstract="\n".join(branch.texts("abstract/*")) or branch.text("abstract"),
        claims=claims(branch),
        language=language,
        number_of_claims=data.number("number-of-claims"),
        number_of_figures=data.number("figures/number-of-figures"),
        number_of_sheets=data.number("figures/number-of-drawing-sheets"),
        exemplary_claims=data.numbers("us-exemplary-claim"),
        field_of_search=uspto_patent_documents.field_of_search(data),
        term_extension_days=data.number("us-term-of-grant/us-term-extension"),
        application_kind=sort,
    )


def _filing_type(data: Branch) -> Iterator[Note]:
    for kind in data.each("us-publication-filing-type/*"):
        kind.own()
        yield Note(name="Publication filing type", value=kind.name.removeprefix("us-").replace("-", " "))


def _design_notes(invention: Invention | None) -> Iterator[Note]:
    """The counts that a design has and `Design` does not."""
    for name, value in (
        ("Number of figures", invention.number_of_figures if invention else None),
        ("Number of drawing sheets", invention.number_of_sheets if invention else None),
        ("Field of search", "\n".join(invention.field_of_search) if invention else None),
    ):
        if value:
            yield Note(name=name, value=str(value))


def _streamed(numbered: Iterator[tuple[int, int, bytes]]) -> tuple[int, Iterator[bytes]]:
    """The line on which a document begins, and its chunks as they come."""
    _, line, first = next(numbered)
    return line, itertools.chain((first,), (chunk for _, _, chunk in numbered))


def _documents(content: Content, limits: Limits) -> Iterator[tuple[int, Iterator[bytes]]]:
    """The XML documents of a file, each as its first line's number and its chunks; cut where `<?xml` begins a line."""

    def numbered() -> Iterator[tuple[int, int, bytes]]:
        document = 0
        for line, one in enumerate(_lines(content, limits), 1):
            document += bool(one.startswith(DECLARATION) and line > 1)
            yield document, line, one

    for _, group in itertools.groupby(numbered(), key=lambda item: item[0]):
        yield _streamed(group)


def _lines(content: Content, limits: Limits) -> Iterator[bytes]:
    rest = b""
    for chunk in content.chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole)
        if len(rest) > limits.record_bytes:
            raise MalformedFile(content.label, f"a line of more than {limits.record_bytes:,} bytes")
    if rest:
        yield rest


def _found(path: Path, limits: Limits) -> Iterator[tuple[xml.Found, str]]:
    for content in contents(path, limits):
        first = 0
        for first, chunks in _documents(content, limits):
            try:
                for found in streaming.of_kind(
                    chunks, content.label, TAGS, recognise, title=FORMAT.title, limits=limits
                ):
                    yield found, f"{content.label}:{first - 1 + found.line}"
            except MalformedFile as problem:
                raise _moved(problem, first - 1) from problem
        if not first:
            raise MalformedFile(f"{content.label}:1", "empty: it holds no element")


def _moved(problem: MalformedFile, lines: int) -> MalformedFile:
    """The same with its line counted from the file's start, not the document's."""
    label, _, line = problem.place.rpartition(":")
    return MalformedFile(f"{label}:{int(line) + lines}", problem.reason) if label and line.isdecimal() else problem


def read(path: Path, limits: Limits) -> Iterator[Reading]:
    for found, place in _found(path, limits):
        yield attempted(record, found.element, place, NUMBER)


def check(path: Path, limits: Limits) -> int:
    return sum(1 for _ in _found(path, limits))


def recognise(head: Head) -> bool:
    return head.root in TAGS


FORMAT = Format("uspto-patent", "USPTO patent grant or application XML", recognise, read, check)
