"""The page `/compare`: two marks side by side, with every reason for and against, in one of the office's languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic_core import PydanticCustomError

from desk.web import forms
from desk.web.drawing import Drawing
from desk.web.evidence import ASPECTS, Pieces, marked
from desk.web.site import SEARCHING, Face, Site
from search_api.errors import InvalidRequest, Problem
from search_api.languages import chosen
from search_api.pairs import CompareAnswer, pair
from search_api.text import without_controls
from similarity.asking import NothingAsked, TooLong, ask
from similarity.ordering import MeasureFound
from similarity.pair import Checked
from similarity.says.voice import Said, Voice
from similarity.says.voices import voices
from similarity.strategy import Aspect

FIELDS = ("asked", "candidate", "strategy", "language")


@dataclass(frozen=True)
class Reason:
    """A comparison of which a level holds: the sentence, both marks in pieces, the points."""

    title: Said
    sentence: Said
    asked: Pieces
    candidate: Pieces
    points: int
    of: int


@dataclass(frozen=True)
class Column:
    """One aspect: its value where there are measures, the reasons that count, the measures."""

    title: Said
    compared: bool  # whether the strategy looks at it
    value: int | None
    reasons: tuple[Reason, ...]
    measures: tuple[MeasureFound, ...]


@dataclass(frozen=True)
class Row:
    """One feature in the table."""

    title: Said
    state: Literal["counts", "holds", "fails"]
    sentence: Said
    points: int


@dataclass(frozen=True)
class Group:
    """The levels of one comparison."""

    title: Said
    aspect: Said
    rows: tuple[Row, ...]


def add(routes: APIRouter, site: Site, face: Face, drawing: Drawing) -> None:
    """`/compare`."""
    speaking = voices(site.search.languages, site.search.says)

    @routes.get("/compare", dependencies=[face.needs(*SEARCHING)])
    def compare(request: Request) -> Response:
        form = {name: value for name, value in forms.given(request.query_params.multi_items()) if name in FIELDS}
        voice, answer = speaking.usual, None
        misread: dict[str, str] = {}
        if request.query_params:
            try:
                refusals = forms.Refusals()
                voice = refusals.of(lambda: chosen(speaking, form.get("language", voice.language)), voice)
                answer = _answer(site, face, form, voice, refusals)
            except Problem as refused:
                if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                    raise
                misread = forms.misread(refused, FIELDS)
        return drawing.page(
            face,
            "compare.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if misread else HTTPStatus.OK,
            as_of=answer.as_of if answer else None,
            answer=answer,
            misread=dict.fromkeys(FIELDS, "") | misread,
            frame=voice,
            form=form,
            strategies=site.strategies.latest(),
            usual=site.search.strategy,
            languages=speaking.choices(),
            voice=voice,
            say=voice.phrase,
            written=voice.phrase("heading").language,
            columns=columns(answer, voice) if answer else [],
            groups=groups(answer, voice) if answer else [],
            others=[row(one) for one in answer.others] if answer else [],
        )


def columns(answer: CompareAnswer, voice: Voice) -> list[Column]:
    """Each aspect with what speaks for it."""
    return [
        Column(
            title=voice.aspect(aspect),
            compared=aspect in answer.aspects or any(one.aspect is aspect for one in answer.comparisons),
            value=answer.aspects.get(aspect),
            reasons=_reasons(answer, aspect),
            measures=tuple(one for one in answer.measures if one.aspect is aspect),
        )
        for aspect in ASPECTS
    ]


def groups(answer: CompareAnswer, voice: Voice) -> list[Group]:
    """The comparisons of the strategy, each with all its levels."""
    return [
        Group(Said(one.title, one.title_language), voice.aspect(one.aspect), tuple(map(row, one.levels)))
        for one in answer.comparisons
    ]


def row(one: Checked) -> Row:
    """A feature as a line of the table."""
    state: Literal["counts", "holds", "fails"] = "counts" if one.counts else "holds" if one.holds else "fails"
    return Row(Said(one.title, one.title_language), state, _capital(one), one.points)


def _reasons(answer: CompareAnswer, aspect: Aspect) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            title=Said(comparison.title, comparison.title_language),
            sentence=_capital(level),
            asked=marked(answer.asked.text, level.asked_spans),
            candidate=marked(answer.candidate.text, level.candidate_spans),
            points=level.points,
            of=comparison.of,
        )
        for comparison in answer.comparisons
        for level in comparison.levels
        if comparison.aspect is aspect and level.counts
    )


def _capital(one: Checked) -> Said:
    return Said(one.sentence[:1].upper() + one.sentence[1:], one.language)


def _answer(
    site: Site, face: Face, form: dict[str, str], voice: Voice, refusals: forms.Refusals
) -> CompareAnswer | None:
    """InvalidRequest with all that is wrong."""
    name = form.get("strategy", site.search.strategy)
    strategy = refusals.of(lambda: forms.strategy(site.strategies, name), None)
    asked = refusals.of(lambda: _checked("asked", form.get("asked", "")), "")
    candidate = refusals.of(lambda: _checked("candidate", form.get("candidate", "")), "")
    refusals.told()
    assert strategy
    return pair(face.index, strategy, asked, candidate, voice=voice, as_of=face.index.as_of())


def _checked(name: str, text: str) -> str:
    """The words as they can be compared."""
    try:
        ask(without_controls(text))
    except PydanticCustomError as problem:
        raise _refused(name, problem.message(), (problem.context or {})["remedy"]) from problem
    except NothingAsked as problem:
        raise _refused(name, *_halves(problem)) from problem
    except TooLong as problem:
        raise _refused(name, *_halves(problem)) from problem
    return text


def _halves(problem: NothingAsked | TooLong) -> tuple[str, str]:
    """What is wrong, and what to do: `similarity.asking` says both in one sentence."""
    detail, _, remedy = re.sub("[;:] (?=ask for)", "\n", str(problem)).partition("\n")
    return detail, f"{remedy[:1].upper()}{remedy[1:]}."


def _refused(parameter: str, detail: str, remedy: str) -> InvalidRequest:
    return InvalidRequest([{"parameter": parameter, "detail": detail, "remedy": remedy}])
