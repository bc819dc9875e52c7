"""The texts of a language, `<code>.yaml`, checked at the door: every placeholder of the English sentence and no other.

The files that ship lie beside this module; an office puts its own into its folder `says/`, whole or in part: what they
say goes before what ships, text by text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from rapidfuzz import process

from mappings import yaml
from similarity import mistakes
from similarity.comparisons import FEATURES
from similarity.lacking import LACKS
from similarity.measures import MEASURES
from similarity.mistakes import CODE, Place
from similarity.strategy import ENGLISH, Aspect

SHIPPED = Path(__file__).parent
Direction: TypeAlias = Literal["ltr", "rtl"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class BadTexts(Exception):
    """A file of texts that cannot be used. `problems` are lines `file:line: what; what to do`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeatureTexts(_Strict):
    """What a feature is called, says where it holds, and says where it does not."""

    title: Line | None = None
    says: Line | None = None
    lacks: Line | None = None


class Texts(_Strict):
    """One language. `words` are names that stand within sentences, by their English."""

    language: Annotated[str, StringConstraints(pattern=CODE)]
    name: Line  # of the language, in itself
    direction: Direction = "ltr"
    aspects: dict[Aspect, Line] = {}
    features: dict[str, FeatureTexts] = {}
    measures: dict[str, Line] = {}
    words: dict[str, Line] = {}
    phrases: dict[str, Line] = {}


def load(path: Path) -> Texts:
    """The texts of one file, named by its language. BadTexts."""
    try:
        text = yaml.read(path)
        data = yaml.parse(text, str(path))
    except yaml.UnreadableYaml as problem:
        raise BadTexts([str(problem)]) from problem
    try:
        texts = Texts.model_validate(data)
    except ValidationError as problem:
        raise BadTexts(mistakes.lines(text, str(path), mistakes.told(problem, Texts))) from problem
    problems = list(_problems(texts))
    if path.stem != texts.language:
        problems.append((("language",), f"the file holds {texts.language!r}; call it {texts.language}.yaml"))
    if problems:
        raise BadTexts(mistakes.lines(text, str(path), problems))
    return texts


def over(own: Texts, shipped: Texts) -> Texts:
    """The shipped texts with an office's own in their place."""
    features = dict(shipped.features)
    for name, one in own.features.items():
        below = features.get(name, FeatureTexts())
        features[name] = below.model_copy(update=one.model_dump(exclude_none=True))
    return own.model_copy(
        update={
            "features": features,
            **{
                name: getattr(shipped, name) | getattr(own, name)
                for name in ("aspects", "measures", "words", "phrases")
            },
        }
    )


def _problems(texts: Texts) -> Iterator[tuple[Place, str]]:
    for name, one in texts.features.items():
        if name not in FEATURES:
            yield ("features", name), f"no feature {name!r}{_proposal(name, FEATURES)}"
            continue
        if one.says:
            yield from _placeholders(("features", name, "says"), one.says, FEATURES[name].says)
        if one.lacks and name not in LACKS:
            yield (
                ("features", name, "lacks"),
                f"{name} has no figures of its own to say where it does not hold; leave it out",
            )
        elif one.lacks:
            yield from _placeholders(("features", name, "lacks"), one.lacks, LACKS[name].says)
    for name in texts.measures:
        if name not in MEASURES:
            yield ("measures", name), f"no measure {name!r}{_proposal(name, MEASURES)}"
    known: Mapping[str, str] = REFERENCE.phrases
    for name, phrase in texts.phrases.items():
        if name not in known:
            yield ("phrases", name), f"no phrase {name!r}{_proposal(name, known)}"
        else:
            yield from _placeholders(("phrases", name), phrase, known[name])


def _placeholders(where: Place, text: str, english: str) -> Iterator[tuple[Place, str]]:
    try:
        found, wanted = placeholders(text), placeholders(english)
    except ValueError as problem:
        yield where, f"{problem}; write a placeholder as {{name}}, and a brace as {{{{ or }}}}"
        return
    for name in sorted(found - wanted):
        yield where, f"no {{{name}}} here{_proposal(name, wanted - found or wanted)}"
    if (missing := sorted(wanted - found)) and not found - wanted:
        yield where, f"{', '.join(f'{{{name}}}' for name in missing)} is missing; the English has it: {english}"


def placeholders(text: str) -> set[str]:
    """The names in braces. ValueError for braces that do not fit, and for anything but a name between them."""
    found: set[str] = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"{{{name}}} is no plain placeholder")
        found.add(name)
    return found


def _proposal(word: str, allowed: Iterable[str]) -> str:
    choices = sorted(allowed)
    near = process.extractOne(word, choices, score_cutoff=60)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are: {', '.join(choices)}" if choices else "; there are none"


def _reference() -> Texts:
    data: Any = yaml.load(SHIPPED / f"{ENGLISH}.yaml")
    return Texts.model_validate(data)


REFERENCE = _reference()  # English: what all other files are held to
