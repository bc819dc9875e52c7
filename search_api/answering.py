"""By words, by a picture or by both: one question, whoever asks it, and the answer of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from mappings.document import AsOf
from mappings.record import Kind
from search_api.combined import CombinedAnswer, Narrowing, combined
from search_api.index import Index
from search_api.languages import spoken, spoken_of_both
from search_api.logos import LogoAnswer, similar_logos
from search_api.similar import SimilarAnswer, similar
from similarity.logos.look import Look
from similarity.logos.strategy import LogoStrategy
from similarity.says.voice import Voice
from similarity.strategy import Strategy

Answered: TypeAlias = SimilarAnswer | LogoAnswer | CombinedAnswer


class ByWords(NamedTuple):
    """The words of a mark, how to compare them, and who says the evidence."""

    words: str
    strategy: Strategy
    voice: Voice


class ByPicture(NamedTuple):
    """How a picture looks, how to compare it, and with which files; `kind` and `locarno` where there are no words."""

    look: Look
    strategy: LogoStrategy
    kind: Kind = Kind.TRADEMARK
    locarno: Sequence[str] = ()


def answered(
    index: Index,
    words: ByWords | None,
    picture: ByPicture | None,
    narrowing: Narrowing,
    *,
    limit: int = 50,
    as_of: AsOf,
) -> Answered:
    """SimilarAnswer for words, LogoAnswer for a picture, CombinedAnswer for both.

    ValueError for neither, and for words with the picture of a design.

    The errors of `similar` and of `similar_logos`.
    """
    if words and picture:
        if picture.kind is not Kind.TRADEMARK:
            raise ValueError("designs are compared by their views alone")
        both = combined(
            index,
            words.strategy,
            picture.strategy,
            narrowing,
            words=words.words,
            asked=picture.look,
            limit=limit,
            as_of=as_of,
        )
        return spoken_of_both(both, words.strategy, words.voice)
    if picture:
        return similar_logos(
            index,
            picture.strategy,
            picture.look,
            kind=picture.kind,
            locarno=picture.locarno,
            classes=narrowing.classes,
            **narrowing.common,
            goods=narrowing.goods,
            codes=narrowing.codes,
            products=narrowing.products,
            limit=limit,
            as_of=as_of,
        )
    if words is None:
        raise ValueError("neither words nor a picture")
    found = similar(
        index,
        words.strategy,
        words.words,
        classes=narrowing.classes,
        **narrowing.common,
        goods=narrowing.goods,
        limit=limit,
        as_of=as_of,
    )
    return spoken(found, words.strategy, words.voice)
