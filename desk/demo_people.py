"""The people of the demo office: one for each kind of work, with passwords that are made once and kept in its home.

The file is for its owner alone. These are made-up people of a made-up office on one's own machine: nobody else gave
them their password, so they are not made to change it.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import orjson

from mappings.permissions import Grants
from registry import people, stakeholders
from registry.database import Register
from registry.people import NewPerson
from registry.stakeholders import By

FILE = "demo-people.json"
ACTOR = "demo"
AGENT = "agnes"
AGENCY = {"name": "Kanzlei Südwind", "nature": "company", "address": {"city": "Port Argent", "country": "XB"}}


@dataclass(frozen=True)
class Demo:
    login: str
    name: str
    roles: tuple[str, ...]
    does: str  # where to begin


PEOPLE = (
    Demo("ruth", "Ruth Amsel", ("reception",), "takes in applications and answers, posts letters"),
    Demo("fritz", "Fritz Formell", ("formality-examiner",), "looks whether applications are in order"),
    Demo("ada", "Ada Weber", ("examiner",), "searches for earlier marks, accepts or refuses"),
    Demo("clara", "Clara Chief", ("head-of-examination", "registrar"), "approves letters, hands out work, registers"),
    Demo("petra", "Petra Print", ("publication-officer",), "publishes, and closes issues of the gazette"),
    Demo("adam", "Adam Root", ("administrator",), "people and jobs; sets up a second factor first"),
    Demo(AGENT, "Agnes Süd", ("agent",), "her clients' files, letters and deadlines, at /my/"),
)


def settle(register: Register, grants: Grants, home: Path) -> dict[str, str]:
    """The people with their passwords; who is there already stays as they are."""
    kept = _kept(home)
    known = {one.login: one for one in people.everybody(register)}
    for one in PEOPLE:
        if one.login not in known:
            identifier = stakeholders.add(register, AGENCY, By(ACTOR)).number if one.login == AGENT else None
            new = NewPerson(one.login, one.name, roles=one.roles, identifier=identifier)
            known[one.login] = people.add(register, grants, new, actor=ACTOR)
        if one.login not in kept or not known[one.login].has_password:
            kept[one.login] = kept.get(one.login) or secrets.token_urlsafe(12)
            _keep(home, kept)
            people.set_password(register, one.login, kept[one.login], actor=ACTOR, first=False)
    return {one.login: kept[one.login] for one in PEOPLE}


def identifier_of(register: Register, login: str) -> str | None:
    """By which the files of a person as a party name them."""
    return next((one.identifier for one in people.everybody(register) if one.login == login), None)


def told(passwords: dict[str, str], home: Path) -> list[str]:
    """Whom to sign in as, for the person at the terminal."""
    lines = [f"  {one.login:<7} {passwords[one.login]:<18} {one.does}" for one in PEOPLE]
    return ["People to sign in as (login, password):", *lines, f"Their passwords stay in {home / FILE}."]


def _kept(home: Path) -> dict[str, str]:
    path = home / FILE
    found: dict[str, str] = orjson.loads(path.read_bytes()) if path.is_file() else {}
    return found


def _keep(home: Path, passwords: dict[str, str]) -> None:
    """Whole or not at all."""
    partial = home / f".{FILE}.{os.getpid()}"
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(orjson.dumps(passwords, option=orjson.OPT_INDENT_2))
    partial.replace(home / FILE)
