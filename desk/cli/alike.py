"""What `blazon similar` prints: hits by words, by a picture or by both, each with its sentences."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from desk.cli import goods as applied
from desk.results import sentences
from search_api.answering import Answered
from search_api.certificate import Certified, said
from search_api.combined import CombinedAnswer, CombinedHit
from search_api.logos import LogoAnswer, LogoHit
from search_api.similar import FileFound, SimilarAnswer, SimilarHit

CUT = "The engine knew more candidates than were compared: some similar marks may be missing."


def printed(answer: Answered) -> None:
    """The whole answer, for a person."""
    if isinstance(answer, SimilarAnswer):
        lines = _by_words(answer)
    elif isinstance(answer, LogoAnswer):
        lines = _by_picture(answer)
    else:
        lines = _by_both(answer)
    for line in lines:
        typer.echo(line)


def _by_words(answer: SimilarAnswer) -> Iterator[str]:
    marks = "mark" if answer.accepted == 1 else "marks"
    yield f"{answer.accepted} {marks} like {_asked(answer)}"
    yield from applied.told(answer.goods)
    for place, hit in enumerate(answer.hits, 1):
        yield f"{_named(place, hit)}  {_columns(hit)}"
        yield from _said_of_words(hit)
        if hit.relation:
            yield f"       {applied.line(hit.relation)}"
    if answer.cut:
        yield CUT
    yield said(Certified(answer.certificate, answer.uncertified))


def _by_picture(answer: LogoAnswer) -> Iterator[str]:
    files = "file" if answer.accepted == 1 else "files"
    yield f"{answer.accepted} {files} like the picture ({answer.strategy})"
    yield from answer.notes
    yield from applied.told(answer.goods)
    for place, hit in enumerate(answer.hits, 1):
        yield f"{_named(place, hit)}  {_overall(hit)}"
        yield from _said_of_picture(hit)
        if hit.relation:
            yield f"       {applied.line(hit.relation)}"
    yield from _around(answer)
    if answer.cut:
        yield CUT


def _by_both(answer: CombinedAnswer) -> Iterator[str]:
    marks = "mark" if len(answer.hits) == 1 else "marks"
    yield f"{len(answer.hits)} {marks} like {_asked(answer.words)} or like the picture ({answer.picture.strategy})"
    yield answer.order
    yield from answer.picture.notes
    yield from applied.told(answer.goods)
    for place, hit in enumerate(answer.hits, 1):
        yield f"{_named(place, hit)}  {_places(hit)}"
        if hit.words:
            yield from _said_of_words(hit.words)
        if hit.picture:
            yield from _said_of_picture(hit.picture)
        if hit.relation:
            yield f"       {applied.line(hit.relation)}"
    yield from _around(answer.picture)
    if answer.words.cut or answer.picture.cut:
        yield CUT
    yield said(Certified(answer.words.certificate, answer.words.uncertified))


def _asked(answer: SimilarAnswer) -> str:
    return f"{answer.asked.text!r} ({answer.strategy.name}.v{answer.strategy.version})"


def _named(place: int, hit: FileFound) -> str:
    return f"{place:3}. {hit.title or hit.number}  [{hit.office} {hit.number}]"


def _columns(hit: SimilarHit) -> str:
    return ", ".join(f"{aspect} {value}" for aspect, value in hit.aspects.items()) or f"{hit.points} of {hit.of}"


def _overall(hit: LogoHit) -> str:
    return f"{hit.rank / 10_000:.0f} %: outline {hit.values['outline']}, details {hit.values['details']}"


def _places(hit: CombinedHit) -> str:
    """Where it stands among those alike in words, and among those alike in picture."""
    words, picture = (f"place {one}" if one else "not among the first" for one in (hit.words_place, hit.picture_place))
    return "; ".join(
        [
            f"words: {words}, {_columns(hit.words)}" if hit.words else "words: not alike",
            f"picture: {picture}, {_overall(hit.picture)}" if hit.picture else "picture: not alike",
        ]
    )


def _said_of_words(hit: SimilarHit) -> Iterator[str]:
    return (f"       {one.aspect}: {one.sentence}" for one in hit.evidence)


def _said_of_picture(hit: LogoHit) -> Iterator[str]:
    return (f"       picture: {sentence}" for sentence in sentences(hit))


def _around(answer: LogoAnswer) -> Iterator[str]:
    """What the pictures found say of the one asked for, and which were not looked at."""
    if answer.suggested:
        codes = ", ".join(f"{one.code} ({100 * one.share:.0f} %)" for one in answer.suggested)
        yield f"Vienna categories of the nearest: {codes}"
    if answer.unseen:
        files = "1 file has" if answer.unseen == 1 else f"{answer.unseen:,} files have"
        yield f"{files} a picture that was not looked at and may be missing here."
