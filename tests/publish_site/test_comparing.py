"""Any two snapshots of a dossier side by side: a page and JSON for each pair, never changed by a later issue."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import html

from publish_site import differences


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def versions(gazette: Any, make_mark: Callable[..., Any], count: int) -> None:
    """The mark TM/2026/000009, published in `count` issues, each time with other goods."""
    for n in range(1, count + 1):
        goods = [{"number": "9", "goods": f"Software; {n} telescopes"}]
        record = make_mark("TM/2026/000009", "OAK", classes=goods)
        gazette.publish(f"2026/{n:02}", "tm-registrations", "registration", record)
    gazette.index()


def test_each_pair_has_a_page_that_later_issues_leave_alone(empty: Any, make_mark: Callable[..., Any], tmp_path: Path):
    versions(empty, make_mark, 3)
    event = {"date": "2026-03-11", "code": "TM120", "text": "Licence recorded", "standard_code": "S00"}
    empty.publish("2026/03", "tm-registrations", "event", make_mark("TM/2026/000009", "OAK"), event=event)
    empty.index()
    empty.build("2026/02", tmp_path / "grown")
    first = contents(tmp_path / "grown")
    empty.build("2026/03", tmp_path / "grown")
    empty.build("2026/03", tmp_path / "whole")
    grown = contents(tmp_path / "grown")
    assert grown == contents(tmp_path / "whole")
    assert {path: grown[path] for path in first if "/since/" in path} == {
        path: first[path] for path in first if "/since/" in path
    }
    pairs = sorted(path.rpartition("/")[0] for path in grown if path.endswith("changes.json"))
    here = "tm/2026/000009"
    assert pairs == [f"{here}/2/since/1", f"{here}/3/since/1", f"{here}/3/since/2"]
    permanent = html.fromstring(grown[f"{here}/index.html"])
    assert {f"{pair}/index.html".removeprefix(f"{here}/") for pair in pairs} <= set(permanent.xpath("//aside//@href"))
    newest = html.fromstring(grown[f"{here}/3/index.html"])
    assert {"since/1/index.html", "since/2/index.html"} <= set(newest.xpath("//aside//@href"))


def test_a_pair_says_what_changed_to_machines_and_to_people(empty: Any, make_mark: Callable[..., Any], tmp_path: Path):
    versions(empty, make_mark, 2)
    empty.build("2026/02", tmp_path / "site")
    folder = tmp_path / "site/tm/2026/000009/2/since/1"
    told = json.loads((folder / "changes.json").read_bytes())
    assert (told["older"]["snapshot"], told["newer"]["issue"], told["redacted"]) == (1, "2026/02", [])
    (line,) = told["lines"]
    assert (line["code"], line["field"], line["change"]) == ("511", "classes", "changed")
    page = html.fromstring((folder / "index.html").read_bytes())
    assert page.xpath("//tbody/tr/th//text()[contains(., '511')]")
    assert [one.text_content() for one in page.xpath("//td[1]//del")] == ["Removed: 1"]
    assert [one.text_content() for one in page.xpath("//td[2]//ins")] == ["Added: 2"]
    assert all((folder / link).resolve().is_file() for link in page.xpath("//main//a/@href"))
    older, newer = (json.loads((folder / f"../../../{n}/data.json").read_bytes())["fields"] for n in (1, 2))
    assert older["classes"] != newer["classes"]


def test_of_many_snapshots_the_newest_is_compared_with_the_first_and_the_last(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    versions(empty, make_mark, differences.EACH + 1)
    empty.build(f"2026/{differences.EACH + 1:02}", tmp_path / "site", documents=False)
    folder = tmp_path / "site/tm/2026/000009"
    assert sorted(p.name for p in (folder / f"{differences.EACH}/since").iterdir()) == [
        str(n) for n in range(1, differences.EACH)
    ]
    assert sorted(p.name for p in (folder / f"{differences.EACH + 1}/since").iterdir()) == ["1", str(differences.EACH)]


def test_a_field_taken_out_by_order_is_compared_in_neither(empty: Any, make_mark: Callable[..., Any], tmp_path: Path):
    versions(empty, make_mark, 2)
    redacted = empty.redact(0, "parties")
    empty.index()
    empty.build("2026/02", tmp_path / "site", redactions=[redacted])
    folder = tmp_path / "site/tm/2026/000009/2/since/1"
    told = json.loads((folder / "changes.json").read_bytes())
    assert told["redacted"] == ["parties"]
    assert [line["field"] for line in told["lines"]] == ["classes"]
    assert "taken out of a publication by order: parties" in (folder / "index.html").read_text()
