"""What the pages must never let through: names that are code, and to the public what is for the staff."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from desk.web.site import Site
from tests.desk.web_pages import BENS, OWN_SCRIPT
from tests.desk.web_records import SECRET


def test_hostile_names_are_text(web: httpx.Client):
    for path in ("/files/XB/tm/TM/2026/000004", "/search?words=script", "/similar?words=script+alert"):
        page = web.get(path).text.replace(OWN_SCRIPT, "")
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "\u202e" not in page


def test_what_a_person_typed_is_text(web: httpx.Client):
    for path in ("/search", "/similar"):
        assert "<b>x" not in web.get(path, params={"words": '"><b>x'}).text
    assert "<b>" not in web.get("/files/XB/tm/" + quote("<b>x</b>")).text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?words=zzstaffonly",
        "/search?number=TM/2026/000099",
        "/search?owner=zzstaffonly",
        BENS,
        "/similar?words=zzstaffonly+brand",
        "/files/XB/tm/TM/2026/000099",
        "/go?number=TM/2026/000099",
    ],
)
def test_the_public_face_never_shows_what_is_for_the_staff(web: httpx.Client, web_office: Any, path: str):
    page = web.get(path, follow_redirects=True).text
    assert "/files/XB/tm/TM/2026/000099" not in page
    hidden = (f"{SECRET} holder", f"{SECRET} note", f"{SECRET}@example.org", "letter.txt", web_office.digests["letter"])
    assert [secret for secret in hidden if secret in page] == []


def test_similar_marks_of_the_public_hold_no_unpublished_one(web: httpx.Client):
    assert "TM/2026/000099" not in web.get("/similar", params={"words": f"{SECRET} brand"}).text
    assert "TM/2026/000099" in web.get("/staff/similar", params={"words": f"{SECRET} brand"}).text


def test_an_unpublished_file_is_not_found_by_the_public_and_shown_to_the_staff(web: httpx.Client, web_office: Any):
    assert web.get("/files/XB/tm/TM/2026/000099").status_code == 404
    page = web.get("/staff/files/XB/tm/TM/2026/000099")
    assert page.status_code == 200
    assert "Not published" in page.text
    letter = web_office.digests["letter"]
    assert web.get(f"{BENS}/documents/{letter}").status_code == 404
    assert web.get(f"/staff{BENS}/documents/{letter}").content == b"zzstaffonly letter"
    assert "note of the examiner" in web.get("/staff" + BENS).text


def test_without_staff_there_are_no_staff_pages(web_office: Any, site_of: Callable[..., Site], serve_site: Any):
    with serve_site(site_of(web_office)) as client:
        assert client.get("/").status_code == 200
        for path in (
            "/staff",
            "/staff/",
            "/staff/search?words=tide",
            "/staff" + BENS,
            "/staff/files/XB/tm/TM/2026/000099",
        ):
            answer = client.get(path)
            assert answer.status_code == 404
            assert SECRET not in answer.text
        assert "/staff" not in client.get("/").text
