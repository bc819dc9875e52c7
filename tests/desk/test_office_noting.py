"""At the desk: a note for the next officer, and the letter of an action read before it is taken."""

import uuid
from io import BytesIO

from pypdf import PdfReader

from registry.outlook import outlook
from tests.desk.desks import Desk

HOSTILE = "<script>alert(1)</script>"


def test_a_note_is_read_by_the_next_officer_and_by_no_party(desk: Desk):
    key = desk.file()
    version, twice = outlook(desk.register, key).version, str(uuid.uuid4())
    for _ in range(2):
        desk.post(key, "note", command=twice, note=f"Rang up. {HOSTILE}\nSecond line.")
    page = desk.get(f"/staff/desk/{key.path}")
    assert page.count("Rang up. &lt;script&gt;") == 1
    assert HOSTILE not in page
    assert outlook(desk.register, key).version == version
    desk.post(key, "note", 422, note=" ")
    desk.person.roles, desk.person.identifier = ("agent",), "A-7"
    assert "Rang up" not in desk.get(f"/my/{key.path}")
    desk.post(key, "note", 403, note="by a party")


def test_the_letter_is_read_before_the_action_is_taken(desk: Desk):
    key = desk.file()
    version = outlook(desk.register, key).version
    answer = desk.post(key, "preview", 200, action="ask-to-mend", note="Name a country.")
    assert answer.headers["content-type"] == "application/pdf"
    assert "Name a country." in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "sandbox" in answer.headers["content-security-policy"]
    assert (outlook(desk.register, key).version, desk.status(key)) == (version, "filed")
    desk.post(key, "preview", 422, action="find-in-order")
    desk.post(key, "preview", 403, action="publish")
    assert "in which can be taken" in desk.post(key, "preview", 409, action="refuse").text
