"""The reason of a mark that no level accepts and the measures alone call similar: the highest of them."""

from __future__ import annotations

from dataclasses import replace

from similarity.ordering import MeasureFound, Ranked
from similarity.reading import Reading, reading
from similarity.says.voice import IN_ENGLISH, Said, Voice
from similarity.scoring import Candidate, Evidence, Scored
from similarity.strategy import Aspect, Strategy

COMPARISON = "measures"
NO_LEVEL = ""  # every level of a strategy has a name
GROUPS = "groups"
GROUPS_TITLE = "Rare groups in common"


def explained(strategy: Strategy, placed: Ranked, asked: Reading, candidate: Candidate) -> Scored:
    """What no level accepted, with the one reason there is."""
    reason = evidence(placed, asked, next(iter(candidate.texts), ""))
    return Scored(id=candidate.id, rank=0, points=0, of=strategy.best, closeness=0, evidence=(reason,))


def evidence(placed: Ranked, asked: Reading, text: str) -> Evidence:
    """What is highest of the mark with this text, said in English; `level` is empty and no points are counted."""
    best = _best(placed)
    one = Evidence(
        comparison=COMPARISON,
        level=NO_LEVEL,
        feature=best.measure,
        aspect=best.aspect,
        title=best.title,
        points=0,
        of=100,
        sentence="",
        facts={"value": best.value},
        asked=asked.normal,
        candidate=reading(text).normal,
        text=text,
        asked_spans=(),
        candidate_spans=(),
    )
    return said(one, IN_ENGLISH)


def said(one: Evidence, voice: Voice) -> Evidence:
    """The same in the language of the voice."""
    title = _title(one.feature, voice)
    sentence = voice.phrase("by-one-measure", measure=title.text, value=one.facts["value"])
    return replace(one, title=title.text, sentence=sentence.text, language=sentence.language)


def _title(name: str, voice: Voice) -> Said:
    return voice.word(GROUPS_TITLE) if name == GROUPS else voice.measure(name)


def _best(placed: Ranked) -> MeasureFound:
    """The highest measure, the first of equals; the groups where they are higher than all."""
    groups = MeasureFound(GROUPS, Aspect.VISUAL, GROUPS_TITLE, placed.shared or 0)
    return max((*placed.measures, groups), key=lambda one: one.value)
