"""Programs that ask the office by themselves: a client id, with a secret or a key of its own (OAuth 2, RFC 6749, 7523).

What a client may is its scopes, which are permissions. Those of administrators are given to a client with a key and a
list of networks alone. One that files and acts has roles besides, as people have, and a party's program the party's
identifier. A token holds for minutes; its digest lies here, with what it was given for.
"""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import RowMapping, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mappings.permissions import PERMISSIONS, Person
from registry import attempts, audit
from registry.database import Register
from registry.people_errors import ClientRefused, LoginTaken, NoSuchClient, ScopeRefused, UnfitPerson
from registry.sessions import digest

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
ADMINISTRATION = ("users.manage", "audit.read", "person.export", "person.redact")
ALGORITHMS = ["Ed25519", "ES256", "PS256", "RS256"]
HOLDS = dt.timedelta(minutes=15)  # a token
FRESH = dt.timedelta(minutes=5)  # the longest an assertion may hold
SKEW = dt.timedelta(seconds=30)  # of another's clock
Row = RowMapping
_COLUMNS = "id, name, scopes, addresses, state, keys is not null, created_at, roles, identifier"


@dataclass(frozen=True)
class Client:
    id: str
    name: str
    scopes: tuple[str, ...]
    addresses: tuple[str, ...]  # networks; empty: any
    state: str
    has_keys: bool
    created_at: dt.datetime
    roles: tuple[str, ...]  # in which it acts
    identifier: str | None  # its own as a party of files


@dataclass(frozen=True)
class NewClient:
    id: str
    name: str
    scopes: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    keys: Mapping[str, Any] | None = None  # a JWK set of public keys; without it a secret is made
    roles: tuple[str, ...] = ()
    identifier: str | None = None


@dataclass(frozen=True)
class Token:
    value: str
    scopes: tuple[str, ...]
    seconds: int


@dataclass(frozen=True)
class Asking:
    """Who asks for a token, whence and when. `scopes` empty: all that the client has."""

    address: str
    now: dt.datetime
    scopes: tuple[str, ...] = ()


def add(register: Register, new: NewClient, *, actor: str, known: Collection[str] = ()) -> str | None:
    """The client's secret, which is told once; None for one with keys. `known` are the roles that people may have.

    UnfitPerson, LoginTaken.
    """
    _check(new, known)
    secret = None if new.keys else secrets.token_urlsafe(32)
    try:
        with register.session() as session:
            session.execute(
                text("""
                    insert into client (id, name, secret, keys, scopes, addresses, roles, identifier, state, created_at)
                    values (:id, :name, :secret, cast(:keys as jsonb), :scopes, :addresses, :roles, :identifier,
                        'active', clock_timestamp())
                """),
                {
                    "id": new.id,
                    "name": new.name,
                    "secret": digest(secret) if secret else None,
                    "keys": orjson.dumps(new.keys).decode() if new.keys else None,
                    "scopes": list(new.scopes),
                    "addresses": list(new.addresses),
                    "roles": list(new.roles),
                    "identifier": new.identifier,
                },
            )
            roles = f"; roles {', '.join(new.roles)}" if new.roles else ""
            audit.note(session, actor, f"add client {new.id}", f"scopes {', '.join(new.scopes)}{roles}")
    except IntegrityError as error:
        raise LoginTaken(new.id) from error
    return secret


def everybody(register: Register) -> list[Client]:
    """By their ids."""
    with register.session() as session:
        rows = session.execute(text(f"select {_COLUMNS} from client order by id"))  # noqa: S608 - columns of ours
        return [
            Client(row[0], row[1], tuple(row[2]), tuple(row[3]), row[4], row[5], row[6], tuple(row[7]), row[8])
            for row in rows
        ]


def revoke(register: Register, client: str, *, actor: str) -> None:
    """Its tokens end at once. NoSuchClient."""
    with register.session() as session:
        found = session.scalar(text("update client set state = 'revoked' where id = :id returning id"), {"id": client})
        if found is None:
            raise NoSuchClient(client)
        session.execute(text("delete from token where client_id = :id"), {"id": client})
        audit.note(session, actor, f"revoke client {client}", "revoked")


def by_secret(register: Register, client: str, secret: str, asking: Asking) -> Token:
    """A token for a client that knows its secret. ClientRefused, ScopeRefused, TooManyAttempts."""

    def proof(_session: Session, row: Row) -> str | None:
        right = row["secret"] is not None and hmac.compare_digest(digest(secret), row["secret"])
        return None if right else "wrong secret"

    return _token(register, client, asking, proof)


def by_key(register: Register, assertion: str, audience: str, asking: Asking) -> Token:
    """A token for a client that signed who it is, for this office and once. ClientRefused, ScopeRefused."""
    client = _claimed(assertion)

    def proof(session: Session, row: Row) -> str | None:
        return _unproven(session, row, assertion, audience, asking.now)

    return _token(register, client, asking, proof)


def of_token(register: Register, token: str, *, address: str, now: dt.datetime) -> Person | None:
    """The program whose token it is; None for one that has ended, was revoked or comes from elsewhere."""
    with register.session() as session:
        row = session.execute(
            text("""
                select client.id, client.name, token.scopes, client.scopes, addresses, roles, identifier,
                    identifiers_of(identifier)
                from token join client on client.id = client_id
                where digest = :digest and ends_at > :now and state = 'active'
            """),
            {"digest": digest(token), "now": now},
        ).one_or_none()
    if row is None or not _from(row[4], address):
        return None
    scopes = frozenset(row[2]) & frozenset(row[3]) & PERMISSIONS.keys()
    others = frozenset(row[7] or ())
    return Person(f"client:{row[0]}", row[1], frozenset(row[5]), scopes, row[6], program=True, identifiers=others)


def forget(register: Register, *, before: dt.datetime) -> None:
    """Takes away tokens and used assertions that ended before that time."""
    with register.session() as session:
        for table in ("token", "assertion"):
            session.execute(text(f"delete from {table} where ends_at <= :before"), {"before": before})  # noqa: S608 - a table of ours


def _token(register: Register, client: str, asking: Asking, proof: Callable[[Session, Row], str | None]) -> Token:
    client = client.replace("\0", "\ufffd")  # which is nobody's either
    with register.session() as session:
        attempts.count(session, f"client {client}", asking.address, asking.now)
    with register.session() as session:
        row = _row(session, client)
        against = "no such client" if row is None else _against(row, asking.address) or proof(session, row)
        if row is not None and against is None:
            attempts.succeeded(session, f"client {client}", asking.address)
            return _given(session, client, row, asking)
        audit.note(session, f"client:{client}" if row else "?", f"token from {asking.address}", str(against))
    raise ClientRefused(str(against))


def _against(row: Row, address: str) -> str | None:
    if row["state"] != "active":
        return "revoked"
    return None if _from(row["addresses"], address) else "not from this address"


def _given(session: Session, client: str, row: Row, asking: Asking) -> Token:
    scopes = asking.scopes or tuple(row["scopes"])
    if beyond := tuple(sorted(set(scopes) - set(row["scopes"]))):
        raise ScopeRefused(beyond)
    value = secrets.token_urlsafe(32)
    session.execute(
        text("""
            insert into token (digest, client_id, scopes, created_at, ends_at)
            values (:digest, :client, :scopes, :now, :ends)
        """),
        {
            "digest": digest(value),
            "client": client,
            "scopes": list(scopes),
            "now": asking.now,
            "ends": asking.now + HOLDS,
        },
    )
    audit.note(session, f"client:{client}", f"token from {asking.address}", "given")
    return Token(value, scopes, int(HOLDS.total_seconds()))


def _claimed(assertion: str) -> str:
    """Whom an assertion says it is of; nothing is proven by that."""
    try:
        payload = orjson.loads(jws.extract_compact(assertion.encode()).payload)
        return str(payload["sub"])[:64]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ClientRefused("no assertion") from error


def _unproven(session: Session, row: Row, assertion: str, audience: str, now: dt.datetime) -> str | None:
    """Why the assertion proves nothing; None when it does, and is used up."""
    if row["keys"] is None:
        return "no key"
    try:
        claims = jwt.decode(assertion, KeySet.import_key_set(row["keys"]), algorithms=ALGORITHMS).claims
        ends = dt.datetime.fromtimestamp(float(claims["exp"]), dt.UTC)
        meant = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        jti = str(claims["jti"])
        if not claims["iss"] == claims["sub"] == row["id"]:
            return "of another"
    except (JoseError, ValueError, KeyError, TypeError, OverflowError) as error:
        return f"assertion: {type(error).__name__}"
    if audience not in meant:
        return "for another"
    if not now - SKEW < ends <= now + FRESH + SKEW:
        return "expired, or for too long"
    fresh = session.scalar(
        text("""
            insert into assertion (client_id, jti, ends_at) values (:client, :jti, :ends)
            on conflict do nothing returning true
        """),
        {"client": row["id"], "jti": jti, "ends": ends + SKEW},
    )
    return None if fresh else "used before"


def _row(session: Session, client: str) -> Row | None:
    found = text("select id, secret, keys, scopes, addresses, state from client where id = :id")
    return session.execute(found, {"id": client}).mappings().one_or_none()


def _from(networks: Iterable[str], address: str) -> bool:
    """Whether the address lies in one of the networks; any does where none is named."""
    named = [ipaddress.ip_network(each) for each in networks]
    try:
        own = ipaddress.ip_address(address)
    except ValueError:
        return not named
    mapped = getattr(own, "ipv4_mapped", None) or own
    return not named or any(mapped in each for each in named)


def _check(new: NewClient, known: Collection[str]) -> None:
    if not ID.fullmatch(new.id):
        raise UnfitPerson("id", f"{new.id!r} is none: small letters, digits, full stop, dash, at most 64")
    _check_party(new, known)
    if not new.scopes:
        raise UnfitPerson("scopes", "are missing: a client without a permission can ask for nothing")
    for scope in new.scopes:
        if scope not in PERMISSIONS:
            raise UnfitPerson("scopes", f"there is no permission `{scope}`; docs/permissions.md lists them")
    for network in new.addresses:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise UnfitPerson("addresses", f"{network!r} is no network: write 192.0.2.0/24 or 2001:db8::/32") from error
    beyond = sorted(set(new.scopes) & set(ADMINISTRATION))
    if beyond and not (new.keys and new.addresses):
        raise UnfitPerson("scopes", f"{', '.join(beyond)} is for a client with a key and a list of networks alone")
    if new.keys is not None:
        _check_keys(new.keys)


def _check_party(new: NewClient, known: Collection[str]) -> None:
    for role in new.roles:
        if role not in known:
            raise UnfitPerson("roles", f"the office has no role `{role}` for people; it has {', '.join(known)}")
    if new.identifier is not None and not new.identifier.strip():
        raise UnfitPerson("identifier", "is empty: write the party's number at the office, or leave it out")


def _check_keys(keys: Mapping[str, Any]) -> None:
    try:
        found = KeySet.import_key_set(orjson.loads(orjson.dumps(keys)))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise UnfitPerson("keys", "is no JWK set (RFC 7517) of public keys") from error
    for key in found.keys:
        if key.key_type == "oct" or key.is_private:
            raise UnfitPerson("keys", "holds a secret: give the public key alone, and keep the private one")
