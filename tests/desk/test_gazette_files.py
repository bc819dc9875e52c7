"""The gazette behind the desk: its search runs in a reader's browser there too."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from desk.web.site import Site
from publish_site import headers, lost, search, styles
from tests.publish_site.made_up_search import cards, pages, standing_of, write


@pytest.fixture(scope="module")
def desk(web_office: Any, site_of: Callable[..., Site]) -> Site:
    """A desk with a gazette of forty files."""
    site = site_of(web_office)
    assert site.gazette is not None
    write(site.gazette, search.files(standing_of(iter(cards(40))), [pages()]))
    write(site.gazette, styles.files())
    (site.gazette / lost.PATH).write_text(pages().text("lost.html", "", allowed=lost.ALLOWED, style=lost.STYLE))
    return site


def test_the_search_of_the_gazette_runs(desk: Site, serve_site: Any, browser: Browser):
    title = next(card["title"] for _, card in cards(40))
    with serve_site(desk) as client:
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{client.base_url}/gazette/search/")
        page.locator("#f-q").fill(title)
        page.locator("#search button").click()
        expect(page.locator("#results")).to_contain_text(title)
        page.close()
    assert [one for one in said if "Content Security Policy" in one] == []


def test_what_is_not_there_is_said_on_a_page_with_its_own_style(desk: Site, serve_site: Any, browser: Browser):
    with serve_site(desk) as client:
        page = browser.new_page(color_scheme="dark")
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{client.base_url}/gazette/tm/2026/999999/")
        expect(page.locator("h1")).to_have_text("Nothing was published at this address")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 20, 26)"
        links = page.locator("a").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        assert links == ["/gazette/", "/gazette/search/"]
        page.get_by_role("link", name="Search the gazette").click()
        expect(page.locator("#f-q")).to_be_visible()
        page.close()
        assert [one for one in said if "Content Security Policy" in one] == []


def test_caches_are_told_what_the_gazettes_own_server_tells_them(desk: Site, serve_site: Any):
    with serve_site(desk) as client:
        sheet = styles.present()["blazon.css"].path
        asked = {"search/": headers.ASK, "search/index.json": headers.ASK, sheet: headers.FOREVER, "no": headers.ASK}
        for path, said in asked.items():
            assert client.get(f"/gazette/{path}").headers["cache-control"] == said, path


def test_a_page_of_the_gazette_may_run_its_own_scripts_and_nobody_elses(desk: Site, serve_site: Any):
    with serve_site(desk) as client:
        policy = client.get("/gazette/search/").headers["content-security-policy"]
        assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(policy.split("; "))
        assert "unsafe" not in policy
        assert "script-src" not in client.get("/").headers["content-security-policy"]
