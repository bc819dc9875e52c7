"""Cases of one test of which `make test` runs a few and `make thorough` the others."""

from collections.abc import Iterable
from typing import Any

import pytest


def cases(every: Iterable[Any], *quick: Any) -> list[Any]:
    """All of them for `parametrize`; those that are not `quick` are marked as thorough. Without any, the first is."""
    found = list(every)
    quick = quick or (found[0],)
    assert all(one in found for one in quick)
    return [one if one in quick else pytest.param(*_several(one), marks=pytest.mark.thorough) for one in found]


def _several(one: Any) -> tuple[Any, ...]:
    return one if isinstance(one, tuple) else (one,)
