"""A workflow as a drawing: statuses as boxes, actions as words on the lines between them. Pure; `desk` makes the SVG.

From above to below, by the longest way from the filing. An action stands once, however many statuses it is open in;
those with the same statuses before and after share a place. What leads back goes up, in a line of its own kind; what
leaves the status as it is stands in the status's own box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from mappings.workflow import CLOCK
from offices.layers import Box, Node, depths, lay

if TYPE_CHECKING:
    from mappings.workflow import Workflow
    from offices.office import Office

LETTER, LINE = 7.0, 15.0  # width of a letter and height of a line, in the drawing's units; broad letters fit
TITLE, WORDS = 20, 22  # letters of a line in a box, beside a line
PADDING = 9.0
START = "[*]"


@dataclass(frozen=True)
class Status:
    """`lines` is its name, `stays` the actions that leave it as it is."""

    code: str
    group: str  # mappings.record.StatusGroup
    lines: tuple[str, ...]
    stays: tuple[str, ...]
    box: Box


@dataclass(frozen=True)
class Step:
    """Actions between the same statuses, by their names."""

    actions: tuple[str, ...]
    lines: tuple[str, ...]
    box: Box
    back: bool


@dataclass(frozen=True)
class Line:
    """From above to below; `up` where it is to be read upwards. `ends`: it has the arrow's head."""

    points: tuple[tuple[float, float], ...]
    up: bool
    ends: bool


@dataclass(frozen=True)
class Drawing:
    statuses: tuple[Status, ...]
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    start: Box
    width: float
    height: float


@dataclass(frozen=True)
class _Way:
    actions: tuple[str, ...]
    sources: tuple[str, ...]
    to: str
    back: bool


def drawn(office: Office, workflow: Workflow, language: str = "") -> Drawing:
    """The same workflow gives the same drawing."""
    rules = office.status_rules.get(workflow.right, {})
    used = {code for action in workflow.actions.values() for code in (*action.from_, action.to) if code}
    codes = [code for code in (*rules, *sorted(used - rules.keys())) if code in used]

    def said(name: str) -> str:
        action = workflow.actions[name]
        return office.said(action.text, language) + (" (clock)" if CLOCK in action.who else "")

    edges = [
        (source, action.to)
        for name, action in workflow.actions.items()
        for source in _sources(workflow, name)
        if action.to and action.to != source
    ]
    depth, back = depths([START], edges)
    for code in codes:  # one to which, and from which, nothing leads
        depth.setdefault(code, 1)
    ways = _ways(workflow, back)
    words = [tuple(line for name in way.actions for line in wrap(said(name), WORDS)) for way in ways]
    titles = {
        code: tuple(wrap(office.said(rules[code].text, language) if code in rules else code, TITLE)) for code in codes
    }
    stays = {
        code: tuple(name for name, one in workflow.actions.items() if _stays(one.to, code, one.from_)) for code in codes
    }
    beside = {code: tuple(line for name in stays[code] for line in wrap(f"↻ {said(name)}", WORDS)) for code in codes}
    nodes = {START: Node(0, 16.0, 16.0)}
    nodes |= {code: Node(2 * depth[code], *_size(titles[code], beside[code])) for code in codes}
    pairs: list[tuple[str, str]] = []
    heads: list[tuple[bool, bool]] = []  # up, ends
    for number, way in enumerate(ways):
        name = f"\1{number}"
        layers = [2 * depth[source] for source in way.sources]
        nodes[name] = Node(2 * depth[way.to] + 1 if way.back else max(layers) + 1, *_size(words[number]))
        for source in way.sources:
            pairs.append((name, source) if way.back else (source, name))
            heads.append((way.back, False))
        pairs.append((way.to, name) if way.back else (name, way.to))
        heads.append((way.back, True))
    laid = lay(nodes, pairs)
    return Drawing(
        tuple(Status(code, _group(rules, code), titles[code], beside[code], laid.boxes[code]) for code in codes),
        tuple(Step(way.actions, words[at], laid.boxes[f"\1{at}"], way.back) for at, way in enumerate(ways)),
        tuple(Line(points, *head) for points, head in zip(laid.lines, heads, strict=True)),
        laid.boxes[START],
        laid.width,
        laid.height,
    )


def _sources(workflow: Workflow, name: str) -> tuple[str, ...]:
    return workflow.actions[name].from_ or ((START,) if name == workflow.file else ())


def _stays(to: str | None, code: str, from_: Sequence[str]) -> bool:
    return code in from_ and to in {None, code}


def _ways(workflow: Workflow, back: set[tuple[str, str]]) -> list[_Way]:
    """The actions that change the status, those of the same statuses together; what leads back for itself."""
    found: dict[tuple[tuple[str, ...], str, bool], list[str]] = {}
    for name, action in workflow.actions.items():
        if action.to is None:
            continue
        for up in (False, True):
            sources = tuple(
                one for one in _sources(workflow, name) if one != action.to and ((one, action.to) in back) == up
            )
            if sources:
                found.setdefault((sources, action.to, up), []).append(name)
    return [_Way(tuple(names), sources, to, up) for (sources, to, up), names in found.items()]


def _size(lines: Sequence[str], more: Sequence[str] = ()) -> tuple[float, float]:
    longest = max((len(line) for line in (*lines, *more)), default=1)
    return longest * LETTER + 2 * PADDING, (len(lines) + len(more)) * LINE + PADDING


def _group(rules: object, code: str) -> str:
    found = rules.get(code) if isinstance(rules, dict) else None
    return str(found.group) if found else "unknown"
