"""`blazon compare` and `blazon similar --file` on a real register and index."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any


def filled(blazon: Any, folder: Path) -> None:
    names = ("Uncle Ben's", "Seta", "Ankle Bend", "=SUM(A1)")
    lines = [
        {"application_number": f"{n:09}", "filing_date": "2001-02-03", "text": one} for n, one in enumerate(names, 1)
    ]
    path = folder / "marks.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    blazon("import", "eutm", str(path))
    blazon("index", "--once")


def test_two_marks_and_a_file_of_marks(blazon: Any, tmp_path: Path):
    filled(blazon, tmp_path)
    told = blazon("compare", "Unkle Bens", "Uncle Ben's").stdout
    assert "UNKLE BENS and UNCLE BENS differ in one letter" in told
    assert "read in English: /@nk@lbenz/ and /@nk@lbenz/, 100 % alike" in told
    assert "Metaphone: UNKLBNS and UNKLBNS" in told
    found = json.loads(blazon("compare", "EL SOL", "SUN", "--language", "fr", "--json").stdout)
    assert found["language"] == "fr"
    assert found["as_of"]["sequence"]
    assert found["aspects"]["conceptual"] > 0
    for words, said in [
        (("compare", "a\tb", "c"), "ASKED: character 2 is the control character"),
        (("compare", "a", "?!"), "candidate: there is no letter"),
        (("compare", "a", "b", "--language", "tlh"), "does not answer in the language 'tlh'"),
        (("compare", "a", "b", "--strategy", "verbel"), "did you mean 'verbal'"),
        (("similar", "--words", "a", "--language", "tlh"), "does not answer in the language 'tlh'"),
    ]:
        done = blazon(*words, status=1)
        assert said in done.stderr
        assert done.stdout == ""

    marks, out = tmp_path / "marks.csv", tmp_path / "results.csv"
    marks.write_text("id,words,classes\n1,Unkle Bens,\n2,qqzzqq,\n3,?!,\n4,=SUM(A1),\n", encoding="utf-8")
    done = blazon("similar", "--file", str(marks), "--out", str(out), "--language", "es", status=1)
    assert "4 marks searched for" in done.stderr
    assert "1 of them gave an error" in done.stderr
    assert done.stdout == ""
    with out.open(encoding="utf-8", newline="") as lines:
        results = list(csv.DictReader(lines))
    best = next(one for one in results if one["id"] == "1")
    assert (best["rank"], best["office"], best["title"]) == ("1", "EM", "Uncle Ben's")
    assert (best["aural"], best["result"]) == ("100", "hit")
    assert 80 < float(best["overall"]) <= 100
    assert "difieren en una letra" in best["sentences"]
    assert [one["result"] for one in results if one["id"] == "2"] == ["none"]
    assert [one["problem"] for one in results if one["id"] == "3"] == ["nothing-asked"]
    assert next(one["title"] for one in results if one["id"] == "4") == "'=SUM(A1)"

    marks.write_text("words\nUnkle Bens\n", encoding="utf-8")
    blazon("similar", "--file", str(marks), "--out", str(tmp_path / "r.jsonl"), "--strategy", "spelling")
    line = json.loads((tmp_path / "r.jsonl").read_text(encoding="utf-8"))
    assert line["answer"]["hits"][0]["title"] == "Uncle Ben's"


def test_a_mark_and_a_file_exclude_each_other(blazon: Any, tmp_path: Path):
    for words, said in [
        (("--words", "x", "--file", "marks.csv"), "exclude each other"),
        (("--file", "marks.csv"), "go together"),
        (("--words", "x", "--out", "r.csv"), "go together"),
        (("--file", "m.csv", "--out", "r.csv", "--json"), "jsonl"),
        ((), "--words"),
    ]:
        done = blazon("similar", *words, status=2)
        assert said in " ".join(done.stderr.replace("│", " ").split())
    nowhere = blazon("similar", "--file", str(tmp_path / "no.csv"), "--out", str(tmp_path / "r.csv"), status=1)
    assert "cannot be read" in nowhere.stderr
