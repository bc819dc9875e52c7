"""The generated part of docs/permissions.md: what each role may, and which routes of the desk are open to it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from desk import rules
from desk.strategies import catalogue, folder, logo_catalogue
from desk.web.app import create
from desk.web.doors import SessionDoor
from desk.web.office.counter import Counter
from desk.web.site import Site
from desk.web.who import Declared, declared
from mappings.permissions import PERMISSIONS
from offices.docs import DEMO
from offices.office import Office, load
from registry.database import Register
from registry.documents import DocumentStore
from registry.sealing import KEY_BYTES, Seal
from search_api.settings import SearchSettings

YES = "●"


def permissions() -> str:
    """Markdown."""
    office = load(DEMO)
    return "\n\n".join([_roles(office), _permissions(office), _routes(office)])


def routes(office: Office) -> list[Declared]:
    """Those of the whole desk, as people sign in to it. No server is asked."""
    with TemporaryDirectory() as home:
        site = Site(
            house=rules.house(office),
            strategies=catalogue(DEMO),
            content=DocumentStore(Path(home)),
            gazette=Path(home),
            search=SearchSettings(deployment="docs", engine_url="http://127.0.0.1:9", strategies=folder(DEMO)),
            logos=logo_catalogue(DEMO),
            grants=office.permissions,
        )
        register = Register(create_engine("postgresql+psycopg://"))
        door = SessionDoor(register, office.permissions, Seal(bytes(KEY_BYTES)))
        return list(declared(create(site, staff=True, door=door, counter=Counter(register, office))))


def opens(office: Office, role: str, route: Declared) -> bool:
    """Whether the role alone opens the route."""
    return route.permissions is None or any(map(office.permissions.permissions([role]).issuperset, route.ways))


def _roles(office: Office) -> str:
    rows = ["## Roles and groups of the demo office", "", "| group | roles |", "| --- | --- |"]
    rows += [
        f"| `{name}` {office.said(group.text)} | {_names(group.roles)} |"
        for name, group in office.permissions.groups.items()
    ]
    secret = "; ".join(f"{kind}: {_names(codes)}" for kind, codes in office.permissions.confidential.items())
    return "\n".join([*rows, "", f"Statuses under which a file is confidential: {secret or 'none'}."])


def _permissions(office: Office) -> str:
    roles = list(office.permissions.roles)
    rows = ["## Permissions by role", "", _line(["permission", "lets one", *roles]), _line(["---"] * (len(roles) + 2))]
    for name, said in PERMISSIONS.items():
        cells = [YES if name in office.permissions.roles[role] else "" for role in roles]
        rows.append(_line([f"`{name}`", said, *cells]))
    return "\n".join(rows)


def _routes(office: Office) -> str:
    roles = list(office.permissions.roles)
    rows = ["## Routes by role", "", _line(["route", "needs", *roles]), _line(["---"] * (len(roles) + 2))]
    found = routes(office)
    for one in found:
        if one.permissions is not None:
            needed = " or ".join(_names(way) for way in one.ways) or "a session"
            rows.append(
                _line(
                    [f"`{one.method} {one.path}`", needed, *(YES if opens(office, role, one) else "" for role in roles)]
                )
            )
    public = ", ".join(f"`{one.method} {one.path}`" for one in found if one.permissions is None)
    return "\n".join([*rows, "", f"Open to everybody: {public}."])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
