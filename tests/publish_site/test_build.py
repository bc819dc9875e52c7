"""Building: the same bytes for the same input, every link leads somewhere, nothing that the public may not read."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree, html

from publish_site.errors import WrongFolder
from publish_site.verify import verify

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_same_input_gives_the_same_bytes(gazette: Any, tmp_path: Path):
    first = gazette.build("2026/02", tmp_path / "a", cache=tmp_path / "cache")
    again = gazette.build("2026/02", tmp_path / "b", cache=tmp_path / "cache")
    assert first.manifest == again.manifest
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert first.publications == 6


def test_an_issue_page_keeps_its_bytes_when_later_issues_come(gazette: Any, tmp_path: Path):
    gazette.build("2026/01", tmp_path / "site")
    before = contents(tmp_path / "site")
    gazette.build("2026/02", tmp_path / "site")
    after = contents(tmp_path / "site")
    once = {
        path
        for path in before
        if path.startswith(("issues/2026/0", "pictures/")) or path.endswith(("/1/index.html", "data.json"))
    }
    assert len(once) > 10
    assert {path: after[path] for path in once} == {path: before[path] for path in once}
    assert set(before) <= set(after)
    assert "tm/2026/000001/2/index.html" in after


def test_every_link_leads_to_a_file_of_the_site(built: tuple[Any, Path]):
    site = built[1]
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        tree = html.fromstring(page.read_bytes())
        assert not tree.xpath("//iframe | //*[@style]"), page
        with_script = page.parent.name in {"search", "verify"}
        assert with_script or not tree.xpath("//script | //form"), page
        assert tree.xpath("//title/text()")[0].strip()
        assert len(tree.xpath("//h1")) == 1
        identifiers = tree.xpath("//@id")
        assert len(identifiers) == len(set(identifiers)), page
        assert all(image.get("alt") and image.get("width") for image in tree.xpath("//img"))
        assert "None" not in tree.text_content()
        for link in tree.xpath("//@href | //@src"):
            assert ":" not in link
            path, _, fragment = link.partition("#")
            target = (page.parent / unquote(path)).resolve() if path else page
            if path.startswith("/"):  # the page may be shown at any address
                assert page.name == "404.html"
                target = site / f"{path[1:]}index.html"
            assert target.is_file(), (page, link)
            if fragment:
                assert html.fromstring(target.read_bytes()).xpath("//*[@id=$i]", i=unquote(fragment)), (page, link)


def test_the_permanent_page_has_data_snapshots_and_the_events_they_froze(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    record = make_mark("TM/2026/000001", "AURELIA")
    empty.publish("2026/01", "tm-applications", "application", record)
    owner = {"date": "2026-01-20", "code": "TM110", "text": "Change of owner recorded"}
    status = {"group": "registered", "text": "Registered"}
    changed = record | {"events": [*record["events"], owner], "status": status}
    empty.publish("2026/02", "tm-registrations", "registration", changed)
    # Published by itself, and in no snapshot but the next one's; there it is the same event, told once.
    licence = {"date": "2026-03-02", "code": "TM120", "text": "Licence recorded"}
    empty.publish("2026/03", "tm-changes", "event", record, event=licence)
    empty.index()
    empty.build("2026/03", tmp_path / "site")
    page = (tmp_path / "site/tm/2026/000001/index.html").read_text()
    for said in ("AURELIA", "TM/2026/000001", "Software; telescopes", "12 Rue du Port", "Change of owner recorded"):
        assert said in page
    assert page.count("Licence recorded") == 1
    status = html.fromstring(page.encode()).xpath("//*[@class='badge registered']/..")[0].text_content()
    assert re.fullmatch(r"\s*Registered\s*when published on 14 February 2026\s*", status)
    assert all(f'href="{n}/index.html"' in page for n in (1, 2, 3))

    later = changed | {"events": [*changed["events"], licence]}
    empty.publish("2026/04", "tm-renewals", "renewal", later)
    empty.index()
    empty.build("2026/04", tmp_path / "site")
    page = (tmp_path / "site/tm/2026/000001/index.html").read_text()
    assert page.count("Licence recorded") == 1
    assert page.index("Licence recorded") < page.index("Change of owner recorded") < page.index("Application filed")


def test_what_is_recorded_later_changes_no_byte_of_an_issue(
    gazette: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    first = gazette.build("2026/01", tmp_path / "a")
    key, sequence = gazette.publications[0].dossier, gazette.sequence
    gazette.put_public(make_mark("TM/2026/000001", "NEWER", status={"group": "ended", "text": "Withdrawn"}), key)
    gazette.checkpoint(sequence + 7)
    assert gazette.build("2026/01", tmp_path / "b").manifest == first.manifest
    # Closed later although it is dated earlier: it takes no place before.
    gazette.issues["2025/12"] = dt.date(2025, 12, 14)
    gazette.publish("2025/12", "tm-applications", "application", make_mark("TM/2026/000001", "NEWEST"))
    gazette.index()
    assert gazette.build("2026/01", tmp_path / "c").manifest == first.manifest
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == contents(tmp_path / "c")
    # Nor does it bring along what is dated after it: the next issue holds both.
    assert gazette.build("2025/12", tmp_path / "d").issues == ("2025/12",)
    gazette.publish("2026/03", "tm-applications", "application", make_mark("TM/2026/000004", "NEXT"))
    gazette.index()
    assert gazette.build("2026/03", tmp_path / "a").issues == ("2026/01", "2026/02", "2025/12", "2026/03")
    assert "NEWEST" in (tmp_path / "a/tm/2026/000001/index.html").read_text()
    years = [int(year) for year in re.findall(r"<h3>(\d{4})</h3>", (tmp_path / "a/index.html").read_text())]
    assert years == [2026, 2025]


def test_an_issue_links_to_its_documents_and_a_publication_to_its_data(built: tuple[Any, Path]):
    issue = html.fromstring((built[1] / "issues/2026/01/index.html").read_bytes())
    found = {"issue.pdf", "issue.csv", "issue.jsonl", "issue-tm.xml", "issue-ds.xml", "issue.json", "signature.json"}
    assert found <= {Path(href).name for href in issue.xpath("//aside//@href")}
    publication = html.fromstring((built[1] / "tm/2026/000001/1/index.html").read_bytes())
    assert {"data.json", "proof.json", "st96.xml"} <= {Path(href).name for href in publication.xpath("//aside//@href")}


def test_lists_of_classes_are_in_the_order_of_their_numbers(built: tuple[Any, Path]):
    classes = html.fromstring((built[1] / "classes/nice/index.html").read_bytes())
    assert classes.xpath("//ul[contains(@class, 'toc')]/li/a/bdi/text()") == ["3", "9", "25"]


def test_the_feed_is_atom(built: tuple[Any, Path]):
    feed = etree.parse(built[1] / "feed.xml").getroot()
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    for owner in [feed, *feed.findall("a:entry", ATOM)]:
        assert all(owner.findtext(f"a:{name}", namespaces=ATOM) for name in ("id", "title", "updated"))
        assert owner.findtext("a:id", namespaces=ATOM).startswith("urn:uuid:")
    assert feed.findtext("a:author/a:name", namespaces=ATOM)
    assert feed.findtext("a:updated", namespaces=ATOM) == "2026-02-14T00:00:00Z"
    assert [e.findtext("a:title", namespaces=ATOM) for e in feed.findall("a:entry", ATOM)] == [
        "Issue 2026/02",
        "Issue 2026/01",
    ]


def test_hostile_names_are_text_and_right_to_left_names_stand_apart(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    name = '"><script>alert(1)</script>\x07\u202e javascript:x'
    record = make_mark("TM/2026/000009", name, language="ar")
    record["parties"][0]["name"] = "شركة <b>النجمة</b>"
    empty.publish("2026/01", "tm-applications", "application", record)
    empty.index()
    empty.build("2026/01", tmp_path / "site")
    for page in (tmp_path / "site").rglob("*.html"):
        text = page.read_text()
        assert "<script>" not in text
        assert "\x07" not in text
        assert "\u202e" not in text
        assert "<b>" not in text
        html.fromstring(text.encode())
    page = (tmp_path / "site/tm/2026/000009/index.html").read_text()
    assert "&lt;script&gt;" in page
    assert '<h1 dir="auto">' in page
    assert "<bdi>" in (tmp_path / "site/issues/2026/01/index.html").read_text()


def test_what_is_no_picture_is_told_and_the_words_stand_in_its_place(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    broken = empty.picture(b"\x89PNG no picture at all")
    empty.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000009", "OAK", documents=[broken]))
    empty.index()
    built = empty.build("2026/01", tmp_path / "site")
    assert len(built.warnings) == 1
    assert "TM/2026/000009" in built.warnings[0]
    assert "<img" not in (tmp_path / "site/tm/2026/000009/index.html").read_text()


@pytest.mark.thorough
def test_long_parts_go_on_over_pages_in_the_order_of_class_and_number(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    for n in range(230):
        classes = [{"number": str(1 + n % 45), "goods": "Goods"}]
        empty.publish(
            "2026/01", "tm-applications", "application", make_mark(f"TM/2026/{n:06}", f"MARK {n}", classes=classes)
        )
    empty.index()
    empty.build("2026/01", tmp_path / "site")
    folder = tmp_path / "site/issues/2026/01/tm-applications"
    pages = [html.fromstring((folder / p).read_bytes()) for p in ("index.html", "2/index.html", "3/index.html")]
    entries = [entry.get("id") for page in pages for entry in page.xpath("//li[@class='entry']")]
    assert len(entries) == 230
    numbers = [int(entry.split("-")[2]) for entry in entries]
    assert numbers == sorted(numbers, key=lambda n: (n % 45, n))


@pytest.mark.parametrize("present", ["a file", "a folder of other files"])
def test_a_folder_that_is_no_gazette_is_left_alone(gazette: Any, tmp_path: Path, present: str):
    out = tmp_path / "site"
    if present == "a file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / "thesis.txt").write_text("mine")
    with pytest.raises(WrongFolder, match="site"):
        gazette.build("2026/01", out)
    assert (out if out.is_file() else out / "thesis.txt").read_text() == "mine"


def test_an_earlier_issue_never_replaces_a_later_one(gazette: Any, tmp_path: Path):
    gazette.build("2026/02", tmp_path / "site")
    before = contents(tmp_path / "site")
    with pytest.raises(WrongFolder, match="2026/02"):
        gazette.build("2026/01", tmp_path / "site")
    assert contents(tmp_path / "site") == before


def test_nothing_that_is_not_for_the_public_is_in_any_file(gazette: Any, make_mark: Callable[..., Any], tmp_path: Path):
    hidden = ["private@owner.test", "+99 555 0199", "DOCKET-77", "9 Hidden Lane", "Opinion of the examiner", "memo.pdf"]
    record = make_mark("TM/2026/000001", "AURELIA")
    record["parties"][0] |= {"emails": [hidden[0]], "phones": [hidden[1]], "reference": hidden[2]}
    record["parties"][0]["address"] = {"lines": [hidden[3]]}
    record["events"] += [{"date": "2026-03-01", "code": "TM040", "text": hidden[4], "audience": "staff"}]
    memo = gazette.picture(b"for the staff") | {"name": hidden[5], "role": "letter", "audience": "staff"}
    record["documents"] = [memo]
    gazette.put_public(record, gazette.publications[0].dossier)
    gazette.build("2026/02", tmp_path / "site")
    for path, content in contents(tmp_path / "site").items():
        for secret in [*hidden, memo["digest"]]:
            assert secret.encode() not in content, (path, secret)


def test_a_published_event_has_its_page_and_its_proof(gazette: Any, make_mark: Callable[..., Any], tmp_path: Path):
    event = {"date": "2026-02-11", "code": "TM120", "text": "Licence recorded", "standard_code": "S00"}
    gazette.publish("2026/02", "tm-changes", "event", make_mark("TM/2026/000001", "AURELIA"), event=event)
    gazette.index()
    gazette.build("2026/02", tmp_path / "site")
    folder = tmp_path / "site/tm/2026/000001"
    assert "Licence recorded" in (folder / "3/index.html").read_text()
    assert "Software; telescopes" in (folder / "index.html").read_text()
    assert "Licence recorded" in (tmp_path / "site/issues/2026/02/tm-changes/index.html").read_text()
    assert verify(tmp_path / "site").problems == ()
    assert verify(tmp_path / "site").snapshots == 7


def test_a_publication_without_a_part_stands_where_its_stage_belongs(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    empty.publish("2026/01", None, "application", make_mark("TM/2026/000009", "OAK"))
    empty.publish("2026/01", None, "unheard-of", make_mark("TM/2026/000010", "ELM"))
    empty.index()
    empty.build("2026/01", tmp_path / "site")
    issue = (tmp_path / "site/issues/2026/01/index.html").read_text()
    assert issue.index("Trademark applications open to opposition") < issue.index("Unheard of")
