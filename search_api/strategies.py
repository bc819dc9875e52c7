"""The routes of the strategies: what marks and pictures are compared by, in words."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from mappings.document import AsOf
from search_api import errors as no
from search_api import problems
from search_api.index import Index
from search_api.models import Answer
from search_api.settings import SearchSettings
from search_api.similar_request import StrategyName, Version
from similarity.catalogue import Catalogue
from similarity.logos.catalogue import LogoCatalogue
from similarity.logos.strategy import MEASURES as LOGO_MEASURES
from similarity.logos.strategy import LogoStrategy
from similarity.logos.strategy import Measure as LogoMeasure
from similarity.measures import MEASURES
from similarity.strategy import Aspect, Parameter, Strategy


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


class LogoLevelView(Answer):
    name: str
    least: Annotated[int, Field(description="It holds from here on, in the comparison's unit")]
    sentence: Annotated[str, Field(description="What it says of a hit; braces stand for what was measured")]


class LogoComparisonView(Answer):
    name: str
    title: str
    measure: LogoMeasure
    summary: str
    unit: str
    levels: Annotated[tuple[LogoLevelView, ...], Field(description="Best first; the first that holds counts")]


class LogoStrategyView(Answer):
    """A strategy for pictures as it runs."""

    name: str
    version: int
    title: str
    description: str
    default: Annotated[bool, Field(description="Used when a request names none")]
    candidates: int
    evidence: Annotated[str, Field(description="What was measured to choose that number of candidates")]
    outline: Annotated[int, Field(description="Weight of the outlines in the order")]
    details: Annotated[int, Field(description="Weight of the details in the order")]
    least: Annotated[int, Field(description="Percent; what comes lower is no hit")]
    weighed: Annotated[str, Field(description="How the weights were found")]
    comparisons: tuple[LogoComparisonView, ...]


class StrategiesAnswer(Answer):
    as_of: AsOf
    strategies: Annotated[tuple[StrategyView, ...], Field(description="Every version, by name and version")]
    logos: Annotated[tuple[LogoStrategyView, ...], Field(description="The same of those for pictures")] = ()


class StrategyAnswer(Answer):
    as_of: AsOf
    strategy: StrategyView | LogoStrategyView


def router(
    index: Index, settings: SearchSettings, catalogue: Catalogue, logo_catalogue: LogoCatalogue | None
) -> APIRouter:
    """The catalogue: strategies hold no data of the register and are the same for all."""
    routes = APIRouter(prefix="/strategies", tags=["strategies"])
    views = {key: view(strategy, settings.strategy, catalogue) for key, strategy in catalogue.strategies.items()}
    logos: dict[tuple[str, int], LogoStrategyView] = {}
    if logo_catalogue:
        usual = logo_catalogue.get(settings.logo_strategy)
        logos = {key: logo_view(one, default=one is usual) for key, one in logo_catalogue.strategies.items()}
    known = [f"{name}.v{version}" for name, version in (*sorted(views), *sorted(logos))]

    @routes.get("", operation_id="strategies", summary="All strategies", responses=problems.responses(*no.ENGINE))
    def strategies() -> StrategiesAnswer:
        """Every version of every strategy: its comparisons, their levels, what each says, its parameters."""
        return StrategiesAnswer(
            as_of=index.as_of(),
            strategies=tuple(views[key] for key in sorted(views)),
            logos=tuple(logos[key] for key in sorted(logos)),
        )

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
        found = views.get((name, version)) or logos.get((name, version))
        if found is None:
            raise no.StrategyNotFound(f"{name}.v{version}", known)
        return StrategyAnswer(as_of=index.as_of(), strategy=found)

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


def logo_view(strategy: LogoStrategy, *, default: bool) -> LogoStrategyView:
    """The strategy for pictures in words."""
    return LogoStrategyView(
        name=strategy.name,
        version=strategy.version,
        title=strategy.title,
        description=strategy.description,
        default=default,
        candidates=strategy.candidates.size,
        evidence=strategy.candidates.evidence,
        outline=strategy.order.outline,
        details=strategy.order.details,
        least=strategy.order.least,
        weighed=strategy.order.evidence,
        comparisons=tuple(
            LogoComparisonView(
                name=one.name,
                title=one.title,
                measure=one.measure,
                summary=LOGO_MEASURES[one.measure].title,
                unit=LOGO_MEASURES[one.measure].unit,
                levels=tuple(
                    LogoLevelView(
                        name=level.name, least=level.least, sentence=level.says or LOGO_MEASURES[one.measure].says
                    )
                    for level in one.levels
                ),
            )
            for one in strategy.comparisons
        ),
    )
