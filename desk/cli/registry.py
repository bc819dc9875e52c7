"""`blazon registry upgrade | rebase`: the register's schema, and its sequence after a restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from desk.cli.console import progress_bars
from local_stack.settings import StackSettings
from local_stack.stack import up
from registry import timeline
from registry.database import Register, open_register
from registry.migrate import upgrade as migrate

app = typer.Typer(help="The register's own upkeep.", no_args_is_help=True)


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
