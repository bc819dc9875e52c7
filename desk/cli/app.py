"""The command line: `blazon VERB`. Data goes to standard output, messages to standard error; 0 means all went well."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from desk.cli import demo, importing, publish, registry, sample, serve, show, similar, stack, strategies
from desk.cli.console import tell
from exchange.reading import MalformedFile, UnknownFormat
from indexer.errors import IndexerError
from local_stack.errors import StackError
from mappings.yaml import UnreadableYaml
from offices.office import MisconfiguredOffice
from publish_site.errors import NotBuilt
from registry.errors import RegistryError
from search_api.errors import Problem
from similarity.catalogue import BadStrategy, UnknownStrategy

# Refusals that carry their sentence; anything else is a mistake of ours and shows its traceback.
SAID = (
    BadStrategy,
    IndexerError,
    MalformedFile,
    MisconfiguredOffice,
    NotBuilt,
    RegistryError,
    StackError,
    UnknownFormat,
    UnknownStrategy,
    UnreadableYaml,
)

app = typer.Typer(
    help="An IP office's register, search room and gazette.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(stack.app, name="stack")
app.add_typer(registry.app, name="registry")
app.add_typer(index.app, name="index")
app.add_typer(publish.app, name="publish")
app.add_typer(strategies.app, name="strategies")
app.add_typer(bench.app, name="bench")
app.command("import")(importing.import_)
app.command()(sample.sample)
app.command()(show.show)
app.command()(similar.similar)
app.command()(serve.serve)
app.command()(demo.demo)


@app.callback(invoke_without_command=True)
def blazon(show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """An IP office's register, search room and gazette."""
    if show_version:
        typer.echo(version("blazon"))
        raise typer.Exit


def main() -> None:
    """The entry point. A refusal is a sentence on standard error and exit status 1."""
    try:
        app()
    except Problem as problem:
        tell(f"{problem.title}: {problem.detail}. {problem.remedy}")
        sys.exit(1)
    except SAID as refusal:
        tell(str(refusal))
        sys.exit(1)
    except KeyboardInterrupt:
        tell("Stopped.")
        sys.exit(130)
