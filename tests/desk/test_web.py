"""The pages over HTTP: what they show, to whom, and what they say when something is wrong."""

import datetime as dt
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from opensearchpy import Transport

from desk.web.site import Site

SECRET = "zzstaffonly"
BENS = "/files/XB/tm/TM/2026/000001"
PAGES = [
    "/",
    "/search",
    "/search?words=tide",
    "/similar",
    "/similar?words=Unkle+Bens",
    "/strategies",
    "/compare",
    "/compare?asked=Unkle+Bens&candidate=Uncle+Ben%27s",
    BENS,
    "/files/XB/pt/PT/2026/000045",
    "/files/XB/ds/DS/2026/000007",
]


@pytest.fixture
def requests_to_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    seen: list[str] = []
    sent = Transport.perform_request

    def counted(self: Transport, method: str, url: str, **more: Any) -> Any:
        seen.append(f"{method} {url}")
        return sent(self, method, url, **more)

    monkeypatch.setattr(Transport, "perform_request", counted)
    return seen


def text(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("root", ["", "/staff"])
def test_every_page_is_served_to_both_audiences(web: httpx.Client, root: str, path: str):
    answer = web.get(root + path)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<!doctype html>")
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == ("no-store" if root else "no-cache")


@pytest.mark.parametrize("path", [p for p in PAGES if p not in {"/search", "/similar", "/compare", "/strategies"}])
def test_every_page_with_data_says_as_of_when(web: httpx.Client, path: str):
    assert "As of register sequence 1 234" in text(web.get(path))


@pytest.mark.parametrize("path", [*PAGES, "/assets/blazon.css", "/assets/desk.css", "/api/v1/health", "/gazette/"])
def test_head_answers_as_get_without_a_body(web: httpx.Client, path: str):
    get, head = web.get(path), web.head(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_a_search_finds_and_its_facets_narrow(web: httpx.Client):
    answer = web.get("/search", params={"words": "tide"})
    assert "MORNING TIDE" in answer.text
    assert "Tide gauge" in answer.text
    narrowed = web.get("/search", params={"words": "tide", "kind": "pt"})
    assert "Tide gauge" in narrowed.text
    assert "MORNING TIDE" not in narrowed.text
    assert "Right: Patent" in narrowed.text


def test_several_values_of_one_field_are_read(web: httpx.Client):
    both = web.get("/search", params={"class": "9, 25", "owner": "Tideworks"})
    assert "Morning Tyde" in both.text
    assert "Unkles&#39; Bend" in both.text
    assert "MORNING TIDE" not in both.text
    assert 'value="9, 25"' in both.text


def test_a_facet_link_takes_away_what_was_written_otherwise(web: httpx.Client):
    """09 is class 9: the link that takes it away must not leave 09 behind."""
    page = web.get("/search", params={"class": "09", "words": "bend"}).text
    link = re.search(r'<a href="(/search\?[^"]*)"><bdi>Nice class: 9</bdi>', page)
    assert link
    assert link[1] == "/search?words=bend"


def test_the_next_page_goes_on_where_the_first_ended(web: httpx.Client):
    first = web.get("/search", params={"words": "herring"})
    assert "37 files" in text(first)
    link = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert link
    second = web.get(link[1].replace("&amp;", "&"))
    numbers = [set(re.findall(r"TM/2025/\d{6}", page.text)) for page in (first, second)]
    assert len(numbers[0]) == 25
    assert len(numbers[1]) == 12
    assert not numbers[0] & numbers[1]
    assert "First page" in second.text


@pytest.mark.parametrize("params", [{"words": ""}, {"words": "   ", "owner": ""}])
def test_an_empty_search_says_what_to_give(web: httpx.Client, params: dict[str, str]):
    for path in ("/search", "/similar"):
        answer = web.get(path, params=params)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert "Give at least one of words" in text(web.get("/search", params=params))


@pytest.mark.parametrize("path", ["/search", "/similar"])
def test_a_search_of_ten_thousand_characters_is_refused_with_a_sentence(web: httpx.Client, path: str):
    answer = web.get(path, params={"words": "a" * 10_000})
    assert answer.status_code == 422
    assert re.search("longer than 1000 characters|10,000 characters were asked for", text(answer))
    assert "0 files" not in answer.text


def test_control_characters_are_refused_or_said_to_be_left_out(web: httpx.Client):
    answer = web.get("/search", params={"words": "ti\x00de"})
    assert answer.status_code == 422
    assert "character 3 is the control character U+0000" in text(answer).replace("Character", "character")
    compared = web.get("/similar", params={"words": "Uncle\u200b Ben's\x07"})
    assert compared.status_code == 200
    assert "U+200B" in compared.text
    assert "\x07" not in compared.text


def test_right_to_left_words_are_found_and_kept_apart(web: httpx.Client):
    answer = web.get("/search", params={"words": "النور"})
    assert "<bdi>شركة النور</bdi>" in answer.text
    assert web.get("/similar", params={"words": "شركة النور"}).text.count("<mark>")


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"class": "99"}, "there is no class"),
        ({"kind": "xx"}, "Choose one of"),
        ({"filed_from": "yesterday"}, "2026-11-23"),
        ({"filed_from": "2026-02-01", "filed_to": "2026-01-01"}, "Exchange the two days"),
        ({"colour": "red"}, "there is no such criterion"),
        ({"words": "tide", "limit": "1000"}, "Give at most 100"),
        ({"words": "tide", "after": "nonsense"}, "cursor"),
    ],
)
def test_a_criterion_that_cannot_be_used_is_named_with_a_remedy(web: httpx.Client, params: dict[str, str], said: str):
    answer = web.get("/search", params=params)
    assert answer.status_code == 422
    assert said.lower() in text(answer).lower()
    assert " files</h2>" not in answer.text


def test_nothing_found_is_said_to_be_complete(web: httpx.Client):
    answer = web.get("/search", params={"words": "qqzzxx"})
    assert answer.status_code == 200
    assert "Nothing was found. The search was complete" in answer.text


def test_similar_marks_come_with_the_reason_and_the_letters(web: httpx.Client):
    page = web.get("/similar", params={"words": "Unkle Bens"}).text
    first = page.split('<li class="entry">')[1]
    assert "Uncle Ben" in first
    assert "<mark>" in first
    assert "sound the same" in first
    assert "Visual" in first
    assert "Aural" in first
    assert "Class <strong" in first
    assert "24 December 2020" in first  # the priority
    assert "Conceptual" in first
    spelled = web.get("/similar", params={"words": "Unkle Bens", "strategy": "spelling"}).text
    assert "Not compared: aural and conceptual similarity" in spelled
    assert "UNKLE BENS" in page  # how the words were read


def test_similar_marks_can_be_narrowed(web: httpx.Client):
    def found(**params: Any) -> str:
        return web.get("/similar", params={"words": "morning tide", **params}).text

    assert "Morning Tyde" in found()
    assert "Morning Tyde" not in found(**{"class": "30"})
    assert "TM/2026/000002" in found()
    assert "TM/2026/000002" not in found(before="2020-01-01")
    assert web.get("/similar", params={"words": "x", "class": "77"}).status_code == 422
    assert web.get("/similar", params={"words": "x", "before": "soon"}).status_code == 422
    assert "there is no strategy" in web.get("/similar", params={"words": "x", "strategy": "nope"}).text


def test_a_file_page_shows_status_number_timeline_documents_and_logo(web: httpx.Client):
    page = web.get(BENS).text
    for said in (
        "TM/2026/000001",
        "Registered",
        "TM/R/000045",
        "1 June 2026",
        "24 December 2020",
        "Mars, Incorporated",
        "Coffee; tea; rice",
        "Application filed",
        "ST.27 A00",
        "Without opposition",
        "förm &#34;1&#34;.pdf",
    ):
        assert said in page, said
    assert re.search(r'<img src="/files/XB/tm/TM/2026/000001/documents/[0-9a-f]{64}" alt="Logo of Uncle', page)


def test_a_publication_links_to_its_gazette_page_where_it_is_built(web: httpx.Client):
    page = web.get(BENS).text
    links = set(re.findall(r'href="(/gazette/[^"]+)"', page))
    assert "/gazette/tm/2026/000001/1/" in links
    assert "/gazette/tm/2026/000001/2/" not in links
    assert web.get("/gazette/tm/2026/000001/1/").status_code == 200


def test_long_claims_and_citations_are_there_and_folded(web: httpx.Client):
    page = web.get("/files/XB/pt/PT/2026/000045").text
    assert "30 cited by examiner" in page
    assert "Claims 2 to 17" in page
    assert page.count("5000030") == 1
    assert page.count("<details") >= 3
    assert "Examination under way" in page


def test_views_of_a_design_are_shown_with_their_names(web: httpx.Client):
    page = web.get("/files/XB/ds/DS/2026/000007").text
    assert "View 1 front of Tea pot" in page
    assert "2 back" in page


def test_hostile_names_are_text(web: httpx.Client):
    for path in ("/files/XB/tm/TM/2026/000004", "/search?words=script", "/similar?words=script+alert"):
        page = web.get(path).text
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


def test_pictures_are_shown_and_other_documents_saved(web: httpx.Client, web_office: Any):
    logo = web.get(f"{BENS}/documents/{web_office.digests['logo']}")
    assert logo.headers["content-type"] == "image/png"
    assert logo.headers["content-disposition"] == "inline"
    form = web.get(f"/staff{BENS}/documents/{web_office.digests['form']}")
    assert form.headers["content-type"] == "application/octet-stream"
    assert form.headers["content-disposition"] == "attachment; filename*=UTF-8''f%C3%B6rm%20%221%22.pdf"
    for answer in (logo, form):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


def test_a_document_is_given_out_by_its_own_file_alone(web: httpx.Client, web_office: Any):
    logo = web_office.digests["logo"]
    assert web.get(f"/files/XB/tm/TM/2026/000002/documents/{logo}").status_code == 404
    assert web.get(f"{BENS}/documents/{'0' * 64}").status_code == 404
    assert web.get(f"{BENS}/documents/..%2f..%2fetc%2fpasswd").status_code == 404


@pytest.mark.parametrize("name", ["lost", "spoiled"])
def test_a_document_that_the_store_cannot_give_is_no_crash(web: httpx.Client, web_office: Any, name: str):
    answer = web.get(f"/files/XB/tm/TM/2026/000002/documents/{web_office.digests[name]}")
    assert answer.status_code == 503
    assert "restore" in answer.text
    assert "other bytes" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/files/XB/tm/TM/1999/000001",
        "/files/xb/tm/TM/2026/000001",
        "/files/XB/zz/TM/2026/000001",
        "/files/XB/tm/%00",
        "/files/..%2f..%2f/tm/1",
        "/files/XB/tm/..%2f..%2f..%2fetc%2fpasswd",
        "/files/XB/tm/" + "9" * 3_000,
        "/files/XB/tm/",
        "/files/XB",
        "/nothing",
        "/files/XB/tm/%ff%fe",
        "/gazette/nothing",
        "/assets/nothing.css",
        "/files/XB/tm/*",
        "/files/XB/tm/TM%2F2026%2F000001%3F/documents/x",
    ],
)
def test_an_address_that_leads_nowhere_is_a_page_that_says_so(web: httpx.Client, path: str):
    answer = web.get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert 'role="alert"' in answer.text
    assert len(answer.text) < 6_000


def test_a_number_with_slashes_may_also_be_written_encoded(web: httpx.Client):
    assert "Uncle Ben" in web.get("/files/XB/tm/TM%2F2026%2F000001").text


def test_a_deleted_file_is_gone_and_says_so(web: httpx.Client):
    answer = web.get("/files/XB/tm/TM/2026/000007")
    assert answer.status_code == 410
    assert "was deleted from the register" in answer.text
    assert "Gone</h1>" not in answer.text


def test_a_file_that_could_not_be_indexed_is_not_said_to_be_missing(web: httpx.Client):
    answer = web.get("/files/XB/tm/TM/2026/000088")
    assert answer.status_code == 503
    assert "stands in the register" in answer.text
    assert "XB TM/2026/000088" in web.get("/").text  # named in the footer of every page


def test_the_field_of_the_masthead_goes_straight_to_a_number(web: httpx.Client):
    for number in ("TM/2026/000001", "TM2026000001", "TM/R/000045", " XB/tm/TM/2026/000001 "):
        answer = web.get("/go", params={"number": number})
        assert (answer.status_code, answer.headers["location"]) == (303, BENS), number
    assert web.get("/go", params={"number": "tide"}).headers["location"] == "/search?words=tide"
    assert web.get("/staff/go", params={"number": "TM/2026/000099"}).headers["location"].startswith("/staff/files/")
    assert web.get("/go", params={"number": "TM/2026/000007"}).status_code == 410
    assert web.get("/go", params={"number": "//evil.example/\r\nX: 1"}).headers["location"].startswith("/search?")
    assert web.get("/go").headers["location"] == "/search"


@pytest.mark.parametrize(
    "path", ["/", "/search?words=tide", "/similar?words=tide", BENS, f"{BENS}/documents/{'0' * 64}", "/go?number=1"]
)
def test_without_the_engine_every_page_says_so(
    web_office: Any, site_of: Callable[..., Site], serve_site: Any, path: str
):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with serve_site(site_of(web_office, engine_url=f"http://127.0.0.1:{closed.getsockname()[1]}")) as client:
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "5"
            assert "no statement about what the register holds" in answer.text
            assert "0 files" not in answer.text
            assert client.get("/assets/blazon.css").status_code == 200


def test_an_index_that_is_not_there_is_an_error(web_office: Any, site_of: Callable[..., Site], serve_site: Any):
    with serve_site(site_of(web_office, deployment="tnothere")) as client:
        answer = client.get("/search?words=tide")
        assert answer.status_code == 503
        assert "The index is not there yet" in answer.text


def test_what_nobody_foresaw_is_a_page_under_the_same_guards(
    filled: Callable[..., Any], site_of: Callable[..., Site], serve_site: Any
):
    with filled([]) as office, serve_site(site_of(office)) as client:
        identity = {"id": "XB.tm.1", "office": "XB", "kind": "tm", "number": "1", "numbers": ["1"], "version": 1}
        broken = {"sequence": 1, "recorded_at": "2026-01-01T00:00:00Z", "content_hash": "0", "published": True}
        body = {**identity, **broken, "deleted": False, "record": {"kind": "tm", "documents": [{"no": "digest"}]}}
        office.client.index(
            index=f"blazon-{office.deployment}-tm-public", id="XB.tm.1", body=body, params={"refresh": "true"}
        )
        answer = client.get("/files/XB/tm/1")
        assert answer.status_code == 500
        assert "written to the log" in answer.text
        assert "Traceback" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_an_old_checkpoint_is_said(web_office: Any, site_of: Callable[..., Site], serve_site: Any):
    with serve_site(site_of(web_office, lag_limit=0.001)) as client:
        assert re.search(r"The index is \d+ (second|minute)s? behind", text(client.get(BENS)))
        assert "behind" not in client.get("/strategies").text


def test_a_file_page_asks_the_engine_at_most_three_times(web: httpx.Client, requests_to_engine: list[str]):
    web.get("/similar?words=tide")  # counts and recall certificate are read once a minute, not for each search
    for path, most in (
        (BENS, 3),
        ("/", 2),
        ("/search?words=tide", 2),
        ("/similar?words=tide", 3),
    ):  # candidates come without their source, then what is shown
        requests_to_engine.clear()
        assert web.get(path).status_code == 200
        assert 0 < len(requests_to_engine) <= most, requests_to_engine


def test_a_method_that_writes_is_refused(web: httpx.Client):
    answer = web.post("/search", data={"words": "tide"})
    assert answer.status_code == 405
    assert "text/html" in answer.headers["content-type"]


def test_the_api_stands_beside_the_pages(web: httpx.Client):
    assert web.get("/api/v1/dossiers/TM/2026/000001").json()["dossier"]["title"] == "Uncle Ben's"
    assert web.get("/api/v1/nothing").headers["content-type"] == "application/problem+json"


def test_the_checkpoint_of_now_is_not_late(web: httpx.Client):
    assert "behind" not in web.get("/").text
    assert str(dt.datetime.now(dt.UTC).year) in web.get("/").text


def test_with_the_staffs_pages_on_no_other_name_is_answered(web: httpx.Client):
    """A page of another site, whose name is made to point here, must not read unpublished files (DNS rebinding)."""
    for path in ("/staff/", "/", "/api/v1/health"):
        assert web.get(path, headers={"Host": "evil.example"}).status_code == 400
        assert web.get(path, headers={"Host": "localhost"}).status_code == 200


def test_a_question_to_the_front_page_is_not_left_unanswered(web: httpx.Client):
    answer = web.get("/?words=ben", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?words=ben")
