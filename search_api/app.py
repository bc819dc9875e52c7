"""The application: `create` makes it from settings; `desk` mounts it under `/api/v1`, `alone` serves it by itself."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from opensearchpy import OpenSearchException

from mappings.engine import connect
from mappings.record import Kind
from mappings.scan import IncompleteScan
from search_api import comparing, pairs, problems, routes, strategies
from search_api.comparing import Comparison
from search_api.errors import NotSignedIn
from search_api.guards import Guards
from search_api.index import Index, PublicIndex, StaffIndex
from search_api.looking import looking
from search_api.memory import Memory
from search_api.models import ProblemDocument
from search_api.settings import SearchSettings
from similarity import keys, lexicon, meanings, pictures, wordnet
from similarity.catalogue import load_folder
from similarity.columns import OtherEar
from similarity.goods import of_office
from similarity.logos import vocabulary
from similarity.logos.catalogue import VOCABULARY, together
from similarity.logos.catalogue import load_folder as load_logo_folder
from similarity.reading import forget
from similarity.says.voices import voices

log = logging.getLogger(__name__)
PREFIX = "/api/v1"
ABOUT = """The register of an IP office, to ask: trademarks, patents and industrial designs.

Every answer says *as of* when: the sequence of the register up to which the index was complete. An error is a
problem document (RFC 9457) that says what to do; an empty list always means that nothing was found.
"""
REFS = "#/components/schemas/{model}"


@dataclass(frozen=True)
class Staff:
    """Staff routes as another application serves them: over its index, which it closes, for whom its guard lets in."""

    index: StaffIndex
    guard: Any  # a dependency that raises the Problem of who is refused


def create(settings: SearchSettings, *, staff: Staff | None = None) -> FastAPI:
    """The API with its routes at the root. Public routes read the public index.

    Staff routes are there with `staff`, or, where the API is served alone, with a token of the settings.

    Raises BadStrategy when a strategy of the office cannot be used, UnknownStrategy when there is none by the name of
    a usual one, BadRules when a language cannot be read in, BadTexts when one cannot be answered in, BadMeanings,
    BadLexicon, BadPictures and BadGoods when a table cannot be used, BadVocabulary when that of logos cannot. No engine
    is asked before the first request.
    """
    keys.hear_in(settings.heard_in, settings.phonetics)
    meanings.use(wordnet.beside(meanings.load(settings.meanings), settings.wordnet))
    lexicon.use(lexicon.load(settings.words))
    forget()
    pictures.use(pictures.load(settings.pictures))
    comparison = _comparison(settings)
    catalogue = comparison.catalogue
    public = public_index(settings)
    opened: list[Index] = [public]

    @asynccontextmanager
    async def close_clients(_app: FastAPI) -> AsyncIterator[None]:
        for index in opened:
            remember(index)
        yield
        comparison.looking.close()
        for index in opened:
            index.client.close()

    app = FastAPI(
        title="Blazon search",
        version=version("blazon"),
        description=ABOUT,
        lifespan=close_clients,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    problems.install(app)
    app.add_middleware(Guards)
    app.include_router(routes.health_router(public, settings))
    for router in _routers(public, settings, comparison, "public"):
        app.include_router(router)
    if catalogue:
        app.include_router(strategies.router(public, settings, catalogue, comparison.logos))
    if staff is None and settings.staff_token:
        staff = Staff(staff_index(settings), Depends(_signed_in(settings.staff_token.get_secret_value())))
        opened.append(staff.index)
    if staff is not None:
        for router in _routers(staff.index, settings, comparison, "staff"):
            app.include_router(
                router, prefix="/staff", dependencies=[staff.guard], responses=problems.responses(NotSignedIn)
            )
    app.state.public = public
    app.state.looking = comparison.looking
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app


def alone(settings: SearchSettings) -> FastAPI:
    """The API under `/api/v1` and nothing else: `uvicorn --factory search_api.app:serve`."""
    inner = create(settings)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=inner.router.lifespan_context)
    problems.install(app)
    app.mount(PREFIX, inner)
    return app


def serve() -> FastAPI:
    """`alone` with the settings of the environment."""
    return alone(SearchSettings())


def public_index(settings: SearchSettings) -> PublicIndex:
    """The public's reader, with the public's credential."""
    client = connect(settings.public_engine(), connections=settings.connections)
    return PublicIndex(
        client, settings.deployment, settings.timeout, Memory(settings.remembered), registers=settings.registers
    )


def staff_index(settings: SearchSettings, hidden: tuple[tuple[Kind, str], ...] = ()) -> StaffIndex:
    """The staff's reader, for pages and commands that have made sure who asks; `hidden` are statuses left out."""
    client = connect(settings.staff_engine(), connections=settings.connections)
    memory = Memory(settings.remembered)
    return StaffIndex(
        client, settings.deployment, settings.timeout, memory, hidden=hidden, registers=settings.registers
    )


def remember(index: Index) -> None:
    """Read in the background what is heard of the marks, so that the first searches are as fast as those after them.

    Nothing depends on it: what is not remembered is asked of the engine.
    """

    def read() -> None:
        try:
            index.remember(Kind.TRADEMARK)
        except (OpenSearchException, IncompleteScan, OtherEar) as problem:
            log.info("the marks are not remembered yet: %s", problem)

    if index.memory.most:
        Thread(target=read, name="remember", daemon=True).start()


def _routers(index: Index, settings: SearchSettings, comparison: Comparison, name: str) -> list[APIRouter]:
    own = [routes.router(index, settings, name=name)]
    if catalogue := comparison.catalogue:
        own.append(comparing.router(index, settings, catalogue, comparison, name=name))
        own.append(pairs.router(index, settings, catalogue, comparison.speaking, name=name))
    return own


def _comparison(settings: SearchSettings) -> Comparison:
    catalogue = load_folder(settings.strategies) if settings.strategies else None
    if catalogue:
        catalogue.get(settings.strategy)
    folder = _logos(settings)
    logos = load_logo_folder(folder) if folder else None
    own = folder / VOCABULARY if folder else None
    vocabulary.use(own if own and own.is_file() else None)
    if catalogue and logos:
        logos.get(settings.logo_strategy)
        together(catalogue, logos)
    tables, speaking = of_office(settings.goods), voices(settings.languages, settings.says)
    return Comparison(catalogue, logos, tables, speaking, looking(settings.looked_at))


def _logos(settings: SearchSettings) -> Path | None:
    """The folder of the strategies for pictures; one that is named must be there."""
    beside = settings.strategies / "logos" if settings.strategies else None
    return settings.logo_strategies or (beside if beside and beside.is_dir() else None)


def _signed_in(token: str) -> Any:
    bearer = HTTPBearer(auto_error=False, description="The staff's token, BLAZON_SEARCH_STAFF_TOKEN")

    def check(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
        if given is None or not secrets.compare_digest(given.credentials.encode(), token.encode()):
            raise NotSignedIn

    # The annotation names a local of this function, which a string could not be resolved to.
    check.__annotations__["given"] = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
    return check


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description with the problem document among its schemas."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        problem = ProblemDocument.model_json_schema(ref_template=REFS)
        nested = problem.pop("$defs", {})
        described.setdefault("components", {}).setdefault("schemas", {}).update(nested, ProblemDocument=problem)
        app.openapi_schema = described
    return app.openapi_schema
