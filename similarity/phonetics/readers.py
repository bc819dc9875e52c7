"""The languages in which an office reads its marks: rule files that ship, and those of the office's own folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process

from similarity.phonetics.rules import BadRules, Reader, load

SHIPPED = Path(__file__).with_name("languages")
USUAL = ("en", "fr", "es", "de")  # where an office names none


@lru_cache(maxsize=16)
def readers(languages: Sequence[str] = USUAL, own: Path | None = None) -> tuple[Reader, ...]:
    """The reader of each language, in that order; a file in `own` goes before the one that ships. BadRules."""
    files = {path.stem: path for folder in (SHIPPED, own) if folder for path in sorted(folder.glob("*.yaml"))}
    problems: list[str] = []
    for language in languages:
        if language not in files:
            near = process.extractOne(language, list(files), score_cutoff=60)
            proposal = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(files))}"
            problems.append(f"no rules for the language {language!r}; {proposal}")
    if problems:
        raise BadRules(problems)
    return tuple([load(files[language]) for language in languages])
