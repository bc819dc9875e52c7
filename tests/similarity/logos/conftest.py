from random import Random

import pytest

from offices.sample.drawing.logo import draw, plan
from similarity.logos import keys
from similarity.logos.look import Look

NAMES = ["HARBOUR MILL", "LUMEN", "ORCHARD & SON", "TIDEWORKS", "KOVA", "NORTH GATE", "SILVER ELM", "PIXELLO"]


@pytest.fixture(scope="session")
def logos() -> list[bytes]:
    """Sixteen logos as the project draws them, with and without words; the same always."""
    motifs = ["fish", "bird", "star", "sun", "owl", "drop"]
    plans = [plan(Random(n), NAMES[n % 8] if n % 3 else "", "latin", motifs) for n in range(16)]
    return [draw(one).png for one in plans]


@pytest.fixture(scope="session")
def looks(logos: list[bytes]) -> list[Look]:
    return [keys.of(content) for content in logos]
