"""The command line's JSON is a contract: data on standard output, messages on standard error, 0 when all went well."""

import gzip
import inspect
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.cli import app
from desk.cli.context import open_context
from desk.settings import OFFICES

MARK_IN_CLASS_9 = """<?xml version="1.0" encoding="UTF-8"?>
<Transaction xmlns="http://www.wipo.int/standards/XMLSchema/trademarks"><TradeMarkTransactionBody>
<TransactionContentDetails><TransactionData><TradeMarkDetails><TradeMark>
<RegistrationOfficeCode>NO</RegistrationOfficeCode><ApplicationNumber>77</ApplicationNumber>
<ApplicationDate>2026-01-05</ApplicationDate><WordMarkSpecification><MarkVerbalElementText>HIBOU</MarkVerbalElementText>
</WordMarkSpecification><GoodsServicesDetails><GoodsServices><ClassDescriptionDetails><ClassDescription>
<ClassNumber>9</ClassNumber></ClassDescription></ClassDescriptionDetails></GoodsServices></GoodsServicesDetails>
</TradeMark></TradeMarkDetails></TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>
"""


def marks(folder: Path, *names: str) -> str:
    lines = [
        {"application_number": f"{n:09}", "filing_date": "2001-02-03", "text": name, "vienna_codes": ["011703"]}
        for n, name in enumerate(names, 1)
    ]
    path = folder / "marks.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    return str(path)


def test_from_a_file_to_similar_marks(blazon, tmp_path):
    path = marks(tmp_path, "Uncle Ben's", "Seta", "Grecofarm", "Ankle Bend")
    report = json.loads(blazon("import", "eutm", path, "--json").stdout)
    assert list(report)[:6] == ["read", "filed", "updated", "unchanged", "rejected", "errors"]
    assert (report["read"], report["filed"], report["rejected"], report["errors"]) == (4, 4, 0, [])
    assert json.loads(blazon("import", path, "--json").stdout)["unchanged"] == 4

    blazon("index", "--once")
    audit = json.loads(blazon("index", "audit", "--json").stdout)
    assert [audit[name] for name in ("register", "index", "missing", "stale", "surplus")] == [4, 4, 0, 0, 0]

    answer = json.loads(blazon("similar", "--words", "Unkle Bens", "--json").stdout)
    first = answer["hits"][0]
    assert (first["title"], first["office"]) == ("Uncle Ben's", "EM")
    assert {"comparison", "level", "sentence", "asked", "candidate", "candidate_spans"} <= set(first["evidence"][0])
    assert answer["as_of"]["gaps"] == []
    assert "Uncle Ben's" in blazon("similar", "--words", "Unkle Bens").stdout

    shown = json.loads(blazon("show", "000000001").stdout)
    assert shown["record"]["mark"]["verbal_element"] == "Uncle Ben's"
    assert json.loads(blazon("publish", "list", "--json").stdout) == {"issues": []}


def test_refusals_are_sentences_on_standard_error(blazon, tmp_path):
    bad = tmp_path / "bad.xml"
    bad.write_text("<Transaction><unclosed></Transaction>", encoding="utf-8")
    done = blazon("import", str(bad), "--json", status=1)
    assert json.loads(done.stdout)["errors"][0]["place"].startswith("bad.xml")
    for words, said in [
        (("show", "TM/2026/000001"), "holds no file"),
        (("similar", "--words", "x", "--strategy", "verbel"), "verbal"),
        (("publish", "close", "2026/01"), "2026/01"),
        (("publish", "verify", str(tmp_path / "nowhere")), "nowhere"),
    ]:
        done = blazon(*words, status=1)
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    blazon("index", "--once")
    for asked in ("", "...", "x" * 10_000):
        assert blazon("similar", "--words", asked, status=1).stderr


def test_similar_refuses_what_cannot_be_searched_for_and_reads_a_class_however_it_is_written(blazon, tmp_path):
    for words, said in [
        (
            ("similar", "--words", "x", "--class", "99"),
            "--class: there is no class '99'. Nice has the classes 1 to 45.",
        ),
        (("similar", "--words", "x", "--class", "9", "--class", "9" * 5_000), "Nice has the classes 1 to 45."),
        (("similar", "--words", "a\tb"), "--words: character 2 is the control character U+0009. Remove control"),
    ]:
        done = blazon(*words, status=1)
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    mark = tmp_path / "mark.xml"
    mark.write_text(MARK_IN_CLASS_9, encoding="utf-8")
    blazon("import", str(mark))
    blazon("index", "--once")
    for written in ("9", "09", "009"):
        answer = json.loads(blazon("similar", "--words", "HIBOU", "--class", written, "--json").stdout)
        assert [hit["title"] for hit in answer["hits"]] == ["HIBOU"]


def test_an_unknown_verb_is_told_what_there_is(blazon):
    done = blazon("pubish", status=2)
    assert "publish" in done.stderr
    assert "import" in blazon("--help").stdout


def test_strategies_need_no_servers(blazon):
    assert "can be used" in blazon("strategies", "check").stdout
    told = blazon("strategies", "explain", "verbal", "XCEED", "X-SEED").stdout
    assert "XCEED" in told
    assert "A search for the one would show the other." in told
    unlike = blazon("strategies", "explain", "verbal", "XCEED", "Morgenmantel").stdout
    assert "A search for the one would not show the other." in unlike
    for language, said in (("fr", "sur 100. Une recherche de l’une ne montrerait pas"), ("ar", "من 100")):
        told = blazon("strategies", "explain", "verbal", "XCEED", "Morgenmantel", "--language", language).stdout
        assert said in told
        assert "of 100" not in told
        assert "measured" not in told
    names = {one["name"] for one in json.loads(blazon("strategies", "list", "--json").stdout)["strategies"]}
    assert {"identical", "verbal", "sounds-alike"} <= names


@pytest.fixture
def own_office(tmp_path):
    """A copy of the demo office, to be broken."""
    return Path(shutil.copytree(OFFICES / "demo", tmp_path / "office"))


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        (
            "office.yaml",
            ("heard_in: [en", "heard_in: [xx, en"),
            "office.yaml: heard_in: no rules for the language 'xx'",
        ),
        (
            "office.yaml",
            ("languages:", "langages:"),
            "office.yaml:8: langages: no such key - did you mean 'languages'?",
        ),
        ("gazette.yaml", ("weekday:", "weekdy:"), "gazette.yaml:6"),
        ("phonetics/pl.yaml", ("", "language: pl\nrules: []\n"), "pl.yaml:2: rules: write at least 1 item"),
        ("says/fr.yaml", ("", "language: fr\nname: Français\nphrases: {poins: x}\n"), "fr.yaml:3: no phrase 'poins'"),
        ("words.yaml", ("small:", "smal:"), "words.yaml:4"),
        ("meanings.csv", ("meaning,", "meanin,"), "meanings.csv:1: the first line names the columns"),
        ("vienna_words.csv", ("word,language", "wrd,language"), "vienna_words.csv:"),
        ("goods/classes.yaml", ("", "x: 1\n"), "classes.yaml:"),
        ("strategies/spelling.v1.yaml", ("title:", "titel:"), "spelling.v1.yaml:4: no key 'titel' here"),
    ],
    ids=lambda value: value if isinstance(value, str) and "/" in value else "",
)
def test_every_file_that_marks_are_compared_by_is_checked(blazon, own_office, file, change, told):
    path = own_office / file
    path.parent.mkdir(exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() and change[0] else ""
    assert change[0] in text
    path.write_text(text.replace(*change, 1) if text else change[1], encoding="utf-8")
    for folder in (own_office, own_office / "strategies"):
        done = blazon("strategies", "check", str(folder), status=1)
        assert told in done.stderr
        assert "calendar.yaml" not in done.stderr
    assert told in blazon("strategies", "check", status=1, BLAZON_DESK_OFFICE=str(own_office)).stderr


def test_a_folder_that_holds_no_strategies_is_told_once(blazon, own_office, tmp_path):
    assert "can be used" in blazon("strategies", "check", str(own_office)).stdout
    assert blazon("strategies", "check", str(tmp_path / "nowhere"), status=1).stderr.endswith(
        "nowhere: there is no such folder; look at its name\n"
    )
    done = blazon("strategies", "check", str(own_office / "office.yaml"), status=1)
    assert "office.yaml: is a file; give the folder it lies in" in done.stderr


def test_a_version_is_named_with_or_without_its_v(blazon, tmp_path):
    gallery = tmp_path / "names.csv"
    gallery.write_text("name\nKOLA\nCOLA\nTRANTARA\n", encoding="utf-8")
    found = [
        json.loads(blazon("strategies", "diff", "verbal", *two, "--gallery", str(gallery), "--json").stdout)
        for two in (("1", "2"), ("v1", "v2"))
    ]
    assert found[0] == found[1]
    done = blazon("strategies", "diff", "verbal", "1", "7", "--gallery", str(gallery), status=1)
    assert "the strategy 'verbal' has no version 7; there are: 1, 2" in done.stderr


def test_the_registers_settings_reach_the_database(blazon, monkeypatch):
    monkeypatch.setenv("BLAZON_REGISTRY_STATEMENT_SECONDS", "7")
    monkeypatch.setenv("BLAZON_REGISTRY_LOCK_SECONDS", "3")
    with open_context() as context, context.register.session() as session:
        held = session.execute(
            text("select current_setting('statement_timeout'), current_setting('lock_timeout')")
        ).one()
    assert tuple(held) == ("7s", "3s")


def test_the_list_of_verbs_says_what_each_says_of_itself():
    assert {name: app.group(name).info.help for name in app.GROUPS} == app.GROUPS
    said = {name: inspect.getdoc(app.verb(name)) or "" for name in app.VERBS}
    assert {name: doc.splitlines()[0] for name, doc in said.items()} == app.VERBS
