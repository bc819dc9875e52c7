"""The results of a file of marks, row by row: as CSV for a spreadsheet, as JSON Lines for a program."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol

import orjson

from search_api import problems
from search_api.errors import Problem
from search_api.similar import SimilarAnswer, SimilarHit
from similarity.pair import of_hundred
from similarity.strategy import Aspect

HEADS = (
    *("line", "id", "asked", "result", "rank", "office", "number", "title"),
    *("visual", "aural", "conceptual", "overall", "sentences", "accepted", "cut", "strategy", "sequence"),
    *("problem", "detail", "remedy"),
)
SENTENCES = 3  # of a hit, the best
# A spreadsheet takes a cell that begins so for a formula. Marks may: an apostrophe before it makes it text again.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Writer(Protocol):
    """What becomes of a row."""

    def answer(self, line: int, row: str, answer: SimilarAnswer) -> None: ...
    def problem(self, line: int, row: str, asked: str, problem: Problem) -> None: ...


class Csv:
    """A line for each hit; one line `none` for a mark without hits, one line `error` for a row without an answer."""

    def __init__(self, opened: IO[str]) -> None:
        self._lines = csv.DictWriter(opened, HEADS, restval="", lineterminator="\n")
        self._lines.writeheader()

    def answer(self, line: int, row: str, answer: SimilarAnswer) -> None:
        common = {
            "line": line,
            "id": row,
            "asked": answer.asked.text,
            "accepted": answer.accepted,
            "cut": "yes" if answer.cut else "no",
            "strategy": f"{answer.strategy.name}.v{answer.strategy.version}",
            "sequence": answer.as_of.sequence,
        }
        if not answer.hits:
            self._write({**common, "result": "none"})
        for rank, hit in enumerate(answer.hits, 1):
            self._write({**common, "result": "hit", "rank": rank, **_hit(hit)})

    def problem(self, line: int, row: str, asked: str, problem: Problem) -> None:
        said = {"problem": problem.slug, "detail": problem.detail, "remedy": problem.remedy}
        self._write({"line": line, "id": row, "asked": asked, "result": "error", **said})

    def _write(self, cells: Mapping[str, Any]) -> None:
        self._lines.writerow({name: _text(value) for name, value in cells.items()})


class JsonLines:
    """An object for each row: its `answer` as `POST /similar` gives it, or its `problem` as the API tells it."""

    def __init__(self, opened: IO[str]) -> None:
        self._opened = opened

    def answer(self, line: int, row: str, answer: SimilarAnswer) -> None:
        said = {"line": line, "id": _plain(row), "asked": answer.asked.text, "answer": answer.model_dump(mode="json")}
        self._write(said)

    def problem(self, line: int, row: str, asked: str, problem: Problem) -> None:
        self._write({"line": line, "id": _plain(row), "asked": _plain(asked), "problem": problems.document(problem)})

    def _write(self, data: Mapping[str, Any]) -> None:
        self._opened.write(orjson.dumps(data).decode() + "\n")


FORMATS: dict[str, Callable[[IO[str]], Writer]] = {".csv": Csv, ".jsonl": JsonLines}


def _hit(hit: SimilarHit) -> dict[str, Any]:
    best = sorted(hit.evidence, key=lambda one: -one.points / one.of)[:SENTENCES]
    return {
        "office": hit.office,
        "number": hit.number,
        "title": hit.title or "",
        **{str(aspect): hit.aspects.get(aspect, "") for aspect in Aspect},
        "overall": of_hundred(hit.rank, hit.of, measured=hit.shared is not None or bool(hit.aspects)),
        "sentences": "; ".join(one.sentence for one in best),
    }


def _text(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _plain(text: str) -> str:
    """Half characters, which JSON cannot hold, as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()
