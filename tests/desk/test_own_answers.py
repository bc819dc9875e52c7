"""A party answers a letter at the portal: once, in time, with its documents and a receipt; or is told why not."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PIL import Image

import registry
from mappings.number import DossierKey
from mappings.record import Party, Role
from registry import capturing, correspondence, reading
from registry.capturing import Incoming
from registry.changing import hold
from registry.commands import Act, Amend
from registry.outlook import outlook
from tests.desk.desks import Desk
from tests.desk.pdfs import pdf, with_script
from tests.desk.portal import another, form, letter_for, send, sit


def incoming(desk: Desk, key: DossierKey) -> list[Incoming]:
    with desk.register.session() as session:
        return capturing.of(session, hold(session, key, None).id)


def answer_of(desk: Desk, key: DossierKey, letter: str) -> str | None:
    """The action that answered the letter."""
    with desk.register.session() as session:
        told = {one.letter.number: one for one in correspondence.state(session, hold(session, key, None).id)}
    found = told[letter].answer
    return found.action if found else None


def day(desk: Desk, day: str) -> None:
    clock: Any = desk.register.procedure.clock
    clock.set(day)


def test_a_letter_is_answered_with_text_and_file_and_the_receipt_says_what_came_in(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    sit(desk)
    assert f"Answer to: Invitation to mend a formal deficiency, {letter}" in desk.get(f"/my/{key.path}")
    address = f"/my/{key.path}/answer?letter={letter}"
    content = pdf()
    fields = form(desk, address) | {"text": "We have mended it.\n\nWith kind regards", "kind": "form"}
    sent = send(desk, f"/my/{key.path}/answer", fields, ("../reply <b>.pdf", content))
    assert desk.status(key) == "filed"
    assert answer_of(desk, key, letter) == "receive-mending"
    taken = outlook(desk.register, key).taken[-1]
    assert (taken.actor, taken.role, taken.answers) == ("sud", "agent", letter)
    typed, attached = incoming(desk, key)
    assert [one.kind for one in (typed, attached)] == ["reply", "form"]
    assert attached.digest == hashlib.sha256(content).hexdigest()
    receipt = desk.get(sent.headers["location"])
    assert "Reply to the formal deficiency received" in receipt
    assert f"in answer to {letter}" in receipt
    assert all(one.digest in receipt and one.number in receipt for one in (typed, attached))
    assert "reply &lt;b&gt;.pdf" in receipt
    assert "sud" in receipt
    page = desk.get(f"/my/{key.path}")
    assert f"/my/{key.path}/letters/{typed.digest}" in page
    assert desk.client.get(f"/my/{key.path}/letters/{typed.digest}").content.startswith(b"%PDF")
    desk.get(address, 404)  # nothing waits any more


def test_the_same_form_sent_twice_also_at_once_acts_once(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    sit(desk)
    fields = form(desk, f"/my/{key.path}/answer?letter={letter}") | {"text": "Mended."}
    with ThreadPoolExecutor(3) as threads:
        sent = list(threads.map(lambda _: send(desk, f"/my/{key.path}/answer", fields), range(3)))
    again = send(desk, f"/my/{key.path}/answer", fields | {"text": "Something else."})
    assert {one.headers["location"].split("?")[0] for one in (*sent, again)} == {
        f"/my/{key.path}/receipts/{fields['command']}"
    }
    assert "counts once" in desk.get(again.headers["location"])
    assert len(incoming(desk, key)) == 1
    assert [one.action for one in outlook(desk.register, key).taken] == ["file", "ask-to-mend", "receive-mending"]


def test_nothing_is_sent_by_an_empty_form_or_with_a_file_that_is_not_taken_and_what_was_typed_is_kept(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    sit(desk)
    address = f"/my/{key.path}/answer?letter={letter}&language=fr"
    empty = send(desk, f"/my/{key.path}/answer", form(desk, address), status=422)
    assert "Écrivez votre réponse, ou joignez-la." in empty.text
    script = pdf(change=with_script)
    fields = form(desk, address) | {"text": "Voilà <ci-joint>", "kind": "power-of-attorney"}
    for name, content in (("a.pdf", b"%PDF-1.7 broken"), ("a.svg", b"<svg/>"), ("b.pdf", script)):
        refused = send(desk, f"/my/{key.path}/answer", fields, (name, content), status=422)
        assert f"{name} n&#39;est pas accepté" in refused.text
        assert "Voilà &lt;ci-joint&gt;</textarea>" in refused.text
        assert '<option value="power-of-attorney" selected>' in refused.text
    assert (incoming(desk, key), desk.status(key)) == ([], "defective")


def test_an_answer_that_is_too_long_is_not_cut(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    sit(desk)
    fields = form(desk, f"/my/{key.path}/answer?letter={letter}")
    refused = send(desk, f"/my/{key.path}/answer", fields | {"text": "x" * 9_999 + "END"}, status=422)
    assert 'id="p-text">10002 characters are too many, at most 10000 are taken' in refused.text
    assert "xEND</textarea>" in refused.text
    assert (incoming(desk, key), desk.status(key)) == ([], "defective")
    send(desk, f"/my/{key.path}/answer", fields | {"text": "x" * 10_000})


def test_what_a_party_opens_and_sends_is_noted_once_each(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    sit(desk)
    page = desk.get(f"/my/{key.path}")
    digest = page.split(f"/my/{key.path}/letters/")[1][:64]
    for _ in range(2):
        desk.client.get(f"/my/{key.path}/letters/{digest}")
    fields = form(desk, f"/my/{key.path}/answer?letter={letter}") | {"text": "Mended."}
    sent = send(desk, f"/my/{key.path}/answer", fields)
    desk.get(sent.headers["location"])
    asked = form(desk, f"/my/{key.path}/requests/new?type=withdrawal")
    send(desk, f"/my/{key.path}/requests/new", asked)
    sit(desk, "else", "A-99")
    desk.get(f"/my/{key.path}", 404)
    assert [note for note in desk.person.notes if note[0] != "ada"] == [
        ("sud", "own file", key.id, "shown"),
        ("sud", f"open {letter}", key.id, "delivered"),
        ("sud", f"document {digest}", key.id, "shown"),
        ("sud", "form of an answer", key.id, "shown"),
        ("sud", f"answer {letter}", key.id, "shown"),
        ("sud", f"receipt {fields['command']}", key.id, "shown"),
        ("sud", "form of a request", key.id, "shown"),
        ("sud", "request withdrawal", key.id, "shown"),
        ("else", "own file", key.id, "not open"),
    ]


def test_a_scan_is_drawn_anew_and_its_receipt_names_both_digests(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    sit(desk)
    into = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(into, "JPEG")
    fields = form(desk, f"/my/{key.path}/answer?letter={letter}")
    sent = send(desk, f"/my/{key.path}/answer", fields, ("page1.jpg", into.getvalue()), ("page2.pdf", pdf()))
    first, second = incoming(desk, key)
    assert first.source == hashlib.sha256(into.getvalue()).hexdigest() != first.digest
    receipt = desk.get(sent.headers["location"])
    assert receipt.count("SHA-256") == 3
    assert first.source in receipt
    assert second.source == second.digest


def test_whoever_was_first_is_told_in_plain_words_and_the_form_can_be_sent_again(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    sit(desk)
    fields = form(desk, f"/my/{key.path}/answer?letter={letter}") | {"text": "Mended."}
    changed = {"parties": [{"role": "applicant", "sequence": 1, "name": "Ada Weber-Süd"}]}
    registry.handle(desk.register, Amend(key, changed))
    late = send(desk, f"/my/{key.path}/answer", fields, status=409)
    assert "The file has changed since you opened this form" in late.text
    assert "Mended.</textarea>" in late.text
    assert (incoming(desk, key), desk.status(key)) == ([], "defective")
    anew = fields | {"version": late.text.split('name="version" value="')[1].split('"')[0]}
    send(desk, f"/my/{key.path}/answer", anew)
    assert desk.status(key) == "filed"


def test_too_late_is_refused_with_the_reason_and_the_way_out(desk: Desk):
    key = desk.file()
    registry.handle(desk.register, Act(key, "find-in-order", "formality-examiner"))
    letter = letter_for(desk, key, "refuse-provisionally", "examiner")
    sit(desk)
    address = f"/my/{key.path}/answer?letter={letter}"
    fields = form(desk, address) | {"text": "We disagree."}
    assert "Extension of time" in desk.get(f"/my/{key.path}")
    day(desk, "2026-06-03")
    late = send(desk, f"/my/{key.path}/answer", fields, status=409)
    for page in (late.text, desk.get(address)):
        assert "This letter cannot be answered any more." in page
        assert "Its time ended on 2 June 2026: Reply to the provisional refusal." in page
        assert ">Appeal</a>" in page
        assert ">Extension of time</a>" not in page
        assert "<textarea" not in page
    assert "انتهى أجله" in desk.get(f"{address}&language=ar")
    assert (incoming(desk, key), desk.status(key)) == ([], "objected")


def test_only_who_acts_for_the_right_answers_and_only_with_a_form_of_its_own_session(desk: Desk):
    opponent = Party(role=Role.OPPONENT, name="Gegner", identifier="O-1")
    owner = Party(role=Role.APPLICANT, name="Ada Weber", identifier="C-1")
    key = desk.file(parties=(owner, opponent))
    letter = letter_for(desk, key)
    sit(desk, "owner", "C-1")
    fields = form(desk, f"/my/{key.path}/answer?letter={letter}") | {"text": "Mended."}
    sit(desk, "gegner", "O-1")
    assert "you read" in desk.get(f"/my/{key.path}").lower()
    desk.get(f"/my/{key.path}/answer?letter={letter}", 403)
    send(desk, f"/my/{key.path}/answer", fields, status=403)
    sit(desk, "nobody", "A-99")
    desk.get(f"/my/{key.path}/answer?letter={letter}", 404)
    send(desk, f"/my/{key.path}/answer", fields, status=404)
    sit(desk, "owner", "C-1")
    send(desk, f"/my/{key.path}/answer", fields | {"csrf": "forged"}, status=403)
    send(desk, f"/my/{key.path}/answer", fields | {"letter": "L/2026/999999"}, status=404)
    send(desk, f"/my/{key.path}/answer", fields | {"version": "one"}, status=400)
    site = {"sec-fetch-site": "cross-site"}
    other = desk.client.post(f"/my/{key.path}/answer", data=fields, files={"upload": ("", b"")}, headers=site)
    assert other.status_code == 403
    assert (incoming(desk, key), desk.status(key)) == ([], "defective")
    sent = send(desk, f"/my/{key.path}/answer", fields)
    sit(desk, "nobody", "A-99")
    desk.get(sent.headers["location"], 404)


def test_an_answer_that_the_register_refuses_leaves_no_document_and_no_number(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    sit(desk)
    content = pdf()
    fields = form(desk, f"/my/{key.path}/answer?letter={letter}")
    send(desk, f"/my/{key.path}/answer", fields, ("a.pdf", content))
    again = letter_for(desk, key)
    twice = form(desk, f"/my/{key.path}/answer?letter={again}")
    refused = send(desk, f"/my/{key.path}/answer", twice, ("a.pdf", content), status=409)
    assert "the file has it already, as I/2026/000001" in refused.text
    assert desk.status(key) == "defective"
    send(desk, f"/my/{key.path}/answer", another(twice), ("b.pdf", pdf("Another")))
    assert [one.number for one in incoming(desk, key)] == ["I/2026/000001", "I/2026/000002"]
    state = reading.read(desk.register, key)
    assert state.record
    assert {one.digest for one in incoming(desk, key)} <= {one.digest for one in state.record.documents}
