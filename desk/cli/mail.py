"""`blazon mail list | receive`: the register of e-mails."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.cli.finding import one_file
from desk.cli.letters import mailer
from registry import emails
from registry.changing import hold

app = typer.Typer(help="The register of e-mails: what went out and what came in.", no_args_is_help=True)


@app.command("list")
def list_(
    number: Annotated[str | None, typer.Argument(help="Of one file; of all where it is left out.")] = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 100,
) -> None:
    """The e-mails that went out and came in, the newest first, with their headers and the digest of the whole."""
    with open_context() as context:
        key = one_file(context.register, number, "blazon mail list {}") if number else None
        with context.register.session() as session:
            found = emails.listed(session, hold(session, key, None).id if key else None, limit)
    emit({"emails": [asdict(one) for one in found]})


@app.command()
def receive(
    files: Annotated[list[Path], typer.Argument(help="E-mails as a mail server leaves them, one a file.")],
) -> None:
    """Take in e-mails: each is kept whole, and tied to the letter that it answers. Again, it changes nothing."""
    with open_context() as context:
        done = [mailer(context).take_in(path) for path in files]
    emit({"emails": [asdict(one) for one in done]})
    against = [one for one in done if one.against]
    for one in against:
        tell(f"{one.file}: {one.against}")
    if against:
        raise typer.Exit(1)
