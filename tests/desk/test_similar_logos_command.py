"""`blazon similar` with pictures: a file, a folder of them, a file of the register, the views of designs."""

import csv
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk.cli.context import open_context
from desk.results import sentences
from mappings.record import Kind
from search_api.index import StaffIndex
from search_api.logos import LogoHit
from tests.similarity.logos.redrawing import opened, png

MARKS = 24  # of the sample; some have a logo and words, some a logo alone, and two designs stand beside them


@dataclass(frozen=True)
class Pictured:
    """A file of the register, and its picture."""

    number: str
    title: str
    words: str
    content: bytes


def pictured(kind: Kind) -> list[Pictured]:
    """The files that a search may show, with a picture of their own that was looked at, by number."""
    with open_context() as context:
        index = StaffIndex(context.engine, context.deployment)
        drawn = {"exists": {"field": "look.vocabulary"}}
        query = {"bool": {"filter": [drawn], "must_not": [{"term": {"ignored_in_similarity": True}}]}}
        asked = {"size": 100, "query": query, "sort": [{"id": "asc"}]}
        found = [hit["_source"] for hit in index.search(asked, [kind])["hits"]["hits"]]
        all_of_them = [
            Pictured(
                one["number"],
                one["title"],
                one["words"][0]["text"] if one.get("words") else "",
                context.documents.get((one.get("logo") or one["pictures"][0])["digest"]),
            )
            for one in found
        ]
    counted = Counter(one.content for one in all_of_them)  # members of a family may share their logo
    return [one for one in all_of_them if counted[one.content] == 1]


def again(content: bytes) -> bytes:
    """The same picture in another file."""
    return png(opened(content))


@pytest.mark.thorough
def test_pictures_are_asked_for_alone_with_words_by_number_and_by_the_folder(blazon: Any, tmp_path: Path):
    blazon("sample", "--marks", str(MARKS))
    blazon("index", "--once")
    marks = pictured(Kind.TRADEMARK)
    one = next(mark for mark in marks if mark.words)
    file = tmp_path / "logo.png"
    file.write_bytes(again(one.content))
    logo = ("similar", "--logo", str(file))

    answer = json.loads(blazon(*logo, "--json").stdout)
    assert (answer["hits"][0]["number"], answer["strategy"]) == (one.number, "logo.v1")
    lines = blazon(*logo, "--limit", "3").stdout.splitlines()
    assert lines[0].endswith("like the picture (logo.v1)")
    assert lines[1].startswith(f"  1. {one.title}  [XB {one.number}]  ")
    hits = [place for place, line in enumerate(lines) if line[:3].strip().isdigit() and line[3] == "."]
    assert len(hits) == 3
    assert all(lines[place + 1].startswith("       picture: ") for place in hits)

    both = json.loads(blazon(*logo, "--words", one.words, "--json").stdout)
    first = both["hits"][0]
    assert (first["number"], first["words_place"], first["picture_place"]) == (one.number, 1, 1)
    told = blazon(*logo, "--words", one.words, "--goods", "25: shoes").stdout
    assert "words: place 1, " in told
    assert "picture: place 1, " in told
    assert "goods: " in told

    own = json.loads(blazon("similar", "--number", one.number, "--json").stdout)
    assert own["words"]["asked"]["text"] == one.words
    assert own["picture"]["notes"]
    assert one.number not in {hit["number"] for hit in own["hits"]}
    narrowed = json.loads(blazon(*logo, "--vienna", "29.15", "--json").stdout)
    assert len(narrowed["hits"]) < len(answer["hits"])
    part = json.loads(blazon(*logo, "--cut", "0,0,100,99.9", "--json").stdout)
    assert part["hits"][0]["number"] == one.number

    _folder(blazon, tmp_path, marks[:3])
    _words_read(blazon, file, tmp_path, one.words)
    _designs(blazon, tmp_path)


def _folder(blazon: Any, tmp_path: Path, marks: list[Pictured]) -> None:
    folder, out = tmp_path / "logos", tmp_path / "logos" / "results.csv"
    (folder / "more").mkdir(parents=True)
    (folder / ".hidden").write_bytes(b"")
    for number, mark in enumerate(marks):
        (folder / "more" / f"{number}.png").write_bytes(again(mark.content))
    asked = ("similar", "--logo", str(folder), "--out", str(out), "--limit", "5")
    done = blazon(*asked)
    assert "3 pictures searched for" in done.stderr
    (folder / "=bad.png").write_bytes(b"no picture")
    done = blazon(*asked, status=1)
    assert "4 pictures searched for" in done.stderr
    assert "1 of them gave an error" in done.stderr
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    best = {row["id"]: row for row in rows if row["rank"] == "1"}
    assert {name: row["number"] for name, row in best.items()} == {
        f"more/{number}.png": mark.number for number, mark in enumerate(marks)
    }
    assert all(row["sentences"] and row["overall"] for row in rows if row["result"] == "hit")
    (error,) = (row for row in rows if row["result"] == "error")
    assert (error["line"], error["id"], error["problem"]) == ("1", "'=bad.png", "picture-refused")
    assert error["remedy"]
    blazon(*asked[:-3], str(tmp_path / "r.jsonl"), status=1)
    answers = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    by_id = {one["id"]: one for one in answers}
    assert by_id["=bad.png"]["problem"]["type"] == "urn:blazon:problem:picture-refused"
    assert by_id["more/0.png"]["answer"]["hits"][0]["number"] == marks[0].number
    assert by_id["results.csv"]["problem"]  # a file like any other, for another run


def _words_read(blazon: Any, file: Path, tmp_path: Path, words: str) -> None:
    """Read by a program of the office's: the real one is asked in `test_wording.py`."""
    reads = tmp_path / "tesseract"
    reads.write_text(f"#!/bin/sh\ncat > /dev/null\nprintf 'conf\\ttext\\n91.5\\t{words}\\n'\n")
    reads.chmod(0o755)
    asked = ("similar", "--logo", str(file), "--read-words", "--json")
    assert "BLAZON_DESK_OCR" in blazon(*asked, status=2).stderr
    done = blazon(*asked, BLAZON_DESK_OCR=str(reads))
    assert f"Words read in the picture: {words}" in done.stderr
    assert json.loads(done.stdout)["words"]["asked"]["text"] == words


def _designs(blazon: Any, tmp_path: Path) -> None:
    design = pictured(Kind.DESIGN)[0]
    file = tmp_path / "view.png"
    file.write_bytes(design.content)
    answer = json.loads(blazon("similar", "--logo", str(file), "--design", "--json").stdout)
    assert (answer["hits"][0]["number"], answer["hits"][0]["kind"]) == (design.number, "ds")
    own = json.loads(blazon("similar", "--number", design.number, "--json").stdout)
    assert design.number not in {hit["number"] for hit in own["hits"]}
    assert {hit["kind"] for hit in own["hits"]} <= {"ds"}


def test_what_cannot_be_asked_is_said_before_a_server_is(blazon: Any, tmp_path: Path):
    file = tmp_path / "a.png"
    file.write_bytes(b"no picture")
    for words, said in [
        (("--file", "m.csv", "--logo", str(file), "--out", "r.csv"), "exclude each other"),
        (("--number", "1", "--words", "x"), "leave out --words"),
        (("--logo", str(tmp_path)), "go together"),
        (("--logo", str(file), "--out", "r.csv"), "go together"),
        (("--logo", str(tmp_path), "--out", "r.csv", "--words", "x"), "give one picture"),
        (("--logo", str(tmp_path), "--out", "r.csv", "--json"), "jsonl"),
        (("--words", "x", "--design"), "compares pictures alone"),
        (("--words", "x", "--cut", "0,0,50,50"), "--cut goes with --logo"),
        (("--logo", str(file), "--design", "--class", "9"), "designs have no classes"),
    ]:
        done = blazon("similar", *words, status=2)
        assert said in " ".join(done.stderr.replace("│", " ").split())
    for words, said in [
        (("--logo", str(tmp_path / "none.png")), "--logo: "),
        (("--logo", str(file), "--cut", "0,0,50"), "3 numbers instead of 4. Write left,top,right,bottom in percent"),
        (("--logo", str(file), "--cut", "0,0,inf,9"), "'0,0,inf,9' cannot be read"),
        (("--logo", str(file), "--cut", "50,0,50,100"), "no part of the picture"),
        (("--words", "x", "--vienna", "x"), "--vienna: 'x' is no Vienna code. Write it as 02.01.01"),
        (("--logo", str(file), "--logo-strategy", "lego"), "did you mean 'logo'"),
    ]:
        done = blazon("similar", *words, status=1)
        assert said in done.stderr
        assert done.stdout == ""


def test_pictures_that_give_no_answer_are_sentences(blazon: Any, tmp_path: Path):
    lines = {"application_number": "018000001", "filing_date": "2001-02-03", "text": "HIBOU"}
    marks = tmp_path / "marks.jsonl"
    marks.write_text(json.dumps(lines))
    blazon("import", "eutm", str(marks))
    blazon("index", "--once")
    file = tmp_path / "a.png"
    file.write_bytes(b"no picture")
    assert "Send the logo as a PNG" in blazon("similar", "--logo", str(file), status=1).stderr
    done = blazon("similar", "--number", "018000001", "--design", status=1)
    assert "018000001: it has no picture" in done.stderr
    done = blazon("similar", "--number", "018000001")
    assert "the words alone are asked for" in done.stderr
    assert "0 marks like 'HIBOU'" in done.stdout
    empty = tmp_path / "empty"
    empty.mkdir()
    done = blazon("similar", "--logo", str(empty), "--out", str(tmp_path / "r.csv"), status=1)
    assert "there is no picture here" in done.stderr


def test_a_hit_that_reaches_no_level_says_what_was_measured():
    values = {"copy": 40, "outline": 12, "details": 9, "parts": 0, "colours": 20, "vienna": 0}
    hit = LogoHit(id="i", office="XB", kind=Kind.TRADEMARK, number="1", rank=40_000, values=values, evidence=())
    assert sentences(hit) == ["No level is reached: outline 12 %, details 9 %."]
