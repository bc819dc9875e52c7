"""Word and picture: the word says what the other mark's picture shows, by its Vienna codes (`similarity.pictures`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from similarity import pictures
from similarity.alignment import Part
from similarity.clause import Clause, Constant, all_of, any_of, either
from similarity.comparisons.feature import AnyFeature, Feature, Found, Parameters, number
from similarity.reading import Reading, reading


class SamePicture(Feature["SamePicture.Set"]):
    class Set(Parameters):
        share: int = number(
            50, 1, 100, "%", "the word makes up at least this part of the letters of its mark, small words set aside"
        )

    name = "same-picture"
    title = "The word for the other's picture"
    summary = (
        "A word of the one says what the picture of the other shows, by the office's table of words and Vienna codes."
    )
    example = ("APPLE", "05.07.13")  # the second is a picture
    says = "{word} says what the picture of the other mark shows: {shows} (Vienna {code})"
    facts: ClassVar[Mapping[str, str]] = {
        "word": "the word",
        "code": "the Vienna code of the picture",
        "shows": "what that code stands for",
        "share": "the part of its mark that the word makes up, in %",
    }
    parameters = Set
    reach = "lifts"
    sees_pictures = True

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        for named, shown in ((asked, candidate), (candidate, asked)):
            if not shown.pictures:
                continue
            for word in _words(named):
                codes = pictures.TABLE.codes(word) & shown.pictures
                share = 100 * len(word.replace(" ", "")) // max(1, sum(map(len, named.core)))
                if codes and share >= set_to.share:
                    code = max(codes, key=lambda one: (len(one), one))
                    facts: dict[str, str | int] = {"word": word, "code": code, "share": min(share, 100)}
                    facts["shows"] = pictures.TABLE.shown[code]
                    return Found(asked.normal or code, candidate.normal or code, facts)
        return None

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        bodies = []
        if codes := {code for word in _words(asked) for code in pictures.TABLE.codes(word)}:
            bodies.append(any_of("vienna", codes))
        names = pictures.TABLE.words(asked.pictures)
        if words := {name for name in names if " " not in name}:
            bodies.append(any_of("words.tokens", words))
        bodies += [all_of("words.tokens", name.split()) for name in sorted(names) if " " in name]
        return Constant(either(*bodies)) if bodies else None

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        return ()

    def shown(self) -> tuple[Reading, Reading]:
        word, code = self.example
        return reading(word), reading("", frozenset({code}))


def _words(one: Reading) -> tuple[str, ...]:
    """The whole mark, then its words."""
    return tuple(dict.fromkeys((one.normal, *one.tokens))) if one.normal else ()


FEATURES: tuple[AnyFeature, ...] = (SamePicture(),)
