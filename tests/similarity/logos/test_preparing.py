"""A picture made anew: its pixels, as they are looked at, and nothing else of the file."""

import io

import numpy as np
import pytest
from PIL import Image

from similarity.logos import keys, ordering
from similarity.logos.guarded import Workers
from similarity.logos.picture import FIRST_FRAME
from similarity.logos.preparing import BadPrepared, packed, prepared, prepared_bytes, unpacked
from similarity.logos.refusals import BadPicture
from tests.similarity.logos.making import sample, saved


def test_what_was_made_anew_looks_as_the_file_did(logos: list[bytes]):
    for content in logos[:4]:
        file, made = keys.of(content), keys.of(prepared(content).png)
        values = ordering.compared(file, ordering.Gallery.of([made.rows]))
        assert ordering.totals(values, 1, 1)[0] > 0.99


def test_it_is_small_upright_and_bare():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "who took it"
    made = prepared(saved(sample(2_000, 1_000), "JPEG", exif=exif))
    assert (made.width, made.height) == (256, 512)
    assert b"who took it" not in made.png
    again = Image.open(io.BytesIO(made.png))
    assert (again.format, again.size, dict(again.info)) == ("PNG", (256, 512), {})


def test_what_was_transparent_stays_so():
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((200, 30, 20, 255), (10, 10, 30, 30))
    again = np.asarray(Image.open(io.BytesIO(prepared(saved(picture)).png)))
    assert again[0, 0].tolist() == [255, 255, 255, 0]
    assert again[20, 20].tolist() == [200, 30, 20, 255]


def test_notes_come_along_from_the_process_apart():
    frames = [sample(), sample(60, 40).rotate(180)]
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    with Workers(f"{prepared_bytes.__module__}:{prepared_bytes.__name__}") as workers:
        made = unpacked(workers.run(content))
        with pytest.raises(BadPicture):
            workers.run(b"<svg/>")
    assert made.notes == (FIRST_FRAME,)
    assert unpacked(packed(made)) == made


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\0\x02[]", b"\0\0\0\x02[]<svg>", b"\xff" * 40, b"\0\0\0\x01x" + b"\x89PNG" * 9]
)
def test_what_is_no_such_picture_is_not_taken(content: bytes):
    with pytest.raises(BadPrepared):
        unpacked(content)
