"""What search engines are told: the site map, and what each page says of itself."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from publish_site import sitemap
from publish_site.issue import Issue
from publish_site.opening import open_standing
from publish_site.standing import File, Standing
from tests.publish_site.made_up_gazette import HOUSE

MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
ADDRESS = "https://gazette.blazonia.example/"


@pytest.fixture(scope="session")
def site(reached: tuple[Any, Path, Path]) -> Path:
    return reached[1]


def page(site: Path, path: str) -> Any:
    return html.fromstring((site / path).read_bytes())


def test_the_site_map_has_every_page_once_with_the_day_of_its_last_issue(site: Path):
    index = etree.parse(site / "sitemap.xml").getroot()
    maps = index.xpath("//s:loc/text()", namespaces=MAP)
    assert {f"{ADDRESS}sitemaps/{p.name}" for p in (site / "sitemaps").iterdir()} == set(maps)
    dated: dict[str, str] = {}
    for address in maps:
        for url in etree.parse(site / address.removeprefix(ADDRESS)).getroot():
            place = url.findtext("s:loc", namespaces=MAP)
            assert place not in dated
            dated[place] = url.findtext("s:lastmod", namespaces=MAP) or ""
    pages = {path.relative_to(site).as_posix() for path in site.rglob("index.html")}
    assert set(dated) == {ADDRESS + path.removesuffix("index.html") for path in pages}
    assert dated[f"{ADDRESS}tm/2026/000001/"] == "2026-02-14"
    assert dated[f"{ADDRESS}tm/2026/000001/1/"] == "2026-01-14"
    assert dated[f"{ADDRESS}tm/2026/000003/"] == "2026-03-14"
    assert {f"{ADDRESS}issues/2026/03/", f"{ADDRESS}classes/nice/25/", f"{ADDRESS}parts/tm-changes/"} <= set(dated)
    assert (site / "robots.txt").read_text().endswith(f"Sitemap: {ADDRESS}sitemap.xml\n")


def test_the_site_map_has_letters_and_blocks_of_lists_and_the_front_pages(tmp_path: Path):
    database = open_standing(tmp_path / "standing.sqlite")
    standing = Standing(database)
    lists = [f"owners/{one}index.html" for one in ("", "a/", "acme-0a1b2c3d/", "acme-0a1b2c3d/2/")]
    fronts = ["index.html", "search/index.html", "data/index.html", "issues/2026/index.html"]
    wanted = [f"{prefix}{path}" for path in (*lists, *fronts) for prefix in ("", "fr/")]
    never = ["owners/feed.xml", "404.html", "issues/2026/01/index.html"]
    standing.add_files([File(path, 1, "0", "2026/01" if path == never[-1] else None) for path in (*wanted, *never)], {})
    database.execute("insert into list values ('owner', 'Acme', 'a')")
    issue = Issue(id="2026/01", date=dt.date(2026, 1, 1), sequence=1, count=1)
    house = HOUSE.model_copy(update={"site_address": ADDRESS})
    made = dict(sitemap.files(house, [issue], [issue], standing, ["", "fr/"]))
    for name, pages in (("lists-owner", lists), ("pages", fronts)):
        told = etree.fromstring(made[f"sitemaps/{name}.xml"]).xpath("//s:loc/text()", namespaces=MAP)
        assert sorted(told) == sorted(house.full(f"{prefix}{path}") for path in pages for prefix in ("", "fr/"))
    assert b"sitemaps/pages.xml" in made["sitemap.xml"]
    database.close()


def test_pages_say_their_address_and_what_they_are_and_no_name_ends_the_element(site: Path):
    for path in sorted(set(site.rglob("*.html")) - {site / "404.html"}):
        tree = html.fromstring(path.read_bytes())
        (canonical,) = tree.xpath("//link[@rel='canonical']/@href")
        assert canonical == ADDRESS + path.relative_to(site).as_posix().removesuffix("index.html")
        assert not tree.xpath("//b")
        inside = tree.xpath("//script[not(@src)]/@type | //script[not(@src or @type)]")
        assert all(kind == "application/ld+json" for kind in inside)
    told = json.loads(page(site, "tm/2026/000107/index.html").xpath("//script/text()")[0])
    assert told["@type"] == "WebPage"
    assert told["about"]["name"] == '</script><b>"&\\,;'
    crumbs = told["breadcrumb"]["itemListElement"]
    assert [crumb["item"] for crumb in crumbs] == [ADDRESS, f"{ADDRESS}tm/2026/000107/"]
    graph = json.loads(page(site, "issues/2026/01/index.html").xpath("//script/text()")[0])["@graph"]
    assert {one["@type"] for one in graph} == {"PublicationIssue", "BreadcrumbList"}
