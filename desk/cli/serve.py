"""`blazon serve`: pages, API and gazette on one port, with the indexer beside them, until Ctrl-C."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from desk import rules
from desk.cli.console import tell
from desk.cli.context import Context, open_context
from desk.sealing import seal_of
from desk.serving import Following, following, listener, serving
from desk.settings import DeskSettings
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
from desk.watch import watch
from desk.web.app import create
from desk.web.doors import SessionDoor
from desk.web.office.counter import Counter
from desk.web.provider import Provider
from desk.web.site import Site
from desk.wording import WordReader
from registry.sessions import Lifetimes
from search_api.settings import SearchSettings

log = logging.getLogger(__name__)


class IndexerEnded(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(f"the indexer ended, so the site was stopped: {why}")


@dataclass(frozen=True)
class Served:
    address: str
    indexer: Following


def serve(
    port: Annotated[int | None, typer.Option(help="Exactly this port; left out, 8000 or the next free one.")] = None,
    staff: Annotated[bool, typer.Option("--staff", help="Serve the desk too, for people who sign in.")] = False,
    open_to_all: Annotated[
        bool, typer.Option("--open", help="With --staff: the desk asks nobody who they are. Loopback only.")
    ] = False,
    index: Annotated[
        bool, typer.Option(help="Follow the outbox as well; --no-index where `blazon index` runs.")
    ] = True,
) -> None:
    """Serve the public's pages, the API and the gazette."""
    if open_to_all and not staff:
        raise typer.BadParameter("--open says how the desk is served: say --staff too")
    with (
        open_context() as context,
        site(context, port=port, staff=staff, index=index, signs_in=not open_to_all) as served,
    ):
        announce(served.address, staff=staff)
        wait(served)


@contextmanager
def site(
    context: Context, *, port: int | None = None, staff: bool = False, index: bool = True, signs_in: bool = False
) -> Iterator[Served]:
    """The whole site served, with the indexer beside it. Without `signs_in` the desk asks nobody who they are."""
    settings, search = context.settings, search_settings(context)
    if search.staff_token:
        raise typer.BadParameter(
            "BLAZON_SEARCH_STAFF_TOKEN is for the API served alone, without the register; here a program asks for a "
            "token of its own (`blazon clients add`): unset it"
        )
    if staff and settings.host not in {"127.0.0.1", "::1", "localhost"}:
        if not signs_in:
            raise typer.BadParameter(f"the desk would show unpublished files to whoever asks; not on {settings.host}")
        if not (settings.address or "").startswith("https://"):
            raise typer.BadParameter("people sign in by https alone: say the site's address in BLAZON_DESK_ADDRESS")
    app = create(
        Site(
            house=rules.house(context.office),
            strategies=catalogue(settings.office),
            relations=relations(settings.office),
            content=context.documents,
            gazette=gazette_folder(context),
            search=search,
            logos=logo_catalogue(settings.office),
            pictures=context.pictures,
            reader=WordReader(settings.ocr, settings.ocr_languages) if settings.ocr else None,
            asked=context.asked,
            grants=context.office.permissions,
        ),
        staff=staff,
        hosts=settings.hosts,
        counter=Counter(context.register, context.office, settings.fonts, watch=watch(context)) if staff else None,
        door=door(context) if staff and signs_in else None,
    )
    bound = listener(settings.host, settings.port if port is None else port, exactly=port is not None)
    if port is None and bound.getsockname()[1] != settings.port:
        tell(f"Port {settings.port} is taken; the next free one is used.")
    with serving(app, bound) as address, context.logged("serve"):
        log.info("served at %s, Blazon %s", address, version("blazon"))
        if not index:
            yield Served(address, Following())
            return
        with following(context.follower(tell=told)) as indexer:
            yield Served(address, indexer)


def told(sentence: str) -> None:
    """What the indexer says, to the person at the terminal and to the log."""
    log.info("%s", sentence)
    tell(sentence)


def door(context: Context) -> SessionDoor:
    """People sign in as the office's permissions say."""
    settings = context.settings
    return SessionDoor(
        context.register,
        context.office.permissions,
        seal_of(settings, context.stack.home),
        Lifetimes(dt.timedelta(minutes=settings.session_idle_minutes), dt.timedelta(hours=settings.session_hours)),
        settings.address,
        provider=provider(settings),
    )


def provider(settings: DeskSettings) -> Provider | None:
    """The one that the settings name, wholly or not at all."""
    named = (settings.provider_issuer, settings.provider_client, settings.provider_secret_file)
    if named == (None, None, None):
        return None
    issuer, client, file = named
    if issuer is None or client is None or file is None:
        raise typer.BadParameter("say BLAZON_DESK_PROVIDER_ISSUER, _CLIENT and _SECRET_FILE together, or none of them")
    try:
        return Provider(issuer, client, file.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read ({error.strerror}): mend _PROVIDER_SECRET_FILE") from error


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


def announce(address: str, *, staff: bool, more: Sequence[str] = ()) -> None:
    """The addresses, for the person at the terminal, and what there is to say `more`."""
    tell("")
    tell(f"  Register and search   {address}/")
    tell(f"  Similar marks         {address}/similar")
    tell(f"  Gazette               {address}/gazette/")
    tell(f"  API                   {address}/api/v1/openapi.json")
    if staff:
        tell(f"  Desk                  {address}/staff/tasks")
    for line in more:
        tell(line)
    tell("")
    tell("Ctrl-C stops it.")


def wait(served: Served) -> None:
    """Until Ctrl-C, or until the indexer has ended: a site that ages unseen is worse than none. IndexerEnded."""
    served.indexer.ended.wait()
    raise IndexerEnded(str(served.indexer.problem or "it was told to stop")) from served.indexer.problem
