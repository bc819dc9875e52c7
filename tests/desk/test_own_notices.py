"""Notifications, deadlines and the list of a party's files: its own alone, read once, found again."""

import csv
import datetime as dt
import io
import re
from typing import Any

from sqlalchemy import text

import registry
from desk.letters.reminding import Reminder
from mappings.record import Address, Invention, Kind, Party, Role
from registry import deliveries, inbox, stakeholders
from registry.changing import hold
from registry.commands import Act
from registry.stakeholders import By
from tests.demo_office import OFFICE
from tests.desk.desks import Desk
from tests.desk.portal import letter_for, sit

OWNER = Party(role=Role.APPLICANT, name="Ada Weber", address=Address(country="CH"))


def agent(reference: str | None = None) -> Party:
    return Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", identifier="A-7", reference=reference)


def test_a_letter_is_new_until_it_is_opened_which_is_written_down_once(desk: Desk):
    key = desk.file("<b>ALPENGLUT</b>")
    number = letter_for(desk, key)
    sit(desk)
    assert "1 new" in desk.get("/my/")
    page = desk.get("/my/notifications")
    assert "1 letter or reminder, 1 new." in page
    assert "Invitation to mend a formal deficiency" in page
    assert "&lt;b&gt;ALPENGLUT&lt;/b&gt;" in page
    (place,) = set(re.findall(r"/my/notifications/(\d+)", page))
    desk.client.get(f"/my/notifications/{place}", headers={"sec-purpose": "prefetch"})
    assert inbox.unread(desk.register, "A-7") == 1
    for _ in range(2):
        opened = desk.get(f"/my/notifications/{place}")
    assert number in opened
    (digest,) = re.findall(r"/letters/([0-9a-f]{64})", opened)
    assert desk.client.get(f"/my/{key.path}/letters/{digest}").content.startswith(b"%PDF")
    assert "1 letter or reminder, 0 new." in desk.get("/my/notifications")
    assert " new</span>" not in desk.get("/my/")
    with desk.register.session() as session:
        steps = deliveries.trace(session, int(place))
    assert [(one.state, one.actor) for one in steps] == [("available", "letters"), ("delivered", "sud")]
    noted = [note for note in desk.person.notes if note[3] == "delivered"]
    assert noted == [("sud", f"open {place}", key.id, "delivered")]


def test_a_letter_that_is_opened_from_its_file_is_delivered_too(desk: Desk):
    key = desk.file()
    number = letter_for(desk, key)
    sit(desk)
    (digest,) = set(re.findall(r"/letters/([0-9a-f]{64})", desk.get(f"/my/{key.path}")))
    desk.client.get(f"/my/{key.path}/letters/{digest}")
    with desk.register.session() as session:
        (one,) = deliveries.of(session, hold(session, key, None).id)
    assert one.state == "delivered"
    assert ("sud", f"open {number}", key.id, "delivered") in desk.person.notes


def test_a_letter_that_went_to_two_numbers_of_one_party_is_delivered_to_both_and_each_has_its_step(desk: Desk):
    stakeholders.add(desk.register, {"name": "Kanzlei Süd"}, By("rita"), ("A-7", "A-70"))
    key = desk.file()
    number = letter_for(desk, key)
    with desk.register.session() as session:
        session.execute(
            text("""
                insert into delivery select (jsonb_populate_record(delivery,
                    jsonb_build_object('id', id + 1, 'address', 'A-70'))).* from delivery
            """)
        )
    assert inbox.opened(desk.register, "A-7", number, "sud")
    assert not inbox.opened(desk.register, "A-70", number, "sud")
    with desk.register.session() as session:
        both = deliveries.of(session, hold(session, key, None).id)
        last = [deliveries.trace(session, one.id)[-1] for one in both]
    assert [(one.state, one.actor) for one in last] == [("delivered", "sud")] * 2


def test_nobody_reads_the_notifications_of_others(desk: Desk):
    key = desk.file()
    letter_for(desk, key)
    sit(desk)
    (place,) = set(re.findall(r"/my/notifications/(\d+)", desk.get("/my/notifications")))
    sit(desk, "else", "A-99")
    assert "The office has told you nothing yet." in desk.get("/my/notifications")
    desk.get(f"/my/notifications/{place}", 404)
    desk.get("/my/notifications/999999999999", 404)
    desk.get("/my/notifications/99999999999999999999", 422)
    sit(desk, "none", None)
    assert "told you nothing" in desk.get("/my/notifications")
    assert inbox.unread(desk.register, "A-7") == 1
    desk.person.roles = ("examiner",)
    desk.get("/my/notifications", 403)


def test_a_reminder_is_a_notification_and_unread_ones_stand_first(desk: Desk):
    key = desk.file()
    letter_for(desk, key)
    sit(desk)
    (first,) = set(re.findall(r"/my/notifications/(\d+)", desk.get("/my/notifications")))
    desk.get(f"/my/notifications/{first}")
    clock: Any = desk.register.procedure.clock
    clock.set("2026-04-25")
    assert [one.against for one in Reminder(desk.register, OFFICE).remind()] == [None]
    page = desk.get("/my/notifications")
    places = re.findall(r'href="/my/notifications/(\d+)', page)
    assert (places[-1], len(places)) == (first, 2)
    assert "Reminder" in page
    assert "a time limit ends on 4 May 2026" in desk.get(f"/my/notifications/{places[0]}")
    assert "There is no such notification" in desk.get("/my/notifications/999", 404)


def test_deadlines_of_all_files_are_listed_and_go_into_a_calendar(desk: Desk):
    long = "Großes; langes, Wort\\" * 8
    for word in (long, "MORGENROT"):
        registry.handle(desk.register, Act(desk.file(word), "ask-to-mend", "formality-examiner", note="A reason."))
    other = desk.file("FREMD", parties=(OWNER,))
    registry.handle(desk.register, Act(other, "ask-to-mend", "formality-examiner", note="A reason."))
    sit(desk)
    page = desk.get("/my/deadlines")
    assert "Nothing ends in the next 60 days." in page
    assert "The next ends on 4 May 2026:" in page
    assert re.search(r'Reply to the formal deficiency, <a href="/my/XB/tm/TM/2026/00000[12]\?language=en">', page)
    clock: Any = desk.register.procedure.clock
    clock.set("2026-03-20")
    page = desk.get("/my/deadlines")
    assert page.count("4 May 2026") == 2
    assert "FREMD" not in page
    answer = desk.client.get("/my/deadlines.ics?language=fr")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    unfolded = answer.content.replace(b"\r\n ", b"").decode()
    assert unfolded.count("BEGIN:VEVENT") == 2
    assert unfolded.count("DTSTART;VALUE=DATE:20260504") == 2
    assert long.strip().replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") in unfolded
    assert "Réponse à l'irrégularité de forme" in unfolded
    assert "FREMD" not in unfolded
    sit(desk, "else", "A-99")
    assert desk.client.get("/my/deadlines.ics").status_code == 303


def test_sixty_files_are_found_by_right_state_words_reference_and_what_waits(desk: Desk):
    keys = [desk.file(f"WORT{place:02}", parties=(OWNER, agent(f"K-{place}"))) for place in range(60)]
    engine = desk.file(
        kind=Kind.PATENT, mark=None, classes=(), invention=Invention(title="Stille Maschine", abstract="Leise."),
        parties=(OWNER, agent("=cmd|'/c calc'!A1")),
    )  # fmt: skip
    desk.file("FREMD", parties=(OWNER,))
    registry.handle(desk.register, Act(keys[33], "ask-to-mend", "formality-examiner", note="A reason."))
    registry.handle(desk.register, Act(keys[7], "withdraw", "agent"))
    sit(desk)
    first = desk.get("/my/")
    assert "61 files of Kanzlei Süd" in first
    assert first.index("WORT33") < first.index("WORT00")
    assert "1 / 2" in first
    assert first.count('<li class="card">') == 50
    assert desk.get("/my/?page=2").count('<li class="card">') == 11

    def found(query: str) -> list[str]:
        return re.findall(r"<bdi>(WORT\d\d|Stille Maschine)</bdi></a>", desk.get(f"/my/?{query}"))

    assert found("waits=true") == ["WORT33"]
    assert found("kind=pt") == ["Stille Maschine"]
    assert found("group=ended") == ["WORT07"]
    assert len(found("words=WORT5")) == 10
    assert found("words=k-12") == ["WORT12"]
    assert found("words=maschine+stille&kind=pt") == ["Stille Maschine"]
    assert found(f"words={keys[3].number}") == ["WORT03"]
    assert found("words=%25") == []
    assert "None of your files is so." in desk.get("/my/?words=nichts")
    desk.get("/my/?group=dead", 422)
    table = desk.client.get("/my/files.csv?kind=pt&language=en")
    assert table.headers["content-disposition"] == 'attachment; filename="files.csv"'
    (row,) = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
    assert row["reference"] == "'=cmd|'/c calc'!A1"
    assert (row["number"], row["title"], row["kind"]) == (engine.number, "Stille Maschine", "pt")
    rows = list(csv.DictReader(io.StringIO(desk.client.get("/my/files.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 61
    assert (rows[0]["title"], rows[0]["due"]) == ("WORT33", str(dt.date(2026, 5, 4)))
    sit(desk, "else", "A-99")
    assert "<bdi>FREMD" not in desk.get("/my/?words=FREMD")
