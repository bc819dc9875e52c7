"""The search as a reader has it: in a real browser, from a plain web server."""

import itertools
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from publish_site import search, styles
from similarity.folding import RULES, fold
from tests.publish_site.made_up_search import LIMIT, cards, pages, standing_of, write
from tests.publish_site.served import served
from tests.thorough import cases

COUNT = 3000
HOSTILE = '<img src=x onerror="document.title=1"> Wyvern'
OWN = [
    {"title": "Škoda & Öresund", "owners": ["Uncle Ben's Ltd"], "filed": "2031-01-01", "group": "unknown"},
    {
        "title": "نجمة الصحراء",
        "owners": ["可乐公司"],
        "status": "",
        "classes": ["45"],
        "language": "ar",
        "transliteration": "NAJMAT AL-SAHRA",
    },
    {"title": HOSTILE, "owners": ["Grimoire & Sons", "Quixote"], "picture": "", "number": "TM/2026/900003"},
    {"title": "WYVERN GOLD", "owners": ["Grimoire & Sons"], "registration": "7654321"},
]


@pytest.fixture(scope="module")
def made() -> list[dict[str, Any]]:
    """The cards of all dossiers by their number."""
    found = [card for _, card in cards(COUNT)]
    return [*found[: -len(OWN)], *(card | own for card, own in zip(found[-len(OWN) :], OWN, strict=True))]


@pytest.fixture(scope="module")
def site(made: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("search")
    write(folder, search.files(standing_of((f"XB.tm.{n:07}", card) for n, card in enumerate(made)), [pages()]))
    write(folder, styles.files())
    with served(folder) as address:
        yield folder, address


@pytest.fixture
def page(browser: Browser, site: tuple[Path, str]) -> Iterator[Page]:
    context = browser.new_context()
    found = context.new_page()
    found.goto(f"{site[1]}search/index.html")
    yield found
    context.close()


def numbers(page: Page) -> list[str]:
    return page.locator("#results .num").all_inner_texts()


def ask(page: Page, text: str, **filters: str) -> int:
    """Types a query; how many files the page says it found."""
    for name in ("kind", "nice", "group", "year"):
        page.locator(f"[name={name}]").select_option(filters.get(name, ""))
    page.locator("[name=q]").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text(re.compile("found|fits|Nothing"))
    said = page.locator("#count").inner_text()
    return 0 if "Nothing" in said else int(re.match(r"[\d,]+", said)[0].replace(",", ""))  # type: ignore[index]  # fails the test where there is none


def fits(card: dict[str, Any], text: str, **filters: str) -> bool:
    """By brute force, with the same rule: all words, the last one completed."""
    *whole, last = fold(text).split() or [""]
    words = {word for one in (card["title"], card["transliteration"], *card["owners"]) for word in fold(one).split()}
    numbers = {part.lstrip("0") for one in (card["number"], card["registration"]) for part in fold(one).split()[-1:]}
    own = {"group": card["group"], "year": card["filed"][:4], "kind": "tm"}
    filtered = all(
        value in card["classes"] if name == "nice" else own[name] == value for name, value in filters.items()
    )
    completed = len(last) > 2 and any(word.startswith(last) for word in words)
    return filtered and {*whole} <= words | numbers and (not last or completed or last in words | numbers)


@pytest.mark.thorough
def test_what_is_found_is_what_all_that_is_there_says(page: Page, made: list[dict[str, Any]]):
    chance = random.Random(3)
    asked: list[tuple[str, dict[str, str]]] = [
        ("star", {}),
        ("company", {"group": "ended"}),
        ("", {"nice": "25", "year": "2019"}),
        ("gmbh", {"kind": "tm", "nice": "9", "group": "registered", "year": "2020"}),
        ("sa s a", {}),
        ("co", {}),
    ]
    for _ in range(12):
        title = fold(chance.choice(made)["title"]).split()
        asked.append((" ".join([*title[:-1], title[-1][: chance.randint(3, 9)]]).lower(), {}))
    for text, filters in asked:
        expected = sum(fits(card, text, **filters) for card in made)
        if expected or not text:
            assert ask(page, text, **filters) == expected, (text, filters)


def test_a_mark_in_another_script_is_found_as_it_is_said_and_named_in_its_language(page: Page):
    assert ask(page, "najmat") == ask(page, "نجمة") == 1
    found = page.locator("#results h3 bdi")
    assert found.all_inner_texts() == ["نجمة الصحراء", "NAJMAT AL-SAHRA"]
    assert [one.get_attribute("lang") for one in found.all()] == ["ar", None]


def test_the_best_stand_first_and_all_can_be_shown(page: Page, made: list[dict[str, Any]]):
    count = ask(page, "star")
    shown = page.locator("#results > li")
    assert (shown.count(), count > 40) == (20, True)
    expect(page.locator("#results h3").first).to_contain_text(re.compile("star", re.IGNORECASE))
    page.locator("#more").click()
    expect(shown).to_have_count(40)
    assert len(set(numbers(page))) == 40
    assert page.evaluate("document.activeElement.closest('li') == document.querySelectorAll('#results > li')[20]")
    page.evaluate("for (const _ of [1, 2, 3]) document.getElementById('more').click()")
    expect(shown).to_have_count(60)
    expect(page.locator("#more")).to_be_enabled()
    assert len(set(numbers(page))) == 60


@pytest.mark.parametrize(
    ("text", "number"),
    [("skoda", 0), ("SKODA and ORESU", 0), ("uncle bens", 0), ("نجمة", 1), ("可乐", 1), ("kele", 1), ("7654321", 3)],
)
def test_scripts_accents_and_numbers(page: Page, made: list[dict[str, Any]], text: str, number: int):
    assert ask(page, text) == 1
    assert numbers(page) == [made[number - len(OWN)]["number"]]


@pytest.mark.parametrize("text", ["TM/2026/900003", "tm 2026 900003", "tm2026900003", "TM-2026-0900003"])
def test_a_number_is_found_however_it_is_written(page: Page, text: str):
    assert ask(page, text) == 1
    assert numbers(page) == ["TM/2026/900003"]


def test_a_letter_typed_wrong_is_forgiven_and_said(page: Page):
    for wrong in ("grimore", "grimoiire", "grimoier", "girmoire", "grimoore"):
        assert ask(page, wrong) == 2, wrong
        expect(page.locator("#count")).to_contain_text(f"No word is “{wrong.upper()}”")
    assert ask(page, "xyzzyplugh") == 0


def test_what_was_filed_is_text_and_never_markup(page: Page):
    assert ask(page, "wyvern") == 2
    assert page.locator("#results img[onerror]").count() == 0
    assert HOSTILE in page.locator("#results h3").all_inner_texts()
    assert page.title() != "1"
    assert numbers(page) == [OWN[2]["number"], *numbers(page)[1:]] or numbers(page)[1] == OWN[2]["number"]


def test_the_address_carries_the_query_and_the_keyboard_is_enough(browser: Browser, site: tuple[Path, str]):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site[1]}search/index.html")
    page.locator("[name=q]").focus()
    page.keyboard.type("wyvern gol", delay=5)
    expect(page.locator("#results > li")).to_have_count(1)  # while typing, without Enter
    assert page.locator("#count").get_attribute("role") == "status"
    expect(page).to_have_url(re.compile(r"\?q=wyvern\+gol$"))
    page.keyboard.press("Tab")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#results') != null")
    page.goto(f"{site[1]}search/index.html?q=grimoire&group=registered&year=1066")
    expect(page.locator("#results > li")).not_to_have_count(0)
    assert page.locator("[name=year]").input_value() == ""
    context.close()


@pytest.mark.thorough
def test_the_first_query_costs_less_than_its_limit_and_asks_nobody_else(browser: Browser, site: tuple[Path, str]):
    for query in ("company star", "star", "gmbh comcon"):
        context = browser.new_context()
        page = context.new_page()
        sizes: dict[str, int] = {}
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("response", lambda answer, sizes=sizes: sizes.update({answer.url: len(answer.body())}))
        page.route("**/pictures/**", lambda route: route.fulfill(body=b"", content_type="image/webp"))
        page.goto(f"{site[1]}search/index.html?q={query}")
        expect(page.locator("#count")).to_contain_text("found")
        page.wait_for_load_state("networkidle")
        assert all(url.startswith(site[1]) for url in sizes)
        counted = {
            url: size for url, size in sizes.items() if re.search("/assets/search[.].*js|/search/.*(txt|json)$", url)
        }
        script = styles.present()["search.js"].path.rpartition("/")[2]
        assert {script, "index.json", "0.txt"} < {url.rpartition("/")[2] for url in counted}
        assert 15_000 < sum(counted.values()) < LIMIT
        assert said == []
        context.close()


def failing(route: Route) -> None:
    route.abort()


@pytest.mark.parametrize("lost", cases(["search/index.json", "search/words/*", "search/shown/*", "search/letters/*"]))
def test_what_could_not_be_loaded_is_never_called_nothing(browser: Browser, site: tuple[Path, str], lost: str):
    context = browser.new_context()
    page = context.new_page()
    page.route(f"**/{lost}", failing)
    page.goto(f"{site[1]}search/index.html?q=wyvern")
    expect(page.locator("#trouble")).to_contain_text("could not be loaded")
    assert page.locator("#count").inner_text() == ""
    page.unroute(f"**/{lost}")
    page.locator("#trouble button").click()
    expect(page.locator("#results > li")).to_have_count(2)
    expect(page.locator("#trouble")).to_be_hidden()
    context.close()


def test_shards_of_another_division_are_not_read_as_empty(browser: Browser, site: tuple[Path, str]):
    context = browser.new_context()
    page = context.new_page()
    about = json.loads((site[0] / "search/index.json").read_bytes()) | {"shards": 64}
    page.route("**/search/index.json", lambda route: route.fulfill(json=about))
    page.goto(f"{site[1]}search/index.html?q=company")
    expect(page.locator("#trouble")).to_be_visible()
    assert page.locator("#count").inner_text() == ""
    context.close()


def test_without_scripts_and_from_a_disk_the_page_says_so_and_links_to_lists(browser: Browser, site: tuple[Path, str]):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site[1]}search/index.html")
    expect(page.get_by_text("needs JavaScript")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    assert page.locator("nav a[href$='classes/nice/index.html']").count() == 1
    context.close()
    context = browser.new_context()
    page = context.new_page()
    page.goto((site[0] / "search/index.html").as_uri())
    expect(page.locator("#count")).to_contain_text("From a disk")
    context.close()


def test_letters_are_folded_alike_in_both(page: Page):
    texts = [text for _, _, examples in RULES for text in re.split(r" → |, ", examples)]
    texts += [
        "ｶﾞｰﾄﾞ",
        "각하",
        "ㄱㅏ",
        "e\u0301\u0323",
        "™",
        "™\u0301",
        "a\u00adb",
        "x\ud83c\udf55y",
        "´a",
        "İıß",
        "a" * 600,
    ]
    chance = random.Random(11)
    known = [chr(code) for code in range(1, 0x32000) if unicodedata.category(chr(code)) not in {"Cn", "Cs"}]
    texts += ["".join(chance.choices(known, k=6)) for _ in range(1500)]
    latin = [letter for letter in known if ord(letter) < 0x600]
    texts += ["".join(chance.choices(latin, k=8)) for _ in range(1500)]
    texts = [text for text in texts if not any("\ud800" <= letter <= "\udfff" for letter in text)]
    folded = page.evaluate(
        "async (texts) => { const to = []; for (const t of texts) to.push(await gazetteSearch.fold(t)); return to; }",
        texts,
    )
    assert [(text, one) for text, one in zip(texts, folded, strict=True) if one != fold(text)] == []
    assert len(list(itertools.filterfalse(None, folded))) < len(folded) / 10
