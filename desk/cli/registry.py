"""`blazon registry upgrade | rebase | grant | attach | redact`: the register's schema, its sequence after a restore,
what each database role may do, documents from outside, and what is taken out of a publication by order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import open_context
from desk.cli.finding import one_file
from local_stack.settings import StackSettings
from local_stack.stack import up
from mappings.record import Audience
from registry import handle, reading, redacting, roles, timeline
from registry.commands import AddDocument, RedactField
from registry.database import Register, open_register
from registry.documents import keep
from registry.migrate import upgrade as migrate

app = typer.Typer(help="The register's own upkeep.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Only the data, no sentence beside it.")]


@app.command()
def upgrade() -> None:
    """Bring the schema to this version. Two at once are harmless."""
    with _unchecked() as register:
        migrate(register)
    typer.echo("The schema is current.")


@app.command()
def rebase() -> None:
    """After a restore into another Postgres: let the sequence go on above what the register holds."""
    with _unchecked() as register:
        migrate(register)
        with register.session() as session:
            offset = timeline.rebase(session)
    typer.echo(f"The sequence goes on above what the register holds (offset {offset}).")


@app.command()
def grant(
    role: Annotated[str, typer.Argument(help="A role that the database has.")],
    duty: Annotated[roles.Duty, typer.Option(help="What its process does.")],
    json_output: Json = False,
) -> None:
    """Give a database role what its duty needs, and take away all else it was granted of the register."""
    with _unchecked() as register:
        migrate(register)
        with register.session() as session:
            roles.grant(session, role, duty)
    emit({"role": role, "duty": duty})
    if not json_output:
        tell(f"{role} may do what a {duty} needs, and nothing else.")


@app.command()
def attach(
    number: Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file, e.g. logo.png.")],
    role: Annotated[str, typer.Option(help="logo, view, drawing, form, letter, decision, …")],
    audience: Annotated[
        Audience, typer.Option(help="For whom; the office's rules for the role may narrow it.")
    ] = Audience.PUBLIC,
    json_output: Json = False,
) -> None:
    """Add a document to a file. A picture is opened first; what is none is refused, and nothing is stored."""
    with open_context() as context:
        key = one_file(context.register, number, f"blazon registry attach {{}} {file} --role {role}")
        document = keep(context.documents, file.read_bytes(), name=file.name, role=role, audience=audience)
        done = handle(context.register, AddDocument(key, document))
        record = reading.read(context.register, key).record
    assert record
    held = next(each for each in record.documents if each.digest == document.digest)
    emit(
        {
            "id": key.id,
            "version": done.version,
            "sequence": done.sequence,
            "effect": done.effect,
            "document": held.model_dump(mode="json", exclude_none=True),
        }
    )
    if not json_output:
        tell(f"{file.name}: {done.effect}, a {held.role} of {key.number} for {held.audience}")


@app.command()
def redact(
    number: Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")],
    snapshot: Annotated[int, typer.Argument(help="Which of its publications: 1 is the first.")],
    field: Annotated[str, typer.Argument(help="The field of the record, e.g. parties.")],
    reason: Annotated[str, typer.Option(help="By whose order, and why; it is kept.")],
    actor: Annotated[str, typer.Option(help="Who does it.")],
    json_output: Json = False,
) -> None:
    """Take one field out of a publication by order: value and salt go, the digest stays. It cannot be taken back."""
    with open_context() as context:
        key = one_file(context.register, number, f"blazon registry redact {{}} {snapshot} {field}")
        done = handle(context.register, RedactField(key, snapshot, field, reason, actor=actor))
        left = redacting.still_frozen(context.register, key, field)
    emit(
        {
            "id": key.id,
            "version": done.version,
            "sequence": done.sequence,
            "effect": done.effect,
            "snapshot": done.snapshot,
            "field": field,
            "still_in": left,
        }
    )
    if not json_output:
        tell(f"{field} of publication {snapshot} of {key.number}: {done.effect}; now say `blazon index --once`")
    if left:
        tell(f"{field} stands in publications {', '.join(map(str, left))} of {key.number} as well")


@contextmanager
def _unchecked() -> Iterator[Register]:
    """The register even where its sequence does not fit this Postgres: this is where that is mended."""
    with progress_bars() as bars:
        running = up(StackSettings(), bars)
    register = open_register(running.registry_url, check=False)
    try:
        yield register
    finally:
        register.close()
