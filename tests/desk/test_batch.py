"""A file of marks: every row gives its hits or a named error; the results appear whole or not at all."""

import csv
import datetime as dt
import gzip
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from desk.batch import BadBatch, Row, Unreadable, rows, run
from mappings.document import AsOf
from search_api.errors import EngineUnreachable
from search_api.similar import NothingAsked, SimilarAnswer, StrategyUsed, understood
from similarity.asking import ask

MARKS = "id,words,classes,before,remark\n"


def answered(row: Row) -> SimilarAnswer:
    """An answer without hits, as a search gives it."""
    if row.words == "GONE":
        raise EngineUnreachable
    if row.words == "?!":
        raise NothingAsked("there is no letter and no digit to compare")
    return SimilarAnswer(
        asked=understood(ask(row.words)),
        strategy=StrategyUsed(name="verbal", version=2, title="Words"),
        candidates=0,
        cut=False,
        accepted=0,
        hits=(),
        took_ms=1,
        as_of=AsOf(sequence=7, at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), gaps=()),
    )


@pytest.fixture
def batch(tmp_path: Path) -> Callable[..., Any]:
    """Runs a file of these bytes; gives the tally, the results and what was reported."""

    def ran(text: str | bytes, ending: str = ".csv", **more: Any) -> Any:
        file, out = tmp_path / "marks.csv", tmp_path / f"results{ending}"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        told: list[tuple[int, int]] = []
        tally = run(file, out, answered, report=lambda _, done, total: told.append((done, total)), **more)
        found = out.read_text(encoding="utf-8")
        parsed = (
            list(csv.DictReader(StringIO(found, newline="")))
            if ending == ".csv"
            else list(map(json.loads, found.splitlines()))
        )
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        return tally, parsed, told

    return ran


def test_every_row_gives_its_hits_or_a_named_error(batch: Callable[..., Any]):
    tally, found, told = batch(
        MARKS
        + 'a1,HIBOU,"9;42",2026-01-05,x\n'
        + "a2,?!,,,\n"
        + "\n"
        + "a3,LUPO,99,,\n"
        + "a4,LUPO,,tomorrow,\n"
        + "a5,GONE,,,\n"
        + "a6,LUPO\n"
        + ",KOLA,,,\n"
        + 'a8,"two\nlines",,,\n'
        + "a9,LAST,,,\n"
    )
    assert (tally.rows, tally.failed) == (9, 6)
    assert told[0] == (0, 9)
    assert told[-1] == (9, 9)
    assert [(one["line"], one["id"], one["asked"], one["result"], one["problem"]) for one in found] == [
        ("2", "a1", "HIBOU", "none", ""),
        ("3", "a2", "?!", "error", "nothing-asked"),
        ("5", "a3", "LUPO", "error", "invalid-request"),
        ("6", "a4", "LUPO", "error", "invalid-request"),
        ("7", "a5", "GONE", "error", "engine-unreachable"),
        ("8", "a6", "LUPO", "error", "invalid-request"),
        ("9", "9", "KOLA", "none", ""),
        ("10", "a8", "two\nlines", "error", "invalid-request"),
        ("12", "a9", "LAST", "none", ""),
    ]
    by_id = {one["id"]: one for one in found}
    assert "there is no class '99'" in by_id["a3"]["detail"]
    assert "'tomorrow' is no day" in by_id["a4"]["detail"]
    assert "2 cells instead of 5" in by_id["a6"]["detail"]
    assert all(one["remedy"] for one in found if one["result"] == "error")
    assert (by_id["a1"]["strategy"], by_id["a1"]["sequence"], by_id["a1"]["accepted"]) == ("verbal.v2", "7", "0")


def test_json_lines_hold_the_answer_or_the_problem_of_the_api(batch: Callable[..., Any]):
    tally, found, _ = batch(b"mark\nHIBOU\nL\xffPO\nGONE\n", ".jsonl")
    assert (tally.rows, tally.failed) == (3, 2)
    assert [list(one) for one in found] == [
        ["line", "id", "asked", "answer"],
        ["line", "id", "asked", "problem"],
        ["line", "id", "asked", "problem"],
    ]
    assert found[0]["answer"]["as_of"]["sequence"] == 7
    assert found[1]["problem"]["detail"] == "mark: the byte 0xFF after 'L' is no UTF-8"
    assert "iconv -f ISO-8859-1 -t UTF-8" in found[1]["problem"]["remedy"]
    assert found[2]["problem"]["type"] == "urn:blazon:problem:engine-unreachable"


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        ("words,name\nA,B\n", {}, "A"),
        ("name,mark\nB,C\n", {}, "B"),
        ("\ufeffMark\nC\n", {}, "C"),
        ("words,Sign\nA,D\n", {"column": "sign"}, "D"),
    ],
)
def test_the_words_stand_in_the_column_that_is_named_or_usual(
    tmp_path: Path, text: str, more: dict[str, str], words: str
):
    path = tmp_path / "marks.csv"
    path.write_text(text, encoding="utf-8")
    assert [one.words for one in rows(path, **more)] == [words]
    packed = tmp_path / "marks.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert [one.words for one in rows(packed, **more)] == [words]


def test_classes_and_days_of_a_row_are_read(tmp_path: Path):
    path = tmp_path / "marks.csv"
    path.write_text('words,classes,before\nA,"09, 42",2026-11-23\nB,,\nC,"3;;5 ",\n', encoding="utf-8")
    found = list(rows(path))
    assert [one.classes for one in found if isinstance(one, Row)] == [("9", "42"), (), ("3", "5")]
    assert [one.before for one in found if isinstance(one, Row)] == [dt.date(2026, 11, 23), None, None]


def test_a_cell_that_a_spreadsheet_would_run_is_text(batch: Callable[..., Any]):
    _, found, _ = batch('id,words\n=1+1,"=HYPERLINK(1)"\n@x,+PLUS\n')
    assert [(one["id"], one["asked"]) for one in found] == [("'=1+1", "'=HYPERLINK(1)"), ("'@x", "'+PLUS")]


def test_an_endless_cell_is_one_error_and_stops_no_other(tmp_path: Path):
    path = tmp_path / "marks.csv"
    path.write_text("words\nA\n" + "x" * 200_000 + "\nB\n", encoding="utf-8")
    found = list(rows(path))
    assert [type(one) for one in found] == [Row, Unreadable, Row]


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        ("", {}, "marks.csv:1: the first line names the columns"),
        ("words\n", {}, "marks.csv:2: there is no mark below"),
        ("title,id\nA,1\n", {}, "marks.csv:1: no column words or name or mark; there are: title, id; name the one"),
        ("words,id\nA,1\n", {"column": "sign"}, "marks.csv:1: no column sign; there are: words, id"),
        ("words;id\nA;1\n", {}, "marks.csv:1: the columns are separated by semicolons; save the file with commas"),
        ("words,words\nA,1\n", {}, "marks.csv:1: two columns are called 'words'"),
        ("words\nA\n", {"ending": ".xlsx"}, "results.xlsx: results are written as .csv or .jsonl"),
    ],
)
def test_a_file_that_cannot_be_searched_is_told_with_its_place(
    batch: Callable[..., Any], tmp_path: Path, text: str, more: dict[str, str], told: str
):
    with pytest.raises(BadBatch) as refused:
        batch(text, **more)
    assert told in str(refused.value)
    assert not (tmp_path / "results.csv").exists()


def test_what_is_missing_or_cannot_be_written_is_told(tmp_path: Path):
    marks = tmp_path / "marks.csv"
    marks.write_text("words\nA\n", encoding="utf-8")

    def tried(file: Path, out: Path) -> str:
        with pytest.raises(BadBatch) as refused:
            run(file, out, answered, report=lambda *_: None)
        return str(refused.value)

    missing = tried(tmp_path / "nothing.csv", tmp_path / "r.csv")
    assert missing.endswith("nothing.csv: cannot be read: No such file or directory; look at its name")
    assert "Errno" not in missing
    marks.write_bytes(b"caf\xe9,words\n1,A\n")
    assert "marks.csv:1: the names of the columns are not UTF-8. Save the file as" in tried(marks, tmp_path / "r.csv")
    marks.write_text("words\nA\n", encoding="utf-8")
    assert "cannot be read" in tried(tmp_path, tmp_path / "r.csv")
    assert "cannot be written" in tried(marks, tmp_path / "nowhere" / "r.csv")
    assert "take the place of the marks" in tried(marks, marks)
    assert marks.read_text(encoding="utf-8") == "words\nA\n"


def test_a_run_that_breaks_leaves_the_results_of_before(tmp_path: Path):
    marks, out = tmp_path / "marks.csv", tmp_path / "results.csv"
    marks.write_text("words\nA\n", encoding="utf-8")
    out.write_text("before\n", encoding="utf-8")

    def broken(_row: Row) -> SimilarAnswer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(marks, out, broken, report=lambda *_: None)
    assert out.read_text(encoding="utf-8") == "before\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["marks.csv", "results.csv"]


def test_a_file_that_was_cut_off_is_told_as_one_that_cannot_be_read(tmp_path: Path):
    path = tmp_path / "marks.csv.gz"
    path.write_bytes(gzip.compress(("words\n" + "COLA ROYAL\n" * 5_000).encode())[:-30])
    with pytest.raises(BadBatch, match="cannot be read"):
        list(rows(path))
