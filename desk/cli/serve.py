"""`blazon serve`: pages, API and gazette on one port, with the indexer beside them, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from desk import rules
from desk.cli.console import tell
from desk.cli.context import Context, open_context
from desk.serving import Following, following, listener, serving
from desk.strategies import (
    catalogue,
    folder,
    goods,
    little,
    logo_catalogue,
    logo_folder,
    meant,
    phonetics,
    relations,
    said,
    shown,
)
from desk.web.app import create
from desk.web.site import Site
from desk.wording import WordReader
from indexer.follow import Follower
from search_api.settings import SearchSettings


class IndexerEnded(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(f"the indexer ended, so the site was stopped: {why}")


@dataclass(frozen=True)
class Served:
    address: str
    indexer: Following


def serve(
    port: Annotated[int | None, typer.Option(help="Exactly this port; left out, 8000 or the next free one.")] = None,
    staff: Annotated[
        bool, typer.Option("--staff", help="Serve the staff's pages too. They ask nobody who they are: loopback only.")
    ] = False,
    index: Annotated[
        bool, typer.Option(help="Follow the outbox as well; --no-index where `blazon index` runs.")
    ] = True,
) -> None:
    """Serve the public's pages, the API and the gazette."""
    with open_context() as context, site(context, port=port, staff=staff, index=index) as served:
        announce(served.address, staff=staff)
        wait(served)


@contextmanager
def site(context: Context, *, port: int | None = None, staff: bool = False, index: bool = True) -> Iterator[Served]:
    """The whole site served, with the indexer beside it."""
    settings = context.settings
    if staff and settings.host not in {"127.0.0.1", "::1", "localhost"}:
        raise typer.BadParameter(f"--staff shows unpublished files to whoever asks; not on {settings.host}")
    app = create(
        Site(
            house=rules.house(context.office),
            strategies=catalogue(settings.office),
            relations=relations(settings.office),
            content=context.documents,
            gazette=gazette_folder(context),
            search=search_settings(context),
            logos=logo_catalogue(settings.office),
            pictures=context.pictures,
            reader=WordReader(settings.ocr, settings.ocr_languages) if settings.ocr else None,
            asked=context.asked,
        ),
        staff=staff,
        hosts=settings.hosts,
    )
    bound = listener(settings.host, settings.port if port is None else port, exactly=port is not None)
    if port is None and bound.getsockname()[1] != settings.port:
        tell(f"Port {settings.port} is taken; the next free one is used.")
    follower = Follower(
        context.register,
        context.engine,
        context.deployment,
        context.rules,
        context.indexing,
        looks=context.looks,
        tell=tell,
    )
    with serving(app, bound) as address:
        if not index:
            yield Served(address, Following())
            return
        with following(follower) as indexer:
            yield Served(address, indexer)


def search_settings(context: Context) -> SearchSettings:
    """The API's settings: the engine of this stack, beside what `BLAZON_SEARCH_*` says."""
    engine = context.engine_settings
    return SearchSettings(
        deployment=context.deployment,
        engine_url=engine.url,
        registers=tuple(context.office.declared),
        engine_ca=engine.ca,
        engine_user=engine.user,
        engine_password=engine.password,
        strategies=folder(context.settings.office),
        logo_strategies=logo_folder(context.settings.office),
        heard_in=context.office.front.heard_in,
        phonetics=phonetics(context.settings.office),
        meanings=meant(context.settings.office),
        languages=context.office.front.languages,
        says=said(context.settings.office),
        words=little(context.settings.office),
        pictures=shown(context.settings.office),
        wordnet=context.office.front.wordnet,
        goods=goods(context.settings.office),
    )


def gazette_folder(context: Context) -> Path:
    """Where the issues built on this machine lie."""
    return context.gazette


def announce(address: str, *, staff: bool) -> None:
    """The addresses, for the person at the terminal."""
    tell("")
    tell(f"  Register and search   {address}/")
    tell(f"  Similar marks         {address}/similar")
    tell(f"  Gazette               {address}/gazette/")
    tell(f"  API                   {address}/api/v1/openapi.json")
    if staff:
        tell(f"  Staff (unpublished)   {address}/staff/")
    tell("")
    tell("Ctrl-C stops it.")


def wait(served: Served) -> None:
    """Until Ctrl-C, or until the indexer has ended: a site that ages unseen is worse than none. IndexerEnded."""
    served.indexer.ended.wait()
    raise IndexerEnded(str(served.indexer.problem or "it was told to stop")) from served.indexer.problem
