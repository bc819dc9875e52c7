"""The recall certificate: measured, stored, shown with every answer, void when a rule changes, kept up at night."""

import datetime as dt
import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

from desk.evaluation.certifying import merged
from desk.settings import OFFICES
from indexer import certificates
from mappings.certificate import Certificate
from search_api.certificate import NEVER, NO_ORDER, OTHER_RULES, PLAIN, Certified, percent, said
from search_api.index import PublicIndex, StaffIndex
from similarity.catalogue import load_folder
from similarity.signature import signature

NAMES = ["Uncle Ben's", "Unkle Benz", "Seiko", "Sayko", "Pepsi", "Pepsico", "Kola", "Cola King", "Tornado", "Lutex"]
LATER = ["Seycos", "Lutexal"]


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    """Readers keep a certificate for a minute."""
    monkeypatch.setattr("search_api.certificate._read", {})


def file(blazon, folder: Path, names: list[str], first: int) -> None:
    lines = [
        {"application_number": f"{n:09}", "filing_date": "2001-02-03", "text": name}
        for n, name in enumerate(names, first)
    ]
    path = folder / f"marks{first}.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    blazon("import", "eutm", str(path))
    blazon("index", "--once")


@pytest.mark.thorough
def test_a_certificate_is_stored_shown_and_kept_up(blazon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("search_api.certificate.SECONDS", -1.0)  # this process asks the engine each time
    file(blazon, tmp_path, NAMES, 1)
    ask = ("similar", "--words", "Pepsi", "--json")
    nothing = json.loads(blazon(*ask).stdout)
    assert (nothing["certificate"], nothing["uncertified"]) == (None, NEVER)
    assert "never measured: " not in blazon("recall", "--new", status=1).stdout
    assert "blazon recall --store" in blazon("recall", "--new", status=1).stderr

    told = json.loads(blazon("recall", "--sample", "5", "--json").stdout)
    assert told["certificate"] is None  # nothing is stored unless asked for
    told = json.loads(blazon("recall", "--sample", "50", "--store", "--json").stdout)
    assert (told["sample"], told["answered"], told["register"]) == (10, 10, 10)
    shown = json.loads(blazon(*ask).stdout)["certificate"]
    assert shown == told["certificate"] | {"marks_since": 0}
    assert (shown["strategy"], shown["sample"], shown["marks"]) == ("verbal.v2", 10, 10)
    assert set(shown["kept"]) == {"10", "50", "100"}
    assert "sample questions on" in blazon("similar", "--words", "Pepsi").stdout
    assert json.loads(blazon("similar", "--words", "Pepsi", "--public", "--json").stdout)["uncertified"] == NEVER
    assert json.loads(blazon(*ask, "--strategy", "spelling").stdout)["uncertified"] == NO_ORDER

    assert "nothing to measure" in blazon("recall", "--new").stdout
    file(blazon, tmp_path, LATER, 101)
    assert json.loads(blazon(*ask).stdout)["certificate"]["marks_since"] == 2
    night = json.loads(blazon("recall", "--new", "--at-least", "0.5", "--json").stdout)
    assert (night["sample"], night["register"]) == (2, 12)
    after = json.loads(blazon(*ask).stdout)["certificate"]
    assert (after["sample"], after["answered"], after["marks"], after["marks_since"]) == (12, 12, 12, 0)
    assert after["sequence"] > shown["sequence"]
    assert after["begun_at"] == shown["begun_at"] <= after["measured_at"]

    few = _two_candidates(tmp_path)
    monkeypatch.setenv("BLAZON_DESK_OFFICE", str(few))
    assert json.loads(blazon(*ask).stdout)["uncertified"] == OTHER_RULES
    assert OTHER_RULES in blazon("recall", "--new", status=1).stderr


def _two_candidates(folder: Path) -> Path:
    """The demo office, whose engine proposes so few marks that some are lost."""
    office = folder / "office"
    shutil.copytree(OFFICES / "demo", office)
    path = office / "strategies" / "verbal.v2.yaml"
    path.write_text(re.sub(r"size: \d+", "size: 10", path.read_text(encoding="utf-8")), encoding="utf-8")
    return office


@pytest.mark.thorough
def test_a_night_that_loses_marks_ends_with_one_and_names_them(blazon, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("BLAZON_DESK_OFFICE", str(_two_candidates(tmp_path)))
    file(blazon, tmp_path, [f"Pepsi {n}" for n in range(8)], 1)
    blazon("recall", "--store")
    file(blazon, tmp_path, [f"Pepsi {n}" for n in range(10, 30)], 101)
    done = blazon("recall", "--new", "--at-least", "0.98", status=1)
    assert "of the exact first 100 was kept" in done.stderr
    assert "lost Pepsi" in done.stdout
    assert "Stored for verbal.v2" in done.stdout  # a bad result is shown as well


def test_a_merged_certificate_is_the_mean_of_all_questions():
    at = dt.datetime(2026, 5, 12, tzinfo=dt.UTC)
    before = Certificate(
        strategy="verbal.v2", sample=200, answered=150, marks=1_000, sequence=900,
        kept={"10": 1.0, "50": 0.99, "100": 0.98}, begun_at=at, measured_at=at, signature="s",
    )  # fmt: skip
    night = {"sample": 50, "answered": 50, "register": 1_100, "sequence": 1_000, "kept": {"10": 0, "50": 0.5, "100": 1}}
    after = merged(before, night, at + dt.timedelta(days=1))
    assert after.kept == {"10": 0.75, "50": 0.8675, "100": 0.985}
    assert (after.sample, after.answered, after.marks, after.sequence) == (250, 200, 1_100, 1_000)


def test_the_sentence_never_rounds_up_to_all():
    assert [percent(share) for share in (1, 0.99999, 0.9999, 0.986, 0.5, 0)] == [
        "100 %", "100 %", "99.9 %", "98.6 %", "50 %", "0 %",
    ]  # fmt: skip
    for reason in (NEVER, NO_ORDER, OTHER_RULES):
        assert said(Certified(None, reason)).startswith("How many similar marks")
        assert "exact order" not in said(Certified(None, reason))


def test_the_page_and_the_api_show_each_audience_its_own(web_office, site_of, serve_site):
    site = site_of(web_office)
    at = dt.datetime(2026, 5, 12, 3, tzinfo=dt.UTC)
    with serve_site(site, staff=True) as client:  # which says in which languages marks are read
        mine = Certificate(
            strategy="verbal.v2", sample=200, answered=200, marks=44, sequence=3,
            kept={"10": 1, "50": 1, "100": 0.986},
            begun_at=at, measured_at=at, signature=signature(site.strategies.get("verbal")),
        )  # fmt: skip
        certificates.store(web_office.client, web_office.deployment, mine, public=True)
        stale = mine.model_copy(update={"signature": "0" * 16})
        certificates.store(web_office.client, web_office.deployment, stale, public=False)
        page = client.get("/similar", params={"words": "morning tide"}).text
        assert (
            "Of the 100 most similar marks of the register this search shows 98.6 %: measured with 200 sample "
            "questions on 12 May 2026 at sequence 3; " in page
        )
        assert " marks filed or changed since." in page
        assert PLAIN[OTHER_RULES] in client.get("/staff/similar", params={"words": "morning tide"}).text
        answer = client.post("/api/v1/similar", json={"words": "morning tide"}).json()
        assert answer["certificate"]["kept"]["100"] == 0.986
        assert answer["certificate"]["marks_since"] > 30
        assert answer["uncertified"] is None


def test_reading_it_costs_no_request_for_each_search(web_office, site_of, monkeypatch):
    strategy = site_of(web_office).strategies.get("verbal")
    asked: list[str] = []
    stored = StaffIndex.stored
    monkeypatch.setattr(StaffIndex, "stored", lambda index, name: asked.append(name) or stored(index, name))
    from search_api.certificate import certified

    for _ in range(5):
        certified(StaffIndex(web_office.client, web_office.deployment), strategy)
    assert asked == ["recall-verbal.v2"]
    certified(PublicIndex(web_office.client, web_office.deployment), strategy)  # of the public, its own reader
    again = load_folder(OFFICES / "demo" / "strategies").get("verbal")  # loaded anew: the rules may have changed
    certified(StaffIndex(web_office.client, web_office.deployment), again)
    assert len(asked) == 2
