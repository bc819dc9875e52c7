"""The family of a dossier as its permanent page shows it: priorities, divisions, designations, parents and children.

A file that is named is linked when it is published in this gazette, else it is plain text; a file that names this one
is listed with it. Pure: `standing` keeps who names whom (`kinship`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mappings.number import DossierKey
from publish_site import paths
from publish_site.kinship import Links, Names
from publish_site.pictures import is_published
from publish_site.views import Publication

PRIORITY = "priority"


NONE = Links({}, [])


def numbers(newest: Publication) -> list[str]:
    """The numbers by which others may name this file."""
    found = [newest.number, newest.record.get("registration_number")]
    return sorted({number for number in found if number})


def names(newest: Publication) -> list[Names]:
    """The files of the same office that this one names."""
    office, found = newest.document.office, set()
    for relation, one in _named(newest.record):
        if one.get("office") in {None, office}:
            found |= {Names(number, relation) for number in _numbers(one) if number != newest.number}
    return sorted(found)


def shown(newest: Publication, links: Links) -> list[dict[str, Any]]:
    """The lines of the family: relation, office, number, date, status, and `path` where the file is published.

    None where they would only say again what stands in the data: no file is published here, and none names this one.
    """
    found: list[dict[str, Any]] = []
    linked: set[str] = set()
    for relation, one in _named(newest.record):
        own = one.get("office") in {None, newest.document.office}
        target = next((links.named[n] for n in _numbers(one) if own and n in links.named), None)
        linked |= {target} if target else set()
        said = {name: one.get(name) or "" for name in ("office", "number", "date", "status")}
        said |= {"relation": newest.language.word(relation), "path": _page(target) if target else ""}
        found.append({"names": True, **said})
    for target, relation in links.naming:
        if target not in linked:
            said = {"office": newest.document.office, "number": DossierKey.from_id(target).number}
            said |= {"relation": newest.language.word(relation), "path": _page(target), "date": "", "status": ""}
            found.append({"names": False, **said})
    return found if any(one["path"] for one in found) else []


def documents(newest: Publication) -> list[dict[str, Any]]:
    """The documents open to inspection, by date; `path` is the picture made of one that is published as a file."""
    files = {plate.picture.digest: plate.picture.full for plate in newest.plates if plate.picture}
    listed = newest.record.get("documents") or ()
    told = [
        {name: one.get(name) or "" for name in ("role", "name", "date", "language", "pages", "media_type")}
        | {"path": files.get(one["digest"], "") if is_published(one) else ""}
        | {"role": newest.language.word(one.get("role") or "")}
        for one in listed
    ]
    return sorted(told, key=lambda one: (one["date"], one["role"], one["name"]))


def _named(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((PRIORITY, one) for one in record.get("priorities") or ())
    yield from ((one["relation"], one) for one in record.get("related") or ())


def _numbers(one: dict[str, Any]) -> Sequence[str]:
    return [number for number in (one.get("number"), one.get("registration_number")) if number]


def _page(dossier: str) -> str:
    key = DossierKey.from_id(dossier)
    return paths.dossier_page(key.kind, key.number)
