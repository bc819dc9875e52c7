"""What one snapshot says otherwise than one published before it, by the lines of `mappings.inid`. Pure.

A line is told as plain data: `{"code", "label", "field", "values"}`; a value has a `head`, a `text` and `details`, each
left out where it is empty, and a row of a table is details under the names of its columns. `apply` makes the newer
lines of the older ones and the changes, so that nothing is told wrongly and nothing is kept silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeVar

import orjson

from mappings.inid import InidLine

Json = dict[str, Any]
T = TypeVar("T")

EACH = 8  # snapshots of which each is compared with every one before it: 28 pairs; a file has 2 to 4
MOST = 1_000_000  # pairs of words that are compared: 0.3 s; a longer text is compared by its clauses, or as a whole
ALIKE = 0.3  # of two values in one place, from how much in common they are one that changed
# A word, a character of a script that is written without spaces, blanks, or a sign.
WORDS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]|[^\W\u2e80-\u9fff\uac00-\ud7af]+|\s+|[^\w\s]")
CLAUSES = re.compile(r"[^.;\n]*[.;\n]\s*|[^.;\n]+$")


def compared(before: Sequence[T]) -> list[T]:
    """Which of the snapshots published before it one is compared with, oldest first: all, of many first and last."""
    return list(before) if len(before) < EACH else [before[0], before[-1]]


def plain(lines: Sequence[InidLine]) -> list[Json]:
    """The lines as plain data."""
    return [
        {"code": line.code, "label": line.label, "field": line.field, "values": list(_values(line))} for line in lines
    ]


def _values(line: InidLine) -> Iterator[Json]:
    for row in line.rows:
        yield {"details": [[name, cell] for name, cell in zip(line.columns, row, strict=True) if cell]}
    for item in line.items:
        said = {"head": item.head, "text": item.text, "details": [list(detail) for detail in item.details]}
        yield {name: value for name, value in said.items() if value}


def changes(older: Sequence[Json], newer: Sequence[Json]) -> list[Json]:
    """The lines that were added, removed or changed, in the order of the newer ones, those removed at the end.

    Each is `{"code", "label", "field", "change", "values"}`, with its `place` among the newer lines but for those
    removed. Its values in their order are `{"change": "kept", "count"}`, `{"change": "added", "newer"}`, `{"change":
    "removed", "older"}` or `{"change": "changed", "older", "newer"}`, with the `words` of its text where that changed:
    pairs of `kept`, `added` or `removed` and a run of text.
    """
    before, after = _named(older), _named(newer)
    found = []
    for place, (key, line) in enumerate(after.items()):
        old = before.get(key)
        if old is None:
            values = [{"change": "added", "newer": value} for value in line["values"]]
            found.append(_line(line, "added", values) | {"place": place})
        elif old["values"] != line["values"]:
            found.append(_line(line, "changed", list(_aligned(old["values"], line["values"]))) | {"place": place})
    for key, line in before.items():
        if key not in after:
            found.append(_line(line, "removed", [{"change": "removed", "older": value} for value in line["values"]]))
    return found


def apply(older: Sequence[Json], changed: Sequence[Json]) -> list[Json]:
    """The newer lines, from the older ones and what `changes` gives."""
    before = _named(older)
    made = _named([line for line in changed if line["change"] != "added"])
    lines = [line for key, line in before.items() if key not in made]
    replaced = {id(line): before[key]["values"] for key, line in made.items()}
    for line in changed:
        if "place" in line:
            values = list(_applied(replaced.get(id(line), []), line["values"]))
            lines.insert(line["place"], {name: line[name] for name in ("code", "label", "field")} | {"values": values})
    return lines


def _applied(older: Sequence[Json], values: Sequence[Json]) -> Iterator[Json]:
    left = iter(older)
    for value in values:
        match value["change"]:
            case "kept":
                yield from (next(left) for _ in range(value["count"]))
            case "removed":
                next(left)
            case "added":
                yield value["newer"]
            case _:
                next(left)
                yield value["newer"]


def words(older: str, newer: str) -> list[tuple[str, str]]:
    """Two texts as runs of `kept`, `removed` and `added` words; together they are both texts, letter by letter.

    Words that went one after the other are one run, with the blanks between them: it is read out as one.
    """
    runs = _runs(older, newer, [WORDS, CLAUSES])
    found: list[tuple[str, str]] = []
    for place, (change, text) in enumerate(runs):
        around = [one[0] for one in (*found[-2:], *runs[place + 1 : place + 3])]
        if change == "kept" and text.isspace() and around == ["removed", "added"] * 2:
            (_, gone), (_, come) = found[-2:]
            found[-2:] = [("removed", gone + text), ("added", come + text)]
        elif change != "kept" and [one[0] for one in found[-2:]] == ["removed", "added"]:
            which = -2 if change == "removed" else -1
            found[which] = (change, found[which][1] + text)
        else:
            found.append((change, text))
    return found


def _runs(older: str, newer: str, ways: Sequence[re.Pattern[str]]) -> list[tuple[str, str]]:
    if not ways:
        return [(change, text) for change, text in (("removed", older), ("added", newer)) if text]
    old, new = ways[0].findall(older), ways[0].findall(newer)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    kept_before, kept_after = "".join(old[:start]), "".join(old[len(old) - end :])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > MOST:
        inner = _runs("".join(old), "".join(new), ways[1:])
    else:
        inner = []
        for change, i, j, k, m in SequenceMatcher(a=old, b=new).get_opcodes():
            if change == "equal":
                inner.append(("kept", "".join(old[i:j])))
            else:
                inner += [("removed", "".join(old[i:j])), ("added", "".join(new[k:m]))]
    return _joined([("kept", kept_before), *inner, ("kept", kept_after)])


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _joined(runs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for change, text in runs:
        if found and found[-1][0] == change:
            found[-1] = (change, found[-1][1] + text)
        elif text:
            found.append((change, text))
    return found


def _named(lines: Sequence[Json]) -> dict[tuple[str, str, str, int], Json]:
    """The lines by what tells one from another."""
    found: dict[tuple[str, str, str, int], Json] = {}
    for line in lines:
        number = 0
        while (key := (line["code"], line["label"], line["field"], number)) in found:
            number += 1
        found[key] = line
    return found


def _line(line: Json, change: str, values: list[Json]) -> Json:
    return {name: line[name] for name in ("code", "label", "field")} | {"change": change, "values": values}


def _aligned(older: Sequence[Json], newer: Sequence[Json]) -> Iterator[Json]:
    """What became of each value of a line, in the order of both."""
    for change, i, j, k, m in _opcodes([orjson.dumps(one) for one in older], [orjson.dumps(one) for one in newer]):
        if change == "equal":
            yield {"change": "kept", "count": j - i}
        else:
            yield from _replaced(older[i:j], newer[k:m])


def _replaced(older: Sequence[Json], newer: Sequence[Json]) -> Iterator[Json]:
    """Values with the same head (a class, a claim) are one that changed; so are those in one place that are alike."""
    heads = [[one.get("head", "") for one in side] for side in (older, newer)]
    for _, i, j, k, m in _opcodes(*heads):
        old, new = older[i:j], newer[k:m]
        for a, b in zip(old, new, strict=False):
            if a.get("head") == b.get("head") and (a.get("head") or _alike(a, b) or len(older) == len(newer) == 1):
                yield _changed(a, b)
            else:
                yield {"change": "removed", "older": a}
                yield {"change": "added", "newer": b}
        yield from ({"change": "removed", "older": a} for a in old[len(new) :])
        yield from ({"change": "added", "newer": b} for b in new[len(old) :])


def _changed(older: Json, newer: Json) -> Json:
    value = {"change": "changed", "older": older, "newer": newer}
    texts = older.get("text", ""), newer.get("text", "")
    return value | {"words": [list(run) for run in words(*texts)]} if texts[0] != texts[1] else value


def _alike(older: Json, newer: Json) -> bool:
    a, b = (WORDS.findall(_said(one))[:500] for one in (older, newer))
    return SequenceMatcher(a=a, b=b).quick_ratio() >= ALIKE


def _said(value: Json) -> str:
    return " ".join([value.get("text", ""), *(text for _, text in value.get("details", ()))])


def _opcodes(older: Sequence[Any], newer: Sequence[Any]) -> Iterator[tuple[str, int, int, int, int]]:
    yield from SequenceMatcher(a=older, b=newer, autojunk=False).get_opcodes()
