"""`blazon users add | list | role | password | totp | lock | unlock | end | export | redact`: the office's people."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import psutil
import typer

from desk.cli.console import emit, tell
from desk.cli.context import Context, open_context
from desk.sealing import seal_of
from mappings.texts import said
from registry import people, personal
from registry.people import Account, NewPerson, State

app = typer.Typer(help="The people of the office: who may sign in, and in which roles.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="Small letters and digits, such as ada.weber.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="Of permissions.yaml; may be repeated.")]
Groups = Annotated[list[str] | None, typer.Option("--group", help="A group of roles; may be repeated.")]


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="As letters and the journal name them.")],
    *,
    email: Annotated[str | None, typer.Option(help="Their address.")] = None,
    role: Roles = None,
    group: Groups = None,
    identifier: Annotated[str | None, typer.Option(help="Theirs as a party: files that name it are their own.")] = None,
    issuer: Annotated[str | None, typer.Option(help="The provider by which they sign in.")] = None,
    subject: Annotated[str | None, typer.Option(help="Who they are there (`sub`).")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Add a person; they sign in once they have a password, or by another provider."""
    new = NewPerson(login, name, email, tuple(role or ()), tuple(group or ()), identifier, issuer, subject)
    with open_context() as context:
        office = context.office
        account = people.add(context.register, office.permissions, new, actor=actor())
        roles = account.person(office.permissions).roles
        if json_output:
            emit(_data(context, account))
        else:
            acts = ", ".join(sorted(said(office.roles[one], "en", "") for one in roles if one in office.roles))
            typer.echo(f"{account.login}: {account.name}")
            typer.echo(f"acts as: {acts or 'nobody yet; say `blazon users role`'}")
    if issuer is None:
        tell(f"{login} cannot sign in yet: say `blazon users password {login}`.")


@app.command("list")
def list_() -> None:
    """All people: their roles and groups, whether they have a password and a second factor."""
    with open_context() as context:
        emit({"users": [_data(context, one) for one in people.everybody(context.register)]})


@app.command()
def role(login: Login, *, role: Roles = None, group: Groups = None) -> None:
    """Give a person these roles and groups, and no others. It holds at once."""
    with open_context() as context:
        grants = context.office.permissions
        done = people.give_roles(context.register, grants, login, roles=role or (), groups=group or (), actor=actor())
        emit(_data(context, done))


@app.command()
def password(login: Login) -> None:
    """Set a person's first password, asked for here or read from standard input. They are signed out, and change it."""
    given = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else _line()
    with open_context() as context:
        emit(_data(context, people.set_password(context.register, login, given, actor=actor())))


@app.command()
def totp(login: Login) -> None:
    """Give a person a new second factor: its address is told once, for their authenticator. They are signed out."""
    with open_context() as context:
        seal = seal_of(context.settings, context.stack.home)
        office = context.office.name("en")
        uri = people.new_totp(context.register, seal, login, office=office, actor=actor())
    emit({"login": login, "uri": uri})


@app.command()
def lock(login: Login) -> None:
    """Keep a person out until they are unlocked."""
    _state(login, "locked")


@app.command()
def unlock(login: Login) -> None:
    """Let a person in again."""
    _state(login, "active")


@app.command()
def end(login: Login) -> None:
    """Keep a person out for good; what they did keeps their name."""
    _state(login, "ended")


@app.command()
def export(login: Login) -> None:
    """Print all that is kept of a person, for them: account, sessions, lines of the audit log, commands."""
    with open_context() as context:
        emit(personal.export(context.register, login, actor=actor()))


@app.command()
def redact(login: Login, reason: Annotated[str, typer.Option(help="Why; the audit log keeps it.")]) -> None:
    """Take name, addresses and what they signed in with out of a person who has ended. There is no way back."""
    with open_context() as context:
        personal.redact(context.register, login, reason, actor=actor())
    tell(f"What {login} stands for is taken out; journal and audit log keep the login.")


def actor() -> str:
    """Who says a command, as the audit log names them: the account of this machine."""
    return f"cli:{psutil.Process().username()}"


def _state(login: str, state: State) -> None:
    with open_context() as context:
        emit(_data(context, people.set_state(context.register, login, state, actor=actor())))


def _line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _data(context: Context, account: Account) -> dict[str, object]:
    person = account.person(context.office.permissions)
    return {**asdict(account), "acts_as": sorted(person.roles)}
