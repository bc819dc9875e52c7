"""How a publication is cited, and where its data lies: on its own page, on the permanent one and on its issue's."""

import json
from pathlib import Path
from typing import Any

from lxml import html

from tests.publish_site.conftest import ADDRESS
from tests.publish_site.made_up_gazette import HOUSE


def page(site: Path, path: str) -> Any:
    return html.fromstring((site / path).read_bytes())


def cited(tree: Any) -> str:
    (text,) = [one.getnext().text_content() for one in tree.xpath("//h2[.='To cite']")]
    return " ".join(text.split())


def test_the_permanent_page_links_the_data_of_each_publication_and_of_the_newest(built: tuple[Any, Path]):
    path = built[1] / "tm/2026/000001"
    tree = page(built[1], "tm/2026/000001/index.html")
    up = "../../../"
    folder = f"{up}tm/2026/000001"
    links = tree.xpath("//main//a/@href")
    assert {f"{folder}/{n}/{name}" for n in (1, 2) for name in ("data.json", "st96.xml")} <= set(links)
    alternates = tree.xpath("//link[@rel='alternate'][contains(@href, 'tm/2026')]")
    assert [(one.get("type"), one.get("href")) for one in alternates] == [
        ("application/json", f"{folder}/2/data.json"),
        ("application/xml", f"{folder}/2/st96.xml"),
    ]
    for link in links + [one.get("href") for one in alternates]:
        assert (path / link.partition("#")[0]).resolve().exists(), link
    own = page(built[1], "tm/2026/000001/1/index.html").xpath("//link[@rel='alternate'][contains(@href, 'tm/')]/@href")
    assert own == [f"../{folder}/1/data.json", f"../{folder}/1/st96.xml"]


def test_a_citation_says_who_published_what_where_and_when(reached: tuple[Any, Path, Path]):
    site = reached[2]
    for number, path in ((2, "tm/2026/000001/"), (1, "tm/2026/000001/1/")):
        root = json.loads((site / f"tm/2026/000001/{number}/data.json").read_bytes())["root"]
        part = HOUSE.title("tm-registrations" if number == 2 else "tm-applications")
        issue = f"Issue 2026/0{number} of 14 {'February' if number == 2 else 'January'} 2026"
        said = f"{HOUSE.office_name}, {HOUSE.name}, {issue}, {part}, TM/2026/000001, publication {number}"
        assert cited(page(site, f"{path}index.html")) == f"{said}, {ADDRESS}{path}, root hash {root}"
    said = f"{HOUSE.office_name}, {HOUSE.name}, Issue 2026/02 of 14 February 2026, {ADDRESS}issues/2026/02/"
    assert cited(page(site, "issues/2026/02/index.html")) == said


def test_without_an_address_of_the_site_a_citation_has_the_path(built: tuple[Any, Path]):
    assert ", tm/2026/000002/, " in cited(page(built[1], "tm/2026/000002/index.html"))
    assert cited(page(built[1], "issues/2026/01/index.html")).endswith(", issues/2026/01/")


def test_an_issue_names_its_documents_for_machines(built: tuple[Any, Path]):
    tree = page(built[1], "issues/2026/01/index.html")
    linked = {one.get("href").rpartition("/")[2]: one.get("type") for one in tree.xpath("//link[@rel='alternate']")}
    wanted = {"issue.pdf": "application/pdf", "issue.csv": "text/csv", "issue-tm.xml": "application/xml"}
    assert wanted.items() <= linked.items()
