"""The similarity search as a page shows it: by words, by a picture, or by both, one row a hit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from desk.web import evidence, seen
from desk.web.asking import Question
from desk.web.seeing import AskedPicture, view_names
from desk.web.site import Face
from mappings.document import AsOf
from mappings.record import Kind
from search_api import answering, relations
from search_api.answering import ByPicture, ByWords
from search_api.combined import CombinedAnswer, Narrowing
from search_api.figurative import Suggested
from search_api.logos import LogoAnswer, LogoHit
from search_api.similar import FileFound, SimilarAnswer
from similarity.logos.strategy import LogoStrategy
from similarity.says.voice import Voice
from similarity.strategy import Strategy

SHOWN = 50


class Means(NamedTuple):
    """What a search works with besides its question."""

    strategy: Strategy
    logos: LogoStrategy
    goods: relations.Wanted
    voice: Voice


@dataclass(frozen=True)
class Row:
    """One hit: what its words say and what its picture says, apart."""

    rank: int
    hit: FileFound
    columns: tuple[evidence.Column, ...] = ()  # of the words; none where they are not alike, or were not asked
    shared: int | None = None
    seen: seen.Seen | None = None
    relation: relations.RelationFound | None = None
    words_place: int | None = None
    picture_place: int | None = None


@dataclass(frozen=True)
class Answered:
    """Rows, best first, with what each of the searches says of itself."""

    rows: tuple[Row, ...]
    words: SimilarAnswer | None
    picture: LogoAnswer | None
    goods: relations.GoodsUsed | None
    order: str  # a sentence, where two searches were put together
    accepted: int
    as_of: AsOf

    @property
    def cut(self) -> bool:
        """Whether the engine knew more than were compared."""
        return any(one is not None and one.cut for one in (self.words, self.picture))

    @property
    def suggested(self) -> tuple[Suggested, ...]:
        return self.picture.suggested if self.picture else ()


def answered(face: Face, question: Question, asked: AskedPicture | None, means: Means) -> Answered:
    """The answer to a question; the errors of the three searches."""
    marks = question.kind == Kind.TRADEMARK
    # A part that was cut out may have other figurative elements than the whole.
    known = asked.file if asked and not asked.cut_out else None
    narrowing = Narrowing(
        classes=question.classes,
        status_groups=question.status_groups,
        vienna=question.vienna,
        before=question.before,
        dead_since=question.dead_since,
        leave_out=asked.file.id if asked and asked.file else question.leave_out,
        goods=means.goods if marks else None,
        codes=known.vienna if known else (),
        products=known.locarno if known else (),
    )
    found = answering.answered(
        face.index,
        ByWords(question.words, means.strategy, means.voice) if question.words or asked is None else None,
        ByPicture(asked.look, means.logos, question.kind, question.locarno) if asked else None,
        narrowing,
        limit=SHOWN,
        as_of=face.index.as_of(),
    )
    if isinstance(found, SimilarAnswer):
        return _of_words(found, means)
    assert asked is not None
    if isinstance(found, LogoAnswer):
        return _of_picture(found, face, question, asked, means)
    return _of_both(found, face, asked, means)


def _of_words(answer: SimilarAnswer, means: Means) -> Answered:
    rows = tuple(
        Row(one.rank, one.hit, one.columns, one.hit.shared, relation=one.hit.relation)
        for one in evidence.rows(answer, means.strategy, means.voice)
    )
    return Answered(rows, answer, None, answer.goods, "", answer.accepted, answer.as_of)


def _of_picture(answer: LogoAnswer, face: Face, question: Question, asked: AskedPicture, means: Means) -> Answered:
    names = _view_names(face, answer.hits) if question.kind == Kind.DESIGN else {}
    rows = tuple(
        Row(rank, hit, seen=_seen(asked, hit, means, face, names.get(hit.id, {})), relation=hit.relation)
        for rank, hit in enumerate(answer.hits, 1)
    )
    return Answered(rows, None, answer, answer.goods, "", answer.accepted, answer.as_of)


def _of_both(answer: CombinedAnswer, face: Face, asked: AskedPicture, means: Means) -> Answered:
    told = answer.words.model_copy(update={"hits": tuple(hit.words for hit in answer.hits if hit.words)})
    columns = {row.hit.id: row.columns for row in evidence.rows(told, means.strategy, means.voice)}
    rows = tuple(
        Row(
            rank,
            hit,
            columns.get(hit.id, ()),
            hit.words.shared if hit.words else None,
            _seen(asked, hit.picture, means, face, {}) if hit.picture else None,
            hit.relation,
            hit.words_place,
            hit.picture_place,
        )
        for rank, hit in enumerate(answer.hits, 1)
    )
    return Answered(rows, answer.words, answer.picture, answer.goods, answer.order, len(rows), answer.as_of)


def _seen(asked: AskedPicture, hit: LogoHit, means: Means, face: Face, names: Mapping[str, str]) -> seen.Seen:
    return seen.seen(asked, hit, means.logos, face.prefix, names)


def _view_names(face: Face, hits: Iterable[LogoHit]) -> dict[str, dict[str, str]]:
    """What the record of each of these designs calls its views, by their digest."""
    found = face.index.sources(Kind.DESIGN, [hit.id for hit in hits], ("record.design.views",))
    return {design: view_names(one.get("record", {})) for design, one in found.items()}
