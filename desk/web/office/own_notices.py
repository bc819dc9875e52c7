"""What the office tells a party over all its files: letters, reminders, and the days that come, also as a calendar."""

# No postponed annotations here: those of the routes name what `add` was given.
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from desk.web.files import CONTAINED
from desk.web.office.counter import own_page_of
from desk.web.office.own_pages import OwnPages
from desk.web.who import Person, needs
from publish_site import icalendar
from registry import inbox, owned
from registry.inbox import Notices
from search_api.errors import Problem

WITHIN = 60  # days of deadlines
EVER = 100 * 366  # days
LARGEST = 2**63 - 1  # number of a notification
LISTED = 500  # deadlines of the page; the calendar has all


class NoNotice(Problem):
    status = 404
    slug = "no-notice"
    title = "There is no such notification for you"

    def __init__(self, delivery: int) -> None:
        super().__init__(f"notification {delivery}", remedy="Your notifications are listed at /my/notifications.")


def add(routes: APIRouter, pages: OwnPages) -> None:
    """`/my/notifications`, each of them, `/my/deadlines` and `/my/deadlines.ics`."""
    register = pages.counter.register

    @routes.get("/my/notifications")
    def listed(
        person: Annotated[Person, needs("desk.notifications", "dossier.view.own")],
        language: str = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        found = Notices(0, 0, ())
        if person.identifier:
            found = inbox.notices(register, person.identifier, offset=(page - 1) * inbox.PAGE)
        count = -(-found.total // inbox.PAGE)
        return pages.draw("office/own_notices.html", person, language, found=found, number=page, pages=count)

    @routes.get("/my/notifications/{delivery}")
    def notice(
        request: Request,
        person: Annotated[Person, needs("desk.notifications", "dossier.view.own")],
        delivery: Annotated[int, Path(ge=1, le=LARGEST)],
        language: str = "",
    ) -> Response:
        found = inbox.notice(register, person.identifier, delivery) if person.identifier else None
        if found is None:
            raise NoNotice(delivery)
        if not pages.opened(request, person, delivery, found.key):
            pages.note(request, person, found.key, f"notification {delivery}")
        return pages.draw("office/own_notice.html", person, language, notice=found)

    @routes.get("/my/deadlines")
    def deadlines(
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")], language: str = ""
    ) -> Response:
        found = owned.days(register, person.identifier, WITHIN, LISTED) if person.identifier else ()
        later = () if found or not person.identifier else owned.days(register, person.identifier, EVER, 1)
        shown: dict[str, Any] = {"days": found, "later": later, "within": WITHIN, "most": LISTED}
        return pages.draw("office/own_deadlines.html", person, language, **shown)

    @routes.get("/my/deadlines.ics")
    def calendar(
        request: Request,
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        language: str = "",
    ) -> Response:
        chosen = pages.language(language)
        found = owned.days(register, person.identifier, WITHIN) if person.identifier else ()
        if not found:  # the standard knows no empty calendar
            return RedirectResponse(f"/my/deadlines?language={chosen}", status_code=303)
        words, office, today = pages.wording(chosen), pages.counter.office, pages.today()
        address = request.app.state.door.address or str(request.base_url).rstrip("/")
        days = [
            icalendar.Day(
                uid=f"{one.key.id}-{one.ordinal}@{office.code.lower()}.blazon",  # a day put off is the same event
                day=one.due,
                stamp=today,
                summary=f"{words.deadline(one.workflow, one.name)}: {one.title}",
                description=f"{one.key.office} {one.key.number}",
                url=address + own_page_of(one.key),
            )
            for one in found
        ]
        content = icalendar.calendar(f"{pages.say(chosen)['deadlines-of']} {office.name(chosen)}", days, chosen)
        headers = {
            "Content-Disposition": 'attachment; filename="deadlines.ics"',
            "Content-Security-Policy": CONTAINED,
            "Cache-Control": "no-store",
        }
        return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
