"""Reading one dossier by whatever number a person has in hand."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pydantic import TypeAdapter, ValidationError

from mappings.document import AsOf, DossierDocument
from mappings.number import DossierKey
from mappings.record import Kind
from search_api import queries
from search_api.errors import DossierDeleted, DossierNotFound, IndexBehind, NumberAmbiguous, NumberUnreadable
from search_api.index import Index
from search_api.models import DossierAnswer
from search_api.text import NumberText

ID = re.compile(r"([A-Z]{2})\.([a-z]{2,12})\.(.+)")
PATH = re.compile(r"([A-Z]{2})/([a-z]{2,12})/(.+)", re.IGNORECASE)
CANDIDATES = 20  # named in the answer; a number shared by more is no number
_number = TypeAdapter[str](NumberText)


def as_of(index: Index, at_least: int | None = None) -> AsOf:
    """The checkpoint; IndexBehind when it is below `at_least`."""
    checkpoint = index.as_of()
    if at_least is not None and checkpoint.sequence < at_least:
        raise IndexBehind(at_least, checkpoint.sequence)
    return checkpoint


def key(text: str) -> DossierKey | None:
    """The key when the text is a document id or the path of a page; None when it is a number alone."""
    if match := ID.fullmatch(text) or PATH.fullmatch(text):
        office, kind, number = match.groups()
        return DossierKey(office.upper(), Kind(kind.lower()), unquote(number))
    return None


def dossier(
    index: Index, text: str, *, office: str | None = None, kind: Kind | None = None, at_least: int | None = None
) -> DossierAnswer:
    """The dossier with this document id, path, application, registration or publication number.

    `office` and `kind` narrow a number that several dossiers share. Raises NumberUnreadable, DossierNotFound,
    NumberAmbiguous, DossierDeleted, IndexBehind and the engine's errors.
    """
    try:
        number = _number.validate_python(text)
    except ValidationError as problem:
        raise NumberUnreadable(problem.errors(include_url=False)[0]["msg"]) from problem
    checkpoint = as_of(index, at_least)
    asked = key(number)
    found = index.document(asked) if asked else None
    if found is None:
        found = _by_number(index, number, office, kind)
    if found is None:
        raise DossierNotFound(number)
    if found.deleted:
        raise DossierDeleted(DossierKey(found.office, found.kind, found.number), found.recorded_at)
    return DossierAnswer(as_of=checkpoint, dossier=found)


def _by_number(index: Index, number: str, office: str | None, kind: Kind | None) -> DossierDocument | None:
    body = queries.by_number(number, office=office, kind=kind, public=index.public, size=CANDIDATES)
    answer = index.search(body, (kind,) if kind else ())
    found = [DossierDocument.model_validate(hit["_source"]) for hit in answer["hits"]["hits"]]
    standing = [document for document in found if not document.deleted]
    exact = [document for document in standing if document.number == number]
    for choice in (exact, standing, found):
        if len(choice) == 1:
            return choice[0]
        if choice:
            total = answer["hits"]["total"]["value"] if len(choice) == len(found) else len(choice)
            raise NumberAmbiguous(number, [_candidate(document) for document in choice], total)
    return None


def _candidate(document: DossierDocument) -> dict[str, str | None]:
    key = DossierKey(document.office, document.kind, document.number)
    return {
        "path": key.path,
        "office": document.office,
        "kind": str(document.kind),
        "number": document.number,
        "registration_number": document.registration_number,
        "title": document.title,
    }
