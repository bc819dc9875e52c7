"""The results of many searches, row by row: as CSV for a spreadsheet, as JSON Lines for a program."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Generic, Protocol, TypeVar

import orjson

from exchange.table import guarded
from search_api import problems
from search_api.errors import Problem
from search_api.logos import LogoAnswer, LogoHit
from search_api.similar import SimilarAnswer, SimilarHit
from similarity.pair import of_hundred
from similarity.strategy import Aspect

A = TypeVar("A", bound=SimilarAnswer | LogoAnswer)
Taken_contra = TypeVar("Taken_contra", bound=SimilarAnswer | LogoAnswer, contravariant=True)
ENDINGS = (".csv", ".jsonl")
SENTENCES = 3  # of a hit, the best


@dataclass(frozen=True)
class Columns(Generic[A]):
    """What a line of CSV says of one kind of answer."""

    measured: tuple[str, ...]  # names of the columns that are this kind's own
    asked: Callable[[A, str], str]  # from the answer, and from how the row calls it
    strategy: Callable[[A], str]
    hits: Callable[[A], list[dict[str, Any]]]

    @property
    def heads(self) -> tuple[str, ...]:
        return (
            *("line", "id", "asked", "result", "rank", "office", "number", "title"),
            *(*self.measured, "overall", "sentences", "accepted", "cut", "strategy", "sequence"),
            *("problem", "detail", "remedy"),
        )


class Writer(Protocol[Taken_contra]):
    """What becomes of a row."""

    def answer(self, line: int, row: str, asked: str, answer: Taken_contra) -> None: ...
    def problem(self, line: int, row: str, asked: str, problem: Problem) -> None: ...


class Csv(Generic[A]):
    """A line for each hit; one line `none` for a question without hits, one line `error` for one without an answer."""

    def __init__(self, opened: IO[str], columns: Columns[A]) -> None:
        self._columns = columns
        self._lines = csv.DictWriter(opened, columns.heads, restval="", lineterminator="\n")
        self._lines.writeheader()

    def answer(self, line: int, row: str, asked: str, answer: A) -> None:
        common = {
            "line": line,
            "id": row,
            "asked": self._columns.asked(answer, asked),
            "accepted": answer.accepted,
            "cut": "yes" if answer.cut else "no",
            "strategy": self._columns.strategy(answer),
            "sequence": answer.as_of.sequence,
        }
        hits = self._columns.hits(answer)
        if not hits:
            self._write({**common, "result": "none"})
        for rank, hit in enumerate(hits, 1):
            self._write({**common, "result": "hit", "rank": rank, **hit})

    def problem(self, line: int, row: str, asked: str, problem: Problem) -> None:
        said = {"problem": problem.slug, "detail": problem.detail, "remedy": problem.remedy}
        self._write({"line": line, "id": row, "asked": asked, "result": "error", **said})

    def _write(self, cells: Mapping[str, Any]) -> None:
        self._lines.writerow({name: _text(value) for name, value in cells.items()})


class JsonLines(Generic[A]):
    """An object for each row: its `answer` as `POST /similar` gives it, or its `problem` as the API tells it."""

    def __init__(self, opened: IO[str], columns: Columns[A]) -> None:
        self._opened, self._columns = opened, columns

    def answer(self, line: int, row: str, asked: str, answer: A) -> None:
        called = _plain(self._columns.asked(answer, asked))
        self._write({"line": line, "id": _plain(row), "asked": called, "answer": answer.model_dump(mode="json")})

    def problem(self, line: int, row: str, asked: str, problem: Problem) -> None:
        self._write({"line": line, "id": _plain(row), "asked": _plain(asked), "problem": problems.document(problem)})

    def _write(self, data: Mapping[str, Any]) -> None:
        self._opened.write(orjson.dumps(data).decode() + "\n")


def writer(ending: str, opened: IO[str], columns: Columns[A]) -> Writer[A]:
    """What writes in the format of one of ENDINGS."""
    return Csv(opened, columns) if ending == ".csv" else JsonLines(opened, columns)


def sentences(hit: LogoHit) -> list[str]:
    """Why a picture is a hit; what was measured, where no comparison reaches a level."""
    measured = f"No level is reached: outline {hit.values['outline']} %, details {hit.values['details']} %."
    return [one.sentence for one in hit.evidence] or [measured]


def _of_words(hit: SimilarHit) -> dict[str, Any]:
    best = sorted(hit.evidence, key=lambda one: -one.points / one.of)[:SENTENCES]
    return {
        "office": hit.office,
        "number": hit.number,
        "title": hit.title or "",
        **{str(aspect): hit.aspects.get(aspect, "") for aspect in Aspect},
        "overall": of_hundred(hit.rank, hit.of, measured=hit.shared is not None or bool(hit.aspects)),
        "sentences": "; ".join(one.sentence for one in best),
    }


def _of_picture(hit: LogoHit) -> dict[str, Any]:
    return {
        "office": hit.office,
        "number": hit.number,
        "title": hit.title or "",
        "outline": hit.values["outline"],
        "details": hit.values["details"],
        "overall": round(hit.rank / 10_000, 1),
        "sentences": " ".join(sentences(hit)[:SENTENCES]),
    }


def _text(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    """Half characters, which JSON cannot hold, as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


WORDS = Columns[SimilarAnswer](
    measured=tuple(map(str, Aspect)),
    asked=lambda answer, _: answer.asked.text,
    strategy=lambda answer: f"{answer.strategy.name}.v{answer.strategy.version}",
    hits=lambda answer: list(map(_of_words, answer.hits)),
)
PICTURES = Columns[LogoAnswer](
    measured=("outline", "details"),
    asked=lambda _, name: name,
    strategy=lambda answer: answer.strategy,
    hits=lambda answer: list(map(_of_picture, answer.hits)),
)
