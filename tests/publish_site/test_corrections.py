"""Corrections link both ways, families link what is published, documents are listed; a later issue changes no more."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import html
from PIL import Image

from publish_site.verify import verify

CHANGED = {"date": "2026-02-11", "code": "TM110", "text": "Change of owner recorded", "standard_code": "R00"}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "#143f8f").save(made, "PNG")
    return made.getvalue()


def hrefs(page: bytes, section: str) -> dict[str, str]:
    """Text → address of the links of a section of a page."""
    found = html.fromstring(page).xpath(f"//section[@aria-labelledby='{section}']//a")
    return {a.text_content(): a.get("href") for a in found}


def test_a_correction_and_what_it_corrects_link_to_one_another(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    number = "TM/2026/000009"
    empty.publish("2026/01", "tm-applications", "application", make_mark(number, "OKA"))
    empty.publish("2026/02", "corrections", "correction", make_mark(number, "OAK"), corrects=1)
    empty.publish("2026/03", "tm-registrations", "change", make_mark(number, "OAK"), event=CHANGED)
    empty.publish("2026/03", "corrections", "correction", make_mark(number, "OAKS"), corrects=1)
    empty.index()
    for issue in ("2026/01", "2026/02", "2026/03"):
        empty.build(issue, tmp_path / "grown", documents=False)
    empty.build("2026/03", tmp_path / "whole", documents=False)
    site = contents(tmp_path / "whole")
    assert contents(tmp_path / "grown") == site
    here = "tm/2026/000009"
    found = hrefs(site[f"{here}/index.html"], "published")
    assert found["corrected by issue 2026/02"] == "2/index.html"
    assert found["corrected by issue 2026/03"] == "4/index.html"
    told = json.loads(site[f"{here}/1/corrections.json"])
    assert [(one["snapshot"], one["issue"]) for one in told["corrected_by"]] == [(2, "2026/02"), (4, "2026/03")]
    assert f"{here}/2/corrections.json" not in site
    back = html.fromstring(site[f"{here}/2/index.html"])
    assert {"../1/index.html", "since/1/index.html"} <= set(back.xpath("//div[@class='title']//a/@href"))
    entry = html.fromstring(site["issues/2026/02/corrections/index.html"])
    assert f"../../../../{here}/1/index.html" in entry.xpath("//li[@class='entry']//a/@href")
    change = site[f"{here}/3/index.html"].decode()
    assert "Change of owner recorded" in change
    assert "R00" in change
    assert "Software; telescopes" in change
    assert verify(tmp_path / "whole").problems == ()


def test_a_family_is_linked_once_it_is_published_from_both_sides(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    parent, child, other = (f"TM/2026/00000{n}" for n in (1, 2, 3))
    divided = [{"relation": "division", "office": "XB", "number": parent}]
    foreign = [{"office": "EM", "number": other, "date": "2025-06-01"}]
    empty.publish("2026/01", "tm-applications", "application", make_mark(child, "CHILD", related=divided))
    empty.publish("2026/01", "tm-applications", "application", make_mark(other, "OTHER", priorities=foreign))
    empty.publish("2026/02", "tm-applications", "application", make_mark(parent, "PARENT", registration_number="R/7"))
    empty.publish("2026/03", "tm-registrations", "registration", make_mark(child, "CHILD"))
    named = [{"relation": "earlier-registration", "number": "R/7"}]
    empty.publish("2026/03", "tm-registrations", "registration", make_mark(other, "OTHER", related=named))
    empty.index()
    pages = [f"tm/2026/00000{n}/index.html" for n in (1, 2, 3)]
    grown = tmp_path / "grown"
    empty.build("2026/01", grown, documents=False)
    assert parent in (grown / pages[1]).read_text()
    assert hrefs((grown / pages[1]).read_bytes(), "family") == {}
    assert hrefs((grown / pages[2]).read_bytes(), "family") == {}
    second = empty.build("2026/02", grown, documents=False)
    assert hrefs((grown / pages[1]).read_bytes(), "family") == {parent: "../../../tm/2026/000001/index.html"}
    assert hrefs((grown / pages[0]).read_bytes(), "family") == {child: "../../../tm/2026/000002/index.html"}
    empty.build("2026/02", tmp_path / "second", documents=False)
    assert contents(grown) == contents(tmp_path / "second")
    assert empty.build("2026/02", grown, documents=False).written == 0 < second.written
    empty.build("2026/03", grown, documents=False)
    assert hrefs((grown / pages[0]).read_bytes(), "family") == {other: "../../../tm/2026/000003/index.html"}
    assert hrefs((grown / pages[2]).read_bytes(), "family") == {"R/7": "../../../tm/2026/000001/index.html"}
    assert "names this file: earlier-registration" in (grown / pages[0]).read_text()
    assert 'id="family"' not in (grown / pages[1]).read_text()
    empty.build("2026/03", tmp_path / "third", documents=False)
    assert contents(grown) == contents(tmp_path / "third")


def test_documents_open_to_inspection_are_listed_and_those_published_as_files_are_linked(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    logo = empty.picture(png()) | {"date": "2025-09-01"}
    decision = {
        "digest": "d" * 64,
        "media_type": "application/pdf",
        "name": "decision.pdf",
        "role": "decision",
        "date": "2026-01-02",
        "language": "fr",
        "pages": 12,
    }
    empty.publish(
        "2026/01", "tm-applications", "application", make_mark("TM/2026/000009", "OAK", documents=[decision, logo])
    )
    empty.index()
    empty.build("2026/01", tmp_path / "site", documents=False)
    page = html.fromstring((tmp_path / "site/tm/2026/000009/index.html").read_bytes())
    rows = page.xpath("//section[@aria-labelledby='documents']//tbody/tr")
    told = [[cell.text_content() for cell in row][:4] for row in rows]
    assert told == [["logo", "1 September 2025", "", ""], ["decision", "2 January 2026", "fr", "12"]]
    (link,) = page.xpath("//section[@aria-labelledby='documents']//a/@href")
    assert link.endswith(".png")
    assert (tmp_path / "site/tm/2026/000009" / link).resolve().is_file()
