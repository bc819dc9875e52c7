"""`blazon fit words`: weights of a strategy's measures from known pairs, and what they are worth on pairs not seen.

For each pair the engine's candidates stand beside the mark to be found; the weights make that mark's sum larger than
theirs (a conditional logit, McFadden 1974), pulled towards the strategy's own by a penalty. How strong that is, is
chosen by cross-validation within the training part of an outer cross-validation, so that the printed figures are of
pairs which neither the weights nor the penalty have seen.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from desk.evaluation.scratch import Scratch
from desk.evaluation.words import DEPTHS, Pair
from search_api.candidates import candidates
from similarity import asking, keys
from similarity.clauses import counting
from similarity.folding import fold
from similarity.groups import asked_for, shares
from similarity.heard import spelled_out
from similarity.ordering import place
from similarity.strategy import Order, Strategy
from similarity.table import Table

PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
SHARPNESS = 10.0  # of the logit: a tenth of the sum is one unit
OUTER, INNER = 8, 5
SEED = 4

Progress = Callable[[str, int, int], None]
Values: TypeAlias = NDArray[np.float64]  # candidates by measures: how much each has more than the mark to be found


def fit(scratch: Scratch, strategy: Strategy, pairs: Sequence[Pair], progress: Progress) -> dict[str, Any]:
    """Weights per measure (whole numbers, about 100 in all), and recall: cross-validated, and by the weights given."""
    assert strategy.order is not None
    known = [pair for pair in pairs if pair.counts]
    seen = []
    for number, pair in enumerate(known, 1):
        progress("measuring", number, len(known))
        seen.append(_values(scratch, strategy, strategy.order, pair))
    given = np.array([*(one.weight for one in strategy.order.measures), strategy.order.groups], dtype=np.float64)
    given /= given.sum()
    order = list(range(len(seen)))
    random.Random(SEED).shuffle(order)
    ranks = [0] * len(seen)
    for fold_number in range(OUTER):
        held_out = order[fold_number::OUTER]
        training = [seen[place] for place in order if place not in set(held_out)]
        weights = _fitted(training, given, _penalty(training, given))
        for place_of in held_out:
            ranks[place_of] = _rank(seen[place_of], weights)
    penalty = _penalty([seen[place] for place in order], given)
    weights = _fitted(seen, given, penalty)
    return {
        "strategy": strategy.label,
        "pairs": len(known),
        "gallery": len(scratch.titles),
        "weights": {
            name: max(1, round(100 * weight))
            for name, weight in zip(
                [*(one.measure for one in strategy.order.measures), "groups"], weights / weights.sum(), strict=True
            )
        },
        "penalty": penalty,
        "cross_validated": _recall(ranks),
        "given_weights": _recall([_rank(one, given) for one in seen]),
    }


def _values(scratch: Scratch, strategy: Strategy, order: Order, pair: Pair) -> Values:
    asked = asking.ask(pair.query)
    groups = asked_for(strategy.candidates, asked.reading.text, scratch.rarity)
    proposed = candidates(scratch.index, counting(strategy, asked.reading, groups), groups).marks
    apart = {fold(pair.query), fold(pair.target)}
    target = keys.EAR.written(pair.target)
    others = np.array([fold(scratch.titles[mark]) not in apart for mark in proposed.ids], dtype=bool)
    itself = Table.of([tuple(map(spelled_out, target))])
    values = np.vstack(
        [
            np.column_stack([place(order, asked.heard, table, scratch.rarity, shared).values.T, shared])
            for table, shared in ((itself, shares([groups], [target])[:, 0]), (proposed.table, proposed.shared))
        ]
    )
    values = values[np.append(True, others)]
    found: Values = values[1:] - values[0]
    return found


def _rank(more: Values, weights: Values) -> int:
    return int((more @ weights > 0).sum()) + 1


def _fitted(seen: Sequence[Values], given: Values, penalty: float) -> Values:
    """Weights near those given, nearer the higher the penalty."""
    size = len(given)

    def loss(weights: Values) -> tuple[float, Values]:
        total, slope = 0.0, np.zeros(size)
        for more in seen:
            scaled = SHARPNESS * (more @ weights)
            top = max(0.0, float(scaled.max(initial=0.0)))
            each = np.exp(scaled - top)
            whole = float(each.sum()) + np.exp(-top)
            total += top + np.log(whole)
            slope += SHARPNESS * (each @ more) / whole
        away = weights - given
        return total / len(seen) + penalty * float(away @ away), slope / len(seen) + 2 * penalty * away

    found = minimize(loss, given, jac=True, method="L-BFGS-B", bounds=[(0, None)] * size)
    weights: Values = found.x
    return weights


def _penalty(seen: Sequence[Values], given: Values) -> float:
    """The penalty with the best mean reciprocal rank on parts that its weights have not seen."""

    def worth(penalty: float) -> float:
        found: list[float] = []
        for part in range(INNER):
            training = [more for place, more in enumerate(seen) if place % INNER != part]
            weights = _fitted(training, given, penalty)
            found += [1 / _rank(more, weights) for more in seen[part::INNER]]
        return statistics.mean(found)

    return max(PENALTIES, key=worth)


def _recall(ranks: Sequence[int]) -> dict[str, float]:
    return {str(depth): round(sum(rank <= depth for rank in ranks) / len(ranks), 4) for depth in DEPTHS}
