"""`blazon fit words`: weights of a strategy's measures from known pairs, and what they are worth on pairs not seen.

For each pair the engine's candidates stand beside the mark to be found; the weights make that mark's sum larger than
theirs (a conditional logit, McFadden 1974), pulled towards equal weights by a penalty. How strong the penalty is, is
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
from similarity.clauses import query
from similarity.folding import fold
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
    """Weights per measure (whole numbers, about 100 in all), and recall by cross-validation and by equal weights."""
    assert strategy.order is not None
    known = [pair for pair in pairs if pair.counts]
    seen = []
    for number, pair in enumerate(known, 1):
        progress("measuring", number, len(known))
        seen.append(_values(scratch, strategy, strategy.order, pair))
    order = list(range(len(seen)))
    random.Random(SEED).shuffle(order)  # noqa: S311 - folds, not secrets
    ranks = [0] * len(seen)
    for fold_number in range(OUTER):
        held_out = order[fold_number::OUTER]
        training = [seen[place] for place in order if place not in set(held_out)]
        weights = _fitted(training, _penalty(training))
        for place_of in held_out:
            ranks[place_of] = _rank(seen[place_of], weights)
    penalty = _penalty([seen[place] for place in order])
    weights = _fitted(seen, penalty)
    equal = np.full(len(strategy.order.measures), 1 / len(strategy.order.measures))
    return {
        "strategy": strategy.label,
        "pairs": len(known),
        "gallery": len(scratch.titles),
        "weights": {
            one.measure: max(1, round(100 * weight))
            for one, weight in zip(strategy.order.measures, weights / weights.sum(), strict=True)
        },
        "penalty": penalty,
        "cross_validated": _recall(ranks),
        "equal_weights": _recall([_rank(one, equal) for one in seen]),
    }


def _values(scratch: Scratch, strategy: Strategy, order: Order, pair: Pair) -> Values:
    asked = asking.ask(pair.query)
    body = query(strategy, asked.reading, bare=True, rarity=scratch.rarity)
    marks = dict(candidates(scratch.index, body).marks)
    names = {mark: fold(scratch.titles[mark]) for mark in marks}
    others = [heard for mark, heard in marks.items() if names[mark] not in {fold(pair.query), fold(pair.target)}]
    rows = [(one, owner) for owner, heard in enumerate([keys.EAR.heard(pair.target), *others]) for one in heard]
    table = Table([one for one, _ in rows], [owner for _, owner in rows])
    values = place(order, asked.heard, table, scratch.rarity).values.T
    found: Values = values[1:] - values[0]
    return found


def _rank(more: Values, weights: Values) -> int:
    return int((more @ weights > 0).sum()) + 1


def _fitted(seen: Sequence[Values], penalty: float) -> Values:
    size = seen[0].shape[1]
    equal = np.full(size, 1 / size)

    def loss(weights: Values) -> tuple[float, Values]:
        total, slope = 0.0, np.zeros(size)
        for more in seen:
            scaled = SHARPNESS * (more @ weights)
            top = max(0.0, float(scaled.max(initial=0.0)))
            each = np.exp(scaled - top)
            whole = float(each.sum()) + np.exp(-top)
            total += top + np.log(whole)
            slope += SHARPNESS * (each @ more) / whole
        away = weights - equal
        return total / len(seen) + penalty * float(away @ away), slope / len(seen) + 2 * penalty * away

    found = minimize(loss, equal, jac=True, method="L-BFGS-B", bounds=[(0, None)] * size)
    weights: Values = found.x
    return weights


def _penalty(seen: Sequence[Values]) -> float:
    """The penalty with the best mean reciprocal rank on parts that its weights have not seen."""

    def worth(penalty: float) -> float:
        found: list[float] = []
        for part in range(INNER):
            training = [more for place, more in enumerate(seen) if place % INNER != part]
            weights = _fitted(training, penalty)
            found += [1 / _rank(more, weights) for more in seen[part::INNER]]
        return statistics.mean(found)

    return max(PENALTIES, key=worth)


def _recall(ranks: Sequence[int]) -> dict[str, float]:
    return {str(depth): round(sum(rank <= depth for rank in ranks) / len(ranks), 4) for depth in DEPTHS}
