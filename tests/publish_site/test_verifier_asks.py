"""The verifier asks for what it needs, and gives no verdict on what is not there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.publish_site.served import served


@pytest.fixture(scope="module")
def page(built: tuple[Any, Path], browser: Browser) -> Iterator[Page]:
    with served(built[1]) as address:
        context = browser.new_context()
        found = context.new_page()
        found.goto(f"{address}verify/index.html")
        yield found
        context.close()


@pytest.mark.parametrize(
    ("what", "named", "said"),
    [
        ("item", "TM/2026/000999", "Nothing is published under TM/2026/000999 here"),
        ("item", "tm/2026/000002/7", "Nothing is published under tm/2026/000002/7 here"),
        ("issue", "2027/01", "There is no issue 2027/01 here; the newest is 2026/02"),
        ("files", "", "Choose the files first"),
    ],
)
def test_what_is_not_there_gets_no_verdict(page: Page, what: str, named: str, said: str):
    page.locator("[name=files]").set_input_files([])
    page.locator(f"[name=what][value={what}]").check()
    if named:
        page.locator("[name=named]").fill(named)
    page.locator("#verify button").click()
    expect(page.locator("#outcome")).to_contain_text(said)
    expect(page.locator("#outcome")).to_have_class("notice warn")
    assert page.locator("#problems li").count() == 0


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        (["data.json"], "proof.json, issue.json, signature.json, keyring.json"),
        (["issue.pdf"], "manifest.json, manifest-signature.json, keyring.json"),
        (["manifest-signature.json"], "manifest.json, keyring.json"),
    ],
)
def test_files_that_prove_nothing_alone_are_asked_for_more(page: Page, given: list[str], lacking: str):
    files = [{"name": name, "mimeType": "application/octet-stream", "buffer": b"{}"} for name in given]
    page.locator("[name=what][value=files]").check()
    page.locator("[name=files]").set_input_files(files)
    expect(page.locator("#outcome")).to_have_text(f"Give also: {lacking}. Without them nothing can be checked.")
    assert page.locator("#problems li").count() == 0


def test_only_what_the_choice_needs_is_asked_for(page: Page):
    shown = {"item": (True, False), "issue": (True, False), "chain": (False, False), "files": (False, True)}
    for what, fields in shown.items():
        page.locator(f"[name=what][value={what}]").check()
        assert tuple(page.locator(f"[name={name}]").is_visible() for name in ("named", "files")) == fields
