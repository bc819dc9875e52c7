"""In which language evidence is said: the one asked for, else what the browser accepts, else the office's first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, TypeAlias

from fastapi import Header
from pydantic import Field, StringConstraints

from search_api.combined import CombinedAnswer
from search_api.errors import InvalidRequest
from search_api.similar import SimilarAnswer, SimilarHit
from similarity import measured
from similarity.says.voice import UnknownLanguage, Voice, Voices
from similarity.scoring import Evidence
from similarity.strategy import Strategy

Language: TypeAlias = Annotated[
    str,
    StringConstraints(max_length=35),  # of a tag of RFC 5646 in practice
    Field(
        description="Language of the sentences, one of the office's; else by Accept-Language, else the office's first"
    ),
]
AcceptLanguage: TypeAlias = Annotated[str | None, Header(include_in_schema=False)]


def chosen(voices: Voices, language: str | None, accepted: str | None = None) -> Voice:
    """The voice to answer in. InvalidRequest for a language that the office does not answer in."""
    if language is None:
        return voices.accepted(accepted)
    try:
        return voices.get(language)
    except UnknownLanguage as problem:
        error = {
            "parameter": "language",
            "pointer": "/language",
            "detail": str(problem),
            "remedy": f"Choose one of {', '.join(voices.voices)}.",
        }
        raise InvalidRequest([error]) from problem


def spoken(answer: SimilarAnswer, strategy: Strategy, voice: Voice) -> SimilarAnswer:
    """The answer with its evidence said by that voice; each sentence names the language that it is in."""
    hit = _saying(strategy, voice)
    return answer.model_copy(update={"language": voice.language, "hits": tuple(map(hit, answer.hits))})


def spoken_of_both(answer: CombinedAnswer, strategy: Strategy, voice: Voice) -> CombinedAnswer:
    """The same for what is said of the words; the sentences of pictures are the strategy's own."""
    hit = _saying(strategy, voice)
    hits = tuple(one.model_copy(update={"words": hit(one.words)}) if one.words else one for one in answer.hits)
    return answer.model_copy(update={"words": spoken(answer.words, strategy, voice), "hits": hits})


def _saying(strategy: Strategy, voice: Voice) -> Callable[[SimilarHit], SimilarHit]:
    """What says the evidence of a hit anew."""
    levels = [
        ((comparison.name, level.name), level) for comparison in strategy.comparisons for level in comparison.levels
    ]
    own = {key: level.says for key, level in levels}
    rules = {key: level.rule for key, level in levels}

    def evidence(one: Evidence) -> Evidence:
        if one.level == measured.NO_LEVEL:
            return measured.said(one, voice)
        key = one.comparison, one.level
        said = voice.holds(rules[key], own[key], one.facts)
        sentence = said.text
        if one.disclaimed:
            sentence += voice.phrase("disclaimed", words=", ".join(one.disclaimed)).text
        return replace(one, sentence=sentence, language=said.language, title=voice.word(one.title).text)

    def hit(one: SimilarHit) -> SimilarHit:
        measures = tuple(replace(each, title=voice.measure(each.measure).text) for each in one.measures)
        return one.model_copy(update={"evidence": tuple(map(evidence, one.evidence)), "measures": measures})

    return hit
