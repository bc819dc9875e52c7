"""The pages of single files: what stands on them, and which of their documents are given out."""

import re
from typing import Any

import httpx
import pytest

from tests.desk.web_pages import BENS


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
        "ST.61 A00",
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


def test_a_number_with_slashes_may_also_be_written_encoded(web: httpx.Client):
    assert "Uncle Ben" in web.get("/files/XB/tm/TM%2F2026%2F000001").text


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
