"""The backlog at the desk: what was pending at each month's end and with whom, and how long files waited."""

# No postponed annotations here: those of the routes name what `add` was given.
import csv
import io
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Response

from desk.web.drawing import Drawing
from desk.web.office import charts
from desk.web.office.counter import Counter, Wording
from desk.web.site import Face
from desk.web.who import Person, needs
from exchange.table import guarded
from registry import backlog as counting
from registry.backlog import Backlog

COLUMNS = ("month_end", "right", "officer", "measure", "value")


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/board/backlog` and `/board/backlog.csv`."""
    words, register, kinds = Wording(counter.office), counter.register, counter.office.kinds

    def counted(person: Person, right: str) -> Backlog:
        return counting.backlog(register, counter.hidden(person), right if right in kinds else None)

    @routes.get("/board/backlog")
    def show(person: Annotated[Person, needs("desk.dashboard")], right: str = "") -> Response:
        found = counted(person, right)
        return drawing.page(
            face,
            "office/backlog.html",
            person=person,
            words=words,
            backlog=found,
            chart=charts.grouped([f"{end:%b}" for end in found.ends], found.total()),
            right=right if right in kinds else "",
            rights=kinds,
        )

    @routes.get("/board/backlog.csv")
    def data(person: Annotated[Person, needs("desk.dashboard")], right: str = "") -> Response:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows(map(guarded, row) for row in _rows(counted(person, right), right))
        return Response(
            text.getvalue().encode(),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="backlog.csv"', "Cache-Control": "no-store"},
        )


def _rows(found: Backlog, right: str) -> Iterator[tuple[str, ...]]:
    for one in found.pending:
        for end, count in zip(found.ends, one.counts, strict=True):
            yield str(end), one.kind, one.officer or "", "pending", str(count)
    for end, waits in zip(found.ends, found.waits, strict=True):
        for what, wait in (("first-action", waits.action), ("decision", waits.decision)):
            yield str(end), right, "", f"{what}-files", str(wait.files)
            if wait.median is not None:
                yield str(end), right, "", f"{what}-days-median", str(wait.median)
                yield str(end), right, "", f"{what}-days-90th", str(wait.most)
