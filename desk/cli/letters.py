"""`blazon letters waiting | write | list | get`: what the office writes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from desk import letters as writing
from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.cli.finding import one_file
from registry import letters
from registry.changing import hold

app = typer.Typer(help="The office's letters: what waits, written as PDF/A, kept with its file.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")]


@app.command()
def waiting() -> None:
    """Letters that actions and requests have brought and nobody has written."""
    with open_context() as context:
        found = letters.waiting(context.register)
    emit({"letters": [{"key": one.key.id, "act": one.act, "letter": one.letter} for one in found]})


@app.command()
def write() -> None:
    """Write every letter that waits. Saying it again writes none twice; exit status 1 when one could not be written."""
    with open_context() as context:
        fonts = context.settings.fonts
        done = list(writing.write_all(context.register, context.office, context.documents, fonts))
    emit({"letters": [asdict(one) for one in done]})
    against = [one for one in done if one.against]
    for one in against:
        tell(f"{one.file}, {one.letter}: {one.against}")
    if against:
        raise typer.Exit(1)


@app.command("list")
def list_(number: Number) -> None:
    """The letters of a file: number, kind, language, day, and the digest of the PDF in the document store."""
    with open_context() as context:
        key = one_file(context.register, number, "blazon letters list {}")
        with context.register.session() as session:
            found = letters.of(session, hold(session, key, None).id)
    emit({"key": key.id, "letters": [asdict(one) for one in found]})


@app.command()
def get(
    number: Number,
    letter: Annotated[str, typer.Argument(help="The letter's number, such as L/2026/000001.")],
    out: Annotated[Path, typer.Option(help="The PDF to write; not overwritten.")],
) -> None:
    """A letter of a file as the PDF that was kept."""
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
