"""The published pictures: the pixels as they were filed, of what depicts the right, and nothing beside them."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from publish_site import pictures
from publish_site.pictures import ROLES, convert
from publish_site.verify import verify

SAID = b"Ines Valdore at home"
LATITUDE = (48.0, 51.0, 29.0)


def telling(form: str) -> bytes:
    """A picture in four colours that says who took it, where, and that it lies on its side."""
    image = Image.new("RGB", (90, 60), "#a01529")
    image.paste("#143f8f", (0, 0, 45, 30))
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SAID.decode(), 6
    exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE})
    more: dict[str, Any] = {"JPEG": {"quality": 95}, "WEBP": {"lossless": True}, "PNG": {"pnginfo": notes()}}.get(
        form, {}
    )
    if form != "TIFF":
        more["xmp"] = b"<x:xmpmeta>" + SAID + b"</x:xmpmeta>"
    made = io.BytesIO()
    image.save(made, form, exif=exif, **more)
    return made.getvalue()


def notes() -> PngImagePlugin.PngInfo:
    made = PngImagePlugin.PngInfo()
    made.add_text("Author", SAID.decode())
    return made


@pytest.mark.parametrize("form", ["JPEG", "TIFF", "WEBP", "PNG"])
def test_what_a_file_says_beside_its_pixels_is_nowhere_in_the_site(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path, form: str
):
    content = telling(form)
    assert SAID in content
    logo = empty.picture(content, f"image/{form.lower()}")
    empty.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000001", "OAK", documents=[logo]))
    empty.index()
    built = empty.build("2026/01", tmp_path / "site")
    assert built.warnings == ()
    for path in (p for p in (tmp_path / "site").rglob("*") if p.is_file()):
        held = path.read_bytes()
        assert SAID not in held, path
        assert b"Exif" not in held, path
        assert hashlib.sha256(held).hexdigest() != logo["digest"]
    (full,) = (tmp_path / "site/pictures").rglob("*.png")
    with Image.open(full) as opened:
        assert opened.info == {}
        assert not opened.getexif()
        # The right way up, as it was seen by whoever filed it.
        assert opened.size == (60, 90)
        shown = opened.convert("RGB").getpixel((50, 5)), opened.convert("RGB").getpixel((5, 85))
    for found, meant in zip(shown, ((0x14, 0x3F, 0x8F), (0xA0, 0x15, 0x29)), strict=True):
        assert all(abs(a - b) < 12 for a, b in zip(found, meant, strict=True))
    # What was filed is still named by its own hash.
    assert logo["digest"] in (tmp_path / "site/tm/2026/000001/1/index.html").read_text()


def test_only_what_depicts_the_right_is_published(empty: Any, make_mark: Callable[..., Any], tmp_path: Path):
    roles = [*sorted(ROLES), "form", "letter", "evidence", "power of attorney"]
    filed = {}
    for shade, role in enumerate(roles):
        made = io.BytesIO()
        Image.new("RGB", (8, 8), (shade, 0, 0)).save(made, "PNG")
        filed[role] = empty.picture(made.getvalue()) | {"role": role, "name": f"{role}.png"}
    record = make_mark("TM/2026/000001", "OAK", documents=list(filed.values()))
    empty.publish("2026/01", "tm-applications", "application", record)
    empty.index()
    asked: list[str] = []

    def picture(digest: str) -> bytes:
        asked.append(digest)
        return bytes(empty.pictures[digest])

    empty.build("2026/01", tmp_path / "site", picture=picture)
    published = {filed[role]["digest"] for role in ROLES}
    assert set(asked) == published
    assert len(list((tmp_path / "site/pictures").rglob("*.*"))) == 2 * len(published)
    page = (tmp_path / "site/tm/2026/000001/1/index.html").read_text()
    assert all(document["digest"] in page for document in filed.values())


def test_each_file_is_named_by_its_own_bytes_and_another_conversion_gives_another_name(
    gazette: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site = tmp_path / "site"

    def built(issue: str) -> set[str]:
        gazette.build(issue, site, documents=False, workers=0)
        files = [path for path in (site / "pictures").rglob("*") if path.is_file()]
        assert all(path.stem == hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
        assert all(path.parent.name == path.stem[:2] for path in files)
        assert verify(site).problems == ()
        return {path.name for path in files}

    built("2026/01")
    first = built("2026/02")
    assert len(first) == 6
    monkeypatch.setattr(pictures, "SIDE", 40)
    monkeypatch.setattr(pictures, "MADE", "40-2")
    second = built("2026/02")
    assert len(first & second) == 3  # the full sizes are as they were
    page = (site / "tm/2026/000001/1/index.html").read_text()
    assert all(name not in page for name in first - second)
    (logo,) = json.loads((site / "tm/2026/000001/1/data.json").read_bytes())["fields"]["documents"]
    assert logo["digest"] in page


def test_a_picture_of_several_files_belongs_to_the_first_issue_that_brought_it(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "PNG")
    logo = empty.picture(made.getvalue())
    for issue, number in (("2026/01", "000002"), ("2026/02", "000001")):
        empty.publish(issue, "tm-applications", "application", make_mark(f"TM/2026/{number}", "OAK", documents=[logo]))
    empty.index()
    given = {"documents": False, "workers": 0}
    empty.build("2026/01", tmp_path / "grown", **given)
    grown = empty.build("2026/02", tmp_path / "grown", **given)
    assert grown.manifest == empty.build("2026/02", tmp_path / "whole", **given).manifest


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK"])
def test_the_full_size_has_every_pixel_as_it_was(mode: str):
    image = Image.radial_gradient("L").convert("RGB").convert(mode)
    made = io.BytesIO()
    image.save(made, "TIFF" if mode == "CMYK" else "PNG")
    full, thumbnail = convert(made.getvalue())
    with Image.open(io.BytesIO(full)) as opened:
        assert opened.convert("RGB").tobytes() == image.convert("RGB").tobytes()
    with Image.open(io.BytesIO(thumbnail)) as opened:
        assert opened.size == (256, 256)
    assert convert(made.getvalue()) == (full, thumbnail)


def test_a_colour_space_of_its_own_becomes_that_of_a_screen():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    for profile in (srgb.tobytes(), lab.tobytes(), b"no profile at all"):
        made = io.BytesIO()
        Image.new("RGB", (4, 4), "#a01529").save(made, "PNG", icc_profile=profile)
        with Image.open(io.BytesIO(convert(made.getvalue())[0])) as opened:
            assert opened.getpixel((0, 0)) == (0xA0, 0x15, 0x29)
            assert "icc_profile" not in opened.info


def test_of_several_pictures_in_one_file_the_first_is_published_and_that_is_told(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "TIFF", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")])
    filed = empty.picture(made.getvalue(), "image/tiff")
    empty.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000001", "OAK", documents=[filed]))
    empty.index()
    cache = tmp_path / "cache"
    first = empty.build("2026/01", tmp_path / "site", cache=cache)
    again = empty.build("2026/01", tmp_path / "again", cache=cache)
    assert len(first.warnings) == 1
    assert "TM/2026/000001" in first.warnings[0]
    assert (first.warnings, first.manifest) == (again.warnings, again.manifest)
