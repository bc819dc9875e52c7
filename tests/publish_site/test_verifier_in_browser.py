"""The verifier as a reader has it: it accepts what was published and refuses by name what was not."""

import json
import random
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from mappings.digest import canonical
from publish_site.merkle import Tree
from tests.publish_site.forging import feign, relist
from tests.publish_site.made_up_gazette import HOUSE, Backdated, gapped
from tests.publish_site.served import served
from tests.thorough import cases

ITEM = "tm/2026/000002/1"
ENDED = re.compile("notice")
UNABLE = """() => {
    const own = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = function () {
        SubtleCrypto.prototype.importKey = own;
        return Promise.reject(new DOMException("no", "NotSupportedError"));
    };
}"""  # once
PROVES = (
    "async (all) => { const to = []; for (const one of all) to.push(await gazetteVerifier.proves(...one)); return to; }"
)


@pytest.fixture(scope="module")
def copied(built: tuple[Any, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(built[1], tmp_path_factory.mktemp("verifier") / "site"))


@pytest.fixture(scope="module")
def page(copied: Path, browser: Browser) -> Iterator[Page]:
    with served(copied) as address:
        context = browser.new_context()
        found = context.new_page()
        found.goto(f"{address}verify/index.html")
        yield found
        context.close()


@pytest.fixture
def site(copied: Path) -> Iterator[Path]:
    """The served site, put back as it was."""
    kept = {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()}
    yield copied
    for path, content in kept.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def check(page: Page, what: str, named: str = "", key: str = "") -> tuple[str, list[str]]:
    """How the check ended (good, warn, error), and what it names."""
    page.locator(f"[name=what][value={what}]").check()
    if what in {"item", "issue"}:
        page.locator("[name=named]").fill(named)
    page.locator("[name=key]").fill(key)
    page.locator("#verify button").click()
    expect(page.locator("#outcome")).to_have_class(ENDED)
    kind = (page.locator("#outcome").get_attribute("class") or "").removeprefix("notice ")
    return kind, page.locator("#problems li").all_inner_texts()


def change(path: Path, **more: Any) -> None:
    """Other values in a JSON file, which stays canonical."""
    path.write_bytes(canonical(json.loads(path.read_bytes()) | more))


@pytest.mark.parametrize(
    ("what", "named", "said"),
    cases(
        [
            ("item", ITEM, "TM/2026/000002"),
            ("item", "TM/2026/000001", "root"),
            ("item", "https://gazette.example/pt/2026/000045/1/index.html", "PT/2026/000045"),
            ("item", "https://gazette.example/tm/2026/000001/2/since/1/", "TM/2026/000001"),
            ("item", "TM/2026/000003", "TM/2026/000003: published in issue 2026/01 of 14 January 2026, root"),
            ("issue", "2026/01", "Issue 2026/01 of 14 January 2026: 4 publications, "),
            ("issue", "2026-02", "2 publications"),
            ("chain", "", "2 issues, the newest 2026/02, each"),
        ]
    ),
)
def test_what_was_published_is_accepted(built: tuple[Any, Path], page: Page, what: str, named: str, said: str):
    key = built[0].signer.key
    for pinned in (key.id, key.public):
        assert check(page, what, named, pinned) == ("good", [])
    assert check(page, what, named) == ("warn", [])
    expect(page.locator("#facts")).to_contain_text(said)
    assert key.id in page.locator("#outcome").inner_text()
    assert page.locator("#facts li").count() == (2 if named == "TM/2026/000001" else 1)


def test_another_key_is_refused_by_name(built: tuple[Any, Path], page: Page):
    other = type(built[0].signer)(2).key
    for what, named in (("item", ITEM), ("issue", "2026/01"), ("chain", "")):
        kind, problems = check(page, what, named, other.public)
        assert kind == "error"
        assert all(f"signature.json: is by key {built[0].signer.key.id}" in one for one in problems)
        assert problems
    assert check(page, "item", ITEM, "not a key")[0] == "error"
    assert "no key" in page.locator("#outcome").inner_text()


@pytest.mark.parametrize(
    ("path", "more", "what", "says"),
    cases(
        [
            (f"{ITEM}/data.json", {"root": "0" * 64}, "item", "root: header and digests"),
            (
                f"{ITEM}/data.json",
                {"number": "TM/2026/000009"},
                "item",
                "of TM/2026/000009, and lies in the folder of another",
            ),
            (f"{ITEM}/data.json", {"title": "ROLEX"}, "item", "title: is not as the data say"),
            (f"{ITEM}/data.json", {"type": "event"}, "item", "type: is not as the data say"),
            (f"{ITEM}/data.json", {"owner": "Somebody else"}, "item", "owner: is no part of a publication"),
            (f"{ITEM}/data.json", {"salts": None}, "item", "no publication that can be read"),
            ("manifest.json", {"issues": [None]}, "chain", "cannot be read"),
            (f"{ITEM}/proof.json", {"place": 0}, "item", "does not prove its line"),
            ("issues/2026/01/issue.json", {"sequence": 7}, "item", "does not prove its line"),
            ("issues/2026/01/issue.json", {"sequence": 7}, "issue", "does not state"),
            ("issues/2026/02/issue.json", {"previous": "0" * 64}, "chain", "does not follow"),
            ("issues/2026/01/signature.json", {"key": "0" * 16}, "item", "no key 0000"),
            ("issues/2026/01/signature.json", {"day": "1999-01-01"}, "chain", "not valid on 1 January 1999"),
            ("issues/2026/01/signature.json", {"signature": b64encode(b"x" * 64).decode()}, "item", "not by key"),
        ]
    ),
)
def test_what_was_changed_is_refused_by_name(page: Page, site: Path, path: str, more: Any, what: str, says: str):
    change(site / path, **more)
    kind, problems = check(page, what, {"item": ITEM, "issue": "2026/01"}.get(what, ""))
    assert kind == "error"
    assert any(says in one and (path in one or what == "item") for one in problems), problems


def test_one_changed_byte_names_its_file(page: Page, site: Path):
    chance = random.Random(5)
    for path in (f"{ITEM}/data.json", f"{ITEM}/index.html", f"{ITEM}/proof.json", "issues/2026/01/issue.pdf"):
        content = (site / path).read_bytes()
        place = chance.randrange(len(content))
        (site / path).write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        kind, problems = check(page, "issue", "2026/01")
        assert (kind, {one.split(":")[0] for one in problems}) == ("error", {path})
        (site / path).write_bytes(content)


def test_a_swapped_issue_and_a_removed_file_are_named(page: Page, site: Path):
    first, second = (site / f"issues/2026/{number}/issue.json" for number in ("01", "02"))
    second.write_bytes(first.read_bytes())
    assert any(one.startswith("issues/2026/02/issue.json: ") for one in check(page, "chain")[1])
    assert any(one.startswith("issues/2026/02/issue.json: ") for one in check(page, "issue", "2026/02")[1])
    for removed in ("data.json", "proof.json", "index.html"):
        content = (site / ITEM / removed).read_bytes()
        (site / ITEM / removed).unlink()
        assert f"{ITEM}/{removed}: is missing" in check(page, "issue", "2026/01")[1]
        if removed != "index.html":
            assert check(page, "item", "TM/2026/000002")[1] == [f"{ITEM}/{removed}: is missing"]
        (site / ITEM / removed).write_bytes(content)


@pytest.mark.thorough
def test_files_at_hand_are_checked_without_the_site(built: tuple[Any, Path], browser: Browser, tmp_path: Path):
    site, key = built[1], built[0].signer.key
    files = [site / ITEM / "data.json", site / ITEM / "proof.json"]
    files += [site / "issues/2026/01/issue.json", site / "issues/2026/01/signature.json"]
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "verify/index.html").as_uri())
    expect(page.locator("[value=files]")).to_be_checked()

    def outcome(given: list[Path], pinned: str = "") -> tuple[str, str]:
        page.locator("[name=files]").set_input_files([])
        page.locator("[name=key]").fill(pinned)
        page.locator("[name=files]").set_input_files(given)
        expect(page.locator("#outcome")).to_have_class(ENDED)
        return str(page.locator("#outcome").get_attribute("class")), page.locator("#problems").inner_text()

    assert outcome([*files, site / f"keys/{key.id}.pem"]) == ("notice warn", "")  # who made the files may have added it
    assert outcome(files, key.public) == ("notice good", "")
    assert outcome([*files, site / "keys/keyring.json"]) == ("notice warn", "")
    (tmp_path / "data.json").write_bytes(files[0].read_bytes().replace(b"12 Rue du Port", b"13 Rue du Port"))
    assert "parties: value and salt" in outcome([tmp_path / "data.json", *files[1:]], key.public)[1]
    own = [site / f"issues/2026/01/{name}" for name in ("manifest.json", "manifest-signature.json")]
    assert outcome([*own, site / ITEM / "index.html", site / "issues/2026/01/issue.pdf"], key.public) == (
        "notice good",
        "",
    )
    expect(page.locator("#facts")).to_contain_text("2 of ")
    (tmp_path / "index.html").write_bytes(b"<p>forged</p>")
    said = outcome([*own, tmp_path / "index.html"], key.public)[1]
    assert said == "index.html: is no file of issue 2026/01, or was changed"
    context.close()


def test_an_issue_changed_with_every_list_is_refused_by_its_own_signature(page: Page, site: Path):
    relist(site, site / ITEM / "index.html", b"<p>forged</p>")
    seal = "issues/2026/01/manifest-signature.json: is of another issues/2026/01/manifest.json"
    assert seal in check(page, "issue", "2026/01")[1]
    assert seal in check(page, "chain")[1]
    (site / "manifest.json").unlink()
    assert check(page, "issue", "2026/01") == ("error", [seal])
    (site / "issues/2026/01/manifest.json").write_bytes(kept(site, "tree", "0" * 64))
    assert "its root is not that of its files" in check(page, "issue", "2026/01")[1][0]


def kept(site: Path, name: str, value: str) -> bytes:
    """The manifest of the first issue with another value."""
    return canonical(json.loads((site / "issues/2026/01/manifest.json").read_bytes()) | {name: value})


@pytest.mark.thorough
def test_a_correction_is_checked_with_what_it_corrects(empty: Any, make_mark: Any, browser: Browser, tmp_path: Path):
    number, folder = "TM/2026/000002", "tm/2026/000002"
    empty.publish("2026/01", "tm-applications", "application", make_mark(number, "BOREALIS"))
    empty.publish("2026/02", "tm-applications", "correction", make_mark(number, "BOREAS"), corrects=1)
    empty.index()
    site = tmp_path / "site"
    empty.build("2026/02", site, documents=False, workers=0)
    with served(site) as address:
        found = browser.new_page()
        found.goto(f"{address}verify/index.html")
        key = empty.signer.key
        assert check(found, "item", f"{folder}/2", key.public) == ("good", [])
        assert check(found, "item", number, key.id) == ("good", [])
        assert found.locator("#facts li").count() == 2
        assert check(found, "issue", "2026/02", key.id) == ("good", [])
        data = (site / folder / "2/data.json").read_bytes()
        for corrects in (2, None):
            changed = {name: value for name, value in json.loads(data).items() if name != "corrects"}
            changed |= {"corrects": corrects} if corrects else {}
            (site / folder / "2/data.json").write_bytes(canonical(changed))
            kind, problems = check(found, "item", f"{folder}/2")
            assert kind == "error"
            assert "root: header and digests do not give it" in problems[0]
        found.close()


@pytest.mark.thorough
def test_what_lies_elsewhere_or_in_an_issue_that_nobody_signed_is_refused(
    built: tuple[Any, Path], page: Page, tmp_path: Path, copied: Path
):
    key, folder = built[0].signer.key.id, copied / "tm/2026/000777/1"
    folder.mkdir(parents=True)
    for name in ("data.json", "proof.json"):
        (folder / name).write_bytes((copied / ITEM / name).read_bytes())
    (problem,) = check(page, "item", "TM/2026/000777", key)[1]
    assert "is publication 1 of TM/2026/000002, and lies in the folder of another" in problem
    feign(copied)
    assert check(page, "item", "TM/2026/000777", key)[0] == "error"
    shutil.rmtree(copied / "tm/2026/000777")
    shutil.rmtree(copied / "issues/fake")


@pytest.mark.thorough
def test_publications_behind_one_that_was_taken_out_are_checked(empty: Any, browser: Browser, tmp_path: Path):
    gapped(empty).build("2026/02", tmp_path / "site", documents=False, workers=0)
    with served(tmp_path / "site") as address:
        found = browser.new_page()
        found.goto(f"{address}verify/index.html")
        assert check(found, "item", "TM/2026/000001", empty.signer.key.id) == ("good", [])
        assert found.locator("#facts li").count() == 2
        found.close()


@pytest.mark.thorough
def test_a_revoked_key_signs_no_later_issue_for_an_earlier_day(empty: Any, browser: Browser, tmp_path: Path):
    signer = Backdated()
    gapped(empty).build("2026/02", tmp_path / "site", sign=signer, documents=False, workers=0)
    with served(tmp_path / "site") as address:
        found = browser.new_page()
        found.goto(f"{address}verify/index.html")
        for what, named, count in (("item", "tm/2026/000001/3", 1), ("issue", "2026/02", 3), ("chain", "", 3)):
            kind, problems = check(found, what, named, signer.key.id)
            assert (kind, len(problems)) == ("error", count)
            assert all(
                "the signature is of 31 January 2026, and what it signed of 14 February" in one for one in problems
            )
        assert check(found, "item", "tm/2026/000001/1", signer.key.id) == ("good", [])
        found.close()


@pytest.mark.thorough
def test_an_issue_with_a_hyphen_in_its_name_is_checked(empty: Any, make_mark: Any, browser: Browser, tmp_path: Path):
    arabic, french = (HOUSE.model_copy(update={"language": code}) for code in ("ar", "fr"))
    empty.publish("2026-01-special", "tm-applications", "application", make_mark("TM/2026/000001", "AURELIA"))
    empty.index()
    site, key = tmp_path / "site", empty.signer.key.id
    house = HOUSE.model_copy(update={"others": (arabic, french)})
    empty.build("2026-01-special", site, house=house, documents=False, workers=0)
    with served(site) as address:
        found = browser.new_page()
        for prefix, said in (
            ("", "of 14 January 2026: 1 publication, "),
            ("fr/", "du 14 janvier 2026\u202f: 1 publication, "),
            ("ar/", "بتاريخ 14 يناير 2026: منشور واحد، "),
        ):
            found.goto(f"{address}{prefix}verify/index.html")
            assert check(found, "issue", "2026-01-special", key) == ("good", [])
            expect(found.locator("#facts")).to_contain_text(said)
            assert "2026-01-special" in found.locator("#facts bdi").all_inner_texts()
        (site / "manifest.json").unlink()  # its place in the chain is left out
        assert check(found, "issue", "2026-01-special", key) == ("good", [])
        found.close()


def test_a_browser_that_cannot_and_a_network_that_fails_accept_nothing(page: Page, copied: Path):
    page.route("**/issues/2026/01/signature.json", lambda route: route.abort())
    assert check(page, "item", ITEM) == ("warn", [])
    assert "no answer" in page.locator("#outcome").inner_text()
    page.unroute("**/issues/2026/01/signature.json")
    page.evaluate(UNABLE)
    assert check(page, "item", ITEM) == ("warn", [])
    assert "cannot check Ed25519" in page.locator("#outcome").inner_text()


def test_canonical_json_and_the_tree_are_those_of_the_office(page: Page):
    values: list[Any] = [
        {
            "b": [1, 1.5, -0.0, 1e21, 1e-7, 0.1, 333333333.33333329, 1e30],
            "a": None,
            "é": '\u20ac"\\\n\u0007\u2028</',
            "": {},
        },
        {"\U0001f600": 1, "\ufb33": 2, "\r": 3, "1": 4, "10": 5, "2": 6},
        [True, False, "", [], {}, 9007199254740991],
    ]
    made = page.evaluate(
        "(texts) => texts.map((text) => gazetteVerifier.canonical(JSON.parse(text)))", [json.dumps(v) for v in values]
    )
    assert made == [canonical(value).decode() for value in values]
    for count in (0, 1, 2, 3, 5, 8, 13):
        leaves = [f"leaf {number}" for number in range(count)]
        tree = Tree(leaf.encode() for leaf in leaves)
        assert page.evaluate("(leaves) => gazetteVerifier.treeRoot(leaves)", leaves) == tree.root
        asked = [(leaf, place, count, list(tree.proof(place)), tree.root) for place, leaf in enumerate(leaves)]
        shifted = [(leaf, (place + 1) % count, *rest) for leaf, place, *rest in asked if count > 1]
        assert page.evaluate(PROVES, asked) == [True] * len(asked)
        assert page.evaluate(PROVES, shifted) == [False] * len(shifted)
