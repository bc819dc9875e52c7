"""How a picture looks: all that is compared of it, view by view, as one array.

What is kept in the index is this array's bytes, so that thousands of candidates are read and scored at once.
"""

from __future__ import annotations

import base64
from binascii import a2b_base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from similarity.logos import views as viewing
from similarity.logos.colours import VIENNA
from similarity.logos.hashes import NAMES as HASHES
from similarity.logos.hashes import bands
from similarity.logos.vocabulary import KEPT, SIZE, Vocabulary, near

VIEW: Final = np.dtype(
    [
        ("picture", "u1"),  # its place among the pictures of the file
        ("view", "u1"),  # of views.NAMES
        ("box", "<u2", 4),  # where in the picture, thousandths: left, top, right, bottom
        ("colours", "u1", len(VIENNA)),
        ("hashes", "<u8", len(HASHES)),
        ("outline", "i1", SIZE),
        ("details", "i1", SIZE),
    ]
)
LIGHTEST = 1e-3  # an anchor that weighs less is left out
CODE = 32  # numbers of a point's descriptor
POINT: Final = np.dtype([("row", "u1"), ("x", "u1"), ("y", "u1"), ("size", "u1"), ("turn", "u1"), ("code", "i1", CODE)])
Rows = NDArray[Any]  # of VIEW
Points = NDArray[Any]  # of POINT; `row` is the place of the view among the rows


class BadLook(ValueError):
    """Bytes that are no look."""


@dataclass(frozen=True, eq=False)
class Look:
    """One picture, or several of one design. `turned` are outlines of its views turned and mirrored, where asked."""

    rows: Rows
    points: Points
    turned: NDArray[np.int8]  # n by SIZE
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return len(self.rows) > 0

    @property
    def views(self) -> tuple[str, ...]:
        """The names of its views, in their order."""
        return tuple(viewing.NAMES[number] for number in self.rows["view"])


def nothing() -> Look:
    return Look(np.zeros(0, VIEW), np.zeros(0, POINT), np.zeros((0, SIZE), np.int8))


def together(looks: Sequence[Look]) -> Look:
    """Several pictures of one file, numbered in their order."""
    rows, points = [], []
    count = 0
    for number, look in enumerate(looks):
        rows.append(look.rows.copy())
        rows[-1]["picture"] = number
        points.append(look.points.copy())
        points[-1]["row"] += count
        count += len(look.rows)
    if not looks:
        return nothing()
    return Look(np.concatenate(rows), np.concatenate(points), np.concatenate([look.turned for look in looks]))


def fields(look: Look, vocabulary: Vocabulary) -> dict[str, Any]:
    """What the index holds of it; nothing of a picture in which nothing is drawn."""
    if not look:
        return {}
    found = {
        "outline": _anchors(look.rows["outline"], vocabulary.outline_anchors),
        "details": _anchors(look.rows["details"], vocabulary.details_anchors),
        "hashes": sorted({band for row in look.rows["hashes"] for band in bands(map(int, row))}),
        "views": text(look.rows.tobytes()),
        "points": text(look.points.tobytes()),
        "vocabulary": vocabulary.version,
    }
    return {name: value for name, value in found.items() if value}


def joined(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the index holds of several pictures of one file, in their order, from what it would hold of each.

    The pictures that were `unseen` are counted, with the reason of the first.
    """
    looks = [of_index(part) for part in parts]
    drawn = [part for part in parts if "views" in part]
    unseen = [part["unseen"] for part in parts if "unseen" in part]
    found: dict[str, Any] = {}
    if drawn:
        whole = together(looks)
        found = {
            "outline": _heaviest(part.get("outline", {}) for part in drawn),
            "details": _heaviest(part.get("details", {}) for part in drawn),
            "hashes": sorted({band for part in drawn for band in part.get("hashes", ())}),
            "views": text(whole.rows.tobytes()),
            "points": text(whole.points.tobytes()),
            "vocabulary": drawn[0]["vocabulary"],
        }
    if unseen:
        found["unseen"] = f"{len(unseen)} of {len(parts)} pictures: {unseen[0]}"
    return {name: value for name, value in found.items() if value}


def of_index(part: dict[str, Any]) -> Look:
    """The look in the index's field; as a question it lacks its outlines turned and mirrored."""
    if "views" not in part:
        return nothing()
    return Look(rows_of(part["views"]), points_of(part.get("points", "")), np.zeros((0, SIZE), np.int8))


def _heaviest(several: Iterable[dict[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in several:
        for place, weight in one.items():
            found[place] = max(weight, found.get(place, 0))
    return {place: found[place] for place in sorted(found, key=int)}


def _anchors(vectors: NDArray[np.int8], anchors: NDArray[np.float32]) -> dict[str, float]:
    found: dict[int, float] = {}
    for vector in vectors:
        for place, weight in near(vector, anchors, KEPT).items():
            found[place] = max(weight, found.get(place, 0))
    return {str(place): round(found[place], 4) for place in sorted(found) if found[place] >= LIGHTEST}


def rows_of(encoded: str) -> Rows:
    """The rows of the index's field `views`, from a source or from a column."""
    return np.frombuffer(_bytes(encoded), dtype=VIEW)


def points_of(encoded: str) -> Points:
    """The points of the index's field `points`."""
    return np.frombuffer(_bytes(encoded), dtype=POINT)


def _bytes(encoded: str) -> bytes:
    """From either alphabet; in a column the engine leaves out the pads. `base64` asks of each part what it is first."""
    return a2b_base64(encoded.replace("-", "+").replace("_", "/") + "==")


def packed(look: Look) -> bytes:
    """As it is cached, and handed from one process to another."""
    return orjson.dumps(
        {
            "rows": text(look.rows.tobytes()),
            "points": text(look.points.tobytes()),
            "turned": text(look.turned.tobytes()),
            "notes": look.notes,
        }
    )


def unpacked(content: bytes) -> Look:
    """BadLook for what `packed` did not write."""
    try:
        read = orjson.loads(content)
        rows, points = rows_of(read["rows"]), points_of(read["points"])
        turned = np.frombuffer(base64.b64decode(read["turned"]), dtype=np.int8).reshape(-1, SIZE)
        notes = tuple(map(str, read["notes"]))
    except (ValueError, KeyError, TypeError) as problem:
        raise BadLook(str(problem)) from problem
    if (rows["view"] >= len(viewing.NAMES)).any() or (points["row"] >= max(len(rows), 1)).any():
        raise BadLook("a view or a row that there is not")
    return Look(rows, points, turned, notes)


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()
