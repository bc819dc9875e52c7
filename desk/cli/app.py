"""The command line: `blazon VERB`. Data goes to standard output, messages to standard error; 0 means all went well."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer
from pydantic import ValidationError

from desk.cli.console import tell

# Only the verb that was said is imported: the whole house takes seconds to load. Help alone loads none; a test holds
# these lines to what the verbs say of themselves.
GROUPS = {
    "stack": "The embedded Postgres and OpenSearch node of this machine.",
    "registry": "The register's own upkeep.",
    "index": "Keep the index at what the register says.",
    "publish": "The gazette: its issues, and the site made of them.",
    "keys": "The keys that sign the gazette.",
    "strategies": "How marks are compared.",
    "office": "The office's own rules: its workflows, calendar, letters.",
    "letters": "The office's letters: written, approved, signed, sent, answered.",
    "documents": "Documents of a file: what came in, numbered and dated, and what went out.",
    "mail": "The register of e-mails: what went out and what came in.",
    "request": "Requests after filing: transfer, licence, renewal and others.",
    "stakeholders": "Applicants, owners and agents: found, kept, merged.",
    "users": "The people of the office: who may sign in, and in which roles.",
    "clients": "Programs that ask by themselves: client ids, secrets or keys, scopes.",
    "audit": "Who saw and did what: the log, and whether it was changed.",
    "workflow": "A file on its way through the office: actions, deadlines, proceedings.",
    "day": "Closed days: nothing is written any more that is dated on them.",
    "jobs": "Jobs by the clock: what runs when, what became of it, and the workers.",
    "evaluate": "Measure what the strategies find of known pairs.",
    "fit": "Fit weights and vocabularies on data that is named.",
    "bench": "Measure this machine; the register and the index of the office are left alone.",
}
VERBS = {
    "import": "File the records of these files; report what became of each. Importing again changes nothing.",
    "sample": "Fill the register with a made-up office. Saying it again with the same seed changes nothing.",
    "show": "Print the dossier as JSON: its key, version, sequence, record and publications.",
    "similar": "Find marks like these words or this picture, and say why.",
    "compare": "Compare two marks: each feature with what it finds or lacks, the measures, how they are read aloud.",
    "recall": "Place every mark exactly for a sample of questions, and name what a search did not show.",
    "backup": "Back up the register and its documents into a new folder, checked by hash. The keys stay apart.",
    "restore": "Restore a backup into an empty register, in a new home or database. A damaged one changes nothing.",
    "health": "Ask the servers, backups, keys and the disk how they are. Exit status 1 when something is wrong.",
    "serve": "Serve the public's pages, the API and the gazette.",
    "demo": "Start both servers, fill the demo office, index it, build its gazette, serve all with a worker beside.",
}
MODULES = {"import": "importing", "restore": "backup"}
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
    """The command line with the verb that was said; when it is none, with the names of all."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback(invoke_without_command=True)(blazon)
    for name, line in GROUPS.items():
        app.add_typer(group(name) if name == said else typer.Typer(help=line), name=name)
    for name, line in VERBS.items():
        app.command(name, help=line)(verb(name) if name == said else _not_said)
    return app


def group(name: str) -> typer.Typer:
    """The commands of one of GROUPS."""
    found: typer.Typer = import_module(f"desk.cli.{name}").app
    return found


def verb(name: str) -> Callable[..., None]:
    """The function of one of VERBS."""
    found: Callable[..., None] = getattr(
        import_module(f"desk.cli.{MODULES.get(name, name)}"), FUNCTIONS.get(name, name)
    )
    return found


def _not_said() -> None:
    """Stands for a verb on the list of all."""


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
