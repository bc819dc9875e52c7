"""`blazon letters`: what the office writes, from the letter that waits to the one that is on its file."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.hashes import SHA256

from desk import letters as writing
from desk.cli.console import emit, tell
from desk.cli.context import Context, open_context
from desk.cli.finding import one_file
from desk.letters import key as keys
from desk.letters.dispatch import Dispatcher
from desk.mail.sending import Mailer, Sent
from desk.mail.settings import MailSettings
from desk.mail.smtp import MailUnavailable
from desk.settings import DeskSettings
from local_stack.settings import StackSettings
from mappings.letters import Way
from offices.office import load
from registry import answering, approving, correspondence, deliveries, letters
from registry.approving import Decision
from registry.changing import hold
from registry.commands import Act

app = typer.Typer(help="The office's letters: written, approved, signed, sent, answered.", no_args_is_help=True)
key_app = typer.Typer(help="The key that signs the letters.", no_args_is_help=True)
app.add_typer(key_app, name="key")

WAYS: dict[str, Way] = {"portal": "portal", "email": "email", "post": "post"}
OPEN = ("queued", "claimed", "begun", "uncertain", "failed", "posted", "returned")  # somebody has to do something yet

Number = Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")]
Letter = Annotated[str, typer.Argument(help="The letter's number, such as L/2026/000001.")]
Role = Annotated[str, typer.Option(help="The role in which you decide, as in roles.yaml.")]
Actor = Annotated[str, typer.Option(help="Who you are, as the letter's history names you.")]
Expected = Annotated[
    int | None, typer.Option(help="The letter's last step as you saw it; refused when somebody was there since.")
]


@app.command()
def waiting() -> None:
    """Letters that actions and requests have brought and nobody has written, and those that are approved."""
    with open_context() as context:
        found = letters.waiting(context.register)
        approved = approving.approved(context.register)
    data = [{"key": one.key.id, "act": one.act, "letter": one.letter} for one in found]
    emit({"letters": data, "approved": approved})


@app.command()
def write() -> None:
    """Write every letter that waits. Saying it again writes none twice; exit status 1 when one could not be written.

    What nobody has to approve and no key has to sign is on its file at once.
    """
    with open_context() as context:
        done = list(writer(context).write_all())
    emit({"letters": [asdict(one) for one in done]})
    _against([(f"{one.file}, {one.letter}", one.against) for one in done])


@app.command()
def preview(
    number: Number,
    action: Annotated[str, typer.Argument(help="The action that would bring the letter.")],
    role: Role,
    out: Annotated[Path, typer.Option(help="The PDF to write; one that is there is refused.")],
    note: Annotated[str | None, typer.Option(help="What the officer would write with the action.")] = None,
) -> None:
    """The letter that an action would bring, before it is taken: nothing is changed, and no number used up."""
    if out.exists():
        raise typer.BadParameter(f"{out} is there already; name another, or move it away")
    with open_context() as context:
        key = one_file(context.register, number, f"blazon letters preview {{}} {action}")
        try:
            out.write_bytes(writer(context).preview(Act(key, action, role, note=note)))
        except writing.NotWritten as error:
            raise typer.BadParameter(str(error)) from error
    emit({"key": key.id, "action": action, "file": str(out)})


@app.command()
def awaited() -> None:
    """The letters to which an answer is awaited, the soonest first: until when, by which deadline."""
    with open_context() as context:
        found = answering.awaiting(context.register)
    emit({"letters": [{"key": key.id, **asdict(one)} for key, one in found]})


@app.command("list")
def list_(number: Number) -> None:
    """The letters of a file: number, kind, language, day, state, and the digest of the PDF in the document store."""
    with open_context() as context:
        key = one_file(context.register, number, "blazon letters list {}")
        with context.register.session() as session:
            found = letters.of(session, hold(session, key, None).id)
    emit({"key": key.id, "letters": [asdict(one) for one in found]})


@app.command()
def show(letter: Letter) -> None:
    """A letter with all that became of it: drafts, approvals, refusals, its issue, deliveries, and the answer."""
    with open_context() as context, context.register.session() as session:
        held, _, stands = letters.held_letter(session, letter)
        told = next(one for one in correspondence.state(session, held.id) if one.letter.number == letter)
    data = asdict(told)
    emit({"key": held.key.id, **data.pop("letter"), "last": stands.last, **data})


@app.command()
def approve(letter: Letter, role: Role, actor: Actor, *, expected: Expected = None) -> None:
    """Approve the next step of a draft. After the last the letter waits to be issued."""
    with open_context() as context:
        stands = approving.decide(context.register, Decision(letter, "approved", role, actor, expected=expected))
    emit({"letter": letter, **asdict(stands)})


@app.command()
def refuse(
    letter: Letter,
    role: Role,
    actor: Actor,
    reason: Annotated[str, typer.Option(help="What has to be written otherwise.")],
    *,
    expected: Expected = None,
) -> None:
    """Refuse a draft: it goes back, and a new one can be written."""
    with open_context() as context:
        stands = approving.decide(context.register, Decision(letter, "refused", role, actor, reason, expected))
    emit({"letter": letter, **asdict(stands)})


@app.command("write-anew")
def write_anew(
    letter: Letter, actor: Actor, note: Annotated[str, typer.Option(help="What it says in the place of the old note.")]
) -> None:
    """Write a new draft of a letter that was refused, under the same number; approval begins anew."""
    with open_context() as context:
        digest = writer(context).write_anew(letter, note, actor)
    emit({"letter": letter, "digest": digest})


@app.command()
def issue() -> None:
    """Put every letter that is approved onto its file, signed where the office signs it.

    Exit status 1 when one could not be.
    """
    with open_context() as context:
        done = list(writer(context).issue_all())
    emit({"letters": [asdict(one) for one in done]})
    _against([(one.number, one.against) for one in done])


@app.command()
def get(
    number: Number,
    letter: Letter,
    out: Annotated[Path, typer.Option(help="The PDF to write; not overwritten.")],
) -> None:
    """A letter of a file as the PDF that was issued, or its newest draft."""
    with open_context() as context:
        key = one_file(context.register, number, f"blazon letters get {{}} {letter} --out {out}")
        with context.register.session() as session:
            found = {one.number: one for one in letters.of(session, hold(session, key, None).id)}
        if letter not in found:
            tell(f"{number} has no letter {letter}; it has {', '.join(found) or 'none'}")
            raise typer.Exit(1)
        content = context.documents.get(found[letter].digest)
    try:
        with out.open("xb") as file:
            file.write(content)
    except OSError as error:
        tell(f"{out}: cannot be written ({error.strerror}); name a file that is not there yet")
        raise typer.Exit(1) from error
    tell(f"{letter}: {len(content):,} bytes in {out}")


@app.command()
def send(
    letter: Annotated[str | None, typer.Argument(help="One letter; every one that was issued and not sent.")] = None,
    *,
    by: Annotated[str | None, typer.Option(help="portal, email or post; the office's first that reaches.")] = None,
) -> None:
    """Queue letters for their recipients, then send every e-mail that is due. Saying it again sends nothing twice.

    Exit status 1 when one reaches nobody, failed, or nobody knows whether it went.
    """
    if by is not None and by not in WAYS:
        tell(f"There is no way {by}; say {', '.join(WAYS)}.")
        raise typer.Exit(1)
    with open_context() as context:
        dispatcher = Dispatcher(context.register, context.office)
        queued = [dispatcher.send(letter, WAYS[by] if by else None)] if letter else list(dispatcher.send_all())
        sent: list[Sent] = []
        unavailable = None
        try:
            sent.extend(mailer(context).send_due())
        except MailUnavailable as error:
            unavailable = str(error)
    emit({"queued": [asdict(one) for one in queued], "emails": [asdict(one) for one in sent]})
    _against(
        [(one.letter, one.against) for one in queued]
        + [(f"{one.about} to {one.address}", one.said) for one in sent if one.state in {"failed", "uncertain"}]
        + [("e-mails stay queued", unavailable)]
    )


@app.command("deliveries")
def list_deliveries(
    number: Annotated[str | None, typer.Argument(help="Of one file; of all where it is left out.")] = None,
    *,
    state: Annotated[
        list[str] | None, typer.Option(help="Only those; of all files those that wait for a person or a server.")
    ] = None,
) -> None:
    """What goes to whom and which way, with the trace of each."""
    with open_context() as context:
        key = one_file(context.register, number, "blazon letters deliveries {}") if number else None
        with context.register.session() as session:
            if key:
                found = deliveries.of(session, hold(session, key, None).id)
                found = [one for one in found if not state or one.state in state]
            else:
                found = deliveries.standing(session, tuple(state or OPEN))
            data = [{**asdict(one), "steps": deliveries.trace(session, one.id)} for one in found]
    emit({"deliveries": data})


@app.command()
def delivery(
    delivery: Annotated[int, typer.Argument(help="Its number, as `blazon letters deliveries` says it.")],
    state: Annotated[str, typer.Argument(help="posted, delivered, returned, sent; queued: to be sent again.")],
    actor: Actor,
    *,
    date: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of it; today.")] = None,
    note: Annotated[str | None, typer.Option(help="What is known besides.")] = None,
    tracking: Annotated[str | None, typer.Option(help="The carrier's number of the piece.")] = None,
) -> None:
    """Write down what you know of a delivery: posted, delivered, returned; or have an e-mail sent again."""
    with open_context() as context:
        day = date.date() if date else None
        found = deliveries.move(context.register, delivery, state, actor, date=day, said=note, tracking=tracking)
    emit(asdict(found))


@key_app.command("create")
def create_key() -> None:
    """Make a key with a certificate that it signs itself: for trying out, or until the office buys one."""
    settings = DeskSettings()
    office = load(settings.office)
    made = keys.create(settings, StackSettings().home, office.name("en"), office.code)
    _said(made)


@key_app.command("show")
def show_key() -> None:
    """The certificate of the key that signs; exit status 1 when there is none."""
    found = keys.signer(DeskSettings(), StackSettings().home)
    if found is None:
        tell("No key signs the letters: say `blazon letters key create`, or name one in BLAZON_DESK_LETTERS_KEY.")
        raise typer.Exit(1)
    _said(found)


def writer(context: Context) -> writing.Writer:
    """The office as it writes, with its key where it has one."""
    signer = keys.signer(context.settings, context.stack.home)
    return writing.Writer(context.register, context.office, context.documents, context.settings.fonts, signer)


def mailer(context: Context) -> Mailer:
    """The office at its mail server."""
    return Mailer(context.register, context.documents, MailSettings(), context.office.name(""))


def _said(signer: keys.Signer) -> None:
    certificate = signer.certificate
    emit(
        {
            "file": signer.file,
            "encrypted": signer.passphrase is not None,
            "subject": certificate.subject.rfc4514_string(),
            "issuer": certificate.issuer.rfc4514_string(),
            "until": certificate.not_valid_after_utc.date(),
            "sha256": certificate.fingerprint(SHA256()).hex(),
        }
    )


def _against(done: list[tuple[str, str | None]]) -> None:
    against = [(what, why) for what, why in done if why]
    for what, why in against:
        tell(f"{what}: {why}")
    if against:
        raise typer.Exit(1)
