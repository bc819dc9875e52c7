"""Applicants and agents at the desk: found, added, changed, side by side, merged and parted, each form once."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

import registry
from desk.stakeholders import finding
from mappings.permissions import Person
from mappings.record import Kind, Party, Role
from registry import (
    audit,
    closing,
    gathering,
    reading,
    stakeholder_lists,
    stakeholder_merging,
    stakeholder_pairs,
    stakeholders,
)
from registry.commands import Act, Delete
from registry.emails import Email, record
from registry.stakeholders import By
from tests.demo_office import OFFICE, Day
from tests.desk.desks import Desk
from tests.desk.pdfs import pdf

HOSTILE = "<script>alert(1)</script>"
BERN = {"lines": ["Hauptstrasse 1"], "city": "Bern", "country": "CH"}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.person.roles = ("reception", "registrar")
    return desk


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def send(desk: Desk, path: str, status: int = 303, specimen: Any = None, **form: str) -> httpx.Response:
    sent = ("specimen", specimen) if specimen else ("none", b"")
    details = {"files": [sent]} if path == "new" or path.startswith("edit/") else {}
    answer = desk.client.post(f"/staff/stakeholders/{path}", data=form, **details)
    assert answer.status_code == status, answer.text
    return answer


def added(desk: Desk, name: str = "Alpen Werke GmbH", **more: Any) -> str:
    return stakeholders.add(desk.register, {"name": name, "address": BERN, **more}, By("ada")).number


def test_one_is_added_found_and_changed_and_nobody_overwrites_unseen(desk: Desk):
    assert "There is none yet" in desk.get("/staff/stakeholders")
    form = hidden(desk.get("/staff/stakeholders/new")) | {
        "name": HOSTILE, "nature": "person", "gender": "female", "lines": "Hauptstrasse 1\nHinterhaus", "city": "Bern",
        "country": "CH", "email": "ada@example.org", "agent_number": "next", "agent_until": "2027-12-31",
    }  # fmt: skip
    for _ in range(2):
        answer = send(desk, "new", **form)
    assert answer.headers["location"] == "/staff/stakeholders/C/000001?done=added"
    page = desk.get(answer.headers["location"])
    assert HOSTILE not in page
    assert "Natural person" in page
    assert "Hauptstrasse 1, Hinterhaus" in page
    assert "A/0001" in page
    assert "1 found" in desk.get("/staff/stakeholders?q=ada@example.org")
    assert "Nobody is found" in desk.get("/staff/stakeholders?q=nobody")
    assert "There is no page 9" in desk.get("/staff/stakeholders?page=9")
    edit = hidden(desk.get("/staff/stakeholders/edit/C/000001")) | form | {"version": "1"}
    edit["command"] = "8c6d7e1c-6a0f-4d0c-8f83-111111111111"
    send(desk, "edit/C/000001", **edit | {"city": "Basel", "reason": "moved"})
    assert "Basel" in desk.get("/staff/stakeholders/C/000001")
    late = edit | {"command": "8c6d7e1c-6a0f-4d0c-8f83-222222222222", "city": "Chur"}
    assert "Somebody else was first" in send(desk, "edit/C/000001", 409, **late).text
    assert "is no address" in send(desk, "new", 422, **form | {"command": late["command"], "email": "x"}).text
    desk.get("/staff/stakeholders/C/000009", 404)
    desk.get("/staff/stakeholders/compare?one=C/000001&other=C/9", 404)
    send(desk, "end/C/000009", 404, csrf="token", version="1", command=late["command"])


def test_a_specimen_of_appointment_is_attached_and_taken_away(desk: Desk):
    form = hidden(desk.get("/staff/stakeholders/new"))
    agent = {"name": "Kanzlei Süd", "agent_number": "next", "agent_until": "2027-12-31"}
    told = send(desk, "new", 422, ("a.exe", b"MZ\x00\x00 a program"), **form | agent).text
    assert "send a PDF" in told
    send(desk, "new", 303, ("specimen.pdf", pdf()), **form | agent)
    held = stakeholder_lists.listed(desk.register, "C/000001").stakeholders[0].details
    assert held.appointment
    assert desk.register.documents
    assert desk.register.documents.get(held.appointment).startswith(b"%PDF")
    edit = hidden(desk.get("/staff/stakeholders/edit/C/000001"))
    plain = {"name": "Kanzlei Süd"}
    assert "Appointment: is of agents alone" in send(desk, "edit/C/000001", 422, **edit | plain).text
    send(desk, "edit/C/000001", **edit | plain | {"without_specimen": "yes"})
    held = stakeholder_lists.listed(desk.register, "C/000001").stakeholders[0].details
    assert (held.agent_number, held.appointment) == (None, None)
    assert "without_specimen" not in desk.get("/staff/stakeholders/edit/C/000001")


def test_who_may_only_read_changes_nothing(desk: Desk):
    number = added(desk)
    desk.person.roles = ("examiner",)
    page = desk.get(f"/staff/stakeholders/{number}")
    assert "Change</strong>" not in page
    assert "What can be done" not in page
    form = {"csrf": "token", "version": "1", "command": "8c6d7e1c-6a0f-4d0c-8f83-111111111111"}
    send(desk, f"end/{number}", 403, **form)
    desk.get("/staff/stakeholders/new", 403)
    desk.person.roles = ("agent",)
    desk.get("/staff/stakeholders", 403)


def test_a_pair_is_found_compared_merged_and_parted(desk: Desk):
    one, other = added(desk), added(desk, "Alpen Werke AG")
    assert "No pair waits" in desk.get("/staff/stakeholders/duplicates")
    looked = finding.look(desk.register)
    assert (looked.stakeholders, looked.found) == (2, 1)
    page = desk.get("/staff/stakeholders/duplicates")
    assert "the same name but for the legal form (gmbh, ag); the same address" in page
    key = desk.file(parties=(Party(role=Role.APPLICANT, name="Alpen Werke AG", identifier=other),))
    side = desk.get(f"/staff/stakeholders/compare?one={one}&other={other}")
    assert "ALPENGLUT" in side
    forms = re.findall(r'<form method="post" action="/staff/stakeholders/merge">.*?</form>', side, re.DOTALL)
    keep_one = next(hidden(each) for each in forms if hidden(each)["kept"] == one)
    for _ in range(2):
        answer = send(desk, "merge", **keep_one, reason="one firm")
    page = desk.get(answer.headers["location"])
    assert "1 party changed" in page
    assert reading.read(desk.register, key).record.parties[0].identifier == one  # type: ignore[union-attr]  # it is there
    gone = desk.get(f"/staff/stakeholders/{other}")
    assert "Merged into" in gone
    assert "No pair waits" in desk.get("/staff/stakeholders/duplicates")
    undo = hidden(gone[gone.index("stakeholders/unmerge") :])
    send(desk, f"unmerge/{other}", **undo)
    assert reading.read(desk.register, key).record.parties[0].identifier == other  # type: ignore[union-attr]  # it is there
    send(desk, "merge", 409, **keep_one | {"command": "8c6d7e1c-6a0f-4d0c-8f83-111111111111"})


def told(desk: Desk, what: str) -> list[tuple[str, str]]:
    """Lines of the audit log on that, the newest first."""
    return [(line.what, line.result) for line in audit.lines(desk.register, who="ada") if line.what.startswith(what)]


def test_those_who_are_not_the_same_are_not_shown_again(desk: Desk):
    one, other = added(desk), added(desk, "Alpen Werke AG")
    finding.look_for(desk.register, other)
    assert stakeholder_pairs.undecided(desk.register).total == 1
    side = desk.get(f"/staff/stakeholders/compare?one={one}&other={other}")
    form = hidden(side[side.index("stakeholders/distinct") :])
    for _ in range(2):
        send(desk, "distinct", **form, reason="mother and daughter")
    assert "No pair waits" in desk.get("/staff/stakeholders/duplicates")
    finding.look(desk.register)
    assert stakeholder_pairs.undecided(desk.register).total == 0
    assert "found that they are not the same" in desk.get(f"/staff/stakeholders/compare?one={one}&other={other}")
    assert "mother and daughter" in desk.get(f"/staff/stakeholders/{one}")
    assert told(desk, "tell apart") == [(f"tell apart stakeholder {one}", f"from {other}")]


def test_a_pair_that_is_alike_no_more_goes(desk: Desk):
    one, other = added(desk), added(desk, "Alpen Werke AG")
    finding.look(desk.register)
    stakeholders.change(desk.register, other, 1, {"name": "Talwerke AG"}, By("ada"))
    finding.look(desk.register)
    assert stakeholder_pairs.undecided(desk.register, one).total == 0


def test_the_page_shows_files_by_role_and_the_emails_of_the_address(desk: Desk):
    number = added(desk, email="info@alpen.example")
    desk.file(parties=(Party(role=Role.APPLICANT, name="Alpen Werke", identifier=number),))
    with desk.register.engine.begin() as connection:
        for direction, sender, recipients in (
            ("in", "Alpen <info@alpen.example>", "office@xb.example"),
            ("out", "office@xb.example", "other@alpen.example, INFO@alpen.example"),
            ("out", "office@xb.example", "notinfo@alpen.example"),
        ):
            email = Email(f"<{direction}{recipients}>", sender, recipients, f"To {recipients}", {}, "ab" * 32, 1)
            record(connection, "in" if direction == "in" else "out", email, None)
    page = desk.get(f"/staff/stakeholders/{number}")
    assert "1 as applicant" in page
    assert "E-mails 2" in page
    assert "notinfo" not in page


def test_files_and_emails_are_shown_to_those_who_may_see_the_files(
    desk: Desk, register_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    number, other = added(desk, email="info@alpen.example"), added(desk, "Alpen Werke AG")
    parties = (Party(role=Role.APPLICANT, name="Alpen Werke", identifier=number),)
    secret = desk.file(kind=Kind.PATENT, mark=None, classes=(), invention={"title": "A silent engine"}, parties=parties)
    plain = desk.file(parties=parties)
    keep = By("ada", "one firm")
    closing.close(desk.register, Day().now.date(), "ada")  # so that both files are refused
    stakeholder_merging.merge(desk.register, number, other, (1, 1), keep)
    closing.reopen(desk.register, Day().now.date(), "a mistake", "ada")
    with desk.register.engine.begin() as connection:
        for key, subject in ((secret, "Your silent engine"), (plain, "Your mark"), (None, "Opening hours")):
            sent = text("""
                insert into email (direction, message_id, dossier_id, sender, recipients, subject, headers, digest,
                    size)
                values ('out', :said, (select id from dossier where number = :number), 'office@xb.example',
                    'info@alpen.example', :said, '{}', repeat('ab', 32), 1)
            """)
            connection.execute(sent, {"said": subject, "number": key.number if key else None})
    registry.handle(desk.register, Act(secret, "order-secrecy", "security-officer"))
    whole = OFFICE.permissions.permissions(desk.person.roles) - {"dossier.view.confidential"}
    shown = {"silent engine", secret.number, "Your mark", plain.number, "Opening hours"}

    def seen(*left_out: str) -> set[str]:
        monkeypatch.setattr(desk.person, "person", lambda _: Person("ada", "Ada", frozenset(), whole - set(left_out)))
        page = desk.get(f"/staff/stakeholders/{number}")
        return {one for one in shown if one in page}

    assert seen() == {"Your mark", plain.number, "Opening hours"}
    assert seen("dossier.view.unpublished") == set()
    assert seen("desk.letters") == {plain.number}
    side = desk.get(f"/staff/stakeholders/compare?one={number}&other={other}")
    assert "ALPENGLUT" in side
    assert "silent engine" not in side
    seen("dossier.view.all")
    assert "ALPENGLUT" not in desk.get(f"/staff/stakeholders/compare?one={number}&other={other}")
    whole |= {"dossier.view.confidential"}
    assert seen() == shown


def test_parties_of_files_become_stakeholders_once_and_their_files_stay_as_they_are(desk: Desk):
    key = desk.file()  # Ada Weber without a number, Kanzlei Süd as A-7
    desk.file("MORGENROT")
    gone = desk.file("ABENDROT", parties=(Party(role=Role.APPLICANT, name="Gone"),))
    registry.handle(desk.register, Delete(gone, "filed twice"))
    before = reading.read(desk.register, key).version
    done = gathering.gather(desk.register, number=False, actor="ada")
    assert (done.files, done.made, done.known, done.numbered, done.refused) == (2, 2, 2, 0, [])
    assert gathering.gather(desk.register, number=False, actor="ada").made == 0
    assert reading.read(desk.register, key).version == before
    (kanzlei,) = stakeholder_lists.listed(desk.register, "A-7").stakeholders
    assert stakeholder_lists.files(desk.register, kanzlei.identifiers).total == 2
    numbered = gathering.gather(desk.register, number=True, actor="ada")
    assert numbered.numbered == 2
    found = reading.read(desk.register, key).record
    assert found
    assert [one.identifier for one in found.parties] == ["C/000001", "A-7"]
    assert "stakeholder-numbered" in {event.code for event in found.events}
    assert gathering.gather(desk.register, number=True, actor="ada").numbered == 0
    assert [result for _, result in told(desk, "gather")] == [
        "0 made, 0 given their number, of 2 files",
        "0 made, 2 given their number, of 2 files",
        "0 made, 0 given their number, of 2 files",
        "2 made, 0 given their number, of 2 files",
    ]


def test_an_ended_person_is_taken_out_from_the_page(desk: Desk):
    number = added(desk, "Ada Weber", nature="person")
    page = desk.get(f"/staff/stakeholders/{number}")
    send(desk, f"end/{number}", **hidden(page[page.index("stakeholders/end") :]))
    page = desk.get(f"/staff/stakeholders/{number}")
    send(desk, f"redact/{number}", **hidden(page[page.index("stakeholders/redact") :]), reason="asked for")
    page = desk.get(f"/staff/stakeholders/{number}")
    assert "(taken out)" in page
    assert "Weber</bdi>" not in page
