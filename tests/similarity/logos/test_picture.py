"""Whatever picture somebody sends is opened as they see it."""

import struct

import numpy as np
import pytest
from PIL import Image

from similarity.logos.picture import FIRST_FRAME, BadPicture, opened
from tests.similarity.logos.making import BLUE, RED, chunk, near, png, sample, saved

PALETTE = sample().quantize(4)
CONTENTS = {
    "PNG": saved(sample()),
    "PNG, not compressed": saved(sample(), compress_level=0),
    "JPEG": saved(sample(), "JPEG", quality=95),
    "JPEG, progressive": saved(sample(), "JPEG", quality=95, progressive=True),
    "JPEG, RGB": saved(sample(), "JPEG", quality=95, keep_rgb=True),
    "GIF": saved(PALETTE, "GIF"),
    "WebP": saved(sample(), "WEBP", lossless=True),
    "WebP, lossy": saved(sample(), "WEBP", quality=95),
    "TIFF": saved(sample(), "TIFF"),
    "TIFF, LZW": saved(sample(), "TIFF", compression="tiff_lzw"),
    "TIFF, CMYK": saved(sample().convert("CMYK"), "TIFF"),
    "TIFF, YCbCr": saved(sample().convert("YCbCr"), "TIFF"),
    "BMP": saved(sample(), "BMP"),
    "PNG, palette": saved(PALETTE),
    "BMP, palette": saved(PALETTE, "BMP"),
    "PNG, RGBA without transparency": saved(sample().convert("RGBA")),
    "PNG, RGB of 16 bits": png(
        4, 1, 16, 2, b"\0" + b"".join(struct.pack(">3H", *[257 * v for v in c]) for c in (RED, RED, BLUE, BLUE))
    ),
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_formats_are_read_by_their_content(content: bytes):
    picture = opened(content)
    assert picture.pixels.dtype == np.uint8
    assert picture.opaque is None
    assert picture.notes == ()
    height, width, _ = picture.pixels.shape
    assert (width, height) in {(60, 40), (4, 1)}
    assert near(picture.pixels[:, : width // 2 - 1], RED)
    assert near(picture.pixels[:, width // 2 + 1 :], BLUE)


def test_cmyk_and_inverted_adobe_jpegs_are_not_negatives():
    picture = opened(saved(sample(64, 64).convert("CMYK"), "JPEG", quality=95))
    assert near(picture.pixels[:, :24], RED)
    assert near(picture.pixels[:, 40:], BLUE)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_black_and_white_of_one_bit(kind: str):
    drawn = Image.new("1", (9, 3), 1)
    drawn.putpixel((4, 1), 0)
    pixels = opened(saved(drawn, kind)).pixels
    assert pixels[1, 4].tolist() == [0, 0, 0]
    assert (pixels == 255).all(axis=2).sum() == 26


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_grey_of_sixteen_bits_is_not_cut_off_at_white(kind: str):
    grey = Image.fromarray(np.array([[0, 255, 0x4000, 0x8000, 0xFFFF]], dtype=np.uint16))
    assert opened(saved(grey, kind)).pixels[0, :, 0].tolist() == [0, 0, 0x40, 0x80, 0xFF]


def test_grey_of_sixteen_bits_the_other_way_round():
    values = struct.pack(">3H", 0, 0x8000, 0xFFFF)
    tags = [(256, 3), (257, 1), (258, 16), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1), (279, 6)]
    entries = b"".join(struct.pack(">HHIHH", tag, 3, 1, value, 0) for tag, value in tags)
    tiff = b"MM\0*" + struct.pack(">I", 14) + values + struct.pack(">H", len(tags)) + entries + b"\0\0\0\0"
    assert opened(tiff).pixels[0, :, 0].tolist() == [0, 0x80, 0xFF]


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
def test_grey_without_bounds_goes_from_its_darkest_to_its_lightest(dtype: type):
    grey = Image.fromarray(np.array([[-1000, 0, 1000]], dtype=dtype))
    assert opened(saved(grey, "TIFF")).pixels[0, :, 0].tolist() == [0, 128, 255]


def test_grey_of_no_numbers():
    part = opened(saved(Image.fromarray(np.array([[0, np.nan, 1]], dtype=np.float32)), "TIFF"))
    assert part.pixels[0, :, 0].tolist() == [0, 0, 255]
    with pytest.raises(BadPicture, match="no numbers"):
        opened(saved(Image.fromarray(np.full((1, 3), np.inf, dtype=np.float32)), "TIFF"))


def half_seen(mode: str) -> Image.Image:
    """The upper half transparent."""
    picture = sample().convert(mode)
    alpha = Image.new("L", picture.size, 255)
    alpha.paste(0, (0, 0, 60, 20))
    picture.putalpha(alpha)
    return picture


HALF_SEEN = {
    "RGBA": saved(half_seen("RGB")),
    "LA": saved(half_seen("L")),
    "WebP": saved(half_seen("RGB"), "WEBP", lossless=True),
    "TIFF": saved(half_seen("RGB"), "TIFF"),
    "palette": saved(half_seen("RGB").quantize(8)),
    "GIF": saved(half_seen("RGB"), "GIF"),
}


@pytest.mark.parametrize("content", HALF_SEEN.values(), ids=HALF_SEEN)
def test_transparency_lies_on_white_paper(content: bytes):
    picture = opened(content)
    assert picture.opaque is not None
    assert picture.opaque.shape == (40, 60)
    assert not picture.opaque[:20].any()
    assert picture.opaque[20:].all()
    assert (picture.pixels[:20] == 255).all()
    assert (picture.pixels[20:] < 220).all()


TRANSPARENT_VALUE = {
    "grey": png(3, 1, 8, 0, b"\0\x00\x50\xff", chunk(b"tRNS", b"\0\x50")),
    "grey of 1 bit": png(3, 1, 1, 0, b"\0\xa0", chunk(b"tRNS", b"\0\0")),
    "grey of 16 bits": png(3, 1, 16, 0, b"\0\0\0\x50\x01\x50\x02", chunk(b"tRNS", b"\x50\x01")),
    "RGB": png(3, 1, 8, 2, b"\0" + bytes(3) + b"abc" + b"abd", chunk(b"tRNS", b"\0a\0b\0c")),
}


@pytest.mark.parametrize("content", TRANSPARENT_VALUE.values(), ids=TRANSPARENT_VALUE)
def test_the_one_transparent_value_of_a_png(content: bytes):
    opaque = opened(content).opaque
    assert opaque is not None
    assert opaque.tolist() == [[True, False, True]]


def test_colours_under_transparency_do_not_bleed():
    wide = Image.new("RGBA", (1_800, 1_800), (0, 255, 0, 0))
    wide.paste((*RED, 255), (900, 0, 1_800, 1_800))
    pixels = opened(saved(wide)).pixels
    assert near(pixels[:, 258:], RED, 1)
    assert not ((pixels[..., 1] > 200) & (pixels[..., 0] < 150)).any()


ANIMATED = {
    "GIF": saved(PALETTE, "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40)).quantize(2)]),
    "WebP": saved(sample(), "WEBP", save_all=True, append_images=[Image.new("RGB", (60, 40))], lossless=True),
    "APNG": saved(sample(), "PNG", save_all=True, append_images=[Image.new("RGB", (60, 40))]),
    "TIFF": saved(sample(), "TIFF", save_all=True, append_images=[Image.new("RGB", (600, 400))]),
    "APNG with another still": saved(
        sample(), "PNG", save_all=True, default_image=True, append_images=[Image.new("RGB", (60, 40))] * 2
    ),
}


@pytest.mark.parametrize("content", ANIMATED.values(), ids=ANIMATED)
def test_of_several_pictures_the_first_is_read_and_that_is_said(content: bytes):
    picture = opened(content)
    assert picture.notes == (FIRST_FRAME,)
    assert near(picture.pixels[:, :28], RED)
    assert near(picture.pixels[:, 32:], BLUE)


def test_what_is_broken_behind_the_first_frame_is_no_error():
    whole = ANIMATED["GIF"]
    assert near(opened(whole[:-20]).pixels[:, :28], RED)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_stand_as_exif_says(orientation: int, kind: str):
    upright = Image.new("RGB", (64, 32), RED)
    upright.paste(BLUE, (32, 0, 64, 16))
    back = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.rotate(180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = opened(saved(back, kind, exif=exif)).pixels
    assert pixels.shape == (32, 64, 3)
    assert near(pixels[2:14, 34:62].mean(axis=(0, 1)), BLUE)
    assert near(pixels[18:30, 2:62].mean(axis=(0, 1)), RED)
    assert near(pixels[2:30, 2:30].mean(axis=(0, 1)), RED)


BROKEN_EXIF = {
    "nothing": b"Exif\0\0",
    "noise": b"Exif\0\0" + bytes(range(256)),
    "no end": b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12",
    "far away": b"Exif\0\0II*\0\xff\xff\xff\x7f",
    "orientation of 99": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x63\0\0\0\0\0\0",
    "orientation in words": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x03up\0\0\0\0\0\0",
}


@pytest.mark.parametrize("exif", BROKEN_EXIF.values(), ids=BROKEN_EXIF)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_is_no_error(exif: bytes, kind: str):
    assert opened(saved(sample(), kind, exif=exif)).pixels.shape == (40, 60, 3)


SIZES = {
    (1, 1): (1, 1),
    (1, 20_000): (1, 512),
    (20_000, 1): (512, 1),
    (512, 512): (512, 512),
    (513, 20): (512, 20),
    (511, 300): (511, 300),
    (1_801, 1_199): (512, 341),
    (7, 9_001): (1, 512),
}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize(("size", "expected"), SIZES.items(), ids=map(str, SIZES))
def test_large_pictures_are_made_smaller_and_small_ones_stay(size, expected, kind: str):
    pixels = opened(saved(Image.new("RGB", size, RED), kind)).pixels
    assert pixels.shape == (expected[1], expected[0], 3)
    assert near(pixels, RED, 3)


def test_a_large_picture_is_averaged_by_area():
    checks = np.indices((2_048, 2_048)).sum(axis=0) % 2 * 255
    assert near(opened(saved(Image.fromarray(checks.astype(np.uint8)))).pixels, 128, 2)
    ramp = np.tile(np.linspace(0, 255, 3_000), (1_500, 1)).astype(np.uint8)
    small = opened(saved(Image.fromarray(ramp))).pixels[..., 0].astype(int)
    assert small.shape == (256, 512)
    assert (small == small[0]).all(), "bands leave no seams"
    assert near(small[0], np.linspace(0, 255, 512), 2)


def test_a_hundred_megapixels_are_taken():
    assert opened(saved(Image.new("1", (10_000, 10_000), 1), "TIFF", compression="group4")).pixels.shape == (
        512,
        512,
        3,
    )


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (0, 0, 0, 255), (9, 9, 9, 0)])
def test_one_colour_and_nothing_at_all_are_pictures(colour):
    picture = opened(saved(Image.new("RGBA", (20, 20), colour)))
    assert (picture.opaque is None) == bool(colour[3])
    assert len(np.unique(picture.pixels)) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_pictures_that_were_cut_off_are_refused(kind: str, share: float):
    noise = np.random.default_rng(7).integers(0, 255, (90, 70, 3)).astype(np.uint8)
    whole = saved(Image.fromarray(noise), kind)
    with pytest.raises(BadPicture, match="cut off") as refusal:
        opened(whole[: int(len(whole) * share)])
    assert "save it again" in refusal.value.remedy
