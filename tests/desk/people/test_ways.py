"""Where people land who have signed in, and that every link that they are shown is open to them."""

import re

import pytest

from desk.web.office.phrases import languages
from tests.desk.desk_people import GRANTS, Desk

BANNER = "unpublished files are shown"
ACCOUNT = {"en": "My account", "fr": "Mon compte", "es": "Mi cuenta", "ar": "حسابي"}
SIGN_OUT = {"en": "Sign out", "fr": "Se déconnecter", "es": "Cerrar la sesión", "ar": "تسجيل الخروج"}


def links(page: str) -> list[str]:
    """Those of the masthead and of the desk's menu."""
    head = page.split('<header class="masthead">')[1].split("</header>", maxsplit=1)[0]
    menu = page.split('<nav class="desk-menu"')[1].split("</nav>", maxsplit=1)[0] if "desk-menu" in page else ""
    return sorted(set(re.findall(r'href="([^"]+)"', head + menu)))


@pytest.mark.parametrize("role", GRANTS.roles)
def test_who_signs_in_lands_where_their_work_is_and_no_link_that_they_are_shown_is_closed_to_them(
    desk: Desk, role: str
):
    desk.person("ada", role, identifier="A-7")
    first = {"agent": "/my/", "auditor": "/staff/log", "administrator": "/staff/users"}.get(role, "/staff/tasks")
    with desk.browser() as client:
        begun = desk.sign_in(client, "ada", follow_redirects=True)
        assert (begun.status_code, begun.url.path) == (200, first)
        searches = GRANTS.permissions([role]) >= {"desk.search", "dossier.view.all", "dossier.view.unpublished"}
        assert (BANNER in begun.text) == searches
        for page in (begun.text, client.get("/staff/me").text):
            shown = links(page)
            assert ("/staff/search" in shown) == searches
            for path in shown:
                opened = client.get(path, follow_redirects=True)
                assert (opened.status_code, opened.url.path) != (200, "/sign-in"), path
                assert opened.status_code == 200, path


def test_the_page_that_was_asked_for_is_kept(desk: Desk):
    desk.person("ada", "examiner")
    with desk.browser() as client:
        assert client.get("/staff/board").headers["location"] == "/sign-in?next=%2Fstaff%2Fboard"
        done = desk.sign_in(client, "ada", fields={"next": "/staff/board"}, follow_redirects=True)
        assert done.url.path == "/staff/board"
    with desk.browser("ada") as client:
        assert client.get("/staff").headers["location"] == "/staff/tasks"
    with desk.browser() as client:
        assert 'href="/staff"' in client.get("/").text


@pytest.mark.parametrize("language", languages())
def test_a_partys_pages_name_who_has_signed_in_and_let_them_sign_out(desk: Desk, language: str):
    desk.person("kanzlei", "agent", identifier="A-7")
    with desk.browser("kanzlei") as client:
        page = client.get(f"/my/?language={language}").text
        head = page.split('<header class="masthead">')[1].split("</header>")[0]
        assert "<bdi>Kanzlei</bdi>" in head
        assert f'<a href="/staff/me">{ACCOUNT[language]}</a>' in head
        assert f"{SIGN_OUT[language]}</button>" in head
        assert 'href="/staff/"' not in head
        assert 'href="/staff"' not in head
        (csrf,) = re.findall(r'action="/sign-out" method="post"><input type="hidden" name="csrf" value="(\w+)">', head)
        assert client.post("/sign-out", data={"csrf": "forged"}).status_code == 403
        assert client.get("/my/").status_code == 200
        assert client.post("/sign-out", data={"csrf": csrf}).headers["location"] == "/sign-in"
        assert client.get("/my/").headers["location"].startswith("/sign-in?")


def test_what_is_not_open_is_told_in_words_with_whom_to_ask(desk: Desk):
    desk.person("eva", "auditor")
    desk.person("ada", "examiner")
    with desk.browser("eva") as client:
        page = client.get("/staff/search")
        assert page.status_code == 403
        told, codes = page.text.split("Your role: Auditor.")
        assert "search among all files, and for similar ones; see the files of everybody" in told
        assert "ask an administrator of the office for a role that permits it" in told
        assert "dossier.view.all" not in told
        assert "<code>dossier.view.all</code>" in codes
        assert '<a href="/staff/log">To the page where your work begins</a>' in codes
        assert 'action="/search"' in codes
    with desk.browser("ada") as client:
        assert "<p>Examiner</p>" in client.get("/staff/me").text
