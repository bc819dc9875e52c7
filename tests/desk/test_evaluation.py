"""Evaluation on the command line: its JSON is a contract, and its files are checked."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from desk.evaluation import words
from desk.evaluation.made_up import made_up

NAMES = [
    "UNCLE BEN'S", "ANKLE BENDS", "SEIKO", "SAYKO", "TOYS R US", "TOY HOUSE", "PEPSI", "PEPSICO", "KOLA", "COLA KING",
    "TORNADO", "ROAD RUNNER", "CITY BANK", "SUN", "SUNNY SIDE", "GALAXY", "GALLERY", "MILTRONICS", "LUTEX", "CANA",
]  # fmt: skip
PAIRS = [
    ("SEIKO", "SEYCOS", "1", "letters-sound"),
    ("UNCLE BEN'S", "UNKLE BENZ", "1", "letters-sound"),
    ("TOYS R US", "TOYS ARE US", "1", "shared-word"),
    ("LUTEX", "LUTEXAL", "1", "contained-letters"),
    ("CANA", "CAYNA", "1", "letters-sound"),
    ("GALAXY", "ZEBRA", "0", "letters-sound"),
]


@pytest.fixture
def gallery(tmp_path: Path) -> str:
    path = tmp_path / "gallery.csv.gz"
    path.write_bytes(gzip.compress(("name\n" + "\n".join(NAMES) + "\n").encode()))
    return str(path)


@pytest.fixture
def pairs(tmp_path: Path) -> str:
    path = tmp_path / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerows([("earlier", "later", "label", "type"), *PAIRS])
    return str(path)


def test_an_evaluation_says_what_was_found_and_what_was_lost(blazon, gallery: str, pairs: str, tmp_path: Path):
    run, page = tmp_path / "run.csv", tmp_path / "misses.html"
    asked = ("evaluate", "words", "--gallery", gallery, "--pairs", pairs, "--run", str(run), "--html", str(page))
    report = json.loads(blazon(*asked, "--json").stdout)
    assert report["n"] == 6
    assert set(report) >= {"n", "recall", "interval", "kept", "placed_exactly", "reference", "latency", "index"}
    assert set(report["recall"]) == {
        "all",
        "label=0",
        "label=1",
        "type=contained-letters",
        "type=letters-sound",
        "type=shared-word",
    }
    assert set(report["recall"]["all"]) == {"1", "10", "50", "100"}
    assert report["recall"]["all"] == report["recall"]["label=1"]  # what was not found confusing is reported apart
    assert report["recall"]["all"]["10"] == 1
    assert report["recall"]["label=0"]["1"] == 0
    low, high = report["interval"]["all"]["1"]
    assert low <= report["recall"]["all"]["1"] <= high
    assert set(report["kept"]) == {"10", "50", "100"}
    assert report["kept"]["10"] >= 0.8  # lost is what has no group of three letters or sounds in common, and no word
    assert set(report["latency"]) == {"p50_ms", "p95_ms", "reference_p50_ms", "ratio"}
    assert report["index"]["bytes_per_mark"] > 0
    lines = list(csv.DictReader(run.read_text(encoding="utf-8").splitlines()))
    assert {"query", "rank", "item", "score"} == set(lines[0])
    assert next(line["item"] for line in lines if line["query"] == "SEYCOS") == "SEIKO"
    assert "verbal.v2" in page.read_text(encoding="utf-8")
    assert "shared-word" in blazon(*asked).stdout


def test_what_no_measure_sees_is_left_out_of_what_was_kept(blazon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(words, "MOST_EXACT", 1)
    gallery, pairs = tmp_path / "gallery.csv", tmp_path / "pairs.csv"
    alike = [f"BBS{letter}" for letter in "ABCDEFGHIKLM"]
    gallery.write_text("\n".join(["name", *alike, "BIG BLUE STORE"]), encoding="utf-8")
    pairs.write_text("earlier,later\nBIG BLUE STORE,BBS\nBBSA,BBS\n", encoding="utf-8")
    report = json.loads(blazon("evaluate", "words", "--gallery", str(gallery), "--pairs", str(pairs), "--json").stdout)
    assert report["recall"]["all"]["1"] == 0.5  # the abbreviation stands first
    assert report["placed_exactly"] == 1
    assert report["kept"]["10"] == 1


def test_a_strategy_without_an_order_is_evaluated_too(blazon, gallery: str, pairs: str):
    asked = ("evaluate", "words", "--gallery", gallery, "--pairs", pairs, "--strategy", "verbal.v1", "--json")
    report = json.loads(blazon(*asked).stdout)
    assert report["kept"] == {}
    assert report["recall"]["all"]["10"] > 0.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("earlier;later\nA;B\n", "pairs.csv:1: no column `later`; did you mean `earlier;later`?"),
        ("earlir,later\nA,B\n", "did you mean `earlir`?"),
        ("earlier,later\nA\n", "pairs.csv:2: not as many values as columns"),
        ("earlier,later\n", "no pair in it"),
        ("earlier,later\n!,?\n", "no pair in it"),
        ("earlier,later\n\xff\xfe", "cannot be read"),
    ],
    ids=lambda value: value[:24],
)
def test_a_file_that_cannot_be_evaluated_on_is_named(blazon, gallery: str, tmp_path: Path, text: str, told: str):
    path = tmp_path / "pairs.csv"
    path.write_bytes(text.encode("latin-1"))
    done = blazon("evaluate", "words", "--gallery", gallery, "--pairs", str(path), status=1)
    assert told in done.stderr.replace("\n", " ")
    assert done.stdout == ""


@pytest.mark.thorough
def test_weights_are_fitted_on_what_is_named_and_cross_validated(blazon, gallery: str, pairs: str):
    report = json.loads(blazon("fit", "words", "--gallery", gallery, "--pairs", pairs, "--pairs", pairs).stdout)
    assert report["pairs"] == 10
    assert report["on"] == [pairs, pairs]
    assert sum(report["weights"].values()) == pytest.approx(100, abs=4)
    assert set(report["cross_validated"]) == set(report["given_weights"]) == {"1", "10", "50", "100"}


@pytest.mark.thorough
def test_two_versions_are_held_side_by_side(blazon, gallery: str):
    report = json.loads(blazon("strategies", "diff", "verbal", "v1", "v2", "--gallery", gallery, "--json").stdout)
    assert (report["before"], report["after"]) == ("verbal.v1", "verbal.v2")
    assert report["questions"] == len(NAMES)
    assert 0 < report["stayed"] <= 1
    assert any(one["entering"] or one["leaving"] for one in report["changes"])
    same = json.loads(blazon("strategies", "diff", "verbal", "v2", "v2", "--gallery", gallery, "--json").stdout)
    assert same["stayed"] == 1
    assert not any(one["entering"] or one["leaving"] for one in same["changes"])


def test_languages_say_how_they_read_their_own_pairs(blazon):
    report = json.loads(blazon("strategies", "languages", "--json").stdout)["languages"]
    assert len(report) >= 10
    assert all(one["hold"] == one["pairs"] and one["rules"] >= 30 for one in report)
    assert {one["language"] for one in report if one["heard"]} == {"en", "fr", "es", "de"}


@pytest.mark.thorough
def test_searches_are_timed_in_registers_of_several_sizes(blazon):
    asked = ("bench", "similar", "--marks", "400", "--marks", "100", "--questions", "3")
    report = json.loads(blazon(*asked, "--json").stdout)
    assert [one["marks"] for one in report["sizes"]] == [100, 400]
    assert report["questions"] == 3
    assert report["growth"]["marks"] == 4
    assert all(one["ratio"] > 0 and one["bytes_per_mark"] > 0 for one in report["sizes"])
    assert "4 times the marks" in blazon(*asked).stdout


@pytest.mark.thorough
def test_the_recall_of_names_that_no_register_has(blazon, gallery: str):
    report = json.loads(blazon("recall", "--gallery", gallery, "--sample", "5", "--json").stdout)
    assert (report["sample"], report["register"]) == (5, len(NAMES))
    assert report["kept"]["10"] >= 0.9
    assert report["certificate"] is None
    report = json.loads(blazon("recall", "--made-up", "300", "--sample", "5", "--json").stdout)
    assert report["register"] == 300
    refused = blazon("recall", "--made-up", "300", "--store", status=2)
    assert "concerns the register" in " ".join(refused.stderr.replace("│", " ").split())


def test_made_up_names_are_distinct_and_the_same_for_the_same_seed():
    names = made_up(500, 3)
    assert len(set(names)) == 500
    assert made_up(100, 3) == names[:100]
    assert made_up(100, 4) != names[:100]
