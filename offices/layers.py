"""A graph laid out in layers, from above to below, as Sugiyama does it: few crossings, no two boxes on one place. Pure.

Where a line passes a layer that is not its own it gets a place there, as a box without a width would. The order in a
layer comes from the middle of a box's neighbours (barycentre), the places from the least squares that keep all apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 12  # of the order; more change nothing in the workflows that ship
SETTLING = 9  # sweeps of the places; the last comes from above
STRAIGHT = 8.0  # how much rather a passing line is straight than a box in the middle of its neighbours
Near = dict[str, list[str]]
WITHIN, BETWEEN = 18.0, 30.0  # between two boxes of a layer; between two layers


@dataclass(frozen=True)
class Node:
    layer: int
    width: float
    height: float


@dataclass(frozen=True)
class Box:
    """Where a node came to lie: its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def foot(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Laid:
    """`lines` by the place of their edge: points from above to below, between which a line swings."""

    boxes: Mapping[str, Box]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    width: float
    height: float


def lay(nodes: Mapping[str, Node], edges: Sequence[tuple[str, str]]) -> Laid:
    """Every edge leads from a node to one of a lower layer. The first node lies in the left half.

    The same graph gives the same picture.
    """
    whole = dict(nodes)
    chains = [tuple(_chain(whole, place, *edge)) for place, edge in enumerate(edges)]
    short = [pair for chain in chains for pair in pairwise(chain)]
    layers = _layers(whole)
    above, below = _neighbours(short)
    order = _ordered(layers, above, below, short)
    middles = _middles(order, whole, above, below)
    if middles[next(iter(nodes))] > (min(middles.values()) + max(middles.values())) / 2:
        middles = {name: -middle for name, middle in middles.items()}  # where one begins to read
    boxes, spans = _boxes(order, whole, middles)
    lines = tuple(tuple(_points(chain, boxes, spans)) for chain in chains)
    return Laid(
        {name: boxes[name] for name in nodes},
        lines,
        max(box.x + box.width for box in boxes.values()),
        max(box.foot for box in boxes.values()),
    )


def depths(starts: Sequence[str], edges: Sequence[tuple[str, str]]) -> tuple[dict[str, int], set[tuple[str, str]]]:
    """The longest way to each node from a start, and the edges that lead back, which do not count for it."""
    after: dict[str, list[str]] = {}
    for start, end in edges:
        after.setdefault(start, []).append(end)
    finished: list[str] = []
    back: set[tuple[str, str]] = set()
    for name in (*starts, *(start for start, _ in edges)):
        if name not in finished:
            _visit(name, after, [], finished, back)
    found = dict.fromkeys(finished, 0)
    for name in reversed(finished):
        for end in after.get(name, ()):
            if (name, end) not in back:
                found[end] = max(found[end], found[name] + 1)
    return found, back


def _visit(name: str, after: Near, way: list[str], finished: list[str], back: set[tuple[str, str]]) -> None:
    """Depth first: an edge to a node of the way by which it was reached leads back."""
    for end in after.get(name, ()):
        if end in (*way, name):
            back.add((name, end))
        elif end not in finished:
            _visit(end, after, [*way, name], finished, back)
    finished.append(name)


def _chain(nodes: dict[str, Node], place: int, start: str, end: str) -> Iterator[str]:
    """The edge with a node of its own in each layer that it passes."""
    yield start
    for layer in range(nodes[start].layer + 1, nodes[end].layer):
        name = f"\0{place}.{layer}"
        nodes[name] = Node(layer, 0.0, 0.0)
        yield name
    yield end


def _layers(nodes: Mapping[str, Node]) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(max(node.layer for node in nodes.values()) + 1)]
    for name, node in nodes.items():
        found[node.layer].append(name)
    return found


def _neighbours(edges: Sequence[tuple[str, str]]) -> tuple[Near, Near]:
    above: Near = {}
    below: Near = {}
    for start, end in edges:
        below.setdefault(start, []).append(end)
        above.setdefault(end, []).append(start)
    return above, below


def _ordered(layers: list[list[str]], above: Near, below: Near, edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The order with the fewest crossings of those that the sweeps came to."""
    best, fewest = layers, _crossings(layers, edges)
    present = [list(layer) for layer in layers]
    for sweep in range(SWEEPS):
        near = below if sweep % 2 else above
        for number in range(len(present)) if near is above else reversed(range(len(present))):
            place = {name: at for layer in present for at, name in enumerate(layer)}
            present[number] = sorted(present[number], key=lambda name: _mean(near.get(name), place, place[name]))
        count = _crossings(present, edges)
        if count < fewest:
            best, fewest = [list(layer) for layer in present], count
    return best


def _mean(names: Sequence[str] | None, place: Mapping[str, float], otherwise: float) -> float:
    return sum(place[name] for name in names) / len(names) if names else otherwise


def _crossings(layers: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]]) -> int:
    place = {name: at for layer in layers for at, name in enumerate(layer)}
    number = {name: at for at, layer in enumerate(layers) for name in layer}
    by_layer: dict[int, list[tuple[int, int]]] = {}
    for start, end in edges:
        by_layer.setdefault(number[start], []).append((place[start], place[end]))
    return sum(
        (a - c) * (b - d) < 0
        for found in by_layer.values()
        for at, (a, b) in enumerate(found)
        for c, d in found[at + 1 :]
    )


def _middles(order: list[list[str]], nodes: Mapping[str, Node], above: Near, below: Near) -> dict[str, float]:
    """The middle of each box across: near the middle of its neighbours, apart from those beside it."""
    middles: dict[str, float] = {}
    for layer in order:
        middles.update(zip(layer, _apart([0.0] * len(layer), [1.0] * len(layer), layer, nodes), strict=True))
    for sweep in range(SETTLING):
        near = below if sweep % 2 else above  # one way at a time: a passing line then comes straight down, or up
        for layer in reversed(order) if sweep % 2 else order:
            wanted = [_mean(near.get(one), middles, middles[one]) for one in layer]
            weights = [1.0 if nodes[one].width else STRAIGHT for one in layer]
            middles.update(zip(layer, _apart(wanted, weights, layer, nodes), strict=True))
    return middles


def _apart(
    wanted: Sequence[float], weights: Sequence[float], layer: Sequence[str], nodes: Mapping[str, Node]
) -> list[float]:
    """The places nearest to those wanted (least squares) at which none touches the next: pooled where they would."""
    offsets = [0.0]
    for one, beside in pairwise(layer):
        offsets.append(offsets[-1] + (nodes[one].width + nodes[beside].width) / 2 + WITHIN)
    pools: list[tuple[float, float, int]] = []  # value, weight, how many
    for want, weight, offset in zip(wanted, weights, offsets, strict=False):
        value, held, count = want - offset, weight, 1
        while pools and pools[-1][0] > value:
            other, heavy, many = pools.pop()
            value = (value * held + other * heavy) / (held + heavy)
            held, count = held + heavy, count + many
        pools.append((value, held, count))
    flat = [value for value, _, count in pools for _ in range(count)]
    return [value + offset for value, offset in zip(flat, offsets, strict=False)]


def _boxes(
    order: list[list[str]], nodes: Mapping[str, Node], middles: Mapping[str, float]
) -> tuple[dict[str, Box], dict[str, tuple[float, float]]]:
    """The boxes, and of each the top and the foot of its layer."""
    left = min(middles[name] - nodes[name].width / 2 for layer in order for name in layer)
    found, spans, top = {}, {}, 0.0
    for layer in order:
        height = max(nodes[name].height for name in layer)
        for name in layer:
            node = nodes[name]
            tall = node.height or height
            x = round(middles[name] - node.width / 2 - left, 1)
            found[name] = Box(x, round(top + (height - tall) / 2, 1), node.width, tall)
            spans[name] = top, top + height
        top += height + BETWEEN
    return found, spans


def _points(
    chain: Sequence[str], boxes: Mapping[str, Box], spans: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    """Where the line leaves its first box, passes the layers straight, and comes to its last box."""
    for number, name in enumerate(chain):
        middle, (top, foot) = round(boxes[name].middle, 1), spans[name]
        if number == 0:
            yield middle, boxes[name].foot
        else:
            yield middle, top
        if number == len(chain) - 1:
            yield middle, boxes[name].y
        else:
            yield middle, foot
