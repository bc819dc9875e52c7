"""What of a file's documents is handed out: to the public the pixels of what depicts the right, to the staff all."""

import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from desk.web import pictures
from desk.web.pictures import Pictures, TooManyPictures
from registry.documents import DocumentStore, keep
from tests.desk.web_records import mark

FILE = "/files/XB/tm/TM/2026/000001"
SAID = b"Ines Valdore at home"


def photograph(form: str) -> bytes:
    """A picture that says where it was taken, and by whom."""
    exif = Image.Exif()
    exif[0x010E] = SAID.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0)})
    made = io.BytesIO()
    Image.new("RGB", (90, 60), "#a01529").save(made, form, exif=exif)
    return made.getvalue()


@pytest.fixture
def filed(
    filled: Callable[..., Any], site_of: Callable[..., Any], serve_site: Callable[..., Any], tmp_path: Path
) -> Any:
    """A mark with documents of several roles, served to both; its contents by name."""
    contents = {
        "logo.jpg": ("logo", photograph("JPEG")),
        "view.tif": ("view", photograph("TIFF")),
        "scan.jpg": ("form", photograph("PNG")),
        "form.pdf": ("form", b"%PDF-1.7 a form"),
        "drawing.pdf": ("drawing", b"%PDF-1.7 a drawing"),
    }
    store = DocumentStore(tmp_path / "store")
    kept = [keep(store, content, name=name, role=role) for name, (role, content) in contents.items()]
    record = mark("TM/2026/000001", "OAK", documents=[one.model_dump(mode="json") for one in kept])
    with filled([record]) as office:
        site = replace(site_of(replace(office, store=store)), pictures=tmp_path / "made")
        with serve_site(site, staff=True) as client:
            yield client, {name: content for name, (_, content) in contents.items()}


def address(content: bytes) -> str:
    return f"{FILE}/documents/{hashlib.sha256(content).hexdigest()}"


@pytest.mark.parametrize("name", ["logo.jpg", "view.tif"])
def test_the_public_gets_the_pixels_of_a_picture_and_the_staff_the_file(filed: Any, name: str, tmp_path: Path):
    web, contents = filed
    assert SAID in contents[name]
    for _ in range(2):  # made, and kept
        answer = web.get(address(contents[name]))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert answer.headers["content-disposition"] == "inline"
        assert SAID not in answer.content
        assert b"Exif" not in answer.content
        with Image.open(io.BytesIO(answer.content)) as opened:
            assert opened.size == (90, 60)
            assert not opened.getexif()
    assert [path.read_bytes() for path in (tmp_path / "made").rglob("*.png")] == [answer.content]
    assert web.get("/staff" + address(contents[name])).content == contents[name]


@pytest.mark.parametrize("name", ["scan.jpg", "form.pdf", "drawing.pdf"])
def test_what_is_no_picture_of_the_right_is_listed_and_not_handed_out(filed: Any, name: str):
    web, contents = filed
    answer = web.get(address(contents[name]))
    assert answer.status_code == 403
    assert "listed, not handed out" in answer.text
    assert contents[name] not in answer.content
    assert web.get("/staff" + address(contents[name])).content == contents[name]
    public, staff = web.get(FILE).text, web.get("/staff" + FILE).text
    assert hashlib.sha256(contents[name]).hexdigest() in public
    assert address(contents[name]) not in public
    assert f'href="/staff{address(contents[name])}"' in staff


def test_every_picture_and_link_of_the_public_page_leads_to_a_picture(filed: Any):
    web, contents = filed
    page = web.get(FILE).text
    shown = [address(contents[name]) for name in ("logo.jpg", "view.tif")]
    assert {one for one in (address(content) for content in contents.values()) if one in page} == set(shown)
    assert all(f'<img src="{one}"' in page for one in shown)


def test_pictures_are_made_few_at_a_time_and_none_waits_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.05)
    made, content = Pictures(None), photograph("JPEG")
    digest = hashlib.sha256(content).hexdigest()
    for _ in range(pictures.AT_A_TIME):
        made._turns.acquire()
    with pytest.raises(TooManyPictures, match="take long"):
        made.full(digest, content)
    made._turns.release()
    assert made.full(digest, content)
    with pytest.raises(ValueError, match="no picture"):
        made.full(digest, b"%PDF-1.7")
    assert made.full(digest, content)  # a failure gives its turn back


def test_many_who_ask_at_once_get_the_same_picture(tmp_path: Path):
    made, content = Pictures(tmp_path), photograph("PNG")
    digest = hashlib.sha256(content).hexdigest()
    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(lambda _: made.full(digest, content), range(16)))
    assert len(got) == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
