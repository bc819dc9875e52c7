"""The exact order of pictures: what the search's own measures say, in parts as in one piece."""

from random import Random

import numpy as np
import pytest

from offices.sample.drawing.logo import draw, plan
from similarity.logos import keys, look, oracle, ordering
from similarity.logos.clauses import _weights
from similarity.logos.strategy import LogoOrder
from similarity.logos.vocabulary import KEPT, in_use, near, near_all

ORDER = LogoOrder(outline=1, details=1, least=3, evidence="none")
COUNT = 9


@pytest.fixture(scope="module")
def pictures() -> list[bytes]:
    return [draw(plan(Random(n), "KOVA" if n % 2 else "", "latin", ["fish", "bird"])).png for n in range(COUNT)]


@pytest.fixture(scope="module")
def looks(pictures):
    return [keys.of(content) for content in pictures]


@pytest.fixture(scope="module")
def asked(pictures):
    return [keys.asked(content) for content in pictures[:3]]


def test_the_exact_order_is_that_of_the_measures_of_a_search(looks, asked):
    marks = [(f"m{n}", one.rows) for n, one in enumerate(looks)]
    found = oracle.best(ORDER, asked, marks, 4)
    for question, first in zip(asked, found, strict=True):
        totals = ordering.totals(ordering.compared(question, ordering.Gallery.of([one.rows for one in looks])), 1, 1)
        order = sorted(range(COUNT), key=lambda place: (-totals[place], f"m{place}"))[:4]
        assert [(one.id, one.total) for one in first] == [(f"m{place}", totals[place]) for place in order]
    assert [first[0].id for first in found] == ["m0", "m1", "m2"]


def test_parts_and_what_is_not_drawn_change_nothing(looks, asked, monkeypatch):
    marks = [(f"m{n}", one.rows) for n, one in enumerate(looks)]
    whole = oracle.best(ORDER, asked, marks, COUNT)
    monkeypatch.setattr(oracle, "PART", 2)
    blank = ("blank", look.nothing().rows)
    assert oracle.best(ORDER, [*asked, look.nothing()], [blank, *reversed(marks), blank], COUNT) == [*whole, []]


def test_likeness_does_not_depend_on_what_stands_beside(looks, asked):
    """To the last bit: a shard or a merge sets others beside it."""
    rows = [one.rows for one in looks]
    together = ordering.compared(asked[0], ordering.Gallery.of(rows * 50))
    for place, one in enumerate(rows):
        alone = ordering.compared(asked[0], ordering.Gallery.of([one]))
        for mine, all_of_them in zip(alone, together, strict=True):
            assert np.array_equal(mine[0], all_of_them[place])


def test_anchors_of_many_vectors_are_those_of_each(looks):
    for kind in ("outline", "details"):
        anchors = getattr(in_use(), f"{kind}_anchors")
        vectors = np.concatenate([looks[0].rows[kind], np.zeros_like(looks[0].rows[kind][:1])])
        places, weights = near_all(vectors, anchors, KEPT)
        for vector, at, heavy in zip(vectors, places, weights, strict=True):
            alone = near(vector, anchors, KEPT)
            together = {int(place): float(weight) for place, weight in zip(at, heavy, strict=True) if weight}
            assert together == pytest.approx(alone, abs=1e-5)
    assert _weights(np.zeros((0, 256), np.int8), in_use().outline_anchors) == {}
