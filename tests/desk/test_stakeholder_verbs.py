"""`blazon stakeholders` as a person types it, from the first one added to the merge that is taken back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def data(done: Any) -> Any:
    return json.loads(done.stdout)


def test_they_are_added_found_compared_merged_and_parted(blazon: Callable[..., Any]):
    where = ("--city", "Bern", "--country", "CH")
    one = data(blazon("stakeholders", "add", "--name", "Alpen Werke GmbH", *where))
    assert (one["number"], one["address"]) == ("C/000001", {"city": "Bern", "country": "CH"})
    added = blazon(
        "stakeholders", "add", "--name", "Alpen Werke AG", *where, "--agent", "next", "--until", "2030-12-31"
    )
    assert data(added)["agent_number"] == "A/0001"
    assert "may be one of 1 others" in added.stderr
    changed = data(blazon("stakeholders", "change", "C/000001", "--email", "info@alpen.example", "--reason", "told us"))
    assert changed["version"] == 2
    assert "is no address" in blazon("stakeholders", "change", "C/000001", "--email", "x", status=1).stderr
    late = blazon("stakeholders", "change", "C/000001", "--phone", "1", "--expected", "1", status=1)
    assert "version 2, not 1" in late.stderr
    assert data(blazon("stakeholders", "list", "INFO@alpen.example"))["total"] == 1
    assert data(blazon("stakeholders", "list", "--agents"))["total"] == 1
    (pair,) = data(blazon("stakeholders", "duplicates", "--find"))["pairs"]
    assert pair["reasons"][0] == "the same name but for the legal form (gmbh, ag)"
    agent = blazon("stakeholders", "merge", "C/000002", "--into", "C/000001", status=1)
    assert "is an agent and C/000001 is none" in agent.stderr
    merged = data(blazon("stakeholders", "merge", "C/000001", "--into", "C/000002", "--reason", "one firm"))
    assert (merged["state"], merged["refused"]) == ("done", [])
    shown = data(blazon("stakeholders", "show", "C/000001"))
    assert shown["merged_into"] == "C/000002"
    assert [one["what"] for one in shown["steps"]] == ["merged", "changed", "added"]
    assert data(blazon("stakeholders", "unmerge", "C/000001"))["state"] == "undone"
    blazon("stakeholders", "distinct", "C/000001", "C/000002")
    assert data(blazon("stakeholders", "duplicates", "--find"))["total"] == 0
    assert data(blazon("stakeholders", "gather"))["made"] == 0
    assert data(blazon("stakeholders", "end", "C/000001"))["state"] == "ended"
    assert "no natural person" in blazon("stakeholders", "redact", "C/000001", "--reason", "asked", status=1).stderr
    assert "there is no stakeholder C/9" in blazon("stakeholders", "show", "C/9", status=1).stderr


def test_a_specimen_that_is_none_is_refused(blazon: Callable[..., Any], tmp_path: Path):
    (tmp_path / "specimen.txt").write_text("I appoint")
    given = ("--agent", "next", "--until", "2030-12-31", "--appointment", str(tmp_path / "specimen.txt"))
    assert "send a PDF" in blazon("stakeholders", "add", "--name", "Kanzlei", *given, status=1).stderr
    assert data(blazon("stakeholders", "list"))["total"] == 0
