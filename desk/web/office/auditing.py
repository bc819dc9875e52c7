"""The audit log: who saw and did what, the newest first; whether its chain holds; the lines as CSV."""

# No postponed annotations here: those of the routes name what `add` was given.
import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording
from desk.web.office.forms import Day
from desk.web.site import Face
from desk.web.who import Person, needs
from exchange.table import guarded
from mappings.number import DossierKey
from registry import audit
from registry.audit import Line, Wanted
from registry.database import Register
from registry.people_errors import BrokenChain
from registry.reading import find

PAGE, AT_ONCE = 100, 1_000  # lines on a page; lines read at once for a file
HEADS = ("ordinal", "at", "who", "what", "file", "result", "before", "hash")
Said = Annotated[str, Field(max_length=200)]


class LinesQuery(BaseModel):
    """Which lines, as the form and the links of the page carry it."""

    model_config = ConfigDict(extra="ignore")

    who: Said = ""
    what: Said = ""
    file: Said = ""  # a number, or the id of a file
    since: Day = None
    until: Day = None

    def fields(self) -> dict[str, str]:
        return {name: str(value or "").strip() for name, value in LinesQuery.model_dump(self).items()}

    def wanted(self, register: Register) -> Wanted:
        """Of a number that the register does not hold, no lines."""
        number = self.file.strip()
        files = (number,) if key_of(number) else tuple(key.id for key in find(register, number)) if number else None
        after = self.until + dt.timedelta(days=1) if self.until and self.until < dt.date.max else None
        begins = [
            dt.datetime.combine(day, dt.time(), register.timezone) if day else None for day in (self.since, after)
        ]
        return Wanted(self.who.strip(), self.what.strip(), files, *begins)


class PageQuery(LinesQuery):
    before: Annotated[int | None, Field(ge=1, le=2**62)] = None  # the last line that was seen


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/audit`, `/audit/lines.csv` and `/audit/verify`."""
    words, register = Wording(counter.office), counter.register

    def page(person: Person, query: PageQuery, **verified: Any) -> Response:
        wanted = query.wanted(register)
        lines = audit.found(register, wanted, before=query.before, limit=PAGE + 1)
        return drawing.page(
            face,
            "office/audit.html",
            person=person,
            words=words,
            lines=lines[:PAGE],
            more=len(lines) > PAGE,
            query={name: value for name, value in query.fields().items() if name != "before"},
            before=query.before,
            unknown=wanted.files == (),
            key_of=key_of,
            **({"chain": None, "broken": None, "held": ""} | verified),
        )

    @routes.get("/audit")
    def list_(
        person: Annotated[Person, needs("desk.audit", "audit.read")], query: Annotated[PageQuery, Query()]
    ) -> Response:
        return page(person, query)

    @routes.get("/audit/lines.csv")
    def lines(
        request: Request,
        person: Annotated[Person, needs("desk.audit", "audit.read")],
        query: Annotated[LinesQuery, Query()],
    ) -> Response:
        said = ", ".join(f"{name} {value}" for name, value in query.fields().items() if value)
        request.app.state.door.note(person, "audit log as CSV", None, said or "all")
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
        written = _csv(audit.each(register, query.wanted(register), at_once=AT_ONCE))
        return StreamingResponse(written, media_type="text/csv; charset=utf-8", headers=headers)

    @routes.post("/audit/verify")
    def verify(
        person: Annotated[Person, needs("desk.audit", "audit.read")], holds: Annotated[str, Form(max_length=100)] = ""
    ) -> Response:
        held = holds.strip()
        try:
            return page(person, PageQuery(), chain=audit.verify(register, holds=held or None), held=held)
        except BrokenChain as error:
            return page(person, PageQuery(), broken=error, held=held)


def key_of(text: str | None) -> DossierKey | None:
    """The file of a line."""
    try:
        return DossierKey.from_id(text or "")
    except ValueError:
        return None


def _csv(read: Iterable[list[Line]]) -> Iterator[str]:
    """A line each, the oldest first, as no spreadsheet takes it for a formula."""
    yield _rows([HEADS])
    for lines in read:
        yield _rows(tuple(guarded(cell) for cell in _cells(line)) for line in lines)


def _cells(line: Line) -> tuple[str, ...]:
    at = line.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return str(line.ordinal), at, line.who, line.what, line.file or "", line.result, line.before, line.hash


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()
