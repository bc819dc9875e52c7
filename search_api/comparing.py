"""The routes of the similarity search: ask for similar marks, and read the strategies that find them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from mappings.document import AsOf
from mappings.record import StatusGroup
from search_api import errors as no
from search_api import examples, problems, reading, relations
from search_api.applied import Applied
from search_api.criteria import LARGEST
from search_api.index import Index
from search_api.languages import AcceptLanguage, Language, chosen, spoken
from search_api.models import Answer
from search_api.settings import SearchSettings
from search_api.similar import NothingAsked, SimilarAnswer, similar
from search_api.text import NICE, NiceClass, without_controls
from similarity.catalogue import Catalogue, UnknownStrategy
from similarity.folding import LIMIT
from similarity.goods import NONE, Relations
from similarity.measures import MEASURES
from similarity.says.voice import Voices
from similarity.strategy import Aspect, Parameter, Strategy

HITS = 50
StrategyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Version = Annotated[int, Field(ge=1, le=1_000_000)]


class SimilarRequest(BaseModel):
    """Words, and which marks to compare them with."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [examples.SIMILAR_REQUEST]})

    words: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LIMIT),
        AfterValidator(without_controls),
        Field(description="The words of the mark"),
    ]
    strategy: Annotated[StrategyName | None, Field(description="Name; the office's usual one when left out")] = None
    version: Annotated[Version | None, Field(description="The latest when left out")] = None
    classes: Annotated[tuple[NiceClass, ...], Field(max_length=50, description="Nice classes; one must be shared")] = ()
    status_groups: Annotated[tuple[StatusGroup, ...], Field(max_length=4)] = ()
    before: Annotated[dt.date | None, Field(description="Only marks with a priority before this day, or with none")] = (
        None
    )
    dead_since: Annotated[
        dt.date | None,
        Field(description="Of ended marks only those that ended on this day or later, or nobody knows when"),
    ] = None
    goods: Annotated[
        tuple[Applied, ...],
        Field(max_length=NICE, description="Goods applied for: each hit says how its own are related to them"),
    ] = ()
    related_classes: Annotated[
        bool,
        Field(description="Also the classes that the office's table relates to `classes`, else to those of `goods`"),
    ] = False
    least_degree: Annotated[
        relations.Least | None, Field(description="Leave out hits whose goods are less related, and say how many")
    ] = None
    include_ignored: Annotated[bool, Field(description="Also statuses that the office ignores in this search")] = False
    limit: Annotated[int, Field(ge=1, le=1_000)] = HITS
    language: Language | None = None
    at_least: Annotated[int | None, Field(ge=0, le=LARGEST)] = None


class LevelView(Answer):
    name: str
    feature: str
    points: int
    parameters: dict[str, Any]
    sentence: Annotated[str, Field(description="What it says of a hit; braces stand for the values compared")]
    summary: str


class ComparisonView(Answer):
    name: str
    title: str
    aspect: Aspect
    weight: int
    levels: Annotated[tuple[LevelView, ...], Field(description="Best first; the first that holds counts")]


class MeasureView(Answer):
    """A measure, 0 to 100, and how much it counts in the overall order."""

    name: str
    title: str
    summary: str
    aspect: Aspect
    weight: int


class StrategyView(Answer):
    """A strategy as it runs."""

    name: str
    version: int
    title: str
    description: str
    default: Annotated[bool, Field(description="Used when a request names none")]
    candidates: int
    groups: Annotated[int, Field(description="What the rare groups in common count beside the measures")] = 0
    evidence: Annotated[str, Field(description="What was measured to choose that number of candidates")]
    parameters: dict[str, Parameter]
    comparisons: tuple[ComparisonView, ...]
    measures: Annotated[
        tuple[MeasureView, ...], Field(description="What marks are ordered by; without, by the points of the levels")
    ] = ()


class StrategiesAnswer(Answer):
    as_of: AsOf
    strategies: Annotated[tuple[StrategyView, ...], Field(description="Every version, by name and version")]


class StrategyAnswer(Answer):
    as_of: AsOf
    strategy: StrategyView


def router(
    index: Index, settings: SearchSettings, catalogue: Catalogue, voices: Voices, tables: Relations = NONE, *, name: str
) -> APIRouter:
    """`POST /similar` of one audience; `tables` are the office's of goods."""
    routes = APIRouter(tags=[name])

    @routes.post(
        "/similar",
        operation_id=f"{name}_similar",
        summary="Similar marks, with the evidence",
        responses=problems.responses(
            no.BadRequest,
            no.LengthMissing,
            no.BodyTooLarge,
            no.InvalidRequest,
            NothingAsked,
            no.IndexBehind,
            *no.ENGINE,
        ),
    )
    def post_similar(
        asked: Annotated[SimilarRequest, Body()], response: Response, accept_language: AcceptLanguage = None
    ) -> SimilarAnswer:
        """The marks most similar to the words, best first, each with the level of every comparison that found it."""
        if asked.limit > settings.similar_limit:
            raise no.InvalidRequest([no.above("limit", settings.similar_limit)])
        strategy = strategy_of(catalogue, asked.strategy or settings.strategy, asked.version)
        voice = chosen(voices, asked.language, accept_language)
        response.headers["Cache-Control"] = "no-store"
        found = similar(
            index,
            strategy,
            asked.words,
            classes=asked.classes,
            status_groups=asked.status_groups,
            before=asked.before,
            dead_since=asked.dead_since,
            include_ignored=asked.include_ignored,
            goods=relations.Wanted(tables, asked.goods, asked.related_classes, asked.least_degree),
            limit=asked.limit,
            as_of=reading.as_of(index, asked.at_least),
        )
        return spoken(found, strategy, voice)

    return routes


def strategies_router(index: Index, settings: SearchSettings, catalogue: Catalogue) -> APIRouter:
    """The catalogue: strategies hold no data of the register and are the same for all."""
    routes = APIRouter(prefix="/strategies", tags=["strategies"])
    views = {key: view(strategy, settings.strategy, catalogue) for key, strategy in catalogue.strategies.items()}

    @routes.get("", operation_id="strategies", summary="All strategies", responses=problems.responses(*no.ENGINE))
    def strategies() -> StrategiesAnswer:
        """Every version of every strategy: its comparisons, their levels, what each says, its parameters."""
        return StrategiesAnswer(as_of=index.as_of(), strategies=tuple(views[key] for key in sorted(views)))

    @routes.get(
        "/{name}/{version}",
        operation_id="strategy",
        summary="One version of a strategy",
        responses=problems.responses(no.StrategyNotFound, no.InvalidRequest, *no.ENGINE),
    )
    def strategy(
        name: Annotated[StrategyName, Path(examples=["verbal"])], version: Annotated[Version, Path(examples=[1])]
    ) -> StrategyAnswer:
        """A version never changes: a changed rule is a new version."""
        if (name, version) not in views:
            raise no.StrategyNotFound(f"{name}.v{version}", [one.label for one in catalogue.all()])
        return StrategyAnswer(as_of=index.as_of(), strategy=views[name, version])

    return routes


def view(strategy: Strategy, default: str, catalogue: Catalogue) -> StrategyView:
    """The strategy in words."""
    return StrategyView(
        name=strategy.name,
        version=strategy.version,
        title=strategy.title,
        description=strategy.description,
        default=strategy.name == default and strategy is catalogue.get(default),
        candidates=strategy.candidates.size,
        groups=strategy.order.groups if strategy.order else 0,
        evidence=strategy.candidates.evidence,
        parameters=dict(strategy.parameters),
        measures=tuple(
            MeasureView(
                name=one.measure,
                title=MEASURES[one.measure].title,
                summary=MEASURES[one.measure].summary,
                aspect=Aspect(MEASURES[one.measure].aspect),
                weight=one.weight,
            )
            for one in (strategy.order.measures if strategy.order else ())
        ),
        comparisons=tuple(
            ComparisonView(
                name=comparison.name,
                title=comparison.title,
                aspect=comparison.aspect,
                weight=comparison.weight,
                levels=tuple(
                    LevelView(
                        name=level.name,
                        feature=level.feature,
                        points=level.points,
                        parameters=level.parameters.model_dump(mode="json"),
                        sentence=level.sentence,
                        summary=level.rule.summary,
                    )
                    for level in comparison.levels
                ),
            )
            for comparison in strategy.comparisons
        ),
    )


def strategy_of(catalogue: Catalogue, name: str, version: int | None) -> Strategy:
    """That strategy; InvalidRequest, with those there are, when there is none."""
    try:
        return catalogue.get(name, version)
    except UnknownStrategy as problem:
        there = ", ".join(one.label for one in catalogue.all())
        error = {
            "parameter": "strategy",
            "pointer": "/strategy",
            "detail": str(problem),
            "remedy": f"Choose one of {there}.",
        }
        raise no.InvalidRequest([error]) from problem
