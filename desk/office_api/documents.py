"""`POST …/documents`: a document that comes in, as the raw body; examined as hostile, in a process of its own."""

# No postponed annotations here: those of the routes name what `add` was given.
import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.requests import ClientDisconnect

from desk.capture import Examiner
from desk.office_api import described
from desk.office_api.answers import ReceivedAnswer
from desk.office_api.asked import Name
from desk.office_api.bodies import Careful, CarefulRoute
from desk.office_api.described import key_of
from desk.office_api.opening import opened
from desk.office_api.refusals import NotForYourRole, RegisterRefuses
from desk.web import who
from desk.web.office.counter import Counter
from desk.web.uploads import OtherSite
from desk.web.who import Person, needs
from mappings.number import DossierKey
from registry import capturing
from registry.capturing import Coming
from registry.letter_errors import DocumentRefused
from search_api.errors import BadRequest, BodyLate, BodyTooLarge, DossierDeleted, DossierNotFound
from search_api.looking import NoLooking, TooManyPictures
from similarity.logos.refusals import LARGEST_BYTES

AT_ONCE = 4  # documents held in memory; one has 16 MiB at most
SECONDS = 90.0  # for one to arrive


class _Document(Careful):
    largest = LARGEST_BYTES


class DocumentRoute(CarefulRoute):
    """A route that reads a document."""

    request_class = _Document


def add(routes: APIRouter, counter: Counter, examiner: Examiner) -> None:
    """The route, for a router of `DocumentRoute`."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def body(request: Request) -> AsyncIterator[bytes]:
        """What was sent; its turn lasts until it is answered."""
        if turns.locked():
            raise TooManyPictures
        async with turns:
            try:
                async with asyncio.timeout(SECONDS):
                    content = await request.body()
            except TimeoutError as problem:
                raise BodyLate(SECONDS) from problem
            except ClientDisconnect as problem:
                raise BadRequest("it broke off on its way") from problem
            yield content

    @routes.post(
        "/dossiers/{office}/{kind}/{number:path}/documents",
        summary="Send a document",
        status_code=HTTPStatus.CREATED,
        responses=described.problems(
            DossierNotFound, DossierDeleted, RegisterRefuses, NotForYourRole, who.FormNotOurs, OtherSite, BadRequest,
            BodyTooLarge, BodyLate, TooManyPictures, NoLooking,
        ),
        openapi_extra={
            "requestBody": {
                "required": True,
                "description": "A PDF, or a scan as PNG, JPEG, GIF, WebP or TIFF; 16 MiB at most",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )  # fmt: skip
    def receive(
        request: Request,
        person: Annotated[
            Person,
            needs(
                "desk.register", "desk.documents", "dossier.edit.all", otherwise=("desk.my-files", "dossier.edit.own")
            ),
        ],
        key: Annotated[DossierKey, Depends(key_of)],
        content: Annotated[bytes, Depends(body)],
        *,
        sort: Annotated[Name, Query(alias="as", description="A kind of documents.yaml", examples=["reply"])],
        name: Annotated[Name, Query(description="Of the file", examples=["reply.pdf"])] = "document",
        language: Annotated[str | None, Query(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", examples=["en"])] = None,
    ) -> ReceivedAnswer:
        """It gets the next number of its series, its day is today, and the journal says so. Its type is read from its
        content. The same content comes in once on a file.
        """
        file = opened(counter, request, person, key, f"document {name}")
        store = counter.register.documents
        if store is None:
            raise NoLooking
        if sort not in counter.office.documents.kinds:
            known = ", ".join(counter.office.documents.kinds) or "none"
            raise DocumentRefused(name, f"documents.yaml has no kind `{sort}`; it has {known}")
        found = examiner.examine(store, content, name)
        coming = Coming(key, sort, found.document, found.source, found.bookmarks, language=language, actor=person.login)
        number = capturing.take_in(file.register, coming)
        return ReceivedAnswer(number=number, document=found.document.digest, pages=found.document.pages or 0)
