"""`POST /compare`: two marks side by side, with every feature, measure, reading and sound code, and what they come to.

The two marks are given as words; nothing is looked up but how often words occur in the register, which is what a search
weighs them by.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from mappings.document import AsOf
from search_api import errors as no
from search_api import examples, problems, reading
from search_api.bodies import body_alone
from search_api.comparing import strategy_of
from search_api.criteria import LARGEST
from search_api.index import Index
from search_api.languages import AcceptLanguage, Language, chosen
from search_api.settings import SearchSettings
from search_api.similar import NothingAsked, StrategyUsed, TooLong, Understood, understood
from search_api.similar_request import StrategyLabel, Version
from search_api.text import without_controls
from similarity import asking
from similarity.asking import Asked
from similarity.catalogue import Catalogue
from similarity.folding import LIMIT
from similarity.pair import Compared, compare
from similarity.says.voice import Voice, Voices
from similarity.strategy import Strategy

Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LIMIT), AfterValidator(without_controls)
]


class CompareRequest(BaseModel):
    """Two marks, and by what to compare them."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [examples.COMPARE_REQUEST]})

    asked: Annotated[Words, Field(description="The words of the one mark")]
    candidate: Annotated[Words, Field(description="The words of the other")]
    strategy: Annotated[
        StrategyLabel | None, Field(description="Name, or name.vVERSION; the office's usual one when left out")
    ] = None
    version: Annotated[Version | None, Field(description="The latest when left out")] = None
    language: Language | None = None
    at_least: Annotated[int | None, Field(ge=0, le=LARGEST)] = None


class CompareAnswer(Compared):
    """Two marks compared. Sentences and titles say which language they are in."""

    as_of: AsOf
    strategy: StrategyUsed
    language: str  # that was chosen; what has no translation is in English
    asked: Understood
    candidate: Understood


def pair(index: Index, strategy: Strategy, asked: str, candidate: str, *, voice: Voice, as_of: AsOf) -> CompareAnswer:
    """Both marks as a search by this strategy would see them. NothingAsked, TooLong, and the errors of an engine."""
    one, other = _ask("asked", asked), _ask("candidate", candidate)
    found = compare(one, other, strategy, index.rarity(), voice)
    return CompareAnswer(
        **dict(found),
        as_of=as_of,
        strategy=StrategyUsed(name=strategy.name, version=strategy.version, title=strategy.title),
        language=voice.language,
        asked=understood(one),
        candidate=understood(other),
    )


def router(index: Index, settings: SearchSettings, catalogue: Catalogue, voices: Voices, *, name: str) -> APIRouter:
    """`POST /compare` of one audience."""
    routes = APIRouter(tags=[name], dependencies=[Depends(body_alone)])

    @routes.post(
        "/compare",
        operation_id=f"{name}_compare",
        summary="Two marks side by side",
        responses=problems.responses(
            no.BadRequest,
            no.LengthMissing,
            no.BodyTooLarge,
            no.InvalidRequest,
            NothingAsked,
            TooLong,
            no.IndexBehind,
            *no.ENGINE,
        ),
    )
    def post_compare(
        asked: Annotated[CompareRequest, Body()], response: Response, accept_language: AcceptLanguage = None
    ) -> CompareAnswer:
        """Every level of the strategy and every other feature: whether it holds, why or what it lacks, and the letters.

        With the measures, the three aspects, the overall order and its rule, the spellings that are compared, how each
        of the office's languages reads both marks, and their sound codes.
        """
        voice = chosen(voices, asked.language, accept_language)
        strategy = strategy_of(catalogue, asked.strategy or settings.strategy, asked.version)
        response.headers["Cache-Control"] = "no-store"
        as_of = reading.as_of(index, asked.at_least)
        return pair(index, strategy, asked.asked, asked.candidate, voice=voice, as_of=as_of)

    return routes


def _ask(which: str, words: str) -> Asked:
    try:
        return asking.ask(words)
    except asking.NothingAsked as problem:
        raise NothingAsked(f"{which}: {problem}") from problem
    except asking.TooLong as problem:
        raise TooLong(f"{which}: {problem}") from problem
