"""Logos by number: the same for the same number, a quarter in families, and drawn quickly the same sign."""

import io

import numpy as np
from PIL import Image

from offices.sample.drawing.logo import draw
from offices.sample.logos import BLOCK, logo, redrawn

SEED = 3


def test_a_logo_is_known_by_its_number_and_seed():
    plans = [logo(number, SEED) for number in range(2 * BLOCK)]
    assert plans == [logo(number, SEED) for number in range(2 * BLOCK)]
    assert plans[7] != logo(7, SEED + 1)
    assert len({(one.motif, one.look) for one in plans}) == 2 * BLOCK - 10  # two families of six


def test_a_family_shares_its_symbol():
    first = logo(BLOCK, SEED)
    assert {(logo(BLOCK + place, SEED).motif, logo(BLOCK + place, SEED).look) for place in range(6)} == {
        (first.motif, first.look)
    }


def test_another_hand_draws_the_same_motif_otherwise():
    for number in range(6):
        here, there = logo(number, SEED), redrawn(number, SEED)
        assert (here.motif, there.motif == here.motif, there.look != here.look) == (here.motif, True, True)


def test_what_is_drawn_quickly_is_the_same_picture():
    for number in range(3):
        slow, quick = draw(logo(number, SEED)), draw(logo(number, SEED), quickly=True)
        assert (slow.size, slow.vienna, slow.colours) == (quick.size, quick.vienna, quick.colours)
        one, other = (np.asarray(Image.open(io.BytesIO(each.png)).convert("L"), np.int64) for each in (slow, quick))
        assert np.abs(one - other).mean() < 2
