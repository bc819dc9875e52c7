"""Requests after filing, by forms: a party's on its own file, and the office's for a party who came by paper."""

# No postponed annotations here: those of the routes name what `add` was given.
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from desk.web.drawing import Drawing
from desk.web.files import key_in
from desk.web.office import requested
from desk.web.office.counter import Counter, Wording, own_page_of, page_of
from desk.web.office.filled import filled
from desk.web.office.own_pages import OwnFile, OwnPages, others_file
from desk.web.office.phrases import phrases
from desk.web.office.reasons import Voice
from desk.web.office.requested import Desk, Drawn
from desk.web.office.taking_in import ACCEPTED, FILES, ROOM, Capture
from desk.web.site import Face
from desk.web.uploads import Sent, Uploads
from desk.web.who import Person, needs
from mappings.number import DossierKey
from mappings.record import Record
from publish_site.language import Language
from registry import outside, reading
from registry.changing import hold
from registry.errors import NoWorkflow
from registry.offered import Offer, offers
from registry.outlook import Outlook, outlook

ENGLISH = "en"
LONGEST = 200  # characters of a number


def add_others(routes: APIRouter, pages: OwnPages) -> None:
    """`/my/others`: from the number of a published file of somebody else to what can be filed on it."""
    register = pages.counter.register

    @routes.get("/my/others")
    def others(
        person: Annotated[Person, needs("desk.my-files", "dossier.edit.own")],
        number: Annotated[str, Query(max_length=LONGEST)] = "",
        language: str = "",
    ) -> Response:
        wanted = number.replace("\0", "").strip()
        found = [key for key in outside.numbered(register, wanted) if pages.outside(person, key)]
        if len(found) == 1:
            to = f"{own_page_of(found[0])}/requests/new?language={pages.language(language)}"
            return RedirectResponse(to, status_code=HTTPStatus.SEE_OTHER)
        status = HTTPStatus.NOT_FOUND if wanted and not found else HTTPStatus.OK
        return pages.draw("office/own_others.html", person, language, status=status, number=wanted, found=found)


def add_own(routes: APIRouter, pages: OwnPages, uploads: Uploads, capture: Capture) -> None:
    """`…/requests/new` below a party's file: what can be asked for, one form, and its filing."""
    counter = pages.counter

    def desk_of(person: Person, file: OwnFile, language: str) -> Desk:
        return Desk(counter, capture, file.key, file.record, _seen(file), pages.voice(language), person.login)

    def draw(person: Person, file: OwnFile, language: str, desk: Desk, drawn: Drawn) -> Response:
        shown = _shown(counter, desk, drawn, pages.language(language))
        return pages.draw("office/own_request.html", person, language, status=drawn.status, file=file, **shown)

    def choose(person: Person, file: OwnFile, language: str, desk: Desk, *, unknown: bool) -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if unknown else HTTPStatus.OK
        listed = [(one, desk.why(one)) for one in pages.offers(person, file)]
        shown = {"file": file, "listed": listed, "unknown": unknown}
        return pages.draw("office/own_requests.html", person, language, status=status, **shown)

    @routes.get("/my/{office}/{kind}/{number:path}/requests/new")
    def new(
        request: Request,
        person: Annotated[Person, needs("desk.my-files", "dossier.edit.own")],
        key: Annotated[DossierKey, Depends(key_in)],
        type: str = "",  # noqa: A002 - the name of the parameter
        language: str = "",
    ) -> Response:
        file = pages.asking(request, person, key, "form of a request")
        desk, found = desk_of(person, file, language), pages.offers(person, file)
        if type in {one.name for one in found}:
            return draw(person, file, language, desk, requested.blank(desk, requested.named(found, key, type)))
        return choose(person, file, language, desk, unknown=bool(type))

    @routes.post("/my/{office}/{kind}/{number:path}/requests/new")
    def send(
        request: Request,
        person: Annotated[Person, needs("desk.my-files", "dossier.edit.own", writes=False)],
        key: Annotated[DossierKey, Depends(key_in)],
        sent: Annotated[Sent, Depends(uploads.of(ROOM))],
    ) -> Response:
        form = filled(person, sent)
        language = form.text("language")
        receipt = f"{own_page_of(key)}/receipts/{form.command}?language={pages.language(language)}"
        if reading.handled(counter.register, form.command):
            return RedirectResponse(f"{receipt}&again=true", status_code=HTTPStatus.SEE_OTHER)
        file = pages.asking(request, person, key, f"request {form.text('type')}")
        desk, found = desk_of(person, file, language), pages.offers(person, file)
        if form.text("type") not in {one.name for one in found}:
            return choose(person, file, language, desk, unknown=True)
        offer = requested.named(found, key, form.text("type"))
        drawn = requested.file(desk, offer, form, offer.role)
        if drawn.filed:
            return RedirectResponse(receipt, status_code=HTTPStatus.SEE_OTHER)
        file = others_file(counter.register, file.key) if file.other else pages.acting(person, key)  # as it is by now
        return draw(person, file, language, desk_of(person, file, language), drawn)


def add(
    routes: APIRouter, counter: Counter, face: Face, drawing: Drawing, uploads: Uploads, *, capture: Capture
) -> None:
    """`/desk/…/requests/new`: the same forms, for what a party sent by paper."""
    register, words, say = counter.register, Wording(counter.office, ENGLISH), phrases(ENGLISH)

    def desk_of(person: Person, key: DossierKey) -> Desk:
        seen = outlook(register, key)
        with register.session() as session:
            record = Record.model_validate(hold(session, key, None).present)
        voice = Voice(words, say, Language(ENGLISH).day)
        return Desk(counter, capture, key, record, seen, voice, person.login)

    def offers_of(person: Person, desk: Desk) -> tuple[Offer, ...]:
        return offers(counter.office.requests, desk.seen, desk.record, person.roles)

    def draw(person: Person, key: DossierKey, desk: Desk, **more: Any) -> Response:
        shown: dict[str, Any] = {"person": person, "words": words, "say": say, "key": key, "record": desk.record} | more
        shown["here_page"] = face.prefix + page_of(key)
        return drawing.page(face, "office/asked.html", today=desk.seen.day, **shown)

    @routes.get("/desk/{office}/{kind}/{number:path}/requests/new")
    def new(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.requests")],
        key: Annotated[DossierKey, Depends(key_in)],
        type: str = "",  # noqa: A002 - the name of the parameter
    ) -> Response:
        counter.opened(request, person, key, "file a request")
        desk = desk_of(person, key)
        found = offers_of(person, desk)
        if type not in {one.name for one in found}:
            status = HTTPStatus.UNPROCESSABLE_ENTITY if type else HTTPStatus.OK
            listed = [(one, desk.why(one)) for one in found]
            return draw(person, key, desk, status=status, listed=listed, drawn=None, unknown=bool(type))
        drawn = requested.blank(desk, requested.named(found, key, type))
        return draw(person, key, desk, listed=(), **_shown(counter, desk, drawn, ENGLISH))

    @routes.post("/desk/{office}/{kind}/{number:path}/requests/new")
    def send(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.requests", writes=False)],
        key: Annotated[DossierKey, Depends(key_in)],
        sent: Annotated[Sent, Depends(uploads.of(ROOM))],
    ) -> Response:
        form = filled(person, sent)
        counter.opened(request, person, key, "file a request")
        if reading.handled(register, form.command):
            return RedirectResponse(f"{face.prefix}{page_of(key)}#requests", status_code=HTTPStatus.SEE_OTHER)
        desk = desk_of(person, key)
        offer = requested.named(offers_of(person, desk), key, form.text("type"))
        drawn = requested.file(desk, offer, form, offer.role, dated=True)
        if drawn.filed:
            return RedirectResponse(f"{face.prefix}{page_of(key)}#requests", status_code=HTTPStatus.SEE_OTHER)
        return draw(person, key, desk, status=drawn.status, listed=(), **_shown(counter, desk, drawn, ENGLISH))


def _shown(counter: Counter, desk: Desk, drawn: Drawn, language: str) -> dict[str, Any]:
    office = counter.office
    return {
        "drawn": drawn,
        "version": desk.seen.version,
        "kinds": [(name, office.said(rule.text, language)) for name, rule in office.documents.kinds.items()],
        "accepted": ACCEPTED,
        "most": FILES,
    }


def _seen(file: OwnFile) -> Outlook:
    """NoWorkflow where the office has none for the file: nothing can be asked for."""
    if file.seen is None:
        raise NoWorkflow(file.key)
    return file.seen
