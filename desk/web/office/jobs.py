"""The jobs at the desk: when each ran and runs, what became of it, whether a worker lives; and their doing."""

# No postponed annotations here: those of the routes name what `add` was given.
import datetime as dt
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from desk.jobs import queue, reading
from desk.jobs.work import JOBS
from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording
from desk.web.office.forms import DeskForm
from desk.web.site import Face
from desk.web.who import Person, needs
from search_api.errors import Problem

MANAGE = ("desk.jobs", "jobs.manage")


class JobNotFound(Problem):
    status = 404
    slug = "no-such-job"
    title = "There is no such job"

    def __init__(self, name: str) -> None:
        super().__init__(f"no job is called {name[:100]}", remedy=f"There are {', '.join(JOBS)}.")


class NotThatJob(Problem):
    status = 409
    slug = "not-that-job"
    title = "The job does not stand so any more, and nothing has changed"

    def __init__(self, why: str) -> None:
        super().__init__(why, remedy="Open the jobs again: the page shows how they stand now.")


class RunForm(DeskForm):
    """Which job is to run, and its newest number when the page was drawn."""

    name: str
    newest: int = 0


class JobForm(DeskForm):
    """A job that failed, or one that waits."""

    job: int


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/jobs`, and what is done there."""
    words, register, settings = Wording(counter.office), counter.register, counter.watch.jobs

    def back(said: str, about: str) -> Response:
        query = urlencode({"said": said, "about": about})
        return RedirectResponse(f"{face.prefix}/jobs?{query}", status_code=HTTPStatus.SEE_OTHER)

    @routes.get("/jobs")
    def jobs(
        person: Annotated[Person, needs("desk.jobs")],
        *,
        of: str = "",
        said: str = "",
        about: str = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        if of and of not in JOBS:
            raise JobNotFound(of)
        now = dt.datetime.now(register.timezone)
        found = reading.history(register, of or None, offset=(page - 1) * reading.PAGE)
        return drawing.page(
            face,
            "office/jobs.html",
            person=person,
            words=words,
            jobs=reading.standings(register, settings, now),
            workers=reading.workers(register, settings),
            history=found,
            of=of,
            number=page,
            pages=-(-found.total // reading.PAGE),
            zone=register.timezone,
            manages=person.may(*MANAGE),
            said=said if about in JOBS else "",
            about=about,
        )

    @routes.post("/jobs/run")
    def run(request: Request, person: Annotated[Person, needs(*MANAGE)], form: Annotated[RunForm, Form()]) -> Response:
        if form.name not in JOBS:
            raise JobNotFound(form.name)
        newest = next(iter(queue.kept(register, form.name, 1)), None)
        since = newest is not None and newest.id > form.newest  # it was asked for since: this form was sent twice
        job = None if since else queue.defer(register, form.name)
        request.app.state.door.note(person, f"job run {form.name}", None, f"job {job}" if job else "waits or ran since")
        return back("waits" if job else "already", form.name)

    @routes.post("/jobs/retry")
    def retry(
        request: Request, person: Annotated[Person, needs(*MANAGE)], form: Annotated[JobForm, Form()]
    ) -> Response:
        try:
            name = queue.retry(register, form.job)
        except queue.NotRetried as error:
            raise NotThatJob(str(error)) from error
        request.app.state.door.note(person, f"job retry {name}", None, f"job {form.job}")
        return back("waits", name)

    @routes.post("/jobs/cancel")
    def cancel(
        request: Request, person: Annotated[Person, needs(*MANAGE)], form: Annotated[JobForm, Form()]
    ) -> Response:
        try:
            name = queue.cancel(register, form.job)
        except queue.NotCancelled as error:
            raise NotThatJob(str(error)) from error
        request.app.state.door.note(person, f"job cancel {name}", None, f"job {form.job}")
        return back("cancelled", name)
