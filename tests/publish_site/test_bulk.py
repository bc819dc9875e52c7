"""All in force as data: what is in the shards, what reads back from them, what a new issue rewrites."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import exchange
from exchange import st96_writing
from mappings.number import DossierKey
from mappings.record import Kind, Record
from publish_site import bulk, numbering
from publish_site.bulk import Shard, shard_of


def shard_contents(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted((site / "data").rglob("*")) if p.is_file()}


def test_the_index_says_what_is_in_the_shards(built: tuple[Any, Path]):
    site = built[1]
    found = json.loads((site / "data/index.json").read_bytes())
    assert (found["issue"], found["sequence"], found["office"]) == ("2026/02", 106, "XB")
    assert found["records"] == {"tm": 3, "pt": 1, "ds": 1}
    assert [shard["name"] for shard in found["shards"]] == ["ds/2026/000xxx", "pt/2026/000xxx", "tm/2026/000xxx"]
    marks = found["shards"][-1]
    assert (marks["records"], marks["first"], marks["last"]) == (3, "TM/2026/000001", "TM/2026/000003")
    named = [file for shard in found["shards"] for file in shard["files"]]
    assert {file["path"] for file in named} | {bulk.INDEX, bulk.PAGE} == set(shard_contents(site))
    for file in named:
        content = (site / file["path"]).read_bytes()
        assert (file["size"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert [file["media_type"] for file in marks["files"]] == ["application/x-ndjson", "text/csv", "application/xml"]


def test_each_form_holds_the_newest_publication_of_each_right(built: tuple[Any, Path]):
    site = built[1]
    lines = (site / "data/tm/2026/000xxx.jsonl").read_bytes().splitlines()
    newest = ["tm/2026/000001/2", "tm/2026/000002/1", "tm/2026/000003/1"]
    assert lines == [(site / folder / "data.json").read_bytes() for folder in newest]
    rows = list(csv.DictReader(io.StringIO((site / "data/tm/2026/000xxx.csv").read_text(), newline="")))
    assert (rows[0]["number"], rows[0]["part"]) == ("TM/2026/000001", "tm-registrations")
    assert [row["root"] for row in rows] == [json.loads(line)["root"] for line in lines]


PATENT = {
    "kind": "pt",
    "office": "XB",
    "filing_date": "2025-03-01",
    "invention": {"title": "Mount", "abstract": "A mount.", "claims": [{"number": 1, "text": "A mount <&> more."}]},
    "classifications": [{"scheme": "ipc", "code": "G02B 23/16"}],
}
DESIGN = {"kind": "ds", "office": "XB", "filing_date": "2025-03-02", "design": {"product": "Lampe d’étude"}}


def test_st96_reads_back_to_the_same_records(empty: Any, make_mark: Callable[..., Any], tmp_path: Path):
    for number in ("000001", "000002"):
        mark = make_mark(f"TM/2026/{number}", "نجمة & <co>")
        empty.publish("2026/01", "tm-applications", "application", mark)
        empty.publish("2026/01", "pt-grants", "grant", PATENT | {"application_number": f"PT/2026/{number}"})
        empty.publish(
            "2026/01", "ds-registrations", "registration", DESIGN | {"application_number": f"DS/2026/{number}"}
        )
    empty.index()
    empty.build("2026/01", tmp_path / "site")
    for kind in Kind:
        (file,) = (tmp_path / f"site/data/{kind}").rglob("*.xml")
        lines = file.with_suffix(".jsonl").read_bytes().splitlines()
        published = [Record.model_validate(json.loads(line)["fields"]) for line in lines]
        assert len(published) == 2
        found = list(exchange.read(file, exchange.guess(file)))
        assert [one.problem for one in found] == [None, None]
        assert [one.record for one in found] == [st96_writing.as_kept(record) for record in published]
        assert file.read_bytes() == b"".join(st96_writing.bulk(kind, published))


def test_a_new_issue_rewrites_the_shards_it_touches_and_leaves_out_what_ended(
    gazette: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    far = make_mark("TM/2026/004711", "FARAWAY")
    gazette.publish("2026/02", "tm-applications", "application", far)
    gazette.index()
    site = tmp_path / "site"
    gazette.build("2026/02", site)
    before, kept = shard_contents(site), (site / "data/tm/2026/000xxx.jsonl").stat().st_ino
    ended = far | {"status": {"group": "ended", "code": "WDR", "text": "Withdrawn"}}
    gazette.publish("2026/03", "tm-changes", "change", ended)
    event = {"date": "2026-03-02", "code": "TM120", "text": "Licence recorded"}
    gazette.publish("2026/03", "tm-changes", "event", make_mark("TM/2026/000002", "x"), event=event)
    gazette.index()
    gazette.build("2026/03", site)
    after = shard_contents(site)
    changed = {path for path in after if before.get(path) != after[path]}
    assert changed == {f"data/tm/2026/004xxx.{form}" for form in ("jsonl", "csv", "xml")} | {bulk.INDEX, bulk.PAGE}
    assert (site / "data/tm/2026/000xxx.jsonl").stat().st_ino == kept
    assert after["data/tm/2026/004xxx.jsonl"] == b""
    assert b"TM/2026/004711" not in after["data/tm/2026/004xxx.csv"] + after["data/tm/2026/004xxx.xml"]
    (listed,) = (one for one in json.loads(after[bulk.INDEX])["shards"] if one["name"] == "tm/2026/004xxx")
    assert (listed["records"], listed["first"]) == (0, None)
    gazette.build("2026/03", tmp_path / "whole")
    assert shard_contents(tmp_path / "whole") == after


def test_without_documents_there_is_no_bulk(gazette: Any, tmp_path: Path):
    gazette.build("2026/02", tmp_path / "site", documents=False)
    assert not (tmp_path / "site/data").exists()
    assert "data/index.html" not in (tmp_path / "site/index.html").read_text()


NUMBERS = {
    "TM/2026/000123": ("TM/2026/000", "tm/2026/000xxx"),
    "TM/2026/12": ("TM/2026/", "tm/2026/~xxx"),
    "018123456": ("018123", "tm/-/018123xxx"),
    "TM/2026/000123A": ("TM/2026/000", "tm/2026/000xxx"),
    "TM/2026/000123-7": ("TM/2026/000", "tm/2026/000xxx"),
    "102026000123.X": ("102026000", "tm/-/102026000xxx"),
    "TM/2026-9": ("TM/2026-", "tm/2026-xxx"),
    "TM/2026/000": ("TM/2026/", "tm/2026/~xxx"),
    "NONE": ("NONE", "tm/-/nonexxx"),
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_alone_says_its_shard(number: str):
    shard = shard_of(DossierKey("XB", Kind.TRADEMARK, number))
    assert (shard.prefix, shard.name) == NUMBERS[number]


def test_a_shard_of_numbers_with_a_check_digit_holds_a_thousand():
    numbers = [f"TM/2026/{number:06}-{number * 7 % 11 % 10}" for number in range(3000)]
    assert len({shard_of(DossierKey("XB", Kind.TRADEMARK, number)) for number in numbers}) == 3
    leaves = [number.rpartition("/")[2] for number in numbers]
    assert {numbering.block(leaf) for leaf in leaves} == {f"{block:04}" for block in range(30)}
    assert numbering.block("000123~2e7") == "0001"


def test_what_a_publication_made_known_beside_the_data_is_no_part_of_the_record(
    empty: Any, make_mark: Callable[..., Any], tmp_path: Path
):
    event = {"date": "2026-01-02", "code": "TM110", "text": "Assignment recorded"}
    mark = make_mark("TM/2026/000001", "AURELIA")
    empty.publish("2026/01", "tm-changes", "change", mark, event=event)
    patent = PATENT | {"application_number": "PT/2026/000001"}
    empty.publish("2026/01", "pt-grants", "grant", patent, event=event)
    empty.index()
    empty.build("2026/01", tmp_path / "site")
    for kind, record in ((Kind.TRADEMARK, mark), (Kind.PATENT, patent)):
        file = tmp_path / f"site/data/{kind}/2026/000xxx.jsonl"
        (line,) = file.read_bytes().splitlines()
        assert json.loads(line)["fields"]["event"] == event  # byte for byte its data.json, so that it proves itself
        (found,) = exchange.read(file.with_suffix(".xml"), exchange.guess(file.with_suffix(".xml")))
        assert found.record == st96_writing.as_kept(Record.model_validate(record))
        assert len(list(csv.DictReader(io.StringIO(file.with_suffix(".csv").read_text(), newline="")))) == 1
        assert b"Assignment" not in file.with_suffix(".xml").read_bytes() + file.with_suffix(".csv").read_bytes()


def test_no_two_shards_share_a_name():
    prefixes = ["", "TM", "TM/", "TM/2026/", "TM/2026/000", "TM/2026/000XXX", "TM/2026/0", "tm/2026/0", "-", "/"]
    names = [Shard("XB", Kind.TRADEMARK, prefix).name for prefix in prefixes]
    assert len(set(names)) == len(prefixes)
