"""A small office written straight into the engine: what the indexer would write, without the register."""

import datetime as dt
import hashlib
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import uvicorn
from fastapi import FastAPI
from opensearchpy import OpenSearch

from mappings import indices, names
from mappings.document import AsOf, DossierDocument
from mappings.engine import EngineSettings
from mappings.kinds import SHELVES
from mappings.number import DossierKey
from mappings.record import Kind, StatusGroup
from search_api.app import create
from search_api.index import PublicIndex, StaffIndex
from search_api.settings import SearchSettings
from similarity import keys

TOKEN = "a-token-of-the-tests-0123456789"
SECRET = "zzstaffonly"
STRATEGIES = Path(__file__).resolve().parents[2] / "offices" / "demo" / "strategies"
MADE = "20261123t000000"


def dossier(
    number: str, title: str | None = None, *, kind: Kind = Kind.TRADEMARK, office: str = "XB", **more: Any
) -> DossierDocument:
    """A document as the projection makes it, but for the record, which is a line."""
    key = DossierKey(office, kind, number)
    registration = more.get("registration_number")
    known = {one for one in (number, registration) if one}
    fields: dict[str, Any] = {
        "id": key.id,
        "tie": key.tie,
        "office": office,
        "kind": kind,
        "number": number,
        "numbers": tuple(sorted(known | {one.replace("/", "").replace(" ", "") for one in known})),
        "version": 1,
        "sequence": 5,
        "recorded_at": dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
        "published": True,
        "title": title or number,
        "status_group": StatusGroup.REGISTERED,
        "record": {"kind": kind, "office": office, "application_number": number},
        **more,
    }
    if kind is Kind.TRADEMARK and title and "words" not in more:
        fields["words"] = (keys.read(title),)
    return DossierDocument(content_hash=hashlib.sha256(repr(sorted(fields.items())).encode()).hexdigest(), **fields)


def tombstone(number: str, *, kind: Kind = Kind.TRADEMARK) -> DossierDocument:
    key = DossierKey("XB", kind, number)
    return DossierDocument(
        id=key.id, tie=key.tie, office="XB", kind=kind, number=number, numbers=(), version=4, sequence=9,
        recorded_at=dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC), content_hash="0" * 64, deleted=True,
    )  # fmt: skip


def marks() -> list[DossierDocument]:
    """Every document both audiences read."""
    goods = ({"scheme": "nice", "number": "25", "status": "active", "text": "Shoes; hats"},
             {"scheme": "nice", "number": "30", "status": "active", "text": "Coffee and tea"})  # fmt: skip
    return [
        dossier("TM/2026/000001", "Uncle Ben's", classes=("30",), owners=("Mars, Incorporated",), countries=("US",),
                filing_date=dt.date(2020, 1, 5), priority_date=dt.date(2019, 8, 1), registration_number="TM/R/000045",
                registration_date=dt.date(2021, 2, 3), publication_date=dt.date(2020, 6, 1),
                vienna=("02", "02.01", "02.01.01")),
        dossier("TM/2026/000002", "Morning Tide", classes=("25", "30"), goods=goods, owners=("Tideworks Ltd",),
                countries=("NO",), filing_date=dt.date(2021, 3, 4), representatives=("Marit Solberg",)),
        dossier("TM/2026/000003", "MorningTide Coffee", classes=("30",), owners=("Tideworks Ltd",), countries=("NO",),
                filing_date=dt.date(2022, 3, 4), status_group=StatusGroup.PENDING, status="filed"),
        dossier("TM/2026/000004", "КОЛА", classes=("32",), owners=("Завод",), filing_date=dt.date(2022, 5, 1)),
        dossier("TM/2026/000005", "شركة النور", classes=("35",), owners=("شركة النور",), countries=("EG",),
                filing_date=dt.date(2023, 5, 1), status_group=StatusGroup.ENDED),
        dossier("TM/2026/000006", classes=("41",), filing_date=dt.date(2024, 5, 1), owners=("Vega Blue",)),
        dossier("US-85334015", "PHLEX", office="US", classes=("9",), countries=("US",), owners=("Phlex Inc.",)),
        dossier("018204531", "tide", office="EM", classes=("3",), filing_date=dt.date(2020, 3, 2)),
        dossier("018204531", "Same number", office="US", classes=("3",), filing_date=dt.date(2020, 3, 2)),
        dossier("TM/2026/000123", "Harbour Light", classes=("45",)),  # the number in the API's examples
        tombstone("TM/2026/000007"),
        dossier("PT/2026/000045", "Tide gauge", kind=Kind.PATENT, abstract="A gauge for the morning tide of a harbour",
                ipc=("G", "G01", "G01F", "G01F 23/00", "G01F 23/76"), creators=("Ada Byron",),
                owners=("Tideworks Ltd",), filing_date=dt.date(2021, 7, 7)),
        dossier("DS/2026/000007", "Tea pot", kind=Kind.DESIGN, locarno=("07", "07-01"), creators=("Ada Byron",),
                filing_date=dt.date(2024, 7, 7)),
        *(dossier(f"TM/2025/{n:06}", f"Herring {n}", classes=(str(n + 1),), filing_date=dt.date(2025, 1, 1 + n % 9))
          for n in range(37)),
    ]  # fmt: skip


def staff_alone() -> list[DossierDocument]:
    """What the public must never see: an unpublished file, and the staff's view of a published one."""
    return [
        dossier("TM/2026/000099", f"{SECRET} brand", published=False, owners=(f"{SECRET} holder",), classes=("1",),
                filing_date=dt.date(1999, 1, 1), countries=("ZW",), registration_number="TM/R/000099"),
        dossier("TM/2026/000001", "Uncle Ben's", classes=("30",), registration_number="TM/R/000045",
                representatives=(f"{SECRET} agent",), filing_date=dt.date(2020, 1, 5), record={"note": SECRET}),
    ]  # fmt: skip


class Office:
    """The indices of one deployment, made as the indexer makes them."""

    def __init__(self, client: OpenSearch, deployment: str) -> None:
        self.client, self.deployment = client, deployment

    def make(self) -> None:
        layout = indices.Layout()
        for kind in SHELVES:
            for collection in ("dossiers", "public"):
                body = indices.definition(kind, collection, layout)
                body["aliases"] = {names.alias(self.deployment, kind, collection): {}}
                self.client.indices.create(index=names.index(self.deployment, kind, collection, MADE), body=body)
        for public in (True, False):
            self.client.indices.create(
                index=names.state(self.deployment, public=public), body=indices.state_definition(layout)
            )

    def write(self, collection: str, documents: list[DossierDocument]) -> None:
        lines: list[dict[str, Any]] = []
        for document in documents:
            source = orjson.loads(document.model_dump_json(exclude_defaults=True)) | {"deleted": document.deleted}
            lines += [
                {"index": {"_index": names.alias(self.deployment, document.kind, collection), "_id": document.id}},
                source,
            ]
        answer = self.client.bulk(body=lines, params={"refresh": "true"})
        assert not answer["errors"], answer

    def complete(self, sequence: int, *, public: bool, gaps: tuple[str, ...] = ()) -> AsOf:
        as_of = AsOf(sequence=sequence, at=dt.datetime.now(dt.UTC), gaps=gaps)
        self.client.index(
            index=names.state(self.deployment, public=public),
            id="as-of",
            body=as_of.model_dump(mode="json"),
            params={"refresh": "true"},
        )
        return as_of

    def remove(self) -> None:
        left = self.client.indices.get(
            index=f"blazon-{self.deployment}-*", expand_wildcards="all", ignore_unavailable=True
        )
        if left:
            self.client.indices.delete(index=",".join(sorted(left)))


@pytest.fixture(scope="session")
def office(engine_client: OpenSearch) -> Iterator[Office]:
    """The small office, for tests that only read."""
    made = Office(engine_client, f"t{uuid.uuid4().hex[:10]}")
    try:
        made.make()
        made.write("public", marks())
        made.write("dossiers", [*marks(), *staff_alone()])
        made.complete(1_000, public=True)
        made.complete(1_000, public=False, gaps=("XB.tm.TM%2F2026%2F000088",))
        yield made
    finally:
        made.remove()


@contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    """The application on a free port of loopback, and a client of it."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server ended before it began"
                time.sleep(0.005)
            with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def settings_of(engine_settings: EngineSettings) -> Callable[..., SearchSettings]:
    """Settings of a deployment on the engine of the tests; keywords change them."""

    def made(deployment: str, **more: Any) -> SearchSettings:
        base = {
            "deployment": deployment,
            "engine_url": engine_settings.url,
            "engine_ca": engine_settings.ca,
            "public_user": engine_settings.user,
            "public_password": engine_settings.password,
            "strategies": STRATEGIES,
        }
        return SearchSettings(**base | more)

    return made


@pytest.fixture(scope="session")
def serve() -> Callable[..., Any]:
    """`with serve(settings) as client`: the API of these settings."""
    return lambda settings: serving(create(settings))


@pytest.fixture(scope="session")
def serving_app() -> Callable[..., Any]:
    """`with serving_app(app) as client`."""
    return serving


@pytest.fixture(scope="session")
def api(office: Office, settings_of: Callable[..., SearchSettings]) -> Iterator[httpx.Client]:
    """The API of the small office, with staff routes."""
    with serving(create(settings_of(office.deployment, staff_token=TOKEN))) as client:
        yield client


@pytest.fixture(scope="session")
def public(office: Office) -> PublicIndex:
    return PublicIndex(office.client, office.deployment)


@pytest.fixture(scope="session")
def staff(office: Office) -> StaffIndex:
    return StaffIndex(office.client, office.deployment)
