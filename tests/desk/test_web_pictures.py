"""The search by a picture: sent, kept, found by a number, and what is told where it cannot be."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from PIL import Image

from desk.web import answering
from desk.web.site import Site
from desk.web.uploads import LARGEST
from offices.sample.drawing.logo import draw
from similarity.logos.catalogue import load_folder as load_logo_folder
from similarity.logos.refusals import LARGEST_BYTES
from tests.desk.conftest import STRATEGIES
from tests.desk.web_drawings import CHAIR, FRAMED, SECRET_FISH, WORDED, chair, fish, png
from tests.desk.web_pages import text
from tests.desk.web_records import SECRET

FISH = draw(fish()).png


def sent(web: httpx.Client, content: bytes | None = FISH, root: str = "", **fields: Any) -> httpx.Response:
    files = {"upload": ("logo.png", content, "image/png")} if content is not None else {"upload": ("", b"")}
    return web.post(f"{root}/similar/picture", data=fields, files=files)


def found(answer: httpx.Response) -> list[str]:
    """The numbers of the hits, in their order."""
    return re.findall(r'<h3><span class="rank num">\d+</span> <a href="[^"]*/files/XB/\w\w/([^"]+)"', answer.text)


def problem(answer: httpx.Response, field: str) -> str:
    said = re.search(rf'id="p-{field}"[^>]*>([^<]*)<', answer.text)
    assert said, answer.text
    return said[1]


def test_a_picture_that_is_sent_becomes_an_address_that_finds_it_in_other_hands(drawn_web: httpx.Client):
    answer = sent(drawn_web, kind="tm")
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert re.fullmatch(r"/similar\?picture=[0-9a-f]{64}&kind=tm", address)
    page = drawn_web.get(address)
    assert page.status_code == 200
    assert set(found(page)[:2]) == {FRAMED, WORDED}
    assert "details lie in both as in one drawing" in page.text
    assert "As of register sequence 1 234" in text(page)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "script-src" not in drawn_web.get("/search").headers["content-security-policy"]


def test_what_was_sent_is_made_anew_and_shown_to_nobody_but_its_face(drawn_web: httpx.Client):
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET
    Image.open(io.BytesIO(FISH)).convert("RGB").resize((2_000, 1_000)).save(written, "JPEG", exif=exif)
    digest = sent(drawn_web, written.getvalue(), "/staff").headers["location"].partition("picture=")[2]
    shown = drawn_web.get(f"/staff/similar/pictures/{digest}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert shown.headers["cache-control"] == "no-store"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert Image.open(io.BytesIO(shown.content)).size == (512, 256)
    assert SECRET.encode() not in shown.content
    assert drawn_web.get(f"/similar/pictures/{digest}").status_code == 410
    assert drawn_web.get(f"/similar?picture={digest}").status_code == 410


def test_a_picture_that_is_kept_no_more_is_asked_for_again(drawn_web: httpx.Client):
    for digest in ("0" * 64, "../../etc/passwd", "x"):
        answer = drawn_web.get("/similar", params={"picture": digest, "words": "tide"})
        assert answer.status_code == 410
        assert "Choose the picture again" in problem(answer, "picture")
        assert 'value="tide"' in answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "The file is an SVG"),
        (b"%PDF-1.7", "The file is a PDF"),
        (FISH[: len(FISH) // 2], "damaged"),
        (b"", "The file is empty"),
    ],
)
def test_what_is_no_picture_is_refused_at_its_field(drawn_web: httpx.Client, content: bytes, said: str):
    answer = sent(drawn_web, content, words="TIDE")
    assert answer.status_code == 422
    assert said in problem(answer, "picture")
    assert "alert(1)" not in answer.text
    assert 'value="TIDE"' in answer.text


def test_a_picture_of_one_colour_is_refused_and_still_shown(drawn_web: httpx.Client):
    answer = drawn_web.get(sent(drawn_web, png(Image.new("RGB", (90, 60), "teal"))).headers["location"])
    assert answer.status_code == 422
    assert "of one colour" in problem(answer, "picture")
    assert 'id="cutter"' in answer.text


def test_too_much_is_refused_before_it_is_read(drawn_web: httpx.Client):
    connection = HTTPConnection(drawn_web.base_url.host, drawn_web.base_url.port or 0, timeout=20)
    with closing(connection):
        connection.putrequest("POST", "/similar/picture")
        connection.putheader("Content-Type", "multipart/form-data; boundary=x")
        connection.putheader("Content-Length", str(1 << 30))
        connection.endheaders()
        answer = connection.getresponse()  # although nothing of the body has come
        assert answer.status == 422
        assert f"more than {LARGEST_BYTES >> 20} MiB" in answer.read().decode()


def test_who_sends_somewhat_too_much_reads_the_sentence(drawn_web: httpx.Client):
    answer = sent(drawn_web, bytes(LARGEST_BYTES + (1 << 20)))
    assert answer.status_code == 422
    assert "512 pixels for its longer side are enough" in problem(answer, "picture")


def test_a_body_of_unknown_length_is_read_no_further_than_a_picture_may_be_long(drawn_web: httpx.Client):
    def parts() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="upload"; filename="a"\r\n\r\n'
        for _ in range(LARGEST // (1 << 20) + 1):
            yield bytes(1 << 20)

    head = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = drawn_web.post("/similar/picture", content=parts(), headers=head)
    assert answer.status_code == 422
    assert f"more than {LARGEST_BYTES >> 20} MiB" in problem(answer, "picture")


def test_a_form_without_a_picture_is_the_search_it_was(drawn_web: httpx.Client):
    assert sent(drawn_web, None, words="tide", kind="tm").headers["location"] == "/similar?words=tide&kind=tm"
    assert sent(drawn_web, None).headers["location"] == "/similar"
    assert found(drawn_web.get("/similar?words=TYDEFISH"))[:2] == ["TM/2026/000503", WORDED]


@pytest.mark.parametrize(
    "head",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_page_of_another_site_cannot_send_a_picture(drawn_web: httpx.Client, head: dict[str, str]):
    answer = drawn_web.post("/similar/picture", files={"upload": ("a.png", FISH)}, headers=head)
    assert answer.status_code == 403


def test_a_page_of_this_site_can(drawn_web: httpx.Client):
    origin = str(drawn_web.base_url).rstrip("/")
    for head in ({"Origin": origin}, {"Origin": origin, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        assert drawn_web.post("/similar/picture", files={"upload": ("a.png", FISH)}, headers=head).status_code == 303


def test_a_form_that_is_none_is_refused(drawn_web: httpx.Client):
    assert drawn_web.post("/similar/picture", data={"words": "x"}).status_code == 400
    head = {"Content-Type": "multipart/form-data"}
    assert drawn_web.post("/similar/picture", content=b"x", headers=head).status_code == 400


@pytest.mark.parametrize("number", [WORDED, f"XB/tm/{WORDED}"])
def test_the_logo_of_a_file_is_asked_by_its_number_and_left_out(drawn_web: httpx.Client, number: str):
    answer = drawn_web.get("/similar", params={"file": number})
    assert found(answer)[0] == FRAMED
    assert WORDED not in found(answer)
    assert "Vienna codes" in answer.text
    assert "the same: 03.09" in text(answer)
    assert f"{WORDED} itself is left out" in text(answer)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("TM/2099/000001", "TM/2099/000001"),
        ("TM/2026/000503", "has no picture"),
        (SECRET_FISH, SECRET_FISH),
        ("x" * 500, ""),
    ],
)
def test_a_number_without_a_picture_is_told_at_its_field(drawn_web: httpx.Client, number: str, said: str):
    answer = drawn_web.get("/similar", params={"file": number})
    assert answer.status_code == 422
    assert said in problem(answer, "file")
    assert SECRET not in answer.text


def test_the_public_neither_finds_nor_asks_by_what_is_not_published(drawn_web: httpx.Client):
    address = sent(drawn_web).headers["location"]
    assert SECRET_FISH not in drawn_web.get(address).text
    staff = drawn_web.get(sent(drawn_web, root="/staff").headers["location"])
    assert SECRET_FISH in found(staff)
    assert staff.headers["cache-control"] == "no-store"
    assert drawn_web.get("/staff/similar", params={"file": SECRET_FISH}).status_code == 200


def test_a_combined_mark_shows_words_picture_and_goods_apart(drawn_web: httpx.Client):
    picture = sent(drawn_web).headers["location"]
    answer = drawn_web.get(f"{picture}&words=TIDEFISH&goods=29: fish")
    assert answer.status_code == 200
    assert found(answer)[0] == WORDED
    assert {FRAMED, "TM/2026/000503"} < set(found(answer))
    best = answer.text.partition("<li class=")[2].partition('<li class="entry')[0]
    for column in ("Visual", "Aural", "Conceptual", "Shape", "Colour", "Copy", "Goods"):
        assert f'aria-label="{column} evidence"' in answer.text, column
    assert "place 1" in best
    assert "The two are never added up." in text(answer)
    assert "It has no logo." in answer.text


def test_designs_are_found_by_their_views_and_narrowed_by_locarno(drawn_web: httpx.Client):
    address = sent(drawn_web, chair(61), kind="ds").headers["location"]
    page = drawn_web.get(address)
    assert found(page)[0] == CHAIR
    assert "View 2 back, one of 2" in text(page)
    assert f"/similar?kind=ds&amp;file=XB/ds/{CHAIR}&amp;view=2" in page.text
    by_view = drawn_web.get("/similar", params={"kind": "ds", "file": CHAIR, "view": "2"})
    assert "View 2 back of" in by_view.text
    assert found(by_view) == ["DS/2026/000502"]
    narrowed = drawn_web.get(f"{address}&locarno=99-01")
    assert "No design with a picture like it was found. The search was complete" in text(narrowed)
    assert drawn_web.get("/similar", params={"kind": "ds", "file": CHAIR, "view": "9"}).status_code == 422


def test_what_says_nothing_of_designs_is_told_and_not_used(drawn_web: httpx.Client):
    page = drawn_web.get(sent(drawn_web, chair(0), kind="ds", words="TIDE", vienna="03.09").headers["location"])
    assert "Not used, as it says nothing of designs: the words, Vienna codes." in text(page)
    assert found(page)[0] == CHAIR
    refused = drawn_web.get("/similar", params={"kind": "ds", "words": "TIDE"})
    assert "there is no picture" in problem(refused, "picture")


def test_vienna_codes_are_suggested_and_narrow(drawn_web: httpx.Client):
    address = sent(drawn_web).headers["location"]
    page = drawn_web.get(address)
    assert re.search(r'vienna=03\.09"[^>]*>03\.09 <span class="num muted">\d+ %', page.text)
    narrowed = drawn_web.get(f"{address}&vienna=26.04")
    assert found(narrowed) == [FRAMED]
    assert "Only with the Vienna code 26.04" in text(narrowed)
    assert "is no Vienna code" in problem(drawn_web.get(f"{address}&vienna=abc"), "vienna")


def test_a_part_is_cut_out_by_four_numbers(drawn_web: httpx.Client):
    address = sent(drawn_web, root="/staff").headers["location"]
    digest = address.partition("picture=")[2]
    fields = {"picture": digest, "of": f"{digest}#1", "left": "10", "top": "0", "right": "90,5", "bottom": "100"}
    cut = sent(drawn_web, None, "/staff", **fields).headers["location"]
    assert cut == f"{address}&cut=100,0,905,1000"
    page = drawn_web.get(cut)
    assert "like this part of the picture" in text(page)
    assert 'name="right" type="number" inputmode="decimal" min="0" max="100" step="0.1" value="90.5"' in page.text
    assert re.search(r'class="frame" x="100(\.0)?"', page.text)
    other = sent(drawn_web, chair(0), "/staff", **fields).headers["location"]
    assert "cut=" not in other
    for wrong in ("900,0,100,1000", "x", "0,0,1001,1000", "1,2,3"):
        refused = drawn_web.get(address, params={"picture": digest, "cut": wrong})
        assert refused.status_code == 422
        assert problem(refused, "cut")
        assert 'id="cutter"' in refused.text
    tiny = drawn_web.get("/staff/similar", params={"picture": digest, "cut": "0,0,2,2"})
    assert tiny.status_code == 422
    assert "pixels wide or high" in problem(tiny, "picture")


def test_the_usual_strategy_for_pictures_is_the_one_of_the_settings(
    picture_office: Any, site_of: Callable[..., Site], serve_site: Any, tmp_path: Path
):
    text = (STRATEGIES / "logos" / "logo.v1.yaml").read_text()
    (tmp_path / "logo.v1.yaml").write_text(text)
    (tmp_path / "alike.v1.yaml").write_text(text.replace("name: logo", "name: alike"))
    site = replace(site_of(picture_office), logos=load_logo_folder(tmp_path))
    assert site.logos.names()[0] == "alike"
    with serve_site(site) as client:
        assert '<option value="logo" selected>' in client.get("/similar").text


def test_two_designs_that_share_a_picture_have_names_of_their_own_for_it():
    def design(name: str) -> dict[str, Any]:
        return {"record": {"design": {"views": [{"number": 1, "name": name, "document": "ab"}]}}}

    index = SimpleNamespace(sources=lambda _kind, ids, _fields: {one: design(f"of {one}") for one in ids})
    hits: Any = [SimpleNamespace(id="one"), SimpleNamespace(id="two")]
    face: Any = SimpleNamespace(index=index)
    assert answering._view_names(face, hits) == {"one": {"ab": "1 of one"}, "two": {"ab": "1 of two"}}


def test_pages_of_files_lead_to_the_search_by_their_pictures(drawn_web: httpx.Client):
    page = drawn_web.get(f"/files/XB/tm/{WORDED}").text
    assert f'href="/similar?kind=tm&amp;file=XB/tm/{WORDED}"' in page
    assert f'href="/similar?kind=tm&amp;file=XB/tm/{WORDED}&amp;words=TIDEFISH"' in page
    views = drawn_web.get(f"/files/XB/ds/{CHAIR}").text
    assert f'href="/similar?kind=ds&amp;file=XB/ds/{CHAIR}&amp;view=2"' in views
    assert "/similar?kind=tm&amp;file" not in drawn_web.get("/files/XB/tm/TM/2026/000503").text


def test_what_people_searched_by_lies_in_a_private_folder(
    picture_office: Any, site_of: Callable[..., Site], serve_site: Any, tmp_path: Path
):
    site = replace(site_of(picture_office), asked=tmp_path / "asked")
    with serve_site(site) as client:
        digest = sent(client).headers["location"].partition("picture=")[2]
    kept = tmp_path / "asked" / "public" / digest
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    with serve_site(site) as client:  # another process finds it again
        assert client.get(f"/similar?picture={digest}").status_code == 200


@pytest.mark.thorough
def test_pictures_of_files_push_out_nothing_that_was_sent(
    picture_office: Any, site_of: Callable[..., Site], serve_site: Any, tmp_path: Path
):
    with serve_site(replace(site_of(picture_office), asked=tmp_path)) as client:
        page = client.get("/similar", params={"file": WORDED})
        shown = re.search(r'src="/similar/pictures/([0-9a-f]{64})"', page.text)
        assert shown
        assert client.get(f"/similar/pictures/{shown[1]}").headers["content-type"] == "image/png"
        assert client.get(f"/similar?picture={shown[1]}").status_code == 410  # nobody has sent it
    assert [path.name for path in (tmp_path / "public-files").iterdir()] == [shown[1]]
    assert not (tmp_path / "public").exists()
