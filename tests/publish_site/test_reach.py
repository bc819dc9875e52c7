"""How the gazette reaches its readers: feeds, calendars, pages for every cut of an address, completeness, site map."""

import csv
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from publish_site import icalendar, numbering, years
from publish_site.issue import Issue
from publish_site.opening import open_standing
from publish_site.pages import Pages
from publish_site.standing import Standing
from publish_site.urn import urn
from publish_site.verify import verify
from tests.publish_site.made_up_gazette import HOUSE

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
ADDRESS = "https://gazette.blazonia.example/"
DAY = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")  # RFC 9562


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="session")
def site(reached: tuple[Any, Path, Path]) -> Path:
    return reached[1]


def page(site: Path, path: str) -> Any:
    return html.fromstring((site / path).read_bytes())


def test_one_issue_after_the_other_gives_what_all_at_once_gives(reached: tuple[Any, Path, Path]):
    grown, whole = contents(reached[1]), contents(reached[2])
    assert grown.keys() == whole.keys()
    assert [path for path in grown if grown[path] != whole[path]] == []
    assert verify(reached[1]).problems == ()


# Feeds


def feeds(site: Path, pattern: str) -> list[Path]:
    found = sorted(site.rglob(pattern))
    assert len(found) > 12
    return found


def test_every_feed_is_atom_by_its_rules(site: Path):
    for path in feeds(site, "feed.xml"):
        feed = etree.parse(path).getroot()
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        assert feed.findtext("a:author/a:name", namespaces=ATOM)  # so no entry needs one (4.1.1)
        entries = feed.findall("a:entry", ATOM)
        assert 0 < len(entries) <= 50
        assert len({entry.findtext("a:id", namespaces=ATOM) for entry in entries}) == len(entries)
        for one in [feed, *entries]:
            for name in ("id", "title", "updated"):
                assert len(one.findall(f"a:{name}", ATOM)) == 1, (path, name)
            assert URN.fullmatch(one.findtext("a:id", namespaces=ATOM))
            assert DAY.fullmatch(one.findtext("a:updated", namespaces=ATOM))
            assert len(one.findall("a:link[@rel='alternate']", ATOM)) == 1
        days = [entry.findtext("a:updated", namespaces=ATOM) for entry in entries]
        assert days == sorted(days, reverse=True)
        assert feed.findtext("a:updated", namespaces=ATOM) == days[0]
        (own,) = feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM)
        assert own == ADDRESS + path.relative_to(site).as_posix()
        for one in feed.xpath("//a:link[@rel='alternate']/@href", namespaces=ATOM):
            assert one.startswith(ADDRESS)
            assert (site / one.removeprefix(ADDRESS) / "index.html").is_file()


def test_every_feed_is_json_feed_by_its_rules_and_says_what_atom_says(site: Path):
    for path in feeds(site, "feed.json"):
        feed = json.loads(path.read_bytes())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == ADDRESS + path.relative_to(site).as_posix()
        assert feed["home_page_url"].startswith(ADDRESS)
        assert all(item["content_text"] and item["url"].startswith(ADDRESS) for item in feed["items"])
        assert all(DAY.fullmatch(item["date_published"]) for item in feed["items"])
        entries = etree.parse(path.with_suffix(".xml")).getroot().findall("a:entry", ATOM)
        assert [item["id"] for item in feed["items"]] == [e.findtext("a:id", namespaces=ATOM) for e in entries]
        for item in feed["items"]:
            assert (site / item["url"].removeprefix(ADDRESS) / "index.html").is_file()


def test_a_list_links_to_its_feeds_which_keep_what_has_left_it(site: Path):
    listed = page(site, "classes/nice/25/index.html")
    assert listed.xpath("//link[@rel='alternate']/@href")[-2:] == [
        "../../../classes/nice/25/feed.xml",
        "../../../classes/nice/25/feed.json",
    ]
    (aurelia,) = site.glob("owners/aurelia-*/feed.json")
    titles = [item["title"] for item in json.loads(aurelia.read_bytes())["items"]]
    assert any("TM/2026/000002" in title for title in titles)
    assert "TM/2026/000002" not in (aurelia.parent / "index.html").read_text()
    # Named in one publication and gone with the next of the same issue: the list has its page all the same.
    (solo,) = site.glob("owners/solo-*/feed.json")
    assert len(json.loads(solo.read_bytes())["items"]) == 1
    assert "TM/2026/000107" not in (solo.parent / "index.html").read_text()
    # An event belongs where its file stood then.
    events = json.loads((site / "classes/nice/25/feed.json").read_bytes())["items"]
    assert [item["url"].removeprefix(ADDRESS) for item in events] == [
        "tm/2026/000107/2/",
        "tm/2026/000107/1/",
        "tm/2026/000003/2/",
        "tm/2026/000003/1/",
    ]
    assert "Application withdrawn" in events[2]["content_text"]
    assert "Opposition until 14 May 2026" in events[1]["content_text"]


def test_without_an_address_feeds_lead_to_pages_from_where_they_lie(built: tuple[Any, Path]):
    folder = built[1] / "classes/nice/9"
    feed = json.loads((folder / "feed.json").read_bytes())
    assert {"feed_url", "home_page_url"}.isdisjoint(feed)
    entries = etree.parse(folder / "feed.xml").getroot().findall("a:entry/a:link", ATOM)
    links = [*(item["url"] for item in feed["items"]), *(link.get("href") for link in entries)]
    assert len(links) == 6
    assert all((folder / link).is_file() for link in links)
    assert not (built[1] / "sitemap.xml").exists()
    assert b"canonical" not in (built[1] / "index.html").read_bytes()


def test_an_entry_keeps_its_id_when_the_gazette_gets_an_address(gazette: Any, tmp_path: Path):
    given = {"documents": False, "workers": 0}
    gazette.build("2026/02", tmp_path / "without", **given)
    gazette.build("2026/02", tmp_path / "with", house=HOUSE.model_copy(update={"site_address": ADDRESS}), **given)
    names = {"feed.xml": rb"<id>(.*?)</id>", "feed.json": rb'"id":"(.*?)"', "opposition.ics": rb"\nUID:(.*?)\r"}
    ids = []
    for name, pattern in names.items():
        for path in sorted((tmp_path / "without").rglob(name)):
            found = re.findall(pattern, path.read_bytes())
            other = tmp_path / "with" / path.relative_to(tmp_path / "without")
            assert found == re.findall(pattern, other.read_bytes())
            ids += [(path.name, one) for one in found]
    assert len(ids) > 50
    # One and the same in Atom and JSON; the ids never change, so this is one that readers have.
    assert {one for name, one in ids if name == "feed.json"} < {one for name, one in ids if name == "feed.xml"}
    assert urn("XB", "issues/2026/01/") == "urn:uuid:174914c6-2519-5c53-88ab-29e22f55f3d5"


# Calendars


def unfolded(content: bytes) -> list[tuple[str, str]]:
    """The content lines of a calendar as (name with parameters, value), after its rules of form (RFC 5545, 3.1)."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    assert all(line.decode() for line in raw)  # no character is cut
    lines = b"\r\n".join(raw).replace(b"\r\n ", b"").decode().split("\r\n")
    return [(name, value) for name, _, value in (line.partition(":") for line in lines)]


def days(content: bytes) -> list[dict[str, str]]:
    """The events of a calendar, after the rules of what it must hold (3.4, 3.6, 3.6.1)."""
    lines = unfolded(content)
    assert lines[0] == ("BEGIN", "VCALENDAR")
    assert lines[-1] == ("END", "VCALENDAR")
    names = [name for name, _ in lines]
    assert names.count("VERSION") == names.count("PRODID") == 1
    assert "METHOD" not in names  # it would have to stand in the content type too (3.7.2)
    events: list[dict[str, str]] = []
    for name, value in lines:
        if (name, value) == ("BEGIN", "VEVENT"):
            events.append({})
        elif events:
            events[-1].setdefault(name.partition(";")[0], value)
    assert names.count("DTSTART;VALUE=DATE") == len(events) > 0
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
        assert re.fullmatch(r"\d{8}", event["DTSTART"])
        assert re.fullmatch(r"\d{8}T000000Z", event["DTSTAMP"])
    assert len({event["UID"] for event in events}) == len(events)
    return events


def test_every_calendar_keeps_the_rules_and_no_day_has_two_ids(site: Path):
    found = sorted(site.rglob("*.ics"))
    assert {"issues/2026/01/opposition.ics", "classes/nice/25/opposition.ics", "opposition.ics"} <= {
        path.relative_to(site).as_posix() for path in found
    }
    ids = [day["UID"] for path in found for day in days(path.read_bytes())]
    assert len(ids) == len(set(ids))
    assert all(URN.fullmatch(one) for one in ids)


def test_the_last_day_for_opposition_is_told_wherever_the_application_is(site: Path):
    # Two months from Wednesday 14 January 2026 and from Saturday 14 March.
    (first,) = days((site / "issues/2026/01/opposition.ics").read_bytes())
    assert (first["DTSTART"], first["DTSTAMP"]) == ("20260316", "20260114T000000Z")  # the 14th is a Saturday
    assert "TM/2026/000001 AURELIA\\nTM/2026/000002" in first["DESCRIPTION"]
    assert [day["DTSTART"] for day in days((site / "opposition.ics").read_bytes())] == ["20260514", "20260316"]
    (hats, _) = days((site / "classes/nice/25/opposition.ics").read_bytes())
    assert 'TM/2026/000107 </script><b>"&\\\\\\,\\;' in hats["DESCRIPTION"]
    assert not (site / "issues/2026/02/opposition.ics").exists()
    said = "Opposition until 16 March 2026"
    assert said in (site / "issues/2026/01/index.html").read_text()
    assert (site / "issues/2026/01/tm-applications/index.html").read_text().count(said) == 3
    assert said in (site / "tm/2026/000002/1/index.html").read_text()
    assert said in (site / "tm/2026/000003/index.html").read_text()
    assert "Opposition" not in (site / "ds/2026/000007/index.html").read_text()
    assert "Opposition" not in (site / "tm/2026/000001/2/index.html").read_text()


def test_a_calendar_folds_between_characters_and_escapes():
    day = dt.date(2026, 1, 2)
    text = "é,;\\\n" + "نجمة" * 60
    (event,) = days(icalendar.calendar("Ärger; ä", [icalendar.Day("u@x", day, day, text, text + "\r\x07")]))
    assert event["SUMMARY"] == "é\\,\\;\\\\\\n" + "نجمة" * 60
    assert event["DESCRIPTION"].endswith("\\n\ufffd")


# An address may be cut anywhere


def test_every_folder_above_a_page_has_a_page(site: Path):
    pages = {path.parent for path in site.rglob("index.html")}
    above = {up for path in pages for up in path.parents if site in up.parents}
    assert {site / "tm", site / "tm/2026", site / "issues/2026", site / "classes", site / "parts"} <= above
    assert {path for path in above - pages if path.name != "since"} == set()


def test_issues_by_year_and_numbers_by_block(site: Path):
    assert page(site, "issues/index.html").xpath("//main//ul/li/a/text()") == ["2026"]
    assert page(site, "issues/2026/index.html").xpath("//main//ul/li/a/@href") == [
        f"../../issues/2026/0{n}/index.html" for n in (3, 2, 1)
    ]
    assert page(site, "tm/2026/index.html").xpath("//main//ul/li//bdi/text()") == ["000000–000099", "000100–000199"]
    assert page(site, "tm/2026/_0001/index.html").xpath("//main//ul/li/a/@href") == [
        "../../../tm/2026/000107/index.html"
    ]
    assert page(site, "index.html").xpath("//a[@href='issues/index.html']")


def test_issues_without_leading_zeros_stand_newest_first():
    every = [Issue(id=f"2026/{n}", date=dt.date(2026, n, 1), sequence=n, count=1) for n in (8, 9, 10, 11)]
    files = dict(years.issues(Pages(HOUSE), every, every[-1:]))
    told = html.fromstring(files["issues/2026/index.html"]).xpath("//main//a[contains(@href, 'index.html')]/@href")
    assert [href.split("/")[-2] for href in told if href.split("/")[-2].isdecimal()] == ["11", "10", "9", "8"]


def test_many_blocks_stand_in_blocks_and_an_application_keeps_its_page(tmp_path: Path):
    database = open_standing(tmp_path / "standing.sqlite")
    standing = Standing(database)
    for number in [*range(0, 4_000_000, 10_000), 7]:
        standing.set_dossier(
            f"XB.tm.{number}", 1, {"path": f"tm/-/{number:08}", "number": f"{number:08}", "title": "A"}, ()
        )
        numbering.add(standing, f"XB.tm.{number}", f"tm/-/{number:08}")
    standing.set_dossier("XB.tm.tm", 1, {"path": "tm/-", "number": "-", "title": "A"}, ())
    numbering.add(standing, "XB.tm.tm", "tm/-")
    assert "tm/-" not in {one.folder for one in numbering.pages(standing)}
    database.execute("delete from numbered where folder = 'tm'")
    made = {one.folder: one for one in numbering.pages(standing)}
    assert [row.path for row in made["tm/-"].rows[:2]] == ["tm/-/__0000", "tm/-/__0001"]
    assert made["tm/-"].rows[0] == numbering.Row("00000000–00000099", "tm/-/__0000", 2)
    assert [row.name for row in made["tm/-/_000000"].rows] == ["00000000", "00000007"]
    assert sum(row.many for row in made["tm/-"].rows) == made["tm"].rows[0].many == 401
    assert sorted(numbering.folders(standing)) == sorted(made)
    database.close()


# Completeness


def test_the_completeness_list_accounts_for_every_number(site: Path):
    with (site / "completeness/tm/2026.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["number"][-6:], row["status"], row["issue"]) for row in rows] == [
        ("000001", "published", "2026/01"),
        ("000002", "published", "2026/01"),
        ("000003", "published", "2026/01"),
        ("000004", "withdrawn", ""),
        ("000005", "unused", ""),
        ("000107", "published", "2026/03"),
        ("000110", "public", ""),
    ]
    assert rows[-1]["date"] == "2026-01-09"
    assert all((site / row["page"]).is_file() for row in rows if row["page"])
    told = etree.parse(site / "completeness/tm/2026.xml").getroot()
    assert [one.get("number") for one in told] == [row["number"] for row in rows]
    assert [one.get("exception") for one in told] == [None, None, None, "W", "N", None, "X"]
    # Of a number that is not published nothing is said but that.
    assert (site / "completeness/pt/2025.csv").read_text().splitlines()[1] == "PT/2025/000001,unpublished,,,,"
    counts = page(site, "completeness/index.html").xpath("//tr[th='TM/2026']/td[starts-with(@class, 'num')]/text()")
    assert counts == ["4", "1", "0", "1", "0", "1"]
    assert page(site, "index.html").xpath("//a[@href='completeness/index.html']")


# What programs are told
