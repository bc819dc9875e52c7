"""What is not the closed issue is not built, and the refusal names it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from mappings import names
from publish_site.errors import (
    ClosingListDiffers,
    GapInIssue,
    IndexBehind,
    NoSuchIssue,
    NotBuilt,
    NotForThePublic,
    PictureMissing,
    UnreadablePublication,
    WrongFolder,
)
from publish_site.issue import Entry


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(gazette: Any, out: Path, error: type[NotBuilt], said: str, **more: Any) -> None:
    with pytest.raises(error, match=said):
        gazette.build("2026/02", out, **more)
    assert not out.exists()
    assert not [p for p in out.parent.iterdir() if p.suffix != ".lock"]


def test_an_index_behind_the_closing_is_refused_with_both_sequences(gazette: Any, tmp_path: Path):
    gazette.checkpoint(gazette.sequence - 1)
    refused(gazette, tmp_path / "site", IndexBehind, f"{gazette.sequence} .* only to {gazette.sequence - 1}")


def test_an_index_without_checkpoint_is_refused(gazette: Any, tmp_path: Path):
    gazette.engine.delete(index=names.state(gazette.deployment, public=False), id=names.AS_OF)
    refused(gazette, tmp_path / "site", IndexBehind, "no checkpoint")


def test_a_gap_that_touches_the_issue_is_named(gazette: Any, tmp_path: Path):
    gazette.gaps = (gazette.publications[1].dossier, "XB.tm.TM%2F2026%2F999999")
    gazette.checkpoint(gazette.sequence)
    refused(gazette, tmp_path / "site", GapInIssue, "XB tm TM/2026/000002;")


def test_a_gap_elsewhere_hinders_nothing(gazette: Any, tmp_path: Path):
    gazette.gaps = ("XB.tm.TM%2F2026%2F999999",)
    gazette.checkpoint(gazette.sequence)
    assert gazette.build("2026/02", tmp_path / "site").publications == 6


def test_a_missing_publication_is_named(gazette: Any, tmp_path: Path):
    lost = gazette.publications[2]
    gazette.engine.delete(index=names.alias(gazette.deployment, lost.kind, "publications"), id=lost.id)
    refused(gazette, tmp_path / "site", ClosingListDiffers, "XB tm TM/2026/000003 snapshot 1 is missing")


def test_another_root_is_named(gazette: Any, tmp_path: Path):
    gazette.put(gazette.publications[0].model_copy(update={"root": "0" * 64}))
    refused(gazette, tmp_path / "site", ClosingListDiffers, "TM/2026/000001 snapshot 1 has the root 000")


def test_data_that_does_not_prove_its_root_is_named(gazette: Any, tmp_path: Path):
    frozen = gazette.publications[1]
    gazette.put(frozen.model_copy(update={"fields": frozen.fields | {"filing_date": "2024-01-01"}}))
    refused(gazette, tmp_path / "site", ClosingListDiffers, "TM/2026/000002 snapshot 1: filing_date")


def test_a_title_that_the_proved_fields_do_not_give_is_named(gazette: Any, tmp_path: Path):
    gazette.put(gazette.publications[1].model_copy(update={"title": "OTHER"}))
    refused(gazette, tmp_path / "site", ClosingListDiffers, "TM/2026/000002 snapshot 1: title: is not as the data say")


@pytest.mark.parametrize("classes", [("9", "45"), ()])
def test_classes_that_the_proved_fields_do_not_give_are_refused(gazette: Any, tmp_path: Path, classes: tuple[str, ...]):
    gazette.put(gazette.publications[1].model_copy(update={"classes": classes}))
    said = "TM%2F2026%2F000002~1 does not .*: its classes are not those of its fields"
    refused(gazette, tmp_path / "site", UnreadablePublication, said)


def test_what_is_not_on_the_closing_list_is_named(gazette: Any, make_mark: Callable[..., Any], tmp_path: Path):
    given: dict[str, Any] = {"closed": gazette.closed()}
    given["closing"] = {issue.id: gazette.closing(issue.id) for issue in given["closed"]}.__getitem__
    gazette.publish("2026/02", "tm-registrations", "registration", make_mark("TM/2026/000777", "STRAY"))
    gazette.index()
    refused(gazette, tmp_path / "site", ClosingListDiffers, "TM/2026/000777 .* not on the closing list", **given)


def test_a_frozen_secret_is_refused_by_its_field(empty: Any, make_mark: Callable[..., Any], tmp_path: Path):
    record = make_mark("TM/2026/000009", "OAK")
    record["parties"][0]["emails"] = ["private@owner.test"]
    empty.publish("2026/02", "tm-applications", "application", record)
    empty.index()
    refused(empty, tmp_path / "site", NotForThePublic, "XB.tm.TM%2F2026%2F000009~1: the frozen parties")


def test_a_picture_that_is_gone_is_named(gazette: Any, tmp_path: Path):
    lost = next(iter(gazette.pictures))
    pictures = {name: content for name, content in gazette.pictures.items() if name != lost}
    refused(gazette, tmp_path / "site", PictureMissing, f"TM/2026/000001.*{lost}", picture=pictures.__getitem__)


@pytest.mark.thorough
def test_a_refusal_comes_whole_from_another_process(gazette: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("publish_site.build.ALONE", 0)
    lost = next(iter(gazette.pictures))
    pictures = {name: content for name, content in gazette.pictures.items() if name != lost}
    given = {"picture": pictures.__getitem__, "workers": 1}
    refused(gazette, tmp_path / "site", PictureMissing, f"TM/2026/000001.*{lost}", **given)


def test_a_picture_of_other_bytes_is_named(gazette: Any, tmp_path: Path):
    refused(
        gazette,
        tmp_path / "site",
        PictureMissing,
        "other bytes",
        picture=dict.fromkeys(gazette.pictures, b"other").__getitem__,
    )


def test_an_issue_nobody_closed_is_refused_with_those_that_are(gazette: Any, tmp_path: Path):
    with pytest.raises(NoSuchIssue, match="no closed issue 2031/07; closed are: 2026/02, 2026/01"):
        gazette.build("2031/07", tmp_path / "site")


def test_a_missing_index_is_no_empty_gazette(gazette: Any, tmp_path: Path):
    alias = names.alias(gazette.deployment, gazette.publications[0].kind, "publications")
    (index,) = gazette.engine.indices.get_alias(name=alias)
    gazette.engine.indices.delete(index=index)
    refused(gazette, tmp_path / "site", NotBuilt, "index of the gazette is missing")


def test_a_refusal_leaves_the_published_site_as_it_was(gazette: Any, tmp_path: Path):
    out = tmp_path / "site"
    gazette.build("2026/01", out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    with pytest.raises(PictureMissing):
        gazette.build("2026/02", out, picture={}.__getitem__)
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [".site.build", ".site.lock", "site"]
    gazette.build("2026/02", out)
    gazette.build("2026/02", tmp_path / "other")
    assert contents(out) == contents(tmp_path / "other")


def test_a_build_that_would_take_a_page_away_is_refused_and_names_it(gazette: Any, tmp_path: Path):
    out = tmp_path / "site"
    gazette.build("2026/02", out)
    before = contents(out)
    with pytest.raises(WrongFolder, match=r"would take away \(data/index.html\)"):
        gazette.build("2026/02", out, documents=False)
    assert contents(out) == before


def test_a_file_of_another_office_is_no_part_of_this_gazette(gazette: Any, tmp_path: Path):
    foreign = gazette.closing("2026/02")[0].model_copy(update={"office": "EM"})

    def closing(issue: str) -> list[Entry]:
        return [*gazette.closing(issue), *([foreign] if issue == "2026/02" else [])]

    said = "EM tm TM/2026/000001 is of another office"
    refused(gazette, tmp_path / "site", ClosingListDiffers, said, closing=closing)


def test_an_event_that_is_not_for_the_public_is_refused(empty: Any, make_mark: Callable[..., Any], tmp_path: Path):
    event = {"date": "2026-02-01", "code": "TM040", "text": "Opinion", "audience": "staff"}
    empty.publish("2026/02", "tm-changes", "event", make_mark("TM/2026/000009", "OAK"), event=event)
    empty.index()
    refused(empty, tmp_path / "site", NotForThePublic, "the frozen event")


def test_an_issue_holds_none_of_a_later_day_whatever_was_closed_first(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    empty.issues = {"2026/11": dt.date(2026, 11, 14), "2026/10": dt.date(2026, 10, 14)}
    empty.publish("2026/11", "tm-applications", "application", make_mark("TM/2026/000002", "TOO EARLY"))
    empty.publish("2026/10", "tm-applications", "application", make_mark("TM/2026/000001", "DUE"))
    empty.index()
    assert empty.build("2026/10", tmp_path / "site").issues == ("2026/10",)
    assert not [p for p in (tmp_path / "site").rglob("*.html") if "TOO EARLY" in p.read_text()]
    # In the order of closing it comes after the other, but it stands without it already.
    empty.publish("2026/12", "tm-applications", "application", make_mark("TM/2026/000003", "NEXT"))
    empty.index()
    assert empty.build("2026/12", tmp_path / "whole").issues == ("2026/11", "2026/10", "2026/12")
    with pytest.raises(WrongFolder, match="built without issue 2026/11, which comes before 2026/10"):
        empty.build("2026/12", tmp_path / "site")


def test_a_second_build_leaves_a_site_alone_that_another_is_replacing(gazette: Any, tmp_path: Path):
    out, aside = tmp_path / "site", tmp_path / ".site.build/aside"
    gazette.build("2026/01", out)
    with FileLock(tmp_path / ".site.lock"):  # as a build that has taken the old site away and not yet put the new one
        out.rename(aside)
        with pytest.raises(WrongFolder, match="another build is writing"):
            gazette.build("2026/02", out)
        assert aside.is_dir()
        assert not out.exists()
    # Nobody came back for it: the next build puts it back, and takes its place.
    assert gazette.build("2026/02", out).issues == ("2026/01", "2026/02")
    assert not aside.exists()
