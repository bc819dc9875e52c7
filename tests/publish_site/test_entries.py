"""What an issue prints of a publication, the same in its pages, its PDF and its data: dates, pictures, events alone."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from publish_site.verify import verify
from publish_site.views import VIEWS
from tests.publish_site.made_up_gazette import HOUSE, picture
from tests.publish_site.printed import LOGO, published, read, set_of

SOLD = {"date": "2026-02-02", "code": "TM110", "text": "Change of owner recorded"}
LICENSED = {"date": "2026-02-03", "code": "TM120", "text": "Licence recorded"}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def coded(entry: Any) -> list[tuple[str, str]]:
    """Code and text of each line of an entry."""
    return [
        (line.xpath("string(.//*[@class='code'])"), " ".join(line.xpath("string(dd)").split()))
        for line in entry.xpath(".//dl/div")
    ]


def test_an_ended_mark_says_its_end_once_and_its_publication_under_a_code_of_its_own():
    part = HOUSE.parts[0].model_copy(update={"id": "tm-applications", "date_code": "400"})
    p = published(1, "OAK", termination_date="2026-01-02")
    p.part = part
    assert [(line.code, line.text) for line in p.brief][:2] == [("400", "2026-03-07"), ("141", "2026-01-02")]
    p = published(1, "OAK", part="tm-changes")
    assert (p.brief[0].code, p.brief[0].label, p.brief[0].text) == ("", "Published", "2026-03-07")


def test_an_entry_says_what_kind_of_mark_it_is_its_priority_with_its_office_and_its_kin():
    p = published(
        1,
        "OAK",
        mark={"verbal_element": "OAK", "kind": "Collective", "feature": "Sound", "description": "Four notes."},
        priorities=[{"office": "US", "number": "331/320", "date": "2025-10-01", "status": "pending"}],
        related=[{"relation": "registration", "office": "XB", "number": "TM/R/7"}],
    )
    said = {line.code: line for line in p.brief}
    assert (said["551"].text, said["556"].text, said["571"].text) == ("Collective", "Sound", "Four notes.")
    assert "TM/R/7" in said["646"].text
    (priority,) = said["300"].items
    assert (priority.details, priority.head, priority.text) == ((("", "US"),), "2025-10-01", "331/320")
    text = "\n".join(read(set_of(p))[1])
    for printed in ("(551)", "(556)", "Four notes.", "331/320, US", "TM/R/7"):
        assert printed in text


def design(gazette: Any, count: int) -> dict[str, Any]:
    files = [gazette.picture(picture(n, (200 + n, 150))) | {"role": "view", "name": f"{n}.png"} for n in range(count)]
    views = [{"number": n, "name": f"side {n}", "document": file["digest"]} for n, file in enumerate(files, start=1)]
    return {
        "kind": "ds",
        "office": "XB",
        "application_number": "DS/2026/000007",
        "design": {"product": "Lamp", "views": views},
        "documents": files,
    }


@pytest.mark.parametrize(("count", "further"), [(3, ""), (VIEWS + 2, "View 9, side 9; View 10, side 10")])
def test_an_entry_prints_the_views_of_a_design_and_names_the_rest(empty: Any, tmp_path: Path, count: int, further: str):
    empty.publish("2026/01", "ds-registrations", "registration", design(empty, count))
    empty.index()
    empty.build("2026/01", tmp_path / "site")
    issue = tmp_path / "site/issues/2026/01"
    (entry,) = html.fromstring((issue / "ds-registrations/index.html").read_bytes()).xpath("//li[@class='entry']")
    printed = min(count, VIEWS)
    assert entry.xpath(".//img/@alt") == [f"View {n}, side {n} of Lamp" for n in range(1, printed + 1)]
    assert entry.xpath(".//li/span/text()") == [f"View {n}, side {n}" for n in range(1, printed + 1)]
    said = f"Further views: {further}"
    assert (said in entry.text_content()) == bool(further)
    document = (issue / "issue.pdf").read_bytes()
    text = " ".join(" ".join(page.split()) for page in read(document)[1])
    assert all(f"View {n}, side {n}" in text for n in range(1, printed + 1))
    assert (said in text) == bool(further)
    assert len(re.findall(rb"/Subtype\s*/Image", document)) == printed


def test_the_end_of_opposition_stands_in_both_editions(gazette: Any, tmp_path: Path):
    gazette.build("2026/01", tmp_path / "site")
    issue = tmp_path / "site/issues/2026/01"
    assert "Opposition until 16 March 2026" in (issue / "tm-applications/index.html").read_text()
    assert "Opposition until 16 March 2026" in "\n".join(read((issue / "issue.pdf").read_bytes())[1])


def with_events(gazette: Any, make_mark: Callable[..., Any]) -> None:
    """A mark and a national one of 2026/01; 2026/02 makes known events of both alone, and of one that was never out."""
    goods = [{"number": "25", "goods": "Hats"}, {"scheme": "us", "number": "39"}, {"number": "3", "goods": "Soap"}]
    owned = make_mark("TM/2026/000005", "BOREAL", classes=goods)
    owned["parties"][0]["name"] = "Borealis Holding"
    gazette.publish("2026/01", "tm-applications", "application", owned)
    gazette.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000006", "AURELIA"))
    gazette.publish("2026/02", "notices", "event", make_mark("TM/2026/000006", "AURELIA"), event=LICENSED)
    gazette.publish("2026/02", "notices", "event", owned, event=SOLD)
    gazette.publish("2026/02", "notices", "event", make_mark("TM/2026/000004", "UNSEEN"), event=SOLD)
    gazette.publish("2026/02", "tm-registrations", "registration", make_mark("TM/2026/000006", "AURELIA NOVA"))
    gazette.publish("2026/02", "notices", "event", make_mark("TM/2026/000006", "AURELIA NOVA"), event=SOLD)
    gazette.index()


def test_events_alone_stand_with_names_classes_and_owners_in_every_edition(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    with_events(empty, make_mark)
    for issue in ("2026/01", "2026/02"):
        empty.build(issue, tmp_path / "grown")
    empty.build("2026/02", tmp_path / "whole")
    site = contents(tmp_path / "whole")
    assert contents(tmp_path / "grown") == site
    assert verify(tmp_path / "whole").problems == ()
    folder = "issues/2026/02"
    page = html.fromstring(site[f"{folder}/notices/index.html"])
    titles = ["BOREAL", "AURELIA", "AURELIA NOVA", "TM/2026/000004"]
    assert page.xpath("//li[@class='entry']//h3//bdi/text()") == titles
    assert page.xpath("//section/h2[not(@class)]/text()") == ["Class 3 ", "Class 9 "]

    ordered = [
        entry
        for part in ("tm-registrations", "notices")
        for entry in html.fromstring(site[f"{folder}/{part}/index.html"]).xpath("//li[@class='entry']/@id")
    ]
    told = [json.loads(line) for line in site[f"{folder}/issue.jsonl"].splitlines()]
    assert [f"{one['number'].replace('/', '-').lower()}-{one['snapshot']}" for one in told] == ordered
    assert [one.get("title", one["number"]) for one in told] == ["AURELIA NOVA", *titles]

    front = html.fromstring(site[f"{folder}/index.html"])
    classes, owners = (
        {
            row[0]: row[1:]
            for row in ([*one.xpath("strong/text() | bdi/text()"), *one.xpath("a/text()")] for one in each)
        }
        for each in (front.xpath(f"//section[@aria-labelledby='{name}']//li") for name in ("classes", "owners"))
    )
    own = ["TM/2026/000006"] * 3
    assert classes == {"Class 3": ["TM/2026/000005"], "Class 9": own, "Class 25": ["TM/2026/000005"]}
    assert owners == {"Aurelia Trading S.A.": own, "Borealis Holding": ["TM/2026/000005"]}

    text = "\n".join(read(site[f"{folder}/issue.pdf"])[1])
    places = [text.index(f"\n{title}\n") for title in ("BOREAL", "AURELIA")]
    assert places == sorted(places)
    indexed = text[text.rindex("Index of applicants and holders") :]
    assert all(name in indexed for name in ("Borealis Holding", "Aurelia Trading", "TM/2026/000005"))
    assert text.count("Class 25") == 1  # in its index alone


def test_the_table_of_an_issue_has_a_line_for_each_publication(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    with_events(empty, make_mark)
    empty.build("2026/02", tmp_path / "site")
    table = (tmp_path / "site/issues/2026/02/issue.csv").read_text()
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    told = [(row["number"], row["stage"], row["event_code"], row["title"], row["classes"]) for row in rows]
    assert told == [
        ("TM/2026/000006", "registration", "", "AURELIA NOVA", "9"),
        ("TM/2026/000005", "event", "TM110", "BOREAL", "25; us 39; 3"),
        ("TM/2026/000006", "event", "TM120", "AURELIA", "9"),
        ("TM/2026/000006", "event", "TM110", "AURELIA NOVA", "9"),
        ("TM/2026/000004", "event", "TM110", "TM/2026/000004", ""),
    ]
    sold = rows[1]
    assert (sold["event"], sold["owners"], sold["part"]) == ("Change of owner recorded", "Borealis Holding", "notices")
    assert (sold["status"], sold["filing_date"]) == ("", "")  # of its file, not of the event
    assert {row["root"] for row in rows} == {p.root for p in empty.publications if p.issue == "2026/02"}


def test_an_event_bears_nothing_of_a_snapshot_that_was_not_out(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    empty.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000005", "BOREAL"))
    empty.publish("2026/03", "tm-applications", "application", make_mark("TM/2026/000005", "SECRET"))
    event = empty.publish("2026/02", "notices", "event", make_mark("TM/2026/000005", "SECRET"), event=SOLD)
    empty.publications[1] = empty.publications[1].model_copy(update={"sequence": event.sequence + 1})
    empty.index()
    empty.sequence += 1
    empty.checkpoint(empty.sequence)
    empty.build("2026/02", tmp_path / "site", closed=[empty.issue("2026/01"), empty.issue("2026/02")])
    assert not [path for path, content in contents(tmp_path / "site").items() if b"SECRET" in content]


def test_lines_without_a_code_have_their_label_for_all_to_see(gazette: Any, tmp_path: Path):
    gazette.build("2026/01", tmp_path / "site")
    page = html.fromstring((tmp_path / "site/issues/2026/01/tm-applications/index.html").read_bytes())
    (style,) = (tmp_path / "site/assets").glob("blazon.*.css")
    assert ".inid.brief .code:not(:empty) + .label" in style.read_text()
    label = page.xpath("//li[@class='entry'][1]//span[@class='label'][text()='Feature of the mark']")[0]
    assert label.getprevious().text is None  # :empty
    lines = coded(page.xpath("//li[@class='entry'][1]")[0])
    assert lines[0] == ("442", "2026-01-14")
    assert ("", "Combined") in lines


def test_the_front_page_gives_no_number_beside_the_completeness_list(reached: tuple[Any, Path, Path]):
    front = html.fromstring((reached[2] / "index.html").read_bytes())
    (row,) = front.xpath("//li[a='Completeness list']")
    assert row.text_content().strip() == "Completeness list"


def test_an_entry_with_a_logo_prints_it_once():
    p = published(1, "OAK", logo=LOGO)
    assert [plate.caption for plate in p.printed] == [""]
    assert p.further == ""
