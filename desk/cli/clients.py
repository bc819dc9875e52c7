"""`blazon clients add | list | revoke`: programs that ask by themselves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import orjson
import typer

from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.cli.users import actor
from registry import clients
from registry.clients import NewClient

app = typer.Typer(help="Programs that ask by themselves: client ids, secrets or keys, scopes.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="Small letters and digits, such as statistics.")]


@app.command()
def add(
    client: Id,
    name: Annotated[str, typer.Option(help="What it is, and whose.")],
    *,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="A permission, as docs/permissions.md lists them; may be repeated. Left out: what its roles may now."
        ),
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option(help="A role in which it files and acts, as in roles.yaml; may be repeated.")
    ] = None,
    identifier: Annotated[
        str | None, typer.Option(help="The number at the office of the party whose program it is, such as A-7.")
    ] = None,
    address: Annotated[
        list[str] | None, typer.Option(help="A network from which it may ask, such as 192.0.2.0/24; may be repeated.")
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Its public keys as a JWK set; then it has no secret."),
    ] = None,
) -> None:
    """Add a program. Its secret is told once."""
    with open_context() as context:
        grants = context.office.permissions
        scopes = tuple(scope or sorted(grants.permissions(role or ())))
        read = _keys(keys) if keys else None
        new = NewClient(client, name, scopes, tuple(address or ()), read, tuple(role or ()), identifier)
        secret = clients.add(context.register, new, actor=actor(), known=tuple(grants.roles))
    emit({"id": client, "secret": secret})


@app.command("list")
def list_() -> None:
    """All programs, with their scopes and networks."""
    with open_context() as context:
        emit({"clients": [asdict(one) for one in clients.everybody(context.register)]})


@app.command()
def revoke(client: Id) -> None:
    """End a program's access at once, its tokens too."""
    with open_context() as context:
        clients.revoke(context.register, client, actor=actor())
    tell(f"{client} gets no token any more; those it had have ended.")


def _keys(path: Path) -> dict[str, object]:
    try:
        found = orjson.loads(path.read_bytes())
    except ValueError as error:
        tell(f"{path}: no JSON can be read from it: {error}")
        raise typer.Exit(1) from error
    return found if isinstance(found, dict) else {}
