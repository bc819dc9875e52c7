"""What a build adds to a site that stands: the same bytes as from nothing, whoever does it, whenever it is killed."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mappings.engine import connect
from publish_site import build, papers, writer
from publish_site.errors import RedactedInIndex, SharedAddress, WrongFolder
from publish_site.verify import verify
from tests.publish_site.made_up_gazette import HOUSE
from tests.thorough import cases


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def inodes(folder: Path) -> dict[str, int]:
    return {p.relative_to(folder).as_posix(): p.stat().st_ino for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.thorough
def test_one_issue_after_the_other_gives_what_all_at_once_gives(gazette: Any, make_mark: Callable[..., Any], tmp_path):
    for issue in ("2026/01", "2026/02"):
        grown = gazette.build(issue, tmp_path / "grown")
    assert grown.manifest == gazette.build("2026/02", tmp_path / "whole").manifest
    # Another owner, another class: a file leaves some lists and comes into others.
    changed = make_mark("TM/2026/000001", "AURELIA", classes=[{"number": "41", "goods": "Teaching"}])
    changed["parties"][0]["name"] = "Borealis Holding"
    gazette.publish("2026/03", "tm-registrations", "registration", changed)
    gazette.publish("2026/03", "tm-applications", "application", make_mark("TM/2026/000008", "ZEPHYR"))
    gazette.index()
    gazette.build("2026/03", tmp_path / "grown")
    gazette.build("2026/03", tmp_path / "whole")
    gazette.build("2026/03", tmp_path / "new")
    assert contents(tmp_path / "grown") == contents(tmp_path / "whole") == contents(tmp_path / "new")
    owner = next((tmp_path / "new/owners").glob("borealis-*/index.html")).read_text()
    assert "TM/2026/000001" in owner
    left = next((tmp_path / "new/owners").glob("aurelia-*/index.html")).read_text()
    assert "TM/2026/000001" not in left
    assert left.index("TM/2026/000008") < left.index("TM/2026/000002")  # the newest first


def test_what_an_issue_does_not_touch_is_not_written_again(gazette: Any, tmp_path: Path):
    gazette.build("2026/01", tmp_path / "site")
    before, held = inodes(tmp_path / "site"), contents(tmp_path / "site")
    built = gazette.build("2026/02", tmp_path / "site")
    after, now = inodes(tmp_path / "site"), contents(tmp_path / "site")
    again = {path for path in before if before[path] != after[path] and held[path] == now[path]}
    assert {path.partition("/")[0] for path in again} <= {"lists"}
    assert before["tm/2026/000002/index.html"] == after["tm/2026/000002/index.html"]
    again = gazette.build("2026/02", tmp_path / "site")
    assert (again.manifest, again.written) == (built.manifest, 0)


@pytest.mark.thorough
def test_several_processes_give_what_one_gives(gazette: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    alone = gazette.build("2026/02", tmp_path / "alone", workers=0)
    monkeypatch.setattr("publish_site.build.ALONE", 0)
    assert gazette.build("2026/02", tmp_path / "several", workers=2).manifest == alone.manifest
    assert contents(tmp_path / "alone") == contents(tmp_path / "several")


def test_a_redacted_field_leaves_the_site_and_its_signature_stays(gazette: Any, tmp_path: Path):
    data = tmp_path / "site/tm/2026/000002/1/data.json"
    gazette.build("2026/02", tmp_path / "site")
    assert "12 Rue du Port" in data.read_text()
    redacted = gazette.redact(1, "parties")
    with pytest.raises(RedactedInIndex, match=r"TM/2026/000002 snapshot 1: parties was taken .* `blazon index --once`"):
        gazette.build("2026/02", tmp_path / "site", redactions=[redacted])
    gazette.index()
    statement = (tmp_path / "site/issues/2026/01/issue.json").read_bytes()
    gazette.build("2026/02", tmp_path / "site", redactions=[redacted])
    assert "12 Rue du Port" not in data.read_text()
    assert (tmp_path / "site/issues/2026/01/issue.json").read_bytes() == statement
    assert verify(tmp_path / "site", [gazette.signer.key.id]).trusted


@pytest.mark.thorough
def test_what_a_redaction_took_away_does_not_come_back_with_the_next_build(gazette: Any, tmp_path: Path):
    site = tmp_path / "site"
    gazette.build("2026/02", site)
    before = set(contents(site))
    marks = [place for place, one in enumerate(gazette.publications) if "parties" in one.fields]
    given = {"redactions": [gazette.redact(place, "parties") for place in marks]}
    gazette.index()
    gazette.build("2026/02", site, **given)
    redacted = contents(site)
    assert {path for path in before - set(redacted) if path.startswith("owners/")}
    for _ in range(2):  # the two folders of a site change places with each
        gazette.build("2026/02", site, **given)
        assert contents(site) == redacted


@pytest.mark.thorough
def test_a_list_goes_with_a_redaction_and_for_no_other_reason(gazette: Any, tmp_path: Path):
    site, former = tmp_path / "site", tmp_path / "site/owners/former/index.html"
    redacted = gazette.redact(0, "mark")
    gazette.index()
    gazette.build("2026/02", site, redactions=[redacted])
    former.parent.mkdir()
    former.write_text("A list")
    renamed = {"house": HOUSE.model_copy(update={"name": "Another name"}), "documents": True}
    for _ in range(2):
        with pytest.raises(WrongFolder, match=r"would take away \(owners/former/index.html\)"):
            gazette.build("2026/02", site, redactions=[redacted], **renamed)
    assert former.is_file()
    redactions = [redacted, gazette.redact(1, "parties")]
    gazette.index()
    gazette.build("2026/02", site, redactions=redactions, **renamed)
    assert not former.exists()


@pytest.mark.parametrize("number", ["TM/2026/000001/1", "TM/2026/000001/2"])
def test_a_page_that_would_be_of_two_files_is_refused(
    gazette: Any, make_mark: Callable[..., Any], tmp_path: Path, number: str
):
    gazette.publish("2026/02", "tm-applications", "application", make_mark(number, "OAK"))
    gazette.publish("2026/02", "tm-changes", "change", make_mark("TM/2026/000001", "AURELIA"))
    gazette.index()
    with pytest.raises(SharedAddress, match=f"{number.lower()}/index.html is for good what issue"):
        gazette.build("2026/02", tmp_path / "site")


def test_an_issue_may_lie_where_the_page_of_a_folder_of_issues_lay(
    gazette: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    for number, issue in enumerate(("2026/03/01", "2026/03"), start=8):
        gazette.publish(issue, "tm-applications", "application", make_mark(f"TM/2026/{number:06}", "OAK"))
        gazette.index()
        gazette.build(issue, tmp_path / "site")
        assert (tmp_path / "site/issues/2026/03/index.html").is_file()
    assert verify(tmp_path / "site").problems == ()


def test_a_list_of_several_pages_grows_to_what_a_full_build_gives(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("publish_site.lists.BLOCK", 2)
    for issue, numbers in (("2026/01", range(1, 4)), ("2026/02", range(4, 8))):
        for number in numbers:
            record = make_mark(f"TM/2026/{number:06}", f"MARK {number}", classes=[{"number": "25", "goods": "Hats"}])
            empty.publish(issue, "tm-applications", "application", record)
    empty.index()
    given = {"documents": False, "workers": 0}
    empty.build("2026/01", tmp_path / "grown", **given)
    empty.build("2026/02", tmp_path / "grown", **given)
    empty.build("2026/02", tmp_path / "whole", **given)
    assert (tmp_path / "whole/classes/nice/25/4/index.html").is_file()
    assert contents(tmp_path / "grown") == contents(tmp_path / "whole")


def test_what_was_changed_in_the_published_folder_is_not_built_upon(gazette: Any, tmp_path: Path):
    site = tmp_path / "site"
    gazette.build("2026/01", site)
    (standing,) = {one.number for one in gazette.publications if one.issue == "2026/02"} & {
        one.number for one in gazette.publications if one.issue == "2026/01"
    }
    data = site / f"{standing.lower()}/1/data.json"
    with data.open("r+b") as file:  # in place: the twin has the same bytes
        changed = file.read().replace(b"AURELIA", b"AURELIO")
        file.seek(0)
        file.write(changed)
    before = contents(site)
    with pytest.raises(WrongFolder, match=r"1/data.json is not as it was published"):
        gazette.build("2026/02", site)
    assert contents(site) == before


def test_a_link_to_the_gazette_leads_to_it_still(gazette: Any, tmp_path: Path):
    served = tmp_path / "served"
    gazette.build("2026/01", served)
    (tmp_path / "site").symlink_to(served)
    gazette.build("2026/02", tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert (served / "issues/2026/02/index.html").is_file()


MOMENTS = [
    "write 1",
    "write 9",
    "write 17",
    "write 25",
    "write 32",
    "take",
    "commit",
    "swap",
    "link 1",
    "link 12",
    "end",
]


def killed(gazette: Any, out: Path, whole: Path, moment: str) -> None:
    """Builds the second issue and is killed at that moment."""
    name, _, number = moment.partition(" ")
    left = int(number or 1)

    def dying(function: Callable[..., Any], *, after: bool = False) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            found = function(*given, **more) if after else None
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return found if after else function(*given, **more)

        return call

    if name == "take":
        build.ALONE = 0  # others do the work, and are on their own when this process is no more
        build._Build._take = dying(build._Build._take)
    elif name == "write":
        writer.Folder.write = dying(writer.Folder.write)
    elif name == "link":
        writer._link = dying(writer._link)
    elif name == "commit":
        writer._digest = dying(writer._digest)
        left = 2  # once at the beginning, once before all that was written counts
    else:
        writer._swap = dying(writer._swap, after=name == "end")
    # The compiler of documents has threads of its own, which a forked process lacks: it gives what it gave before.
    papers.printing.pdf = lambda issue, *_given, **_more: (whole / f"issues/{issue.id}/issue.pdf").read_bytes()
    gazette.engine = connect(gazette.settings)  # two processes cannot share a connection
    gazette.build("2026/02", out, workers=2)
    os._exit(0)


@pytest.mark.parametrize("moment", cases(MOMENTS, "swap"))
def test_a_build_killed_at_any_moment_leaves_a_whole_site_and_the_next_one_finishes(
    built: tuple[Any, Path], tmp_path: Path, moment: str
):
    gazette, whole = built
    out = tmp_path / "site"
    gazette.build("2026/01", out)
    before = contents(out)
    child = multiprocessing.get_context("fork").Process(target=killed, args=(gazette, out, whole, moment))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert contents(out) == (contents(whole) if moment in {"link 1", "link 12", "end"} else before)
    gazette.build("2026/02", out)
    assert contents(out) == contents(whole)
    assert gazette.build("2026/02", out).written == 0
