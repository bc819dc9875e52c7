"""A party answers a letter of the office, and gets a receipt for what it sent."""

# No postponed annotations here: those of the routes name what `add` was given.
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from desk.web.files import key_in
from desk.web.office.asked_told import ToldField, told
from desk.web.office.counter import own_page_of
from desk.web.office.filled import Filled, enclosed, filled
from desk.web.office.own_pages import READABLE, OwnFile, OwnPages
from desk.web.office.reasons import why
from desk.web.office.requested import setting
from desk.web.office.taking_in import ACCEPTED, FILES, ROOM, Capture, TypedText
from desk.web.uploads import Sent, Uploads
from desk.web.who import Person, needs
from mappings.number import DossierKey
from mappings.record import Record
from registry import people, reading
from registry.changing import hold
from registry.commands import Act, Enclosure
from registry.errors import ActionRefused, NoSuchDossier, RegistryError, VersionConflict
from registry.handling import handle
from registry.letter_errors import DocumentRefused
from registry.offered import Reply
from registry.receipts import Receipt, receipt
from search_api.errors import Problem

LONGEST = 10_000  # characters of an answer that is typed


class NoReceipt(Problem):
    status = 404
    slug = "no-receipt"
    title = "There is no such receipt"

    def __init__(self, key: DossierKey) -> None:
        super().__init__(f"nothing came in on {key.number} under it", remedy="Open the file: it lists what came in.")


class NothingToAnswer(Problem):
    status = 404
    slug = "nothing-to-answer"
    title = "No answer to this letter is awaited"

    def __init__(self, key: DossierKey, letter: str) -> None:
        super().__init__(
            f"{key.number} has no letter {letter} that waits for your answer: it was answered, or its time has ended",
            remedy="Open the file: it shows what came in and what can be done now.",
        )


class Answering:
    """Draws the form of an answer, and puts what it says to the register."""

    def __init__(self, pages: OwnPages, capture: Capture) -> None:
        self._pages, self._capture = pages, capture
        self._register, self._rules = pages.counter.register, pages.counter.office.documents

    def form(self, request: Request, person: Person, key: DossierKey, letter: str, language: str) -> Response:
        """DossierNotFound, NotYoursToAct, NothingToAnswer."""
        file = self._pages.acted(request, person, key, "form of an answer")
        return self._draw(person, file, self._asked(person, file, letter), language)

    def answered(self, request: Request, person: Person, key: DossierKey, form: Filled) -> Response:
        """To the receipt, or the form again with what stands against it and all that was typed. As `form`."""
        if reading.handled(self._register, form.command):
            return self._to_receipt(key, form, again=True)
        language, letter = form.text("language"), form.text("letter")
        file = self._pages.acted(request, person, key, f"answer {letter}")
        reply = self._asked(person, file, letter)
        if reply.against or reply.action is None or reply.role is None:
            return self._draw(person, file, reply, language, form=form)
        documents, wrong = self._documents(file, reply, form)
        if wrong:
            return self._draw(person, file, reply, language, form=form, wrong=wrong)
        command = Act(
            key,
            reply.action,
            reply.role,
            answers=reply.letter.letter,
            enclosures=tuple(documents),
            expected_version=form.version,
            command_id=form.command,
            actor=person.login,
        )
        try:
            handle(self._register, command)
        except RegistryError as error:
            if reading.handled(self._register, form.command):  # the same form, sent twice at once
                return self._to_receipt(key, form, again=True)
            return self._refused(person, key, form, error)
        return self._to_receipt(key, form)

    def _refused(self, person: Person, key: DossierKey, form: Filled, error: RegistryError) -> Response:
        language = form.text("language")
        say = self._pages.say(language)
        if isinstance(error, VersionConflict):
            problem = say["changed"]
        elif isinstance(error, ActionRefused | DocumentRefused):
            problem = say["refused-because"].format(why=error.reason)
        else:
            raise error
        file = self._pages.acting(person, key)  # as it stands by now
        reply = self._asked(person, file, form.text("letter"))
        return self._draw(person, file, reply, language, form=form, problem=problem)

    def _documents(self, file: OwnFile, reply: Reply, form: Filled) -> tuple[list[Enclosure], dict[str, str]]:
        """What was typed, set as a document, before what was attached; and what is wrong with them."""
        language = self._pages.language(form.text("language"))
        voice = self._pages.voice(language)
        say, found = voice.say, list[Enclosure]()
        usual = self._rules.answer or next(iter(self._rules.kinds), "")
        if len(text := form.text("text")) > LONGEST:
            return [], {"text": say["wrong-long"].format(count=len(text), most=LONGEST)}
        try:
            if text and file.seen:
                title = say["answer-to"].format(title=voice.words.letter(reply.letter.kind), number=reply.letter.letter)
                about = ((say["file"], file.key.number), (say["title"], file.record.title()))
                given = TypedText(title, about, text, "", language)
                found.append(self._capture.typed(usual, given, file.seen.day))
        except DocumentRefused as error:
            return [], {"text": say["refused-because"].format(why=error.reason)}
        more, told = enclosed(self._capture, form, form.text("kind") or usual, say)
        if told:
            return [], {"upload": told}
        return [*found, *more], {} if found or more else {"text": say["wrong-nothing"]}

    def _asked(self, person: Person, file: OwnFile, letter: str) -> Reply:
        found = next((one for one in self._pages.replies(person, file) if one.letter.letter == letter), None)
        if found is None:
            raise NothingToAnswer(file.key, letter or "-")
        return found

    def _draw(
        self,
        person: Person,
        file: OwnFile,
        reply: Reply,
        language: str,
        *,
        form: Filled | None = None,
        wrong: Mapping[str, str] = MappingProxyType({}),
        problem: str = "",
    ) -> Response:
        voice = self._pages.voice(language)
        against = why(reply.against, file.key.kind, file.workflow, voice) if reply.against else ""
        status = HTTPStatus.OK
        if form:
            status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.CONFLICT
        return self._pages.draw(
            "office/own_answer.html",
            person,
            language,
            status=status,
            file=file,
            reply=reply,
            letter=next((one for one in file.letters if one.number == reply.letter.letter), None),
            against=against,
            kinds=[(name, voice.words.document(name)) for name in self._rules.kinds],
            usual=self._rules.answer,
            command=uuid4(),
            version=file.seen.version if file.seen else 0,
            accepted=ACCEPTED,
            most=FILES,
            longest=LONGEST,
            form=form,
            wrong=wrong,
            problem=problem,
        )

    def _to_receipt(self, key: DossierKey, form: Filled, *, again: bool = False) -> Response:
        query = f"?language={self._pages.language(form.text('language'))}" + ("&again=true" if again else "")
        address = f"{own_page_of(key)}/receipts/{form.command}{query}"
        return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)


def add(routes: APIRouter, pages: OwnPages, uploads: Uploads, capture: Capture) -> None:
    """`…/answer` and `…/receipts/ID` below a party's file."""
    register, answering = pages.counter.register, Answering(pages, capture)

    @routes.get("/my/{office}/{kind}/{number:path}/answer")
    def show(
        request: Request,
        person: Annotated[Person, needs("desk.my-files", "dossier.edit.own")],
        key: Annotated[DossierKey, Depends(key_in)],
        letter: str = "",
        language: str = "",
    ) -> Response:
        return answering.form(request, person, key, letter, language)

    @routes.post("/my/{office}/{kind}/{number:path}/answer")
    def send(
        request: Request,
        person: Annotated[Person, needs("desk.my-files", "dossier.edit.own", writes=False)],
        key: Annotated[DossierKey, Depends(key_in)],
        sent: Annotated[Sent, Depends(uploads.of(ROOM))],
    ) -> Response:
        return answering.answered(request, person, key, filled(person, sent))

    @routes.get("/my/{office}/{kind}/{number:path}/receipts/{command}")
    def shown(
        request: Request,
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        key: Annotated[DossierKey, Depends(key_in)],
        command: UUID,
        language: str = "",
        *,
        again: bool = False,
    ) -> Response:
        found, record, sent_by = _received(pages, key, command)
        sender = found is not None and found.actor == person.login
        if not sender:  # who sent it keeps the receipt, also of having left the file
            file = pages.own(request, person, key, f"receipt {command}")
        elif record and not person.all_identifiers & {one.identifier for one in record.parties}:
            record = record.model_copy(update={"parties": ()})  # who is on it now is not for one who left
        if found is None:
            raise NoReceipt(key)
        pages.note(request, person, key, f"receipt {command}")
        return pages.draw(
            "office/own_receipt.html",
            person,
            language,
            key=key,
            title=record.title() if record else key.number,
            receipt=found,
            sent_by=sent_by,
            documents=[one for one in found.documents if one.audience in READABLE or sender],
            fields=_fields(pages, found, record, language) if sender or file.acts else [],
            event=_event(pages, found, key, language),
            at=found.received_at.astimezone(register.timezone),
            again=again,
        )


def _received(pages: OwnPages, key: DossierKey, command: UUID) -> tuple[Receipt | None, Record | None, str]:
    """What came in with the command, the file, and the name of who sent it; nothing of a file that is not there."""
    with suppress(NoSuchDossier), pages.counter.register.session() as session:
        held = hold(session, key, None)
        found = receipt(session, held.id, command)
        sent_by = people.name_of(session, found.actor) if found else ""
        return found, Record.model_validate(held.present), sent_by
    return None, None, ""


def _event(pages: OwnPages, found: Receipt, key: DossierKey, language: str) -> str:
    """What the journal calls an action of a party."""
    taken = found.taken
    if taken is None or found.request or taken.workflow not in pages.counter.office.workflows:
        return ""
    action = pages.counter.office.workflows[taken.workflow].actions[taken.action]
    words = pages.wording(language)
    return words.event(key, action.event, words.said(action))


def _fields(pages: OwnPages, found: Receipt, record: Record | None, language: str) -> list[ToldField]:
    """What a request says, label by label."""
    if record is None or found.request is None or found.request.type not in pages.counter.office.requests.types:
        return []
    rule, voice = pages.counter.office.requests.types[found.request.type], pages.voice(language)
    return told(rule, found.request.form, setting(voice, record), beside=False)
