"""The similarity search as a page shows it: by words, by a picture, or by both, one row a hit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desk.web import evidence, seen
from desk.web.asking import Question
from desk.web.seeing import AskedPicture, view_names
from desk.web.site import Face
from mappings.document import AsOf
from mappings.record import Kind
from search_api import languages, relations
from search_api.combined import CombinedAnswer, Narrowing, combined
from search_api.figurative import Suggested
from search_api.logos import LogoAnswer, LogoHit, similar_logos
from search_api.similar import FileFound, SimilarAnswer, SimilarHit, similar
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
    if asked is None:
        return _by_words(face, question, means)
    if question.words:
        return _by_both(face, question, asked, means)
    return _by_picture(face, question, asked, means)


def _by_words(face: Face, question: Question, means: Means) -> Answered:
    answer = similar(
        face.index,
        means.strategy,
        question.words,
        classes=question.classes,
        status_groups=question.status_groups,
        vienna=question.vienna,
        before=question.before,
        dead_since=question.dead_since,
        goods=means.goods,
        as_of=face.index.as_of(),
    )
    answer = languages.spoken(answer, means.strategy, means.voice)
    rows = tuple(
        Row(one.rank, one.hit, one.columns, one.hit.shared, relation=one.hit.relation)
        for one in evidence.rows(answer, means.strategy, means.voice)
    )
    return Answered(rows, answer, None, answer.goods, "", answer.accepted, answer.as_of)


def _by_picture(face: Face, question: Question, asked: AskedPicture, means: Means) -> Answered:
    goods = means.goods if question.kind == Kind.TRADEMARK else None
    searched, added = relations.widened(question.classes, goods)
    answer = similar_logos(
        face.index,
        means.logos,
        asked.look,
        kind=question.kind,
        classes=searched,
        status_groups=question.status_groups,
        vienna=question.vienna,
        locarno=question.locarno,
        before=question.before,
        dead_since=question.dead_since,
        leave_out=asked.file.id if asked.file else None,
        codes=_codes(asked),
        limit=relations.looked_through(goods, SHOWN),
        as_of=face.index.as_of(),
    )
    related = relations.found(face.index, [hit.id for hit in answer.hits], goods, SHOWN)
    hits = [hit for hit in answer.hits if not related or _near(related, hit, goods)][:SHOWN]
    names = _view_names(face, hits) if question.kind == Kind.DESIGN else {}
    rows = tuple(
        Row(rank, hit, seen=_seen(asked, hit, means, face, names), relation=related.get(hit.id))
        for rank, hit in enumerate(hits, 1)
    )
    used = relations.used(goods, searched, added, related)
    return Answered(rows, None, answer, used, "", answer.accepted, answer.as_of)


def _by_both(face: Face, question: Question, asked: AskedPicture, means: Means) -> Answered:
    narrowing = Narrowing(
        classes=question.classes,
        status_groups=question.status_groups,
        vienna=question.vienna,
        before=question.before,
        dead_since=question.dead_since,
        leave_out=asked.file.id if asked.file else None,
        goods=means.goods,
        codes=_codes(asked),
    )
    answer = combined(
        face.index,
        means.strategy,
        means.logos,
        narrowing,
        words=question.words,
        asked=asked.look,
        limit=SHOWN,
        as_of=face.index.as_of(),
    )
    columns = _columns(answer, (hit.words for hit in answer.hits), means)
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


def _columns(
    answer: CombinedAnswer, hits: Iterable[SimilarHit | None], means: Means
) -> dict[str, tuple[evidence.Column, ...]]:
    """The evidence of the words of each hit that has any."""
    told = answer.words.model_copy(update={"hits": tuple(hit for hit in hits if hit)})
    told = languages.spoken(told, means.strategy, means.voice)
    return {row.hit.id: row.columns for row in evidence.rows(told, means.strategy, means.voice)}


def _seen(asked: AskedPicture, hit: LogoHit, means: Means, face: Face, names: Mapping[str, str]) -> seen.Seen:
    return seen.seen(asked, hit, means.logos, face.prefix, names)


def _view_names(face: Face, hits: Iterable[LogoHit]) -> dict[str, str]:
    """What the records call the views of these designs, by their digest."""
    found = face.index.sources(Kind.DESIGN, [hit.id for hit in hits], ("record.design.views",))
    return {digest: name for one in found.values() for digest, name in view_names(one.get("record", {})).items()}


def _near(related: dict[str, relations.RelationFound], hit: LogoHit, goods: relations.Wanted | None) -> bool:
    return hit.id in related and relations.counts(related[hit.id], goods)


def _codes(asked: AskedPicture) -> Sequence[str]:
    return asked.file.vienna if asked.file and not asked.cut_out else ()
