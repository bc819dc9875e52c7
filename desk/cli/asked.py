"""What `blazon similar` is asked with: which options go together, and what they hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import typer
from pydantic_core import PydanticCustomError

from desk.cli.console import tell
from desk.looking import workers
from desk.settings import DeskSettings
from desk.wording import WordReader
from mappings.document import DossierDocument
from mappings.record import Kind
from search_api.asked_picture import NoPicture, of_file
from search_api.errors import InvalidRequest
from search_api.looking import Looking
from similarity.logos.cutting import WHOLE, Cut
from similarity.logos.look import Look
from similarity.logos.preparing import prepared_bytes, unpacked

SIDES = 4
FORM = "Write left,top,right,bottom in percent, such as 0,0,50,100."


def one_question(
    *,
    words: str | None,
    logo: Path | None,
    number: str | None,
    file: Path | None,
    out: Path | None,
    cut: str | None,
    design: bool,
    narrowed: bool,
    read: bool,
    json: bool,
) -> None:
    """BadParameter for options that exclude or lack each other; `narrowed` is to what marks alone have."""
    many = file is not None or (logo is not None and logo.is_dir())
    refusals = {
        "--words and --file exclude each other: ask for one mark, or for a file of them": bool(
            file and words is not None
        ),
        "--file and --logo exclude each other: ask for a file of marks, or for pictures": bool(file and logo),
        "--number asks with the words and the logo of a file: leave out --words, --logo and --file": bool(
            number and (words is not None or logo or file)
        ),
        "--file and --out go together, as do a folder as --logo and --out: what is asked for, and where the results "
        "go": many != (out is not None),
        "--words and a folder of pictures exclude each other: give one picture as --logo": bool(
            logo and many and words is not None
        ),
        "--json prints the answer of one search; end the name of --out in .jsonl": many and json,
        "give the words of a mark with --words, its picture with --logo, a file of the register with --number, or a "
        "file of marks with --file": words is None and not (logo or number or file),
        "--design compares pictures alone: give --logo or --number, without --words and --file": design
        and bool(words is not None or not (logo or number)),
        "--read-words reads the words of the one picture of a mark: give --logo, without --words and --design": read
        and bool(many or design or words is not None or logo is None),
        "--design: designs have no classes, goods and Vienna codes to narrow them by": design and narrowed,
        "--cut goes with --logo": bool(cut and not logo),
    }
    for said, wrong in refusals.items():
        if wrong:
            raise typer.BadParameter(said)


def checked(option: str, check: Callable[[str], str], text: str) -> str:
    """The text as the search takes it; InvalidRequest, as the API would answer, when it cannot."""
    try:
        return check(text)
    except PydanticCustomError as problem:
        remedy = (problem.context or {})["remedy"]
        raise _refused(option, problem.message(), remedy) from problem


def part(text: str | None) -> Cut:
    """The part of a picture, from percent. InvalidRequest."""
    if text is None:
        return WHOLE
    try:
        sides = [round(10 * float(side)) for side in text.split(",")]
    except (ValueError, OverflowError) as problem:
        raise _refused("--cut", f"{text[:40]!r} cannot be read", FORM) from problem
    if len(sides) != SIDES:
        raise _refused("--cut", f"there are {len(sides)} numbers instead of {SIDES}", FORM)
    found = Cut(*sides)
    if not (0 <= found.left < found.right <= WHOLE.right and 0 <= found.top < found.bottom <= WHOLE.bottom):
        raise _refused("--cut", f"{text[:40]!r} is no part of the picture", FORM)
    return found


def content(file: Path, option: str = "--logo") -> bytes:
    """The bytes of the picture. InvalidRequest."""
    try:
        return file.read_bytes()
    except OSError as problem:
        raise _refused(option, f"{file} cannot be read: {problem.strerror}", "Give the file of a picture.") from problem


class Registered(NamedTuple):
    """What a file of the register is compared by."""

    words: str | None
    look: Look | None
    kind: Kind


def words_in(picture: bytes, settings: DeskSettings) -> str | None:
    """The words to ask for beside the picture: those read in it. WordsNotRead, PictureRefused."""
    if settings.ocr is None:
        raise typer.BadParameter("--read-words: say with BLAZON_DESK_OCR where Tesseract is")
    with workers(prepared_bytes, 1) as preparing, closing(Looking(preparing, 1)) as looking:
        png = unpacked(looking.run(picture)).png
    found = WordReader(settings.ocr, settings.ocr_languages).words(png)
    tell(f"Words read in the picture: {found}" if found else "No words were read in the picture.")
    return found or None


def of_register(document: DossierDocument, *, design: bool) -> Registered:
    """The words and the look of a file of the register, and with which kind of files to compare them.

    A design is compared by its views alone, and so is a mark with designs. NoPicture where there is neither.
    """
    kind = Kind.DESIGN if design or document.kind is Kind.DESIGN else Kind.TRADEMARK
    words = document.words[0].text if document.words and kind is Kind.TRADEMARK else None
    try:
        return Registered(words, of_file(document).look, kind)
    except NoPicture as problem:
        if words is None:
            raise
        tell(f"{problem.detail[:1].upper()}{problem.detail[1:]}: the words alone are asked for.")
        return Registered(words, None, kind)


def _refused(option: str, detail: str, remedy: str) -> InvalidRequest:
    error: dict[str, Any] = {"parameter": option, "detail": detail, "remedy": remedy}
    return InvalidRequest([error])
