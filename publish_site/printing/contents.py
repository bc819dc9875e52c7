"""An issue as the template is handed it: plain data, every text of a record or of the office marked as such.

First the issue is laid out with its texts as they are, then, once it is known what can be printed, each text is made
ready: without what no font has, with its direction, in lines, and in pieces that a column can break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from mappings import filed
from mappings.inid import InidLine, Item
from mappings.record import Kind
from publish_site.design import clean
from publish_site.issue import House, Issue
from publish_site.pictures import Picture
from publish_site.printing.glyphs import clusters
from publish_site.printing.words import Words
from publish_site.views import Plate, Publication, class_order, index

MISSING = "▯"
HASH = 16  # digits of a root hash that an entry shows
WIDEST, HIGHEST = 52.0, 34.0  # mm of a picture: at 560 pixels no coarser than 270 a inch
ONE_OF = 36.0, 26.0  # mm of one of several, two side by side
NATURAL = 25.4 / 96  # mm a pixel of a picture that is smaller than that
WHOLE, FEW = 300, 4  # characters and pictures up to which an entry is kept in one column
SHORT = 6  # entries up to which a part stands in a column with others, not on a page of its own
NAMED = 5  # letters without a font that a warning names
LONGEST = 20  # letters without a place to break, then one is made: so many of the widest fill a column
RIGHT_TO_LEFT = {"R", "AL"}
STRONG = {*RIGHT_TO_LEFT, "L"}
BREAKS = re.compile(rf"\S{{{LONGEST + 1},}}")

Data = dict[str, Any]


class Said(str):
    """A text that is data. What is no Said (labels, paths, our own codes) is handed on as it is."""

    __slots__ = ()


def said(value: object) -> Said:
    return Said(clean("" if value is None else str(value)))


def in_order(entries: Sequence[Publication]) -> list[Publication]:
    return sorted(entries, key=lambda p: p.place)


def group(p: Publication) -> tuple[str, str]:
    """What it stands under: its part and its lowest class."""
    return p.part.id, p.classes[0] if p.classes else ""


def of_issue(
    issue: Issue, house: House, entries: Sequence[Publication], words: Words, volume: tuple[int, int] = (1, 1)
) -> Data:
    """Everything the document prints, in its order; `Said` wherever a text comes from outside."""
    ordered = in_order(entries)
    names = {id(p): f"e{n}" for n, p in enumerate(ordered)}
    say, day = words.said, words.day(issue.date)
    sample = ordered[0] if ordered else None
    given = {"gazette": house.name, "issue": issue.id, "day": day, "sequence": issue.sequence}
    given |= {"part": sample.part.title, "number": sample.number, "hash": _hash(sample)} if sample else {}
    owners = index((owner, (p.number, names[id(p)])) for p in ordered for owner in p.owners)
    classes = index(((number, (p.number, names[id(p)])) for p in ordered for number in p.classes), key=class_order)
    return {
        "language": words.language,
        "dir": say["dir"],
        "date": [issue.date.year, issue.date.month, issue.date.day],
        "words": {name: say[name] for name in ("contents", "nothing", "classes", "owners", "reading", "lost")},
        "office": said(house.office_name),
        "gazette": said(house.name),
        "address": said(house.address),
        "issue": said(say["issue"].format(issue=issue.id)),
        "volume": say["volume"].format(volume=volume[0], volumes=volume[1]) if volume[1] > 1 else "",
        "day": day,
        "count": words.counted(len(ordered)),
        "closed": say["closed"].format(**given),
        "emblem": said(say["emblem"].format(office=house.office_name)),
        "notes": [say["codes"], *([said(say["cite"].format(**given))] if sample else []), say["proof"]],
        "parts": [
            _part(list(members), house, words, names) for _, members in groupby(ordered, key=lambda p: p.part.id)
        ],
        "classes": [_reference(say["class"].format(number=row.heading), row.entries) for row in classes],
        "owners": [_reference(row.heading, row.entries) for row in owners],
    }


def _hash(p: Publication) -> str:
    return (p.document.root or "")[:HASH]


def _reference(heading: str, entries: Sequence[tuple[str, str]]) -> Data:
    return {"heading": said(heading), "entries": [[said(number), name] for number, name in entries]}


def _part(members: list[Publication], house: House, words: Words, names: dict[int, str]) -> Data:
    groups = [(name, list(under)) for (_, name), under in groupby(members, key=group)]
    return {
        "title": said(members[0].part.title),
        "count": words.counted(len(members)),
        "short": len(members) <= SHORT,
        "classes": [
            {
                "title": said(words.said["class"].format(number=name)) if name else None,
                "entries": [_entry(p, house, words, names[id(p)], 3 if name else 2) for p in under],
            }
            for name, under in groups
        ],
    }


def _entry(p: Publication, house: House, words: Words, name: str, level: int) -> Data:
    plates = [plate for plate in p.printed if plate.picture]
    room = (WIDEST, HIGHEST) if len(plates) == 1 else ONE_OF
    event = p.document.event or {}
    told = [event.get("text") or event.get("code")]
    if p.document.corrects:
        told.append(words.said["corrects"].format(number=p.document.corrects))
    lines = [_line(line) for line in p.brief]
    length = sum(len(item[key]) for line in lines for item in line["items"] for key in ("head", "text", "details"))
    cited = [f"{house.office} {p.issue.id}", p.number, *([words.said["hash"]] if p.document.root else [])]
    return {
        "name": name,
        "level": level,
        "number": said(p.number),
        "title": said(p.title),
        "language": filed.of_title(p.record, p.language.code) or None,
        "words": p.document.kind is Kind.TRADEMARK and not plates and bool(p.record),
        "event": said(". ".join(text for text in told if text)),
        "plates": [_plate(plate.picture, plate, *room) for plate in plates if plate.picture],
        "further": said(p.further and words.said["further"].format(names=p.further)),
        "lines": lines,
        "opposition": said(p.opposition and words.said["opposition"].format(day=words.day(p.opposition))),
        "cite": said(", ".join(cited)),
        "hash": _hash(p),
        "whole": length <= WHOLE and len(plates) <= FEW,
        "lost": False,
    }


def _plate(picture: Picture, plate: Plate, widest: float, highest: float) -> Data:
    width, height = picture.width, picture.height
    return {
        "path": picture.thumbnail,
        "alt": said(plate.alt),
        "caption": said(plate.caption),
        "width": round(min(widest, highest * width / height, width * NATURAL), 2),
        "size": [width, height],
    }


def _line(line: InidLine) -> Data:
    return {
        "code": said(f"({line.code})" if line.code else ""),
        "label": said(line.label),
        "items": [_item(item) for item in line.items],
    }


def _item(item: Item) -> Data:
    details = " · ".join(f"{label}: {text}" if label else text for label, text in item.details)
    language = item.language or None
    return {"head": said(item.head), "text": said(item.text), "details": said(details), "language": language}


def pieces(value: Any) -> set[str]:
    """Everything said in a structure that not each font has, in pieces that are set together."""
    found: set[str] = set()
    for text in set(_texts(value)):
        if not text.isascii():
            found.update(piece for word in set(text.split()) if not word.isascii() for piece in clusters(word))
    return {piece for piece in found if not piece.isascii()}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Said):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def printable(made: Data, lost: Collection[str], words: Words) -> tuple[Data, list[str]]:
    """The data for the template, and for each entry that has a character of `lost`, which it has and its number."""
    warnings: list[str] = []
    if lost:
        made = {**made, "parts": [_marked(part, lost, warnings) for part in made["parts"]]}
    return _mapped(made, lambda text: _ready(text, lost, words.said["dir"])), warnings


def _marked(part: Data, lost: Collection[str], warnings: list[str]) -> Data:
    groups = []
    for group in part["classes"]:
        entries = []
        for entry in group["entries"]:
            gone = sorted(pieces(entry) & set(lost))
            if gone:
                listed = " ".join(f"{piece} (U+{ord(piece[0]):04X})" for piece in gone[:NAMED])
                more = f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
                warnings.append(f"{listed}{more} in {entry['number']}")
            entries.append({**entry, "lost": bool(gone)})
        groups.append({**group, "entries": entries})
    return {**part, "classes": groups}


def _mapped(value: Any, ready: Callable[[str], Any]) -> Any:
    if isinstance(value, Said):
        return ready(value)
    if isinstance(value, dict):
        return {name: _mapped(each, ready) for name, each in value.items()}
    if isinstance(value, list):
        return [_mapped(each, ready) for each in value]
    return value


def _ready(text: str, lost: Collection[str], outer: str) -> Any:
    """A text for the template: as it is where nothing is to be said of it, else its direction and its lines.

    A line is a list of pieces; between them a column may break though there is no space.
    """
    if lost and not text.isascii():
        text = "".join(
            MISSING if piece in lost else piece for word in re.split(r"(\s+)", text) for piece in clusters(word)
        )
    turned = direction(text)
    lines = text.splitlines() or [""]
    if turned in {None, outer} and len(lines) == 1 and not BREAKS.search(text):
        return lines[0]
    return {"dir": turned or outer, "lines": [_broken(line) for line in lines]}


def direction(text: str) -> str | None:
    """Of the first letter that has one, as HTML's dir=auto reads it."""
    if text.isascii():
        return "ltr" if any(map(str.isalpha, text)) else None
    found = next((kind for kind in map(unicodedata.bidirectional, text) if kind in STRONG), None)
    return None if found is None else "rtl" if found in RIGHT_TO_LEFT else "ltr"


def _broken(line: str) -> list[str]:
    """A line in pieces: a word that no column can hold is cut between characters, never between one and its marks."""
    made: list[str] = []
    last = 0
    for match in BREAKS.finditer(line):
        made.append(line[last : match.start()])
        parts = clusters(match[0])
        made += ["".join(parts[at : at + LONGEST]) for at in range(0, len(parts), LONGEST)]
        last = match.end()
    return [piece for piece in (*made, line[last:]) if piece]
