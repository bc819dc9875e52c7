"""`POST /similar`: the files most similar to words, to a picture, or to both, with the evidence."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeVar

from fastapi import APIRouter, Body, Depends, Response

from search_api import asked_picture, problems, reading, relations, similar_examples
from search_api import errors as no
from search_api.answering import Answered, ByPicture, ByWords, answered
from search_api.asked_picture import NoPicture, NoPictureSearch, Seen
from search_api.bodies import body_alone
from search_api.combined import Narrowing
from search_api.index import Index
from search_api.languages import AcceptLanguage, chosen
from search_api.logos import NothingDrawn
from search_api.looking import Looking, NoLooking, PictureRefused, TooManyPictures
from search_api.settings import SearchSettings
from search_api.similar import NothingAsked, TooLong
from search_api.similar_request import PictureAsked, SimilarRequest
from similarity.catalogue import Catalogue, UnknownStrategy, Versioned, Versions
from similarity.goods import Relations
from similarity.logos.catalogue import LogoCatalogue
from similarity.logos.look import nothing
from similarity.says.voice import Voices

S = TypeVar("S", bound=Versioned)
# What may be wrong with a picture: with the file that was sent, or with the number.
PICTURE = (
    PictureRefused,
    NothingDrawn,
    NoPicture,
    NoPictureSearch,
    no.NumberUnreadable,
    no.DossierNotFound,
    no.NumberAmbiguous,
    no.DossierDeleted,
    TooManyPictures,
    NoLooking,
)


class Comparison(NamedTuple):
    """What marks are compared by: no similarity search without strategies, none of pictures without `logos`."""

    catalogue: Catalogue | None
    logos: LogoCatalogue | None
    tables: Relations
    speaking: Voices
    looking: Looking


def router(
    index: Index, settings: SearchSettings, catalogue: Catalogue, comparison: Comparison, *, name: str
) -> APIRouter:
    """`POST /similar` of one audience."""
    routes = APIRouter(tags=[name], dependencies=[Depends(body_alone)])

    @routes.post(
        "/similar",
        operation_id=f"{name}_similar",
        summary="Similar marks or designs, with the evidence",
        responses={
            **problems.responses(
                no.BadRequest,
                no.BodyLate,
                no.LengthMissing,
                no.BodyTooLarge,
                no.InvalidRequest,
                NothingAsked,
                TooLong,
                *PICTURE,
                no.IndexBehind,
                *no.ENGINE,
            ),
            200: {"content": {"application/json": {"examples": _named(similar_examples.ANSWERS)}}},
        },
    )
    def post_similar(
        asked: Annotated[SimilarRequest, Body(openapi_examples=_named(similar_examples.REQUESTS))],
        response: Response,
        accept_language: AcceptLanguage = None,
    ) -> Answered:
        """The files most similar, best first, each with the level of every comparison that found it.

        Words alone are answered by SimilarAnswer, a picture alone by LogoAnswer, both by CombinedAnswer: the two
        searches side by side, never one number.
        """
        if asked.limit > settings.similar_limit:
            raise no.InvalidRequest([no.above("limit", settings.similar_limit, pointer="/limit")])
        words = None
        if asked.words is not None:
            strategy = strategy_of(catalogue, asked.strategy or settings.strategy, asked.version)
            words = ByWords(asked.words, strategy, chosen(comparison.speaking, asked.language, accept_language))
        as_of = reading.as_of(index, asked.at_least)
        picture, own = _picture(asked, asked.picture) if asked.picture else (None, Seen(nothing()))
        response.headers["Cache-Control"] = "no-store"
        narrowing = Narrowing(
            classes=asked.classes,
            status_groups=asked.status_groups,
            vienna=asked.vienna,
            before=asked.before,
            dead_since=asked.dead_since,
            include_ignored=asked.include_ignored,
            leave_out=own.of,
            codes=own.codes,
            products=own.products,
            goods=relations.Wanted(comparison.tables, asked.goods, asked.related_classes, asked.least_degree),
        )
        return answered(index, words, picture, narrowing, limit=asked.limit, as_of=as_of)

    def _picture(asked: SimilarRequest, picture: PictureAsked) -> tuple[ByPicture, Seen]:
        if comparison.logos is None:
            raise NoPictureSearch
        named = asked.logo_strategy or settings.logo_strategy
        strategy = strategy_of(comparison.logos, named, asked.logo_version, "logo_strategy")
        own = asked_picture.seen(index, comparison.looking, picture)
        return ByPicture(own.look, strategy, asked.kind, asked.locarno), own

    return routes


def strategy_of(catalogue: Versions[S], name: str, version: int | None, parameter: str = "strategy") -> S:
    """That strategy; InvalidRequest, with those there are, when there is none."""
    try:
        return catalogue.get(name, version)
    except UnknownStrategy as problem:
        there = ", ".join(one.label for one in catalogue.all())
        error = {
            "parameter": parameter,
            "pointer": f"/{parameter}",
            "detail": str(problem),
            "remedy": f"Choose one of {there}.",
        }
        raise no.InvalidRequest([error]) from problem


def _named(known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Examples as OpenAPI writes several of them."""
    return {name: {"value": value} for name, value in known.items()}
