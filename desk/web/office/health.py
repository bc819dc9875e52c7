"""How the machine behind the office is: servers, index, backups, keys, disk; as a page and as JSON. And its log."""

# No postponed annotations here: those of the routes name what `add` was given.
import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from desk import logs
from desk.health import as_data, well
from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording
from desk.web.site import Face
from desk.web.who import Person, needs
from registry.database import Register

LINES = 200  # of the log, on one page


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/health`, `/health.json` and `/logs`."""
    folder = counter.watch.logs
    words, health, register = Wording(counter.office), counter.watch.health, counter.register

    @routes.get("/health.json")
    def data(_person: Annotated[Person, needs("desk.health")]) -> Response:
        found = as_data(health.ask())
        for one in found["findings"]:
            one["since"] = one["since"].isoformat()
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    @routes.get("/health")
    def show(person: Annotated[Person, needs("desk.health")]) -> Response:
        found = health.ask()
        return drawing.page(
            face,
            "office/health.html",
            person=person,
            words=words,
            findings=found,
            well=well(found),
            seconds=health.seconds,
            now=_now(register),
            zone=register.timezone,
        )

    @routes.get("/logs")
    def log(
        person: Annotated[Person, needs("desk.health")],
        level: Literal["info", "warning", "error"] = "info",
        words_: Annotated[str, Query(alias="words", max_length=200)] = "",
    ) -> Response:
        return drawing.page(
            face,
            "office/logs.html",
            person=person,
            words=words,
            lines=logs.read(folder, level=level, words=words_, limit=LINES) if folder else [],
            kept=folder is not None,
            level=level,
            levels=logs.LEVELS,
            sought=words_,
            limit=LINES,
            zone=register.timezone,
        )


def _now(register: Register) -> dt.datetime:
    return dt.datetime.now(register.timezone)
