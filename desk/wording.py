"""The words in a picture, read by Tesseract where the office has installed it; nothing else here reads letters."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from search_api.errors import Problem

SECONDS = 10.0  # for one picture of at most 512 by 512 pixels
ENLARGED = 3  # times; Tesseract reads letters of some thirty pixels best
LEAST_SURE = 60  # percent, as Tesseract says of each word: below are mostly lines of a drawing
SHORTEST = 2  # letters
SPARSE = "11"  # page segmentation: as much text as possible in no order


class WordsNotRead(Problem):
    """The program did not do it, which is no picture's fault."""

    status = 503
    slug = "words-not-read"
    title = "The words in the picture were not read"

    def __init__(self, why: str) -> None:
        super().__init__(why, remedy="Type the words of the mark, or look at BLAZON_DESK_OCR.")


@dataclass(frozen=True)
class WordReader:
    """`program` is Tesseract; `languages` as it calls them: `eng`, or `eng+fra`."""

    program: Path
    languages: str = "eng"

    def words(self, png: bytes) -> str:
        """The words of a picture that was made by `similarity.logos.preparing`, line by line; empty where none is read.

        WordsNotRead.
        """
        command = [str(self.program), "stdin", "stdout", "--psm", SPARSE, "-l", self.languages, "tsv"]
        try:
            ended = subprocess.run(  # noqa: S603 - no shell, and nothing of the picture is in the command
                command,
                input=_enlarged(png),
                capture_output=True,
                timeout=SECONDS,
                env={"LC_ALL": "C", "OMP_THREAD_LIMIT": "1"},
                cwd="/",
                check=True,
            )
        except subprocess.TimeoutExpired as problem:
            raise WordsNotRead(f"reading took longer than {SECONDS:g} seconds") from problem
        except subprocess.CalledProcessError as problem:
            said = problem.stderr.decode(errors="replace").strip().splitlines()
            raise WordsNotRead(f"{self.program.name} ({self.languages}): {said[-1] if said else problem}") from problem
        except OSError as problem:
            raise WordsNotRead(f"{self.program}: {problem.strerror}") from problem
        return " ".join(_sure(ended.stdout.decode(errors="replace")))


def _enlarged(png: bytes) -> bytes:
    """On white paper, so that what is transparent has no letters of its own."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
        shown = opened.convert("RGBA")
    paper = Image.new("RGBA", shown.size, "white")
    paper.alpha_composite(shown)
    larger = paper.convert("L").resize((shown.width * ENLARGED, shown.height * ENLARGED), Image.Resampling.BICUBIC)
    written = io.BytesIO()
    larger.save(written, "PNG")
    return written.getvalue()


def _sure(table: str) -> Iterator[str]:
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row.get("text") or "").strip()
        sure = float(row.get("conf") or -1)
        if sure >= LEAST_SURE and sum(map(str.isalnum, word)) >= SHORTEST:
            yield word
