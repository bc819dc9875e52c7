"""A party's own files in plain words: where each stands, what the office waits for, the letters. From the register."""

# No postponed annotations here: those of the routes name what `add` was given.
import csv
import io
from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from desk.web.files import CONTAINED, DocumentNotFound, key_in
from desk.web.office.own_pages import READABLE, OwnPages
from desk.web.who import Person, needs
from exchange.table import guarded
from mappings.number import DossierKey
from registry import owned
from registry.owned import OwnFile, OwnFiles, Wanted

COLUMNS = ("office", "kind", "number", "registration", "title", "reference", "status", "group", "filed", "expires")
MORE = ("waits", "deadline", "due")  # columns beside those
LONGEST = 200  # characters of what is looked for


def add(routes: APIRouter, pages: OwnPages) -> None:
    """`/my/`, `/my/files.csv`, `/my/OFFICE/KIND/NUMBER` and the letters below it."""
    register = pages.counter.register

    def found(person: Person, wanted: Wanted, *, limit: int | None = owned.PAGE, offset: int = 0) -> OwnFiles:
        if not person.identifier:
            return OwnFiles(0, 0, ())
        return owned.own(register, person.identifier, wanted, pages.roles(person), limit=limit, offset=offset)

    @routes.get("/my/")
    def mine(
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        wanted: Annotated[Wanted, Depends(_wanted)],
        language: str = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        files = found(person, wanted, offset=(page - 1) * owned.PAGE)
        return pages.draw(
            "office/own.html",
            person,
            language,
            files=files.files,
            total=files.total,
            everything=files.of,
            wanted=wanted,
            rights=_rights(pages, language),
            query=_query(wanted, pages.language(language)),
            number=page,
            pages=-(-files.total // owned.PAGE),
        )

    @routes.get("/my/files.csv")
    def table(
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        wanted: Annotated[Wanted, Depends(_wanted)],
        language: str = "",
    ) -> Response:
        content = _table(pages, found(person, wanted, limit=None).files, language)
        headers = {"Content-Disposition": 'attachment; filename="files.csv"', "Cache-Control": "no-store"}
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    @routes.get("/my/{office}/{kind}/{number:path}/letters/{digest}")
    def letter(
        request: Request,
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        key: Annotated[DossierKey, Depends(key_in)],
        digest: str,
    ) -> Response:
        file = pages.own(request, person, key, f"document {digest}")
        kept = next((one for one in file.record.documents if one.digest == digest and one.audience in READABLE), None)
        if kept is None or register.documents is None:
            raise DocumentNotFound(key)
        content = register.documents.get(digest)
        number = next((one.number for one in file.letters if one.digest == digest), None)
        if not (number and pages.opened(request, person, number, key)):
            pages.note(request, person, key, f"document {digest}")
        return Response(
            content,
            media_type="application/pdf" if kept.media_type == "application/pdf" else "application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}",
                "Content-Security-Policy": CONTAINED,
                "Cache-Control": "no-store",
            },
        )

    @routes.get("/my/{office}/{kind}/{number:path}")
    def file(
        request: Request,
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        key: Annotated[DossierKey, Depends(key_in)],
        language: str = "",
    ) -> Response:
        own = pages.own(request, person, key, "own file")
        pages.note(request, person, key, "own file")
        return pages.draw(
            "office/own_file.html",
            person,
            language,
            file=own,
            replies=pages.replies(person, own),
            offers=[one for one in pages.offers(person, own) if one.against is None],
        )


def _rights(pages: OwnPages, language: str) -> list[tuple[str, str]]:
    """Those of the office, by the names of their workflows."""
    office = pages.counter.office
    return [
        (workflow.right.value, office.said(workflow.text, pages.language(language)))
        for workflow in office.workflows.values()
        if workflow.files == "national"
    ]


def _table(pages: OwnPages, files: Iterable[OwnFile], language: str) -> bytes:
    """The files as CSV in which no cell is a formula; with a mark by which a spreadsheet reads it as UTF-8."""
    words, written = pages.wording(language), io.StringIO(newline="")
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow((*COLUMNS, *MORE))
    for one in files:
        waits = ", ".join(map(words.role, one.awaits))
        deadline = words.deadline(one.workflow, one.deadline) if one.deadline else ""
        cells = (*_cells(one, words.public_status(one.key, one.status)), waits, deadline, _iso(one.due))
        lines.writerow([guarded(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def _wanted(
    words: Annotated[str, Query(max_length=LONGEST)] = "",
    kind: Annotated[str, Query(max_length=12)] = "",
    group: owned.Group | Literal[""] = "",
    *,
    waits: bool = False,
) -> Wanted:
    return Wanted(words.replace("\0", "").strip(), kind, group, waits)


def _query(wanted: Wanted, language: str) -> str:
    """What an address carries of it."""
    asked = {"words": wanted.words, "kind": wanted.kind, "group": wanted.group, "waits": "true" if wanted.waits else ""}
    return urlencode({"language": language} | {name: value for name, value in asked.items() if value})


def _cells(one: OwnFile, status: str) -> tuple[str, ...]:
    return (
        one.key.office,
        one.kind.value,
        one.key.number,
        one.registration or "",
        one.title,
        one.reference or "",
        status,
        one.group,
        _iso(one.filed),
        _iso(one.expires),
    )


def _iso(day: object) -> str:
    return "" if day is None else str(day)
