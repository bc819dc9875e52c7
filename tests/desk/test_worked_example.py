"""docs/strategies.md shows a language, weak words and a strategy by YAML alone: its blocks are taken and used."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

from desk import docs
from desk.settings import OFFICES

MARKS = ["Kszak", "Kruk", "Sklep Ogród", "Kwiat", "Tornado"]


def blocks() -> dict[str, str]:
    """The YAML blocks of the page that name their file in the first line, by file."""
    page = (docs.DOCS / "strategies.md").read_text(encoding="utf-8")
    return dict(re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", page, flags=re.DOTALL))


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A copy of the demo office with what the page adds."""
    folder = tmp_path / "office"
    shutil.copytree(OFFICES / "demo", folder)
    for own in ("phonetics", "says"):
        (folder / own).mkdir()
    added = blocks()
    front = (folder / "office.yaml").read_text(encoding="utf-8")
    added["office.yaml"] = re.sub(r"^heard_in: .*\n", added["office.yaml"], front, flags=re.MULTILINE)
    for name, text in added.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def hits(blazon, words: str, strategy: str) -> dict[str, dict]:
    answer = json.loads(blazon("similar", "--words", words, "--strategy", strategy, "--json").stdout)
    return {hit["title"]: hit for hit in answer["hits"]}


def test_the_page_adds_a_language_weak_words_and_a_strategy(blazon, office: Path, tmp_path: Path, monkeypatch):
    assert set(blocks()) == {"phonetics/pl.yaml", "office.yaml", "strategies/polish.v1.yaml", "says/nl.yaml"}
    lines = [{"application_number": f"{n}", "filing_date": "2001-02-03", "text": name} for n, name in enumerate(MARKS)]
    path = tmp_path / "marks.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    blazon("import", "eutm", str(path))
    blazon("index", "--once")
    before = hits(blazon, "Krzak", "verbal").get("Kszak", {"evidence": []})
    assert not any("sound the same" in one["sentence"] for one in before["evidence"])

    monkeypatch.setenv("BLAZON_DESK_OFFICE", str(office))
    assert "strategies can be used" in blazon("strategies", "check").stdout
    told = json.loads(blazon("strategies", "languages", "--json").stdout)["languages"]
    polish = next(one for one in told if one["language"] == "pl")
    assert (polish["heard"], polish["rules"] >= 30, polish["missed"]) == (True, True, [])
    blazon("index", "rebuild")
    found = hits(blazon, "Krzak", "polish")
    assert next(iter(found)) == "Kszak"
    assert "read in Polish, KRZAK and KSZAK sound the same: /kSak/" in [
        one["sentence"] for one in found["Kszak"]["evidence"]
    ]

    weak = hits(blazon, "Sklep Kwiat", "polish")
    file = office / "strategies" / "polish.v1.yaml"
    file.write_text(re.sub(r"  weak: .*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    strong = hits(blazon, "Sklep Kwiat", "polish")
    assert weak.get("Sklep Ogród", {"rank": 0})["rank"] < strong["Sklep Ogród"]["rank"]
    assert weak["Kwiat"]["rank"] > strong["Kwiat"]["rank"]
