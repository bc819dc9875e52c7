"""The tables of `docs/strategies.md`, made from the code and the strategies so that they cannot go stale.

`make docs` writes them into the page, `make check` fails when it is stale.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from similarity import lexicon, meanings, pictures
from similarity.catalogue import Catalogue, load_folder
from similarity.comparisons import FEATURES
from similarity.comparisons.feature import AnyFeature, Parameters
from similarity.folding import RULES
from similarity.keys import KEY_VERSION
from similarity.measures import MEASURES
from similarity.phonetics import pairs
from similarity.phonetics.readers import SHIPPED as LANGUAGES
from similarity.phonetics.readers import readers
from similarity.phonetics.rules import Reader
from similarity.reading import reading
from similarity.scoring import compare
from similarity.strategy import Candidates, Level, Strategy

PAIRS = (
    ("Seycos", "SEIKO"),
    ("Unkle Benz", "UNCLE BEN'S"),
    ("X-Seed", "XCEED"),
    ("Trucool", "TURCOOL"),
    ("Lutexal", "LUTEX"),
    ("Tea of House", "HOUSE OF TEA"),
    ("Toys are us", "TOYS R US"),
    ("Beanie Racers", "BEANIE BABIES"),
    ("Пепси", "PEPSI"),
    ("El Sol", "SUN"),
)
LANGUAGES_SAID = (
    "How many of its own test pairs each language's rules read as a speaker hears them; "
    "`blazon strategies languages` says the same of an office's own.\n"
)
SHIPPED = Path(__file__).resolve().parents[1] / "offices" / "demo" / "strategies"


def strategies(folder: Path = SHIPPED) -> str:
    """The tables of folding, features and the strategies of a folder as Markdown. BadStrategy."""
    of_office = (folder.parent / name for name in ("meanings.csv", "words.yaml", "vienna_words.csv"))
    table, words, shown = (path if path.is_file() else None for path in of_office)
    meanings.use(meanings.load(table))  # the examples are read by it
    lexicon.use(lexicon.load(words))
    pictures.use(pictures.load(shown))
    return tables(load_folder(folder)).rstrip()


def tables(catalogue: Catalogue) -> str:
    """All tables as Markdown."""
    return "\n".join(
        [
            f"## How a text is folded (key version {KEY_VERSION})\n",
            table(("rule", "what happens", "example"), RULES),
            "## Features\n",
            *(_feature(feature) for feature in FEATURES.values()),
            "## Measures\n",
            table(
                ("measure", "aspect", "what it is"),
                [(f"`{one.name}`", one.aspect, f"{one.title}. {one.summary}") for one in MEASURES.values()],
            ),
            "## Languages\n",
            LANGUAGES_SAID,
            table(("language", "rules", "`same`", "`near`", "`apart`", "hold"), map(_language, _shipped())),
            "## Ten pairs explained\n",
            f"As `blazon strategies explain {catalogue.get('verbal').label} QUERY CANDIDATE` says them.\n",
            table(("asked", "mark", "what is alike"), [_explained(catalogue.get("verbal"), *pair) for pair in PAIRS]),
            "## Strategies\n",
            *(_strategy(strategy) for strategy in catalogue.all()),
        ]
    )


def _shipped() -> Iterable[Reader]:
    return readers(tuple(sorted(path.stem for path in LANGUAGES.glob("*.yaml"))))


def _language(reader: Reader) -> tuple[str, ...]:
    """Title, rules, and of each kind of pair how many hold of how many."""
    found = pairs.heard(reader)
    kinds = [[one.holds for one in found if one.pair.heard == kind] for kind in ("same", "near", "apart")]
    held = [f"{sum(kind)} of {len(kind)}" for kind in kinds]
    share = f"{100 * sum(map(sum, kinds)) / max(1, len(found)):.0f} %"
    language = reader.language
    return f"{language.title} (`{language.language}`)", str(len(language.rules)), *held, share


def _explained(strategy: Strategy, asked: str, mark: str) -> tuple[str, ...]:
    sentences = [one.sentence for one in compare(strategy, reading(asked), mark)]
    return asked, mark, ". ".join(one[:1].upper() + one[1:] for one in sentences) + "."


def _feature(feature: AnyFeature) -> str:
    asked, candidate = feature.example
    found = feature.accepts(*feature.shown(), feature.parameters())
    assert found is not None
    sentence = feature.says.format(asked=found.asked, candidate=found.candidate, **found.facts)
    facts = [("asked", "the words asked for, folded"), ("candidate", "the words of the mark, folded")]
    lines = [
        f"### {feature.name}\n",
        f"{feature.title}. {feature.summary}\n",
        f"Example: *{asked}* and *{candidate}*: “{sentence}”.\n",
    ]
    if feature.parameters.model_fields:
        heads = ("parameter", "what it says", "unit", "range", "default")
        lines.append(table(heads, _parameters(feature.parameters)))
    lines.append(
        table(("in a sentence", "stands for"), [(f"`{{{a}}}`", b) for a, b in [*facts, *feature.facts.items()]])
    )
    return "\n".join(lines)


def _parameters(model: type[Parameters]) -> Iterable[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        low = next((str(bound.ge) for bound in field.metadata if hasattr(bound, "ge")), "")
        high = next((str(bound.le) for bound in field.metadata if hasattr(bound, "le")), "")
        choices = ", ".join(f"`{choice}`" for choice in getattr(field.annotation, "__args__", ()))
        extra: Any = field.json_schema_extra or {}
        bounds = f"{low} to {high}" if low else choices
        yield f"`{name}`", str(field.description), str(extra.get("unit", "")), bounds, f"`{field.default}`"


def _sizes(candidates: Candidates) -> str:
    others = candidates.other_scripts
    sizes = f"{candidates.size:,}" + (f", for words in other scripts {others:,}" if others else "")
    return sizes + (f"; what says the same in other words apart, {candidates.apart:,}" if candidates.by else "")


def _strategy(strategy: Strategy) -> str:
    lines = [
        f"### {strategy.label}: {strategy.title}\n",
        f"{strategy.description}\n",
        f"Candidates: {_sizes(strategy.candidates)}. {strategy.candidates.evidence}\n",
    ]
    if strategy.candidates.by:
        sources = ", ".join(f"`{source.field}` {source.weight}" for source in strategy.candidates.by)
        candidates = strategy.candidates
        lines.append(
            f"Proposed by the terms of {sources}, each weighed by its rarity: of each source those of a rarity of "
            f"{candidates.rarity} % or more, at most {candidates.most}, and always the {candidates.always} rarest.\n"
        )
    if strategy.order:
        lines.append(f"Order: marks below {strategy.order.least} % are no hits. {strategy.order.evidence}\n")
        rows_of = [(f"`{one.measure}`", str(one.weight)) for one in strategy.order.measures]
        if strategy.order.groups:
            rows_of.append(("rare groups in common", str(strategy.order.groups)))
        lines.append(table(("measure", "weight"), rows_of))
        if strategy.order.meaning:
            lines.append(f"A mark that says the same in other words comes as high as {strategy.order.meaning} %.\n")
    if strategy.parameters:
        rows = [
            (f"`${name}`", one.description, one.unit, f"{one.minimum} to {one.maximum}", f"`{one.default}`")
            for name, one in strategy.parameters.items()
        ]
        lines.append(table(("parameter", "what it says", "unit", "range", "default"), rows))
    levels = [
        (comparison.title, comparison.aspect, level.name, _level(level), str(level.points), _clause(strategy, level))
        for comparison in strategy.comparisons
        for level in comparison.levels
    ]
    heads = ("comparison", "aspect", "level", "feature", "points", "its clause")
    lines.append(table(heads, levels))
    return "\n".join(lines)


def _clause(strategy: Strategy, level: Level) -> str:
    """What its clause does with the engine."""
    if not strategy.candidates.by:
        return f"weighs {level.weight}"
    return {"near": "finds", "apart": "finds apart", "lifts": "finds apart, lifts"}[level.rule.reach]


def _level(level: Level) -> str:
    changed = level.parameters.model_dump(exclude_defaults=True)
    given = ", ".join(f"{name} {value}" for name, value in changed.items())
    return f"`{level.feature}`" + (f" ({given})" if given else "")


def table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """A table as Markdown."""
    heads = tuple(heads)
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [heads, ["---"] * len(heads), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
