"""The files of an evaluation of logos: a gallery of pictures, and questions with what they have to find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.evaluation.files import BadFile, rows
from similarity.logos import look
from similarity.logos.guarded import Workers
from similarity.logos.look import Look
from similarity.logos.refusals import BadPicture

GROUPS = ("task", "kind", "transform")
CROSS = "cross"  # the task in which any other drawing of the brand is right; in the others one item is


@dataclass(frozen=True)
class Item:
    """A picture of the gallery, and the brand that it is a drawing of."""

    item: str
    brand: str
    file: Path


@dataclass(frozen=True)
class Question:
    """A picture that is asked for. Right is `target`, or any item of the brand where there is none."""

    query: str
    brand: str
    target: str
    file: Path
    columns: dict[str, str]


def gallery(path: Path) -> list[Item]:
    """The pictures of a CSV with the columns item, brand, file. BadFile."""
    found = [Item(row["item"], row["brand"], _file(path, row["file"])) for row in rows(path, ("item", "brand", "file"))]
    if not found:
        raise BadFile(f"{path}: no picture in it; it needs a line `item,brand,file` for each")
    return found


def questions(path: Path) -> list[Question]:
    """The questions of a CSV with the columns query, brand, target, file, and any of GROUPS. BadFile."""
    found = [
        Question(
            row["query"],
            row["brand"],
            "" if row.get("task") == CROSS else row["target"],
            _file(path, row["file"]),
            {name: row[name] for name in GROUPS if row.get(name)},
        )
        for row in rows(path, ("query", "brand", "target", "file"))
    ]
    if not found:
        raise BadFile(f"{path}: no question in it; it needs a line `query,brand,target,file` for each")
    return found


def named(path: Path) -> list[tuple[str, Path]]:
    """The pictures of a CSV with the columns query, file: what each is called, and where it lies. BadFile."""
    found = [(row["query"], _file(path, row["file"])) for row in rows(path, ("query", "file"))]
    if not found:
        raise BadFile(f"{path}: no picture in it; it needs a line `query,file` for each")
    return found


def looks(files: Sequence[Path], workers: Workers, framed: Callable[[bytes], bytes] = bytes) -> Iterator[Look]:
    """The look of each file, in their order; `framed` is what the workers get of it. BadFile for what is no picture."""
    for file, found in zip(files, workers.map(map(framed, _contents(files))), strict=True):
        if isinstance(found, BadPicture):
            raise BadFile(f"{file}: {found}")
        yield look.unpacked(found)


def _contents(files: Iterable[Path]) -> Iterator[bytes]:
    for file in files:
        try:
            yield file.read_bytes()
        except OSError as problem:
            raise BadFile(f"{file}: cannot be read: {problem}") from problem


def _file(path: Path, name: str) -> Path:
    """Relative to the CSV, or to the folder above, where several share their pictures."""
    beside = path.parent / name
    return beside if beside.is_file() else path.parent.parent / name
