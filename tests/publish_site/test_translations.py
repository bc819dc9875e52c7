"""Pages in several languages: search engines find each, and each says what it can in its own language."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from opensearchpy import OpenSearch

from publish_site.verify import verify
from tests.publish_site.conftest import ADDRESS, HOUSE, deployment, mark, picture, unpublished

XMLNS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NUMBER, CODES = "TM/2026/000009", ("en", "fr", "ar")


@pytest.fixture(scope="module")
def site(engine_client: OpenSearch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One mark in English, French and Arabic, built in two steps."""
    made = deployment(engine_client, "translated")
    logo = made.picture(picture(2))
    given = {
        "documents": [logo],
        "related": [{"relation": "division", "office": "XB", "number": "TM/2026/000008"}],
    }
    made.publish("2026/01", "tm-applications", "application", mark(NUMBER, "AURELIA", **given))
    event = {"date": "2026-02-10", "code": "TM110", "text": "Change of owner recorded", "standard_code": "R00"}
    made.publish("2026/02", "tm-registrations", "registration", mark(NUMBER, "AURELIA", **given), event=event)
    made.index()
    shown = {"name": "Gazette", "site_address": ADDRESS}
    others = tuple(HOUSE.model_copy(update=shown | {"language": code}) for code in CODES[1:])
    house = HOUSE.model_copy(update=shown | {"others": others})
    folder = tmp_path_factory.mktemp("translated")
    for issue in ("2026/01", "2026/02"):
        made.build(issue, folder / "grown", house=house, numbers=unpublished, documents=False)
    made.build("2026/02", folder / "whole", house=house, numbers=unpublished, documents=False)
    files = {path.relative_to(folder / "grown") for path in (folder / "grown").rglob("*") if path.is_file()}
    assert files == {path.relative_to(folder / "whole") for path in (folder / "whole").rglob("*") if path.is_file()}
    assert [p for p in files if (folder / "grown" / p).read_bytes() != (folder / "whole" / p).read_bytes()] == []
    assert verify(folder / "whole").problems == ()
    yield folder / "whole"
    left = engine_client.indices.get(index=f"blazon-{made.deployment}-*")
    engine_client.indices.delete(index=",".join(sorted(left)))


def read(site: Path, path: str) -> Any:
    return html.fromstring((site / path).read_bytes())


def test_the_site_map_has_the_permanent_pages_and_lists_of_each_language(site: Path):
    index = etree.fromstring((site / "sitemap.xml").read_bytes())
    maps = [text.removeprefix(ADDRESS) for text in index.itertext(f"{XMLNS}loc")]
    found = [
        text.removeprefix(ADDRESS)
        for name in maps
        for text in etree.fromstring((site / name).read_bytes()).itertext(f"{XMLNS}loc")
    ]
    assert len(found) == len(set(found))
    for prefix in ("", "fr/", "ar/"):
        for path in ("tm/2026/000009/", "tm/2026/000009/1/", "classes/nice/9/", "parts/tm-applications/"):
            assert f"{prefix}{path}" in found


def test_a_page_names_its_translations_by_their_full_addresses(site: Path):
    ways = [f"{ADDRESS}{prefix}tm/2026/000009/" for prefix in ("", "fr/", "ar/", "")]
    for prefix in ("", "fr/", "ar/"):
        page = read(site, f"{prefix}tm/2026/000009/index.html")
        linked = page.xpath("//link[@rel='alternate'][@hreflang]")
        assert [one.get("href") for one in linked] == ways
        assert [one.get("hreflang") for one in linked] == [*CODES, "x-default"]
        assert page.xpath("//link[@rel='canonical']/@href") == [f"{ADDRESS}{prefix}tm/2026/000009/"]
