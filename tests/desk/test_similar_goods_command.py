"""`blazon similar` with goods: the relation of each hit, related classes, and refusals before a server is asked."""

import json
from pathlib import Path

from offices.office import load
from tests.desk.test_command_line import MARK_IN_CLASS_9

DEMO = Path(__file__).resolve().parents[2] / "offices" / "demo"


def test_the_command_line_asks_for_goods_as_the_page_does(blazon, tmp_path):
    mark = tmp_path / "mark.xml"
    mark.write_text(MARK_IN_CLASS_9, encoding="utf-8")
    blazon("import", str(mark))
    blazon("index", "--once")
    goods = ("similar", "--words", "HIBOU", "--goods", "9: batteries;  loudspeakers", "--goods", "13")
    answer = json.loads(blazon(*goods, "--related-classes", "--dead-since", "2020-01-01", "--json").stdout)
    assert [(hit["title"], hit["relation"]["degree"]) for hit in answer["hits"]] == [("HIBOU", "average")]
    said = answer["goods"]
    assert said["asked"] == [{"number": "9", "text": "batteries; loudspeakers"}, {"number": "13", "text": ""}]
    assert {one["number"] for one in said["added"]} == set(said["classes"]) - {"9", "13"}
    told = blazon(*goods, "--least-degree", "average").stdout
    assert "goods: BATTERIES in class 9 and GOODS NOT STATED in class 9: average" in told
    assert "0 of the first 1 left out for a lesser relation." in told
    assert "HIBOU" not in blazon(*goods, "--least-degree", "identical").stdout.split("\n", 1)[1]


def test_goods_that_cannot_be_used_are_sentences_on_standard_error(blazon):
    for words, said in [
        (("--goods", "9: x", "--goods", "batteries"), "--goods: line 2: 'batteries' does not begin with a class"),
        (("--goods", "46: x"), "Nice has the classes 1 to 45."),
        (("--least-degree", "hihg"), "--least-degree: there is no degree 'hihg'. Choose one of identical, high"),
    ]:
        done = blazon("similar", "--words", "x", *words, status=1)
        assert said in done.stderr
        assert done.stdout == ""


def test_a_mistake_in_a_table_names_file_line_and_remedy(blazon, tmp_path, monkeypatch):
    office = tmp_path / "office"
    for file in DEMO.rglob("*"):
        if file.is_file():
            copy = office / file.relative_to(DEMO)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    assert load(office).code == "XB"
    with (office / "goods" / "pairs.csv").open("a") as file:
        file.write("shoes,25,hats,25,midling,Both are worn.\n")
    monkeypatch.setenv("BLAZON_DESK_OFFICE", str(office))
    done = blazon("similar", "--words", "x", "--goods", "25: shoes", status=1)
    assert "goods/pairs.csv:" in done.stderr
    assert "no degree 'midling'; there are: identical, high, average, low, dissimilar" in done.stderr
