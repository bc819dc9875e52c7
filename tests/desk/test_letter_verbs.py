"""The verbs of letters and documents: a letter refused, approved twice, sent by e-mail, answered; a scan taken in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.desk.mail_server import Box, MailServer

APPLICATION = {
    "kind": "tm",
    "filing_date": "2026-03-02",
    "mark": {"verbal_element": "ALPENGLUT"},
    "parties": [{"role": "applicant", "name": "Ada Weber", "emails": ["ada@example.org"]}],
    "classes": [{"number": "9", "goods": "Software"}],
}
NUMBER = "TM/2026/000001"


def data(done: Any) -> Any:
    return json.loads(done.stdout)


def test_a_letter_goes_its_whole_way_and_a_scan_comes_in(
    blazon: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    application = tmp_path / "application.json"
    application.write_text(json.dumps(APPLICATION), encoding="utf-8")
    blazon("workflow", "file", str(application), "--role", "reception")
    seen = ("letters", "preview", NUMBER, "ask-to-mend", "--role", "formality-examiner", "--out")
    blazon(*seen, str(tmp_path / "seen.pdf"), "--note", "No power.")
    text = PdfReader(tmp_path / "seen.pdf").pages[0].extract_text()
    assert "No power." in text
    assert "Preview, not sent" in text
    assert "already" in blazon(*seen, str(tmp_path / "seen.pdf"), status=2).stderr  # nothing is written over
    assert data(blazon("letters", "waiting")) == {"letters": [], "approved": []}
    blazon("workflow", "act", NUMBER, "ask-to-mend", "--role", "formality-examiner", "--note", "No power.")
    (letter,) = (one["number"] for one in data(blazon("letters", "write"))["letters"])
    approve = ("letters", "approve", letter, "--role")
    blazon(*approve, "formality-examiner", "--actor", "A. Weber")
    reason = ("--reason", "Say which power.")
    blazon("letters", "refuse", letter, "--role", "head-of-examination", "--actor", "C. Chief", *reason)
    blazon("letters", "write-anew", letter, "--actor", "A. Weber", "--note", "The power of attorney is missing.")
    assert (
        "is at step 4, not 1"
        in blazon(*approve, "formality-examiner", "--actor", "A. Weber", "--expected", "1", status=1).stderr
    )
    blazon(*approve, "formality-examiner", "--actor", "A. Weber")
    assert data(blazon(*approve, "registrar", "--actor", "D. Deputy"))["state"] == "approved"
    assert data(blazon("letters", "waiting"))["approved"] == [letter]
    assert data(blazon("letters", "issue"))["letters"] == [{"number": letter, "against": None}]
    assert "no mail server is named" in blazon("letters", "send", status=1).stderr
    (row,) = data(blazon("letters", "deliveries"))["deliveries"]
    assert (row["way"], row["state"]) == ("email", "queued")
    box = Box()
    with MailServer(box) as server:
        for name, value in (("HOST", "127.0.0.1"), ("PORT", str(server.port)), ("SECURITY", "none")):
            monkeypatch.setenv(f"BLAZON_MAIL_{name}", value)
        assert [one["state"] for one in data(blazon("letters", "send"))["emails"]] == ["sent"]
        assert data(blazon("letters", "send")) == {"queued": [], "emails": []}
    assert box.asked == ["ada@example.org"]
    assert [one["letter"] for one in data(blazon("mail", "list", NUMBER))["emails"]] == [letter]
    assert f"an answer to {letter} is awaited until" in blazon("workflow", "show", NUMBER).stdout
    assert [one["letter"] for one in data(blazon("letters", "awaited"))["letters"]] == [letter]
    blazon("workflow", "act", NUMBER, "receive-mending", "--role", "agent", "--answers", letter)
    told = data(blazon("letters", "show", letter))
    assert (told["state"], told["answer"]["action"], told["awaited"]) == ("issued", "receive-mending", None)
    assert [one["step"] for one in told["steps"]][-3:] == ["approved", "approved", "issued"]
    scan = tmp_path / "power.png"
    Image.new("RGB", (170, 240), "white").save(scan)
    add = ("documents", "add", NUMBER, str(scan), "--kind", "power-of-attorney", "--bookmark", "1:Power")
    assert "has 1 pages, not 2" in blazon(*add, "--pages", "2", status=1).stderr
    taken = data(blazon(*add, "--pages", "1"))
    assert (taken["pages"], taken["bookmarks"]) == (1, [[1, "Power"]])
    listed = data(blazon("documents", "list", NUMBER))
    assert [one["number"] for one in listed["incoming"]] == [taken["number"]]
    assert [one["number"] for one in listed["outgoing"]] == [letter]
    assert "0 reminded" in blazon("workflow", "remind").stderr
