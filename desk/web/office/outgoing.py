"""What goes out, at the desk: deliveries that wait for somebody to write down what became of them; the e-mails."""

# No postponed annotations here: those of the routes name what `add` was given.
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from desk.capture import PDF
from desk.mail.reading import readable
from desk.web.drawing import Drawing
from desk.web.files import key_in
from desk.web.office.counter import Counter, Wording, page_of
from desk.web.office.documents import as_kept
from desk.web.office.forms import Day, DeskForm, Text
from desk.web.office.kept import Files
from desk.web.office.listing import ALL
from desk.web.site import Face
from desk.web.who import Person, needs
from mappings.number import DossierKey
from registry import outgoing
from registry.deliveries import move
from registry.letter_errors import NoSuchDelivery
from registry.queues import PAGE
from search_api.errors import Problem

GROUPS = {
    "to-post": "To post",
    "posted": "Posted, not yet confirmed",
    "uncertain": "E-mails of which nobody knows",
    "failed": "E-mails that failed",
    "returned": "Came back",
}
SAID = {
    "posted": "Posted",
    "delivered": "Delivered",
    "returned": "Came back",
    "sent": "It was sent",
    "queued": "Send it again",
}
Number = Annotated[int, Path(ge=1, le=2**62)]
Page = Annotated[int, Query(ge=1, le=10_000)]


class NoSuchMail(Problem):
    status = 404
    slug = "no-such-mail"
    title = "There is no such e-mail here"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"the register of e-mails has no number {number}", remedy="Open E-mails, and choose one there."
        )


class MoveForm(DeskForm):
    """What an officer knows of a delivery; `steps` is how many it had when the page was drawn."""

    state: Literal["posted", "delivered", "returned", "sent", "queued"]
    steps: int
    date: Day = None
    tracking: Text = None
    note: Text = None


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing, files: Files) -> None:
    """`/deliveries`, `/deliveries/NUMBER…` and `/mail`."""
    words, register = Wording(counter.office), counter.register

    @routes.get("/deliveries")
    def waiting(
        person: Annotated[Person, needs("desk.deliveries", *ALL)],
        what: Literal["to-post", "posted", "uncertain", "failed", "returned"] = "to-post",
        page: Page = 1,
        done: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    ) -> Response:
        hidden = counter.hidden(person)
        found = outgoing.waiting(register, what, hidden, offset=(page - 1) * PAGE)
        return drawing.page(
            face,
            "office/deliveries.html",
            person=person,
            words=words,
            groups=GROUPS,
            said=SAID,
            counts=outgoing.counts(register, hidden),
            what=what,
            found=found,
            number=page,
            pages=-(-found.total // PAGE),
            today=counter.today(),
            done=done,
            page_of=page_of,
        )

    @routes.post("/deliveries/{delivery}")
    def known(
        request: Request,
        person: Annotated[Person, needs("desk.deliveries", "dossier.edit.all")],
        delivery: Number,
        form: Annotated[MoveForm, Form()],
    ) -> Response:
        key, found = outgoing.file_of(register, delivery)
        counter.opened(request, person, key, f"delivery {delivery}")
        more: dict[str, Any] = {"date": form.date, "said": form.note, "expected": form.steps}
        move(register, delivery, form.state, person.login, tracking=form.tracking, **more)
        group = next((name for name, ways in outgoing.WAITING.items() if (found.way, found.state) in ways), "to-post")
        address = f"{face.prefix}/deliveries?{urlencode({'what': group, 'done': delivery})}"
        return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)

    @routes.get("/deliveries/{delivery}/letter")
    def letter(
        request: Request, person: Annotated[Person, needs("desk.deliveries", *ALL)], delivery: Number
    ) -> Response:
        key, found = outgoing.file_of(register, delivery)
        counter.opened(request, person, key, f"letter of delivery {delivery}")
        if found.digest is None:
            raise NoSuchDelivery(delivery)
        return as_kept(files, found.digest, f"{found.about}.pdf", PDF)

    @routes.get("/mail")
    def mails(
        request: Request,
        person: Annotated[Person, needs("desk.deliveries", *ALL)],
        file: Annotated[str, Query(max_length=100)] = "",
        page: Page = 1,
    ) -> Response:
        key = _key(counter, file)
        if key is not None:
            counter.opened(request, person, key, "e-mails")
        found = outgoing.mails(register, key, counter.hidden(person), offset=(page - 1) * PAGE)
        return drawing.page(
            face,
            "office/mails.html",
            person=person,
            words=words,
            found=found,
            file=file,
            key=key,
            number=page,
            pages=-(-found.total // PAGE),
            page_of=page_of,
        )

    @routes.get("/mail/{email}")
    def mail(request: Request, person: Annotated[Person, needs("desk.deliveries", *ALL)], email: Number) -> Response:
        found = outgoing.mail(register, email, counter.hidden(person))
        if found is None:
            raise NoSuchMail(email)
        if found.key is not None:
            counter.opened(request, person, found.key, f"e-mail {email}")
        shown: dict[str, Any] = {"mail": found, "readable": readable(files.store.get(found.entry.digest))}
        return drawing.page(face, "office/mail.html", person=person, words=words, page_of=page_of, **shown)


def _key(counter: Counter, file: str) -> DossierKey | None:
    """`tm/TM/2026/000001`, as links of the desk say it."""
    if not file:
        return None
    kind, _, number = file.partition("/")
    return key_in(counter.office.front.code, kind, number)
