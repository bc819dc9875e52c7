"""Details that lie in both pictures as in one drawing are matched, wherever it stands; others are not."""

import numpy as np
import pytest
from PIL import Image

from similarity.logos import keys, views
from similarity.logos.geometry import FEWEST, matched
from tests.similarity.logos.redrawing import opened, png


@pytest.mark.thorough
def test_a_drawing_turned_and_moved_is_matched_where_it_lies(logos: list[bytes]):
    found = right = 0
    for content in logos:
        asked = keys.of(content)
        turned = opened(content).rotate(90, expand=True)
        there = keys.of(png(turned))
        part = matched(asked, there.points, (0, 0))
        if part is None:
            continue
        found += 1
        # A quarter to the left: what was at (x, y) is at (y, 1 - x).
        expected = np.stack([part.asked[:, 1], 1 - part.asked[:, 0]], axis=1)
        right += bool(np.median(np.abs(part.candidate - expected)) < 0.02)
    assert found >= len(logos) - 2
    assert right >= found - 2  # a rosette lies in itself in more ways than one


def test_other_drawings_are_seldom_one(logos: list[bytes], looks):
    parts = [matched(one, other.points, (0, 0)) for one in looks for other in looks if one is not other]
    several = [part for part in parts if part is not None and len(part) >= 2 * FEWEST]
    assert len(several) <= len(parts) // 20


def test_pictures_without_details_match_nothing(looks):
    blank = keys.of(png(Image.new("RGB", (50, 50), "white")))
    assert matched(looks[0], blank.points, (0, 0)) is None


def test_a_point_of_a_view_lies_where_it_is_in_the_picture():
    assert views.in_picture((100, 200, 300, 800), (0.5, 0.5)) == (200, 500)
    margin = views.MARGIN / views.SIDE  # within it the longest side of what is drawn begins
    assert views.in_picture((100, 200, 300, 800), (0.5, margin)) == (200, 200)
    assert views.in_picture((100, 200, 300, 800), (0.5, 1 - margin)) == (200, 800)
