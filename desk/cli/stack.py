"""`blazon stack up | down | status | logs`: the two servers of a laptop."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from desk.cli.console import progress_bars
from local_stack import stack
from local_stack.errors import StackError
from local_stack.settings import StackSettings

FOLLOW_SECONDS = 0.3
PIPED_WIDTH = 500  # columns where no terminal is: an address stays on one line

app = typer.Typer(help="The embedded Postgres and OpenSearch node of this machine.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Only = Annotated[stack.Service | None, typer.Argument(help="Only this server.")]


@app.command()
def up(json_output: Json = False) -> None:
    """Start what is not running; return when both servers answer."""
    settings = StackSettings()
    with _sentences(), progress_bars() as tell:
        running = stack.up(settings, tell)
    if json_output:
        _print_json(
            {
                "home": str(settings.home),
                "registry_url": running.registry_shown,
                "engine_url": stack.without_password(running.engine_url),
                "started": list(running.started),
            }
        )
        return
    typer.echo(f"registry  {running.registry_shown}")
    typer.echo(f"engine    {stack.without_password(running.engine_url)}")


@app.command()
def down(only: Only = None, json_output: Json = False) -> None:
    """Stop the servers of this home; servers elsewhere are left alone."""
    with _sentences():
        stopped = stack.down(StackSettings(), (only,) if only else stack.SERVICES)
    if json_output:
        _print_json({"stopped": list(stopped)})
        return
    typer.echo(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")


@app.command()
def status(json_output: Json = False) -> None:
    """Say how the two servers are; exit status 1 unless both can be used."""
    settings = StackSettings()
    with _sentences():
        found = stack.status(settings)
    if json_output:
        _print_json({"home": str(settings.home), "services": [each.model_dump(mode="json") for each in found]})
    else:
        table = Table("server", "state", "pid", "health", "address", box=None)
        table.columns[-1].overflow = "fold"
        for each in found:
            table.add_row(each.service, each.state, str(each.pid or ""), each.detail, each.address or "")
        typer.echo(f"home: {settings.home}")
        Console(width=None if sys.stdout.isatty() else PIPED_WIDTH).print(table)
    if any(each.state == "stopped" for each in found):
        raise typer.Exit(1)


@app.command()
def logs(
    service: Annotated[stack.Service, typer.Argument(help="Which server's log.")] = "engine",
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many lines from the end.")] = 50,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on printing what is added.")] = False,
) -> None:
    """Print the end of a server's log."""
    with _sentences():
        path = stack.logs(StackSettings(), service)
    end = path.stat().st_size
    typer.echo(stack.tail(path, lines))
    if follow:
        _follow(path, end)


@contextmanager
def _sentences() -> Iterator[None]:
    """Turns what the stack cannot do into a sentence on standard error and exit status 1."""
    try:
        yield
    except StackError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _follow(path: Path, position: int) -> None:
    while True:
        size = path.stat().st_size
        position = min(position, size)  # the log was set aside and begun anew
        if size > position:
            with path.open("rb") as file:
                file.seek(position)
                typer.echo(file.read(size - position).decode("utf-8", "replace"), nl=False)
            position = size
        time.sleep(FOLLOW_SECONDS)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
