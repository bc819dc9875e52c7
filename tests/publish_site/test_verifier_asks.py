"""The verifier says what it still needs, without a verdict, where there is nothing to check yet."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.publish_site.served import served

ITEM = "tm/2026/000002/1"
FIELDS = ("named", "files", "key")


@pytest.fixture(scope="module")
def page(built: tuple[Any, Path], browser: Browser) -> Iterator[Page]:
    with served(built[1]) as address:
        found = browser.new_page()
        found.goto(f"{address}verify/index.html")
        yield found
        found.close()


def asked(page: Page, what: str, named: str = "") -> str:
    """What the page says, which is no verdict."""
    page.locator(f"[name=what][value={what}]").check()
    if what != "files":
        page.locator("[name=named]").fill(named)
    page.locator("#verify button").click()
    return said(page)


def said(page: Page) -> str:
    expect(page.locator("#outcome")).to_have_class("notice warn")
    assert page.locator("#problems li, #facts li").count() == 0
    return page.locator("#outcome").inner_text()


@pytest.mark.parametrize(
    ("what", "named", "says"),
    [
        ("item", "TM/2099/000002", "Nothing is published under TM/2099/000002"),
        ("item", "tm/2026/000002/7", "Nothing is published under tm/2026/000002/7"),
        ("item", "", "Which publication is not clear"),
        ("issue", "2099/24", "No issue 2099/24 is published; the newest is 2026/02."),
        ("issue", " ", "Which issue is not clear"),
    ],
)
def test_what_is_not_published_is_said_to_be_so(page: Page, what: str, named: str, says: str):
    assert says in asked(page, what, named)


def test_files_that_are_not_enough_are_asked_for_by_name(built: tuple[Any, Path], page: Page, tmp_path: Path):
    site, key = built[1], built[0].signer.key
    page.locator("[name=what][value=files]").check()
    assert "Choose the files" in asked(page, "files")
    own = [site / f"issues/2026/01/{name}" for name in ("issue.json", "signature.json")]
    (tmp_path / "more").mkdir()
    second = tmp_path / "more/data.json"
    second.write_bytes(b"{}")
    for files, pinned, says in (
        ([site / "issues/2026/01/issue.pdf"], "", "also manifest.json, manifest-signature.json, keyring.json."),
        ([site / ITEM / "data.json"], "", "also proof.json, issue.json, signature.json, keyring.json."),
        ([site / ITEM / "data.json", *own], key.public, "also proof.json."),
        ([site / ITEM / "data.json", site / ITEM / "proof.json", *own], key.id, "also keyring.json."),
        ([site / ITEM / "data.json", second, *own], key.public, "Two of the files are called data.json"),
    ):
        page.locator("[name=key]").fill(pinned)
        page.locator("[name=files]").set_input_files(files)
        expect(page.locator("#outcome")).to_contain_text(says)
        said(page)


def test_only_what_the_choice_needs_is_shown_and_a_new_choice_takes_the_answer_away(page: Page):
    assert asked(page, "item", "TM/2099/000002")
    for what, shown in (
        ("item", {"named", "key"}),
        ("issue", {"named", "key"}),
        ("chain", {"key"}),
        ("files", {"files", "key"}),
    ):
        page.locator(f"[name=what][value={what}]").check()
        assert {name for name in FIELDS if page.locator(f"[name={name}]").is_visible()} == shown
        if what in {"item", "issue"}:
            label = page.locator("label[for=f-named]").inner_text()
            assert label == {"item": "Which publication", "issue": "Which issue"}[what]
        if what != "item":
            expect(page.locator("#outcome")).to_be_empty()


def test_headings_of_one_level_have_one_size(page: Page):
    sizes = page.locator("main h2").evaluate_all("(all) => all.map((one) => getComputedStyle(one).fontSize)")
    assert len(sizes) == 4
    assert len(set(sizes)) == 1


def test_a_page_that_is_there_without_its_data_is_still_refused(page: Page):
    page.route(re.compile(r"/tm/2026/000002/1/(data|proof)\.json"), lambda route: route.fulfill(status=404))
    page.locator("[name=what][value=item]").check()
    page.locator("[name=key]").fill("")
    page.locator("[name=named]").fill(ITEM)
    page.locator("#verify button").click()
    expect(page.locator("#outcome")).to_have_class("notice error")
    expect(page.locator("#problems li")).to_have_text(f"{ITEM}/data.json: is missing")
    page.unroute_all()
