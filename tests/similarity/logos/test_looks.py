"""The look of a picture: the same sign drawn otherwise is found again, and nothing else is as near."""

import io

import imagehash
import numpy as np
import pytest
from PIL import Image, ImageDraw

from similarity.logos import hashes, ink, keys, look, ordering, views
from similarity.logos.look import BadLook, Look
from similarity.logos.refusals import BadPicture
from tests.similarity.logos.redrawing import REDRAWN, opened, png
from tests.thorough import cases


def total(asked: Look, there: list[Look]) -> np.ndarray:
    values = ordering.compared(asked, ordering.Gallery.of([one.rows for one in there]))
    return ordering.totals(values, 1, 1)


@pytest.mark.parametrize("how", cases(sorted(REDRAWN), "wider"))
def test_a_sign_drawn_otherwise_is_found_again(logos: list[bytes], looks: list[Look], how: str):
    places = []
    for number, content in enumerate(logos):
        asked = keys.asked(png(REDRAWN[how](opened(content))))
        totals = total(asked, looks)
        places.append(int((totals > totals[number]).sum()) + 1)
    assert np.mean([place == 1 for place in places]) >= 0.85
    assert np.mean([place <= 5 for place in places]) >= 0.95


def test_the_same_picture_is_wholly_alike_and_gives_the_same_keys(logos: list[bytes], looks: list[Look]):
    for content, known in list(zip(logos, looks, strict=True))[:10]:
        again = keys.of(content)
        assert look.packed(again) == look.packed(known)
        values = ordering.compared(again, ordering.Gallery.of([known.rows]))
        assert values.outline[0] == pytest.approx(1, abs=1e-3)
        assert values.bits[0] == 0
        assert values.colours[0] >= 0.98


def test_what_is_compared_beside_others_is_what_is_compared_alone(looks: list[Look]):
    asked = looks[3]
    together = ordering.compared(asked, ordering.Gallery.of([one.rows for one in looks]))
    for number, one in enumerate(looks):
        alone = ordering.compared(asked, ordering.Gallery.of([one.rows]))
        assert alone.outline[0] == pytest.approx(together.outline[number], abs=1e-6)
        assert alone.details[0] == pytest.approx(together.details[number], abs=1e-6)
        assert alone.bits[0] == together.bits[number]
        assert alone.pairs[0].tolist() == together.pairs[number].tolist()


def test_a_symbol_is_found_in_the_logo_with_its_lettering():
    symbol = drawn(
        lambda pen: pen.ellipse((20, 20, 180, 180), fill="black") or pen.rectangle((80, 0, 120, 90), fill="red")
    )
    both = Image.new("RGB", (640, 200), "white")
    both.paste(symbol, (0, 0))
    pen = ImageDraw.Draw(both)
    for place in range(6):  # letters: strokes in a row, of one height
        pen.rectangle((260 + place * 60, 70, 270 + place * 60, 130), fill="black")
        pen.rectangle((260 + place * 60, 70, 295 + place * 60, 82), fill="black")
    found = views.views(np.asarray(both))
    assert {"whole", "symbol"} <= {one.name for one in found}
    alone, beside = keys.asked(png(symbol)), keys.of(png(both))
    assert ordering.compared(alone, ordering.Gallery.of([beside.rows])).outline[0] > 0.9


def test_what_stands_on_a_tile_or_in_a_frame_is_seen_for_itself():
    corners = [100, 10, 130, 80, 195, 80, 140, 120, 165, 190, 100, 145, 40, 190, 60, 120, 5, 80, 70, 80]
    star = drawn(lambda pen: pen.polygon(corners, fill="black"))
    tile = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(tile).rounded_rectangle((10, 10, 290, 290), 40, fill="#1144aa")
    small = star.convert("L")
    tile.paste("white", (50, 50), Image.eval(small, lambda value: 255 - value))
    assert "inside" in keys.of(png(tile)).views
    assert ordering.compared(keys.asked(png(star)), ordering.Gallery.of([keys.of(png(tile)).rows])).outline[0] > 0.8


@pytest.mark.parametrize("ground", ["white", "black", "#c0ffee", "#777777"])
def test_ink_is_what_stands_out_from_any_ground(ground: str):
    picture = Image.new("RGB", (100, 100), ground)
    ImageDraw.Draw(picture).rectangle((30, 40, 69, 59), fill="#d40000")
    pixels = np.asarray(picture)
    strength = ink.ink(pixels, ink.ground(pixels))
    assert strength is not None
    assert ink.box(strength) == ink.Box(40, 60, 30, 70)


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (64, 64), "white"),
        Image.new("RGB", (64, 64), "#d40000"),
        Image.new("RGBA", (64, 64), (0, 0, 0, 0)),
        Image.new("RGB", (1, 1), "black"),
        Image.fromarray(np.full((50, 50, 3), 250, np.uint8) + np.indices((50, 50, 1)).sum(0).astype(np.uint8) % 3),
    ],
    ids=["white", "red", "transparent", "one pixel", "nearly white"],
)  # fmt: skip
def test_a_picture_of_one_colour_has_no_look(picture: Image.Image):
    found = keys.asked(png(picture))
    assert not found
    assert look.fields(found, keys.in_use()) == {}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_photograph_and_noise_are_looked_at_like_any_picture(seed: int):
    draw = np.random.default_rng(seed)
    noise = draw.integers(0, 256, (400, 600, 3), dtype=np.uint8)
    hills = np.add.outer(np.sin(np.arange(400) / 37), np.cos(np.arange(600) / 53))[..., None] * 60 + 128
    for pixels in (noise, (hills + draw.normal(0, 4, (400, 600, 3))).clip(0, 255).astype(np.uint8)):
        written = io.BytesIO()
        Image.fromarray(pixels).save(written, "JPEG")
        found = keys.asked(written.getvalue())
        assert found
        assert len(found.rows) <= 3 + views.MOST_PARTS


def test_a_white_sign_on_nothing_is_seen_as_its_black_redrawing_is():
    white = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(white).ellipse((30, 60, 170, 140), fill="white")
    black = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(black).ellipse((30, 60, 170, 140), fill="black")
    gallery = ordering.Gallery.of([keys.of(png(black)).rows])
    assert ordering.compared(keys.asked(png(white)), gallery).outline[0] > 0.95


def test_a_file_that_is_no_picture_is_refused():
    with pytest.raises(BadPicture):
        keys.of(b"<svg xmlns='http://www.w3.org/2000/svg'/>")


def test_the_wavelet_hash_has_the_bits_of_imagehash():
    draw = np.random.default_rng(1)
    for _ in range(50):
        blocks = Image.fromarray(draw.integers(0, 255, (8, 8)).astype(np.uint8))
        picture = blocks.resize((64, 64))
        ours = hashes.hashes(1 - np.asarray(picture, dtype=np.float32) / 255)[hashes.NAMES.index("wavelet")]
        theirs = int(str(imagehash.whash(picture)), 16)
        assert (ours ^ theirs).bit_count() <= 2  # two blocks in the middle of the order may be equal but for rounding


def test_hashes_within_three_bits_have_a_band_in_common():
    draw = np.random.default_rng(7)
    for _ in range(200):
        code = [int(one) for one in draw.integers(0, 1 << 63, 4)]
        near = [one ^ sum(1 << int(bit) for bit in draw.choice(64, hashes.NEAR, replace=False)) for one in code]
        for one, other in zip(hashes.bands(code)[::1], hashes.bands(near), strict=True):
            assert one[:2] == other[:2]
        for kind in range(4):
            mine, theirs = (set(hashes.bands(each)[kind * 4 : kind * 4 + 4]) for each in (code, near))
            assert mine & theirs


def test_a_look_is_the_same_once_packed(looks: list[Look]):
    for one in looks[:5]:
        again = look.unpacked(look.packed(one))
        assert again.rows.tobytes() == one.rows.tobytes()
        assert again.points.tobytes() == one.points.tobytes()
        assert look.rows_of(look.fields(one, keys.in_use())["views"]).tobytes() == one.rows.tobytes()


@pytest.mark.parametrize("content", [b"", b"{}", b'{"rows": "AA", "points": "", "turned": "", "notes": []}', b"[1]"])
def test_what_is_no_look_is_refused(content: bytes):
    with pytest.raises(BadLook):
        look.unpacked(content)


def test_several_views_of_a_design_are_one_look(looks: list[Look]):
    found = look.together(looks[:3])
    assert sorted(set(found.rows["picture"].tolist())) == [0, 1, 2]
    for one in looks[:3]:
        assert ordering.compared(one, ordering.Gallery.of([found.rows])).outline[0] == pytest.approx(1, abs=1e-3)


def drawn(how) -> Image.Image:
    picture = Image.new("RGB", (200, 200), "white")
    how(ImageDraw.Draw(picture))
    return picture
