"""The verbs of the workflow, of requests and of letters: one file from its filing to a letter at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

APPLICATION = {
    "kind": "tm",
    "filing_date": "2026-03-02",
    "mark": {"verbal_element": "ALPENGLUT"},
    "parties": [{"role": "applicant", "name": "Ada Weber"}],
    "classes": [{"number": "9", "goods": "Software"}],
}
NUMBER = "TM/2026/000001"


@pytest.fixture
def application(tmp_path: Path) -> str:
    path = tmp_path / "application.json"
    path.write_text(json.dumps(APPLICATION), encoding="utf-8")
    return str(path)


def data(done: Any) -> Any:
    return json.loads(done.stdout)


def test_a_file_is_filed_acted_on_undone_and_shown(blazon, application: str):
    assert data(blazon("workflow", "file", application, "--role", "reception"))["key"].endswith("000001")
    blazon("workflow", "act", NUMBER, "ask-to-mend", "--role", "formality-examiner", "--note", "The fee is missing.")
    shown = blazon("workflow", "show", NUMBER).stdout
    assert "Formal deficiency, reply awaited" in shown
    assert "Reply to the formal deficiency (reply-to-defect)" in shown
    assert "receive-mending: Take in the reply to the deficiency (reception, agent)" in shown
    assert "Irrégularité de forme" in blazon("workflow", "show", NUMBER, "--language", "fr").stdout
    told = data(blazon("workflow", "show", NUMBER, "--json"))
    assert [one["action"] for one in told["taken"]] == ["file", "ask-to-mend"]
    assert [one["name"] for one in told["deadlines"] if one["state"] == "running"] == ["reply-to-defect"]
    refused = blazon("workflow", "act", NUMBER, "accept", "--role", "examiner", status=1)
    assert "in which can be taken: " in refused.stderr
    assert refused.stdout == ""
    undo = ("workflow", "undo", NUMBER, "ask-to-mend", "--role", "formality-examiner", "--reason", "too early")
    blazon(*undo)
    assert data(blazon("workflow", "show", NUMBER, "--json"))["status"] == "filed"
    assert "the last action was `file`" in blazon(*undo, status=1).stderr
    assert data(blazon("workflow", "clock", "--json")) == {"taken": 0, "refused": 0, "deadlines": []}


def test_what_lapses_is_told_and_done_once(blazon, application: str):
    blazon("workflow", "file", application, "--role", "reception")
    bare = blazon("workflow", "act", NUMBER, "ask-to-mend", "--role", "formality-examiner", status=1)
    assert "its letter states the reasons, and none are given" in bare.stderr
    blazon("workflow", "act", NUMBER, "ask-to-mend", "--role", "formality-examiner", "--note", "No power.")
    due = data(blazon("workflow", "show", NUMBER, "--json"))["deadlines"][0]["last"]
    assert "0 taken, 0 refused" in blazon("workflow", "clock", "--until", due).stderr
    lapsed = blazon("workflow", "clock", "--until", "2099-01-01", status=1)  # it lies in the future of the office
    assert "lies in the future" in lapsed.stdout


def test_a_request_is_filed_decided_and_listed_and_its_letter_is_written(blazon, application: str, tmp_path: Path):
    blazon("workflow", "file", application, "--role", "reception")
    assert data(blazon("request", "types"))["transfer"]["form"]["party"]["required"]
    form = tmp_path / "form.json"
    form.write_text(json.dumps({"party": {"role": "representative", "name": "Kanzlei Berg"}}), encoding="utf-8")
    asked = ("request", "file", NUMBER, "appoint-representative", "--role", "agent")
    assert "party: is missing" in blazon(*asked, status=1).stderr
    number = data(blazon(*asked, "--form", str(form)))["request"]
    logo = data(blazon("request", "file", NUMBER, "extension", "--role", "agent"))["request"]
    assert (
        "its status is `filed`"
        in blazon("request", "decide", NUMBER, logo, "granted", "--role", "examiner", status=1).stderr
    )
    blazon("request", "decide", NUMBER, logo, "refused", "--role", "examiner", "--reason", "Nothing runs")
    states = {one["number"]: one["state"] for one in data(blazon("request", "list", NUMBER))["requests"]}
    assert states == {number: "granted", logo: "refused"}
    waiting = [one["letter"] for one in data(blazon("letters", "waiting"))["letters"]]
    assert waiting == ["recordal", "request-refused"]
    assert [one["number"] for one in data(blazon("letters", "write"))["letters"]] == ["L/2026/000001", "L/2026/000002"]
    assert data(blazon("letters", "write")) == {"letters": []}
    assert [one["kind"] for one in data(blazon("letters", "list", NUMBER))["letters"]] == waiting
    out = tmp_path / "letter.pdf"
    blazon("letters", "get", NUMBER, "L/2026/000001", "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF")
    assert "not there yet" in blazon("letters", "get", NUMBER, "L/2026/000001", "--out", str(out), status=1).stderr
    assert "it has L/2026/000001" in blazon("letters", "get", NUMBER, "L/1", "--out", "x.pdf", status=1).stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "no record can be read"), ("[]", "holds no JSON object"), ('{"kind": "xx"}', "kind: "), ("{}", "kind: ")],
)
def test_a_record_that_cannot_be_is_refused_by_its_place(blazon, tmp_path: Path, content: str, said: str):
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    done = blazon("workflow", "file", str(path), "--role", "reception", status=1)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_office_is_checked_and_a_workflow_drawn(blazon, tmp_path: Path):
    assert "all files agree" in blazon("office", "check").stderr
    (tmp_path / "office").mkdir()
    found = data(blazon("office", "check", str(tmp_path / "office"), "--json", status=1))
    assert {Path(one["file"]).name for one in found["problems"] if one["file"]} >= {"office.yaml", "statuses.yaml"}
    assert blazon("workflow", "diagram", "trademark").stdout.startswith("stateDiagram-v2")
    assert "there are " in blazon("workflow", "diagram", "trademrk", status=1).stderr
