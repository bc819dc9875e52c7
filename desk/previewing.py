"""A look at an office's folder that somebody sent: what is wrong in it, its workflows drawn. It comes not into force.

What was sent is read by a process of its own (`python -m desk.previewing DIR`), with bounds on its memory and time, and
without what this one knows: a hostile file harms that process alone.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from markupsafe import Markup

from desk import checking as strategies
from desk.web.office.workflows import picture
from offices import checking, problems
from offices.folder import LONGEST_NAME, Files
from offices.office import load
from offices.problems import MisconfiguredOffice, Problem

SECONDS, MEMORY = 60, 4 << 30  # of the process; bytes of addresses
HERE = Path(__file__).resolve().parent.parent


class NotLookedAt(Exception):
    """The process came to no end; the message says how."""


@dataclass(frozen=True)
class Told:
    """A mistake: where it stands, and what is wrong, with the remedy."""

    file: str
    line: int | None
    where: str
    problem: str


@dataclass(frozen=True)
class Way:
    """A workflow: its name, and its drawing."""

    name: str
    text: str
    svg: str

    @property
    def picture(self) -> Markup:
        return Markup(self.svg)  # noqa: S704 - made by `desk.web.office.drawn`, which escapes all words


@dataclass(frozen=True)
class Preview:
    """`ways` are those of an office without mistakes."""

    problems: tuple[Told, ...]
    ways: tuple[Way, ...]


def preview(files: Files, *, wordnet: Path | None = None, seconds: float = SECONDS) -> Preview:
    """What is wrong in these files, as `blazon office check` says it. NotLookedAt.

    `wordnet` is the folder that the office in force names: it alone may be named outside of what was sent.
    """
    with TemporaryDirectory(prefix="blazon-office-") as name:
        folder = Path(name) / "office"
        for path, content in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        folder.mkdir(exist_ok=True)
        try:
            done = subprocess.run(  # noqa: S603 - this very program, on a folder of our own
                [sys.executable, "-m", "desk.previewing", str(folder), *([str(wordnet)] if wordnet else [])],
                cwd=HERE,
                env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotLookedAt(f"it was not read within {seconds:g} s; a file may be made to take long") from error
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it ended"]
        raise NotLookedAt(f"reading it broke off: {last[0][:200]}")
    told: dict[str, Any] = orjson.loads(done.stdout)
    return Preview(tuple(Told(**one) for one in told["problems"]), tuple(Way(**one) for one in told["ways"]))


def looked_at(folder: Path, wordnet: Path | None = None) -> Preview:
    """The same, in this process."""

    def within(path: object) -> str:
        return str(path).replace(f"{folder}/", "")

    wrong = checking.check(folder) or _leading_out(folder, wordnet)
    found = [Told(within(one.path), one.line, one.where, within(one.said)) for one in wrong] or [
        Told("", None, "", within(said)) for said in strategies.checked(strategies.folders(folder, folder))[1]
    ]
    ways: list[Way] = []
    if not found:
        with suppress(MisconfiguredOffice):  # it was told above
            office = load(folder)
            ways = [
                Way(name, office.said(one.text), str(picture(office, name))) for name, one in office.workflows.items()
            ]
    return Preview(tuple(found), tuple(ways))


def _leading_out(folder: Path, wordnet: Path | None) -> list[Problem]:
    """A path that leads out of the folder is not followed: what it names is nothing that was sent."""
    named = load(folder).front.wordnet
    if named is None or named == wordnet or named.resolve().is_relative_to(folder.resolve()):
        return []
    said = f"{str(named)[:LONGEST_NAME]!r} is no path within the folder that was sent"
    said += f"; name {wordnet}, as the office in force does" if wordnet else "; leave it out to look at the rest"
    return [problems.at(folder / "office.yaml", ("wordnet",), said)]


def main(words: Sequence[str]) -> None:
    """Looks at one folder and prints what it found as JSON."""
    with suppress(ImportError):  # Windows has no such bounds
        import resource  # noqa: PLC0415 - Windows has none, and only this process needs it

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(orjson.dumps(asdict(looked_at(*map(Path, words)))))


if __name__ == "__main__":
    main(sys.argv[1:])
