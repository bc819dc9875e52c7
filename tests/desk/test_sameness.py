"""`blazon strategies same`: equal answers are told, and a difference is named and fails."""

import gzip
import json
from pathlib import Path

import pytest
from opensearchpy import OpenSearch

from desk.evaluation import sameness
from desk.evaluation.sameness import same
from desk.settings import OFFICES
from search_api.similar import similar
from similarity.catalogue import load_folder

NAMES = ["Uncle Ben's", "Unkle Benz", "Seiko", "Sayko", "Pepsi", "Pepsico", "Kola", "Cola King", "Tornado", "Lutex"]


@pytest.fixture
def gallery(tmp_path: Path) -> str:
    path = tmp_path / "gallery.csv.gz"
    path.write_bytes(gzip.compress(("name\n" + "\n".join(NAMES) + "\n").encode()))
    return str(path)


def test_the_command_prints_how_many_answers_are_identical(blazon, gallery: str, tmp_path: Path):
    told = json.loads(blazon("strategies", "same", "--gallery", gallery, "--sample", "200", "--json").stdout)
    assert (told["strategy"], told["questions"], told["same"]) == ("verbal.v2", 10, True)
    assert {one["identical"] for one in told["compared"]} == {10}
    assert {one["first_difference"] for one in told["compared"]} == {None}
    questions = tmp_path / "questions.csv"
    questions.write_text("name\nPepsi\nKOLA\n", encoding="utf-8")
    said = blazon("strategies", "same", "--gallery", gallery, "--queries", str(questions), "--strategy", "spelling")
    assert said.stdout.count("2 of 2 answers are identical") == 4


@pytest.mark.thorough
def test_a_difference_is_named_and_fails(blazon, gallery: str, engine_client: OpenSearch, monkeypatch):
    """A search that loses its first hit once it has been asked often enough, as a bad merge would."""
    asked = 0

    def losing(*given, **more):
        nonlocal asked
        asked += 1
        answer = similar(*given, **more)
        return answer.model_copy(update={"hits": answer.hits[1:]}) if asked > 3 * len(NAMES) else answer

    monkeypatch.setattr(sameness, "similar", losing)
    found = same(engine_client, NAMES, load_folder(OFFICES / "demo" / "strategies").get("verbal"), NAMES, _silent)
    assert found["same"] is False
    assert [one["identical"] for one in found["compared"]] == [10, 10, 0, 0]
    different = found["compared"][2]["first_difference"]
    assert (different["asked"], different["place"]) == ("Uncle Ben's", 1)
    assert different["beside"].startswith("Uncle Ben's (XB.tm.00000001), rank ")
    assert different["found"].startswith("Unkle Benz (")
    asked = 0
    done = blazon("strategies", "same", "--gallery", gallery, status=1)
    assert "place 1: " in done.stderr
    assert "0 of 10 answers are identical" in done.stdout


def _silent(*_: object) -> None:
    pass
