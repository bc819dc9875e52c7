"""A folder of pictures, each searched for: every file gives its hits or a named error, never silence.

Files within folders count, hidden ones do not. They are read, searched and written one by one, in the order of their
names; the results stand under their name only when they are complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.batch import BadBatch, Report, Tally, Unreadable, invalid, searched, writable
from desk.results import PICTURES
from search_api.logos import LogoAnswer

STEP = "Pictures searched for"


@dataclass(frozen=True)
class Picture:
    """One file of the folder: its place there, from 1, its name, its bytes."""

    line: int
    id: str
    content: bytes

    @property
    def asked(self) -> str:
        return self.id


def run(folder: Path, out: Path, search: Callable[[Picture], LogoAnswer], *, report: Report) -> Tally:
    """Search for every picture of `folder`; the results are in `out`, whose ending (.csv, .jsonl) says how.

    A file that fails stands in the results with its problem and stops no other. BadBatch for a folder without files,
    and for a place where nothing can be written; then `out` is left as it was.
    """
    writable(out)
    files = _files(folder, out)
    if not files:
        raise BadBatch(f"{folder}: there is no picture here; put the files of the logos into it")
    return searched(_rows(folder, files), out, search, PICTURES, lambda done: report(STEP, done, len(files)))


def _files(folder: Path, out: Path) -> Sequence[Path]:
    """The files to ask with: neither hidden nor the results of a run before."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.resolve() != out.resolve())
    return sorted(path for path in found if not any(part[:1] == "." for part in path.relative_to(folder).parts))


def _rows(folder: Path, files: Sequence[Path]) -> Iterator[Picture | Unreadable]:
    for line, path in enumerate(files, 1):
        name = path.relative_to(folder).as_posix()
        try:
            content = path.read_bytes()
        except OSError as problem:
            why = invalid("file", f"cannot be read: {problem.strerror}", "Make it readable.")
            yield Unreadable(line, name, name, why)
        else:
            yield Picture(line, name, content)
