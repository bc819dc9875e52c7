"""What the form of the similarity search asks: its fields into an address, an address into a question. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from desk.web.forms import Pairs, Refusals
from mappings.record import Kind, StatusGroup
from search_api.errors import InvalidRequest
from search_api.text import Locarno, Vienna
from similarity.logos.cutting import LARGER, WHOLE, Cut

NICE = [str(number) for number in range(1, 46)]
LIVE = (StatusGroup.PENDING, StatusGroup.REGISTERED)
MOST_PERCENT = 1_000  # a number beyond is no percentage
MOST_VIEWS = 1_000  # of a design; no file has more
KINDS = (Kind.TRADEMARK, Kind.DESIGN)
SIDES = ("left", "top", "right", "bottom")
FOLDED = {*SIDES, "of", "picture", "file", "view", "cut"}  # fields that the address says in another way
# Fields of marks alone and of designs alone, by what a sentence calls them.
OF_MARKS = {
    "words": "the words",
    "class": "Nice classes",
    "goods": "goods and services",
    "related_classes": "related classes",
    "least_degree": "the relation of goods",
    "vienna": "Vienna codes",
}
OF_DESIGNS = {"locarno": "the Locarno class"}
VIENNA, LOCARNO = "Write it as 02.01.01, 02.01 or 02.", "Write it as 09-01 or 09."
_cut = re.compile(r"\d{1,4}(?:,\d{1,4}){3}")
_vienna: TypeAdapter[list[str]] = TypeAdapter(list[Vienna])
_locarno: TypeAdapter[list[str]] = TypeAdapter(list[Locarno])


@dataclass(frozen=True)
class Source:
    """Where the picture asked for comes from: one that was sent, or a file of the register and one of its views."""

    picture: str = ""  # digest of one that is kept
    file: str = ""  # any number of a file
    view: int = 1

    def __bool__(self) -> bool:
        return bool(self.picture or self.file)

    def __str__(self) -> str:
        """As the form says which picture its other fields are about."""
        return f"{self.file or self.picture}#{self.view}"


@dataclass(frozen=True)
class Question:
    """What is asked, checked; `unused` are names of what was given and says nothing of this kind of right."""

    words: str
    kind: Kind
    source: Source
    cut: Cut
    classes: tuple[str, ...]
    status_groups: tuple[StatusGroup, ...]
    vienna: tuple[str, ...]
    locarno: tuple[str, ...]
    before: dt.date | None
    dead_since: dt.date | None
    leave_out: str | None  # the id of a file
    unused: tuple[str, ...]


def address(pairs: Pairs, kept: str | None) -> Pairs:
    """The form's fields as the address of the search; `kept` is the digest of a picture that came with them.

    What was sent goes before the number of a file, and that before the picture of last time. A part that was cut out
    and a view go along only where the picture is still the one they were chosen of.
    """
    form = dict(pairs)
    source = _newest(form, kept)
    found: Pairs = [("words", form["words"])] if form.get("words") else []
    shown, _, of_view = form.get("of", "").rpartition("#")
    same = (source.file or source.picture) == shown
    if source.picture:
        found.append(("picture", source.picture))
    if source.file:
        found.append(("file", source.file))
    view = form.get("view", "1") if same and source.file else "1"
    if view != "1":
        found.append(("view", view))
    if source and same and view == of_view and (cut := _sides(form)):
        found.append(("cut", cut))
    return found + [pair for pair in pairs if pair[0] not in FOLDED | {"words"}]


def question(pairs: Pairs) -> Question:
    """The question of an address. InvalidRequest names each field, what is wrong with it and what to do."""
    form = dict(pairs)
    refusals = Refusals()
    kind = refusals.of(lambda: _kind(form.get("kind", "")), Kind.TRADEMARK)
    picture = form.get("picture", "")
    view = refusals.of(lambda: _view(form.get("view", "")), 1)
    marks = kind == Kind.TRADEMARK
    unused = [said for name, said in (OF_DESIGNS if marks else OF_MARKS).items() if form.get(name)]
    none: tuple[str, ...] = ()
    chosen = [value for name, value in pairs if name == "class"]
    asked = Question(
        words=form.get("words", "") if marks else "",
        kind=kind,
        source=Source(picture, "" if picture else form.get("file", ""), view),
        cut=refusals.of(lambda: _cut_of(form.get("cut", "")), WHOLE),
        classes=refusals.of(lambda: _classes(chosen), none) if marks else none,
        status_groups=LIVE if "live" in form else (),
        vienna=refusals.of(lambda: _codes("vienna", pairs, _vienna, VIENNA), none) if marks else none,
        locarno=none if marks else refusals.of(lambda: _codes("locarno", pairs, _locarno, LOCARNO), none),
        before=refusals.of(lambda: _day("before", form), None),
        dead_since=refusals.of(lambda: _day("dead_since", form), None),
        leave_out=form.get("leave_out") or None,
        unused=tuple(unused),
    )
    refusals.told()
    return asked


def percent(cut: Cut) -> dict[str, str]:
    """The sides of a part as the form's fields say them."""
    return {name: f"{side / 10:g}" for name, side in zip(SIDES, cut, strict=True)}


def _newest(form: dict[str, str], kept: str | None) -> Source:
    if kept:
        return Source(picture=kept)
    if form.get("file"):
        return Source(file=form["file"])
    return Source(picture=form.get("picture", ""))


def _sides(form: dict[str, str]) -> str:
    """The part in the fields, in thousandths; nothing where it is the whole. What is no number stays as it is."""
    said = [form.get(name, "").replace(",", ".").removesuffix("%").strip() for name in SIDES]
    if not any(said):
        return ""
    sides = [_thousandths(text or str(usual / 10)) for text, usual in zip(said, WHOLE, strict=True)]
    return "" if sides == [str(side) for side in WHOLE] else ",".join(sides)


def _thousandths(text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        return text.replace(",", " ")
    return str(round(number * 10)) if abs(number) <= MOST_PERCENT else text


def _kind(text: str) -> Kind:
    if text and text not in KINDS:
        raise _no("kind", f"there is no search for pictures of {text[:20]!r}", "Choose marks or designs.")
    return Kind(text or Kind.TRADEMARK)


def _view(text: str) -> int:
    if text and not (re.fullmatch(r"[0-9]{1,4}", text) and 0 < int(text) <= MOST_VIEWS):
        raise _no("file", f"{text[:20]!r} is no view", "Leave it out, or give the number of a view.")
    return int(text or 1)


def _cut_of(text: str) -> Cut:
    if not text:
        return WHOLE
    cut = Cut(*map(int, text.split(","))) if _cut.fullmatch(text) else None
    if cut is None:
        raise _no("cut", "a side of the part is no percentage", "Write numbers from 0 to 100.")
    if not (0 <= cut.left < cut.right <= WHOLE.right and 0 <= cut.top < cut.bottom <= WHOLE.bottom):
        raise _no("cut", "the part lies outside of the picture or has no size", LARGER)
    return cut


def _classes(chosen: Sequence[str]) -> tuple[str, ...]:
    if unknown := [number for number in chosen if number not in NICE]:
        raise _no("class", f"there is no Nice class {unknown[0]!r}", "Choose 1 to 45.")
    return tuple(chosen)


def _codes(name: str, pairs: Pairs, adapter: TypeAdapter[list[str]], remedy: str) -> tuple[str, ...]:
    given = [value for key, value in pairs if key == name]
    try:
        return tuple(dict.fromkeys(adapter.validate_python(given)))
    except ValidationError as problem:
        first: Any = problem.errors(include_url=False)[0]
        raise _no(name, first["msg"], (first.get("ctx") or {}).get("remedy", remedy)) from problem


def _day(name: str, form: dict[str, str]) -> dt.date | None:
    text = form.get(name)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise _no(name, f"{text!r} is no day", "Write the day as 2026-11-23.") from problem


def _no(parameter: str, detail: str, remedy: str) -> InvalidRequest:
    return InvalidRequest([{"parameter": parameter, "detail": detail, "remedy": remedy}])
