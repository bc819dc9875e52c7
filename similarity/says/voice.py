"""A voice says evidence in one language, and in English what it has no words for; it names the language of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import process

from similarity.comparisons import FEATURES
from similarity.comparisons.feature import AnyFeature
from similarity.lacking import LACKS
from similarity.measures import MEASURES
from similarity.says.texts import REFERENCE, Direction, FeatureTexts, Texts
from similarity.strategy import ENGLISH, Aspect

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"  # Unicode UAX #9: a value of another direction between them
# The slashes of a reading belong to it, and stand on its sides.
BETWEEN_SLASHES = re.compile(f"/{FIRST_STRONG_ISOLATE}([^{FIRST_STRONG_ISOLATE}{POP_ISOLATE}]*){POP_ISOLATE}/")


class UnknownLanguage(Exception):
    """The office does not answer in that language; the message lists those it has."""


class Said(NamedTuple):
    """A text and the language it is in."""

    text: str
    language: str


@dataclass(frozen=True)
class Voice:
    """The texts of one language. Every method falls back on English."""

    texts: Texts

    @property
    def language(self) -> str:
        return self.texts.language

    @property
    def direction(self) -> Direction:
        return self.texts.direction

    def holds(self, feature: AnyFeature, own: Mapping[str, str], facts: Mapping[str, str | int]) -> Said:
        """The sentence of a feature that holds; `own` are those of the level, which go before the feature's."""
        if own and (found := own.get(self.language)):
            return Said(self._filled(found, facts, self.language), self.language)
        if english := own.get(ENGLISH):
            return Said(english.format(**facts), ENGLISH)
        saying = FEATURES[feature.said_by(facts)]
        texts = self._feature(saying)
        if texts and texts.says:
            return Said(self._filled(texts.says, facts, self.language), self.language)
        return Said(saying.says.format(**facts), ENGLISH)

    def lacks(self, feature: AnyFeature, facts: Mapping[str, str | int] | None, asked: str, candidate: str) -> Said:
        """The sentence of a feature that does not hold, with its figures where there are some."""
        texts = self._feature(feature)
        if facts is not None and texts and texts.lacks:
            return Said(self._filled(texts.lacks, facts, self.language), self.language)
        if facts is not None and feature.name in LACKS and not (texts and texts.title):
            return Said(LACKS[feature.name].says.format(**facts), ENGLISH)
        title = self.title(feature)
        voice = self if title.language == self.language else IN_ENGLISH
        return voice.phrase("does-not-hold", title=title.text, asked=asked, candidate=candidate)

    def title(self, feature: AnyFeature) -> Said:
        """What the feature is called."""
        texts = self._feature(feature)
        return Said(texts.title, self.language) if texts and texts.title else Said(feature.title, ENGLISH)

    def measure(self, name: str) -> Said:
        """What a measure is called."""
        own = self.texts.measures.get(name)
        return Said(own, self.language) if own else Said(MEASURES[name].title, ENGLISH)

    def aspect(self, aspect: Aspect) -> Said:
        own = self.texts.aspects.get(aspect)
        return Said(own, self.language) if own else Said(REFERENCE.aspects[aspect], ENGLISH)

    def word(self, text: str) -> Said:
        """A name of the strategies or of the code (a comparison's title, a language, a sound code)."""
        own = self.texts.words.get(text)
        return Said(own, self.language) if own else Said(text, ENGLISH)

    def phrase(self, name: str, **facts: str | int) -> Said:
        """A label of the evidence."""
        if own := self.texts.phrases.get(name):
            return Said(self._filled(own, facts, self.language), self.language)
        return Said(REFERENCE.phrases[name].format(**facts), ENGLISH)

    def _feature(self, feature: AnyFeature) -> FeatureTexts | None:
        return self.texts.features.get(feature.name)

    def _filled(self, text: str, facts: Mapping[str, str | int], language: str) -> str:
        """The text with its facts: names in this language, and each value set apart where lines run from the right."""
        said = {name: self.word(value).text if isinstance(value, str) else value for name, value in facts.items()}
        if self.direction == "rtl" and language == self.language:
            apart = {name: f"{FIRST_STRONG_ISOLATE}{one}{POP_ISOLATE}" for name, one in said.items()}
            return BETWEEN_SLASHES.sub(rf"{FIRST_STRONG_ISOLATE}/\1/{POP_ISOLATE}", text.format(**apart))
        return text.format(**said)


IN_ENGLISH = Voice(REFERENCE)


@dataclass(frozen=True)
class Voices:
    """The office's languages; the first is the one in which it answers when none is asked for."""

    voices: Mapping[str, Voice]

    @property
    def usual(self) -> Voice:
        return next(iter(self.voices.values()))

    def get(self, language: str | None) -> Voice:
        """The voice of that language, the usual one for none. UnknownLanguage."""
        if language is None:
            return self.usual
        if language not in self.voices:
            near = process.extractOne(language.lower(), list(self.voices), score_cutoff=75)
            there = ", ".join(self.voices)
            proposal = f"did you mean {near[0]!r}?" if near else f"there are: {there}"
            raise UnknownLanguage(f"the office does not answer in the language {language[:40]!r}; {proposal}")
        return self.voices[language]

    def accepted(self, header: str | None) -> Voice:
        """The first that an HTTP header Accept-Language (RFC 9110, 12.5.4) wants most; else the usual one."""
        wanted: list[tuple[float, int, str]] = []
        for place, part in enumerate((header or "").split(",")[:50]):
            tag, _, quality = part.partition(";")
            weight = _quality(quality)
            if weight > 0:
                wanted.append((-weight, place, tag.strip().lower()))
        for _, _, tag in sorted(wanted):
            if found := self.voices.get(tag) or self.voices.get(tag.partition("-")[0]):
                return found
        return self.usual

    def choices(self) -> list[tuple[str, str]]:
        """Code and name of each, as a form offers them."""
        return [(code, voice.texts.name) for code, voice in self.voices.items()]


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(1.0, float(value)) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0
