"""Words read in pictures by the Tesseract of this machine; what it cannot do is said, and is not silence."""

import os
import shutil
from pathlib import Path
from random import Random

import pytest

from desk import wording
from desk.wording import WordReader, WordsNotRead
from offices.sample.drawing.logo import draw, plan

PROGRAM = shutil.which("tesseract")
MOTIFS = ["fish", "bird", "star", "sun", "owl", "drop"]
NAMES = ["HARBOUR MILL", "LUMEN", "ORCHARD & SON", "TIDEWORKS", "KOVA", "NORTH GATE", "SILVER ELM", "PIXELLO"]

needs_tesseract = pytest.mark.skipif(
    PROGRAM is None and "CI" not in os.environ, reason="Tesseract is not installed: apt install tesseract-ocr"
)


def logo(number: int, words: str) -> bytes:
    return draw(plan(Random(number), words, "latin", MOTIFS)).png


@pytest.mark.thorough
@needs_tesseract
def test_the_words_of_a_logo_are_read_and_a_drawing_has_none():
    reader = WordReader(Path(str(PROGRAM)))
    read = [reader.words(logo(n, NAMES[n % 8])) for n in range(16)]
    right = sum(NAMES[n % 8].split(" ")[0] in words for n, words in enumerate(read))
    assert right >= 11, read
    assert sum(not reader.words(logo(n, "")) for n in range(8)) >= 7


@needs_tesseract
def test_a_language_that_is_not_installed_is_named():
    with pytest.raises(WordsNotRead, match=r"tesseract \(tlh\): Could not"):
        WordReader(Path(str(PROGRAM)), "tlh").words(logo(1, "LUMEN"))


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(WordsNotRead, match="/nowhere/tesseract: No such file") as told:
        WordReader(Path("/nowhere/tesseract")).words(logo(1, "LUMEN"))
    assert "BLAZON_DESK_OCR" in told.value.remedy


def test_a_program_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(wording, "SECONDS", 0.3)
    with pytest.raises(WordsNotRead, match=r"longer than 0\.3 seconds"):
        WordReader(slow).words(logo(1, "LUMEN"))
