"""Lists whose dossiers leave them: what was there stays, and building issue by issue gives what one build gives."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publish_site.verify import verify

EMPTY = "Nothing is listed here any longer."


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def left(empty: Any, make_mark: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Of four issues the second brings a transfer and another representative, the third limits five marks out of class
    25, the fourth brings the former owner back; one mark's second publication comes out before its first.
    """
    monkeypatch.setattr("publish_site.lists.BLOCK", 2)
    monkeypatch.setattr("publish_site.listings.MANY", 1)

    def publish(issue: str, number: int, owner: str, nice: str, agent: str = "") -> None:
        record = make_mark(f"TM/2026/{number:06}", f"MARK {number}", classes=[{"number": nice, "goods": "Hats"}])
        record["parties"][0]["name"] = owner
        if agent:
            record["parties"].append({"role": "representative", "name": agent})
        empty.publish(issue, "tm-applications", "application", record)

    publish("2026/02", 8, "Octavia", "18")
    publish("2026/01", 8, "Octavia", "18")
    for number in range(1, 6):
        publish("2026/01", number, "Aurelia", "25", "Agent A" if number == 1 else "")
    publish("2026/01", 6, "Zeta", "3")
    publish("2026/02", 6, "Aurelia", "3")
    publish("2026/02", 1, "Aurelia", "25", "Agent B")
    for number in range(1, 6):
        publish("2026/03", number, "Aurelia", "9", "Agent B" if number == 1 else "")
    publish("2026/03", 9, "Octavia", "18")
    publish("2026/04", 7, "Zeta", "25")
    publish("2026/04", 2, "Borealis", "9")
    empty.index()
    return empty


@pytest.mark.thorough
def test_issue_by_issue_gives_what_one_build_gives_and_no_page_ever_goes(left: Any, tmp_path: Path):
    given = {"documents": False, "workers": 0}
    before: set[str] = set()
    for issue in ("2026/01", "2026/02", "2026/03", "2026/04"):
        grown = left.build(issue, tmp_path / "grown", **given)
        whole = left.build(issue, tmp_path / f"whole{issue[-2:]}", **given)
        now, at_once = contents(tmp_path / "grown"), contents(tmp_path / f"whole{issue[-2:]}")
        assert sorted(now) == sorted(at_once)
        assert [path for path in now if now[path] != at_once[path]] == []
        assert grown.manifest == whole.manifest
        pages = {path for path in now if path.endswith(".html")}
        assert before <= pages
        before = pages
    assert verify(tmp_path / "grown").problems == ()
    left.build("2026/02", tmp_path / "skipping", **given)
    assert left.build("2026/04", tmp_path / "skipping", **given).manifest == whole.manifest


def test_what_is_empty_says_so(left: Any, tmp_path: Path):
    site = tmp_path / "site"
    given = {"documents": False, "workers": 0}
    left.build("2026/02", site, **given)
    nice = site / "classes/nice/25"
    assert EMPTY not in (nice / "3/index.html").read_text()
    left.build("2026/03", site, **given)
    (zeta,) = (site / "owners").glob("zeta-*/index.html")
    (agent,) = (site / "representatives").glob("agent-a-*/index.html")
    for path in (zeta, agent, nice / "index.html", nice / "1/index.html", nice / "3/index.html"):
        assert EMPTY in path.read_text(), path
    letter = (site / "owners/z/index.html").read_text()
    assert f"{zeta.parent.name}/index.html" in letter
    assert '<span class="num">0</span>' in letter
    left.build("2026/04", site, **given)
    assert EMPTY not in zeta.read_text() + (nice / "index.html").read_text() + (nice / "1/index.html").read_text()
    assert EMPTY in (nice / "2/index.html").read_text()


def test_a_list_of_one_page_that_becomes_two_has_both(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("publish_site.lists.BLOCK", 2)
    for issue, numbers in (("2026/01", (1, 2)), ("2026/02", (3,))):
        for number in numbers:
            empty.publish(issue, "tm-applications", "application", make_mark(f"TM/2026/{number:06}", "A"))
    empty.index()
    given = {"documents": False, "workers": 0}
    empty.build("2026/01", tmp_path / "grown", **given)
    grown = empty.build("2026/02", tmp_path / "grown", **given)
    assert (tmp_path / "grown/classes/nice/9/1/index.html").is_file()
    assert grown.manifest == empty.build("2026/02", tmp_path / "whole", **given).manifest
