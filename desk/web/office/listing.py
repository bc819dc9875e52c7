"""The lists of the desk: tasks, requests, the daily log, the board of pendency, the issues, the office's rules."""

# No postponed annotations here: those of the routes name what `add` was given.
import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from desk.web.drawing import Drawing
from desk.web.office import charts
from desk.web.office.counter import Counter, Wording, page_of
from desk.web.office.workflows import picture
from desk.web.site import Face
from desk.web.who import NotPermittedHere, Person, needs
from registry import assigning, letter_queues, pendency, queues
from registry.closing import present_day
from registry.issues import list_issues

ALL = ("dossier.view.all", "dossier.view.unpublished")  # the lists show files of all states
TASKS = 50  # of a page
ORDERS = {"since": "Oldest first", "due": "Nearest deadline first", "came": "What came in first", "number": "By number"}
ISSUES = 50  # of a page
NEAR = 7  # days before a deadline from which it stands out


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/tasks`, `/requests`, `/letters`, `/log`, `/board`, `/issues` and `/rules`."""
    words = Wording(counter.office)

    @routes.get("/tasks")
    def tasks(
        person: Annotated[Person, needs("desk.tasks", *ALL)],
        *,
        role: str = "",
        desk: Annotated[str, Query(max_length=64)] = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
        right: Annotated[str, Query(max_length=64)] = "",
        status: Annotated[str, Query(max_length=64)] = "",
        nice: Annotated[str, Query(alias="class", max_length=5)] = "",
        sort: Literal["since", "due", "came", "number"] = "since",
    ) -> Response:
        if desk and not person.may("desk.assign"):
            raise NotPermittedHere(["desk.assign"])
        whose = counter.office.roles if desk else person.roles
        roles = sorted(one for one in whose if role in {"", one})
        hidden, login = counter.hidden(person), None if desk else person.login
        asked = queues.Narrowed(right, status, nice.strip(), sort)
        found = queues.tasks(
            counter.register,
            roles,
            login,
            hidden=hidden,
            desk=desk or None,
            limit=TASKS,
            offset=(page - 1) * TASKS,
            narrowed=asked,
        )
        waiting = [(one.right, code) for one, code in queues.awaiting(counter.register, roles)]
        return drawing.page(
            face,
            "office/tasks.html",
            person=person,
            words=words,
            tasks=found.tasks,
            total=found.total,
            role=role,
            lies_with=desk,
            desks=assigning.desks(counter.register, hidden) if person.may("desk.assign") else {},
            number=page,
            pages=-(-found.total // TASKS),
            asked=asked,
            narrowed=bool(right or status or asked.nice),
            rights={kind.value: words.right(kind) for kind, _ in waiting},
            statuses={code: words.pile(kind, code) for kind, code in waiting if right in {"", kind.value}},
            sort=sort,
            orders=ORDERS,
            kept={"role": role, "desk": desk, "right": right, "status": status, "class": asked.nice, "sort": sort},
            today=counter.today(),
            near=dt.timedelta(days=NEAR),
            page_of=page_of,
        )

    @routes.get("/requests")
    def requests(person: Annotated[Person, needs("desk.requests", *ALL)]) -> Response:
        found = queues.requests(counter.register, person.roles, counter.hidden(person))
        return drawing.page(face, "office/requests.html", person=person, words=words, requests=found, page_of=page_of)

    @routes.get("/letters")
    def letters(person: Annotated[Person, needs("desk.letters", *ALL)]) -> Response:
        hidden = counter.hidden(person)
        return drawing.page(
            face,
            "office/letters.html",
            person=person,
            words=words,
            drafts=letter_queues.drafts(counter.register, person.roles, hidden),
            refused=letter_queues.to_write_anew(counter.register, person.roles, hidden),
            page_of=page_of,
        )

    @routes.get("/log")
    def log(person: Annotated[Person, needs("desk.daily-log")], on: dt.date | None = None) -> Response:
        day, entries = pendency.log(counter.register, on, counter.hidden(person))
        return drawing.page(
            face,
            "office/log.html",
            person=person,
            words=words,
            day=day,
            entries=entries,
            limit=pendency.LINES,
            before=day - dt.timedelta(days=1),
            after=day + dt.timedelta(days=1),
            page_of=page_of,
        )

    @routes.get("/board")
    def board(person: Annotated[Person, needs("desk.dashboard")]) -> Response:
        found = pendency.board(counter.register, counter.hidden(person))
        months = [f"{one.first:%b}" for one in found.months]
        chart = charts.grouped(months, [one.filed for one in found.months], [one.ended for one in found.months])
        most = max((pile.count for pile in found.piles), default=1)
        return drawing.page(face, "office/board.html", person=person, words=words, board=found, chart=chart, most=most)

    @routes.get("/issues")
    def issues(
        person: Annotated[Person, needs("desk.publication", *ALL)],
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        waiting = queues.publishable(counter.register, counter.hidden(person))
        newest = list(reversed(list_issues(counter.register)))
        return drawing.page(
            face,
            "office/issues.html",
            person=person,
            words=words,
            issues=newest[(page - 1) * ISSUES : page * ISSUES],
            waiting=waiting,
            today=present_day(counter.register),
            number=page,
            pages=-(-len(newest) // ISSUES),
            page_of=page_of,
        )

    @routes.get("/rules")
    def rules(person: Annotated[Person, needs("desk.configuration")]) -> Response:
        drawings = {name: picture(counter.office, name) for name in counter.office.workflows}
        return drawing.page(
            face,
            "office/rules.html",
            person=person,
            words=words,
            office=counter.office,
            drawings=drawings,
        )
