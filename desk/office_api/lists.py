"""What waits: tasks, requests and letters, as the desk's lists have them."""

# No postponed annotations here: those of the routes name what `add` was given.
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from desk.office_api import described
from desk.office_api.answers import (
    FileStatus,
    TaskAnswer,
    Tasks,
    WaitingLetter,
    WaitingLetters,
    WaitingRequest,
    WaitingRequests,
)
from desk.office_api.reading import Language
from desk.web.office.counter import Counter, Wording
from desk.web.office.listing import ALL
from desk.web.who import Person, needs
from registry import letter_queues, queues

LISTED = 1_000  # requests and letters, the oldest; who has more waiting for them has another trouble
Limit = Annotated[int, Query(ge=1, le=queues.PAGE, description="Of one page")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="`next` of the page before")]


@dataclass(frozen=True)
class Page:
    """What is asked of a list."""

    limit: Limit = queues.PAGE
    offset: Offset = 0

    @property
    def shown(self) -> slice:
        return slice(self.offset, self.offset + self.limit)

    def next(self, total: int) -> int | None:
        """Where the page after it begins."""
        return self.shown.stop if self.shown.stop < total else None


def add(routes: APIRouter, counter: Counter) -> None:
    """`/tasks`, `/requests` and `/letters`."""
    register, office = counter.register, counter.office

    @routes.get("/tasks", summary="What waits for one's roles", responses=described.problems())
    def tasks(
        person: Annotated[Person, needs("desk.tasks", *ALL)],
        role: Annotated[str, Query(max_length=64, description="For this role of yours alone")] = "",
        language: Language = "",
        *,
        page: Annotated[Page, Depends()],
    ) -> Tasks:
        """The files whose next step is one's roles', those on one's own desk first, then the nearest deadline."""
        roles = sorted(one for one in person.roles if role in {"", one})
        hidden, words = counter.hidden(person), Wording(office, language)
        found = queues.tasks(register, roles, person.login, hidden=hidden, limit=page.limit, offset=page.offset)
        shown = tuple(_task(one, counter, words) for one in found.tasks)
        return Tasks(total=found.total, next=page.next(found.total), tasks=shown)

    @routes.get("/requests", summary="The requests that one decides", responses=described.problems())
    def requests(
        person: Annotated[Person, needs("desk.requests", *ALL)],
        language: Language = "",
        *,
        page: Annotated[Page, Depends()],
    ) -> WaitingRequests:
        """The oldest first; of the oldest 1,000."""
        words = Wording(office, language)
        found = queues.requests(register, person.roles, counter.hidden(person), LISTED)
        shown = tuple(
            WaitingRequest(
                **_file(one),
                request=one.number,
                type=one.type,
                text=words.request(one.type),
                received_on=one.received_on,
                actor=one.actor,
            )
            for one in found[page.shown]
        )
        return WaitingRequests(total=len(found), next=page.next(len(found)), requests=shown)

    @routes.get("/letters", summary="The letters that one approves", responses=described.problems())
    def waiting(
        person: Annotated[Person, needs("desk.letters", *ALL)],
        language: Language = "",
        *,
        page: Annotated[Page, Depends()],
    ) -> WaitingLetters:
        """Those whose next approval is one's own, the oldest first; of the oldest 1,000."""
        words = Wording(office, language)
        found = letter_queues.drafts(register, person.roles, counter.hidden(person), LISTED)
        shown = tuple(
            WaitingLetter(
                **_file(one),
                letter=one.number,
                letter_kind=one.kind,
                text=words.letter(one.kind),
                date=one.date,
                approved=one.approved,
            )
            for one in found[page.shown]
        )
        return WaitingLetters(total=len(found), next=page.next(len(found)), letters=shown)


def _file(one: queues.Task | queues.Waiting | letter_queues.Draft) -> dict[str, Any]:
    return {"office": one.key.office, "kind": one.key.kind, "number": one.key.number, "title": one.title}


def _task(one: queues.Task, counter: Counter, words: Wording) -> TaskAnswer:
    group = counter.office.status_rules[one.key.kind][one.status].group
    return TaskAnswer(
        **_file(one),
        status=FileStatus(code=one.status, text=words.status(one.key, one.status), group=group),
        since=one.since,
        due=one.due,
        assigned=one.assigned,
        ready=one.ready,
        against=one.against,
    )
