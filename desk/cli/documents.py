"""`blazon documents add | list`: what comes in on a file, and what goes out."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from desk.capture import examine_document, examiner
from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.cli.finding import one_file
from mappings.record import Audience
from registry import capturing, letters
from registry.capturing import Coming
from registry.changing import hold

app = typer.Typer(
    help="Documents of a file: what came in, numbered and dated, and what went out.", no_args_is_help=True
)

Number = Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")]


@app.command()
def add(
    number: Number,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A PDF, or a scan: PNG, JPEG, TIFF.")],
    kind: Annotated[str, typer.Option(help="As documents.yaml names it, such as form.")],
    *,
    audience: Annotated[Audience | None, typer.Option(help="Who may read it; as the kind says.")] = None,
    language: Annotated[str | None, typer.Option(help="Its language, such as en.")] = None,
    received: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it came; today.")] = None,
    pages: Annotated[
        int | None, typer.Option(min=1, help="How many it has to have; refused when it has others.")
    ] = None,
    bookmark: Annotated[
        list[str] | None, typer.Option(help="PAGE:TITLE, such as 3:Claims, beside its own; may be repeated.")
    ] = None,
    actor: Annotated[str, typer.Option(help="Who takes it in.")] = "office",
) -> None:
    """Take a document in: examined, numbered, dated, kept on the file and told in its journal."""
    content = file.read_bytes()
    with open_context() as context:
        key = one_file(context.register, number, f"blazon documents add {{}} {file} --kind {kind}")
        with examiner() as guarded:
            found = examine_document(guarded, context.documents, content, file.name)
        has = found.document.pages or 0
        if pages is not None and pages != has:
            tell(f"{file} has {has} pages, not {pages}; look whether it came whole.")
            raise typer.Exit(1)
        marks = (*found.bookmarks, *(_bookmark(one, has) for one in bookmark or ()))
        coming = Coming(
            key,
            kind,
            found.document,
            found.source,
            marks,
            received.date() if received else None,
            audience,
            language,
            actor,
        )
        given = capturing.take_in(context.register, coming)
    emit({"key": key.id, "number": given, "pages": has, "bookmarks": marks, "digest": found.document.digest})


@app.command("list")
def list_(number: Number) -> None:
    """What came in on a file, and the letters that went out."""
    with open_context() as context:
        key = one_file(context.register, number, "blazon documents list {}")
        with context.register.session() as session:
            held = hold(session, key, None)
            incoming = capturing.of(session, held.id)
            outgoing = [one for one in letters.of(session, held.id) if one.state == "issued"]
    emit(
        {
            "key": key.id,
            "incoming": [asdict(one) for one in incoming],
            "outgoing": [asdict(one) for one in outgoing],
        }
    )


def _bookmark(said: str, pages: int) -> tuple[int, str]:
    page, _, title = said.partition(":")
    if not page.isdecimal() or not 1 <= int(page) <= pages or not title.strip():
        tell(f"{said} is no bookmark: write PAGE:TITLE with a page from 1 to {pages}, such as 1:Form.")
        raise typer.Exit(1)
    return int(page), title.strip()
