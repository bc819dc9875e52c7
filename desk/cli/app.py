"""The command line: `blazon VERB`. Data goes to standard output, messages to standard error; 0 means all went well."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer
from pydantic import ValidationError

from desk.cli.console import tell

# Only the verb that was said is imported: the whole house takes seconds to load.
GROUPS = ("stack", "registry", "index", "publish", "strategies", "bench")
VERBS = {
    "import": "importing",
    "sample": "sample",
    "show": "show",
    "similar": "similar",
    "serve": "serve",
    "demo": "demo",
}
FUNCTIONS = {"import": "import_"}
OURS = {
    "desk",
    "exchange",
    "indexer",
    "local_stack",
    "mappings",
    "offices",
    "publish_site",
    "registry",
    "search_api",
    "similarity",
}


def application(said: str | None) -> typer.Typer:
    """The command line with the verb that was said, with all when it is none, with none to say the version."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback(invoke_without_command=True)(blazon)
    known = said in {*GROUPS, *VERBS, "--version"}
    for name in GROUPS:
        if not known or name == said:
            app.add_typer(import_module(f"desk.cli.{name}").app, name=name)
    for name, module in VERBS.items():
        if not known or name == said:
            app.command(name)(getattr(import_module(f"desk.cli.{module}"), FUNCTIONS.get(name, name)))
    return app


def blazon(show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """An IP office's register, search room and gazette."""
    if show_version:
        typer.echo(version("blazon"))
        raise typer.Exit


def main() -> None:
    """The entry point. A refusal of ours is a sentence and exit status 1; a mistake is a traceback."""
    for number in {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:  # told to end: as by Ctrl-C, in order
        signal.signal(number, signal.default_int_handler)
    try:
        application(sys.argv[1] if len(sys.argv) > 1 else None)()
    except KeyboardInterrupt:
        tell("Stopped.")
        sys.exit(130)
    except ValidationError as problem:
        if not problem.title.endswith("Settings"):
            raise
        for error in problem.errors(include_url=False):
            name = ".".join(map(str, error["loc"]))
            tell(f"{problem.title}: {name + ': ' if name else ''}{error['msg']}; see docs/settings.md")
        sys.exit(1)
    except Exception as problem:
        if type(problem).__module__.partition(".")[0] not in OURS:
            raise
        remedy = getattr(problem, "remedy", "")
        tell(f"{problem}{f'. {remedy}' if remedy else ''}")
        sys.exit(1)
