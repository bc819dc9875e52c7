"""What an officer is told: the reasons that a letter needs, what was done, what came in, what waits and since when."""

import datetime as dt
import io
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
from pypdf import PdfReader
from sqlalchemy import text

import registry
from desk import letters
from desk.web.office.work_page import work
from mappings.record import Address, GoodsClass, Invention, Kind, Party, Role
from registry import correspondence
from registry.changing import hold
from registry.commands import Act, FileRequest
from registry.documents import keep
from registry.outlook import outlook
from tests.demo_office import OFFICE
from tests.desk.desks import Desk
from tests.desk.portal import form, letter_for, send, sit
from tests.desk.web_records import picture


def officer(desk: Desk, *roles: str) -> None:
    desk.person.login, desk.person.name, desk.person.identifier = "ada", "Ada Weber", None
    desk.person.roles = roles or ("formality-examiner", "examiner")


def note_of(page: str, action: str) -> str:
    """The field of an action's note, with its label."""
    (found,) = re.findall(rf'<label for="n-{action}">.*?</textarea>', page, re.DOTALL)
    return str(found)


def test_an_action_whose_letter_states_reasons_asks_for_them_and_is_refused_without(desk: Desk):
    key = desk.file()
    desk.post(key, "act", action="find-in-order")
    page = desk.get(f"/staff/desk/{key.path}")
    asked = note_of(page, "refuse-provisionally")
    assert "Reasons: they stand in the letter" in asked
    assert " required>" in asked
    assert "Note for the journal" in note_of(page, "accept")
    assert "required" not in note_of(page, "accept")
    for note in ("", "  \n"):
        bare = desk.post(key, "act", 409, action="refuse-provisionally", note=note)
        assert "its letter states the reasons, and none are given; write them in the note" in bare.text
    assert desk.status(key) == "examination"
    desk.post(key, "act", action="refuse-provisionally", note="Like TM/R/000012.")
    assert desk.status(key) == "objected"


def test_the_banner_says_what_was_done_and_who_is_next_with_a_letter(desk: Desk):
    key = desk.file()
    done = desk.post(key, "act", action="ask-to-mend", note="No power.")
    page = desk.get(done.headers["location"])
    assert "Done: Ask to mend a formal deficiency." in page
    assert 'Invitation to mend a formal deficiency<span class="below small muted">will be written</span>' in page
    assert "None has been written" not in page
    assert desk.register.documents is not None
    (written,) = letters.Writer(desk.register, OFFICE, desk.register.documents).write_all()
    assert "will be written" not in desk.get(f"/staff/desk/{key.path}")
    approved = desk.post(key, "letter", letter=written.number, decision="approved", last=1)
    page = desk.get(approved.headers["location"])
    assert f'Letter <span class="num">{written.number}</span> approved; next: Head of examination.' in page
    assert "Done:" not in page
    desk.person.login, desk.person.roles = "ben", ("head-of-examination",)
    refused = desk.post(key, "letter", letter=written.number, decision="refused", last=2, reason="Which power?")
    assert "refused; a new draft can be written." in desk.get(refused.headers["location"])
    assert "Done:" not in desk.get(desk.post(key, "assign", to="ben", had="").headers["location"])


def test_the_banner_says_how_a_request_was_decided(desk: Desk):
    key = desk.file()
    asked = {"party": {"role": "applicant", "name": "Neue Werke AG"}}
    number = registry.handle(desk.register, FileRequest(key, "transfer", asked, "agent", actor="Kanzlei")).request
    desk.person.roles = ("registrar",)
    refused = desk.post(key, "decide", request=number, decision="refused", reason="No deed.")
    page = desk.get(refused.headers["location"])
    assert f'Request <span class="num">{number}</span> refused: ' in page
    assert "Done:" not in page


def test_an_answer_is_told_at_its_letter_in_the_history_and_in_the_list_of_tasks(desk: Desk):
    key = desk.file()
    letter = letter_for(desk, key)
    officer(desk)
    assert "came in 2" not in desk.get("/staff/tasks")
    sit(desk)
    fields = form(desk, f"/my/{key.path}/answer?letter={letter}") | {"text": "The power is enclosed."}
    send(desk, f"/my/{key.path}/answer", fields)
    officer(desk)
    page = desk.get(f"/staff/desk/{key.path}")
    (line,) = re.findall(r'<span class="small answered">.*?</span></a></span>', page)
    assert line.startswith('<span class="small answered">answered on 2 March 2026: <a href="')
    (digest,) = set(re.findall(rf"/staff/desk/{key.path}/documents/([0-9a-f]{{64}})", line))
    assert page.count(f"documents/{digest}") == 2  # at the letter, and in the history
    assert "Came with it: <a" in page
    assert "<strong>Documents</strong> 2</a>" in page
    assert desk.client.get(f"/staff/desk/{key.path}/documents/{digest}").content.startswith(b"%PDF")
    assert "came in 2 March 2026" in desk.get("/staff/tasks")
    desk.post(key, "act", action="find-in-order")
    assert outlook(desk.register, key).standing.status == "examination"
    assert "came in 2" not in desk.get("/staff/tasks")


def test_tasks_are_the_oldest_first_and_narrowed_by_right_status_and_class(desk: Desk):
    desk.file("YOUNG", filing_date=dt.date(2026, 2, 20))
    desk.file("OLD", filing_date=dt.date(2026, 1, 5), classes=(GoodsClass(number="12", goods="Bicycles"),))
    invention = Invention(title="A lamp", abstract="It shines.")
    desk.file(kind=Kind.PATENT, filing_date=dt.date(2026, 1, 30), mark=None, classes=(), invention=invention)

    def found(query: str = "") -> list[str]:
        return re.findall(r'<th scope="row".*?<bdi>([^<]*)</bdi>', desk.get(f"/staff/tasks{query}"))

    assert found() == ["OLD", "A lamp", "YOUNG"]
    assert found("?sort=number") != found()
    assert found("?right=pt") == ["A lamp"]
    assert found("?class=12") == ["OLD"]
    assert found("?right=tm&sort=due&status=filed") == ["OLD", "YOUNG"]
    assert found("?status=examination") == []
    assert "No file that waits is like that" in desk.get("/staff/tasks?status=examination")
    assert '<option value="pt" selected>' in desk.get("/staff/tasks?right=pt")
    desk.get("/staff/tasks?sort=burnt", 422)
    page = desk.get("/staff/tasks")
    assert "5 January 2026" in page  # since the filing, where nothing was done
    assert '<td data-label="Runs until" class="nowrap"></td>' in page
    assert page.count("Ask to mend a formal deficiency") == 3
    assert "Find the formal requirements in order" not in page


def test_tasks_come_fifty_a_page_with_what_they_are_narrowed_by(desk: Desk):
    for place in range(51):
        desk.file(f"MARK {place}")
    assert "Page 1 of 2" in desk.get("/staff/tasks?right=tm")
    (following,) = re.findall(r'href="([^"]*)" rel="next"', desk.get("/staff/tasks?right=tm"))
    asked = parse_qs(urlsplit(following.replace("&amp;", "&")).query)
    assert (asked["right"], asked["page"]) == (["tm"], ["2"])
    page = desk.get(following.replace("&amp;", "&"))
    assert "51 such files wait for you" in page
    assert page.count('data-label="Runs until"') == 1


def test_similar_marks_are_those_in_its_classes_that_are_earlier_and_not_the_file_itself(desk: Desk):
    key = desk.file("ALPENGLUT")
    (link,) = re.findall(r'href="(/staff/similar\?[^"]*)"', desk.get(f"/staff/desk/{key.path}"))
    address = link.replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query) == {
        "words": ["ALPENGLUT"],
        "class": ["9", "25"],
        "before": ["2026-03-02"],
        "leave_out": [key.id],
    }
    page = desk.get(address)
    assert f'name="leave_out" value="{key.id}" checked' in page


def test_what_was_asked_is_told_by_the_labels_of_its_form_beside_what_stands(desk: Desk):
    home = Address(lines=("Alte Gasse 3",), city="Chur", country="CH")
    owner = Party(role=Role.APPLICANT, name="Ada Weber", address=home, identifier="C-1")
    key = desk.file(parties=(owner, Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", identifier="A-7")))
    sit(desk)
    blank = desk.get(f"/my/{key.path}/requests/new?type=change-address")
    assert '<label for="f-role">Whose <span class="muted">(required)</span></label>' in blank
    fields = form(desk, f"/my/{key.path}/requests/new?type=change-address")
    typed = {"address.lines": "Neue Gasse 1", "address.postcode": "3000", "address.city": "Bern"}
    fields |= typed | {"address.country": "CH"}
    unsaid = send(desk, f"/my/{key.path}/requests/new", fields, status=422).text
    assert 'id="p-role">This is missing.' in unsaid
    sent = send(desk, f"/my/{key.path}/requests/new", fields | {"role": "applicant"})
    receipt = desk.get(sent.headers["location"])
    assert "Neue Gasse 1, 3000 Bern, Switzerland" in receipt
    assert '<dt>Whose</dt><dd dir="auto">Ada Weber</dd>' in receipt
    assert "Alte Gasse" not in receipt
    officer(desk, "registrar")
    page = desk.get(f"/staff/desk/{key.path}")
    assert "<pre>" not in page
    assert (
        '<dt>The new address</dt><dd><span class="said" dir="auto">Neue Gasse 1, 3000 Bern, Switzerland</span>' in page
    )
    assert 'Now on the file: <del class="said" dir="auto">Alte Gasse 3, Chur, Switzerland</del>' in page
    assert '<dt>Whose</dt><dd><span class="said" dir="auto">Ada Weber</span>' in page


def test_goods_asked_for_stand_beside_those_of_the_file_and_the_owner_is_named_where_nobody_is(desk: Desk):
    key = desk.file()
    goods = {"goods": [{"scheme": "nice", "number": "9", "goods": "Software for <b>hats</b>"}]}
    registry.handle(desk.register, FileRequest(key, "amend-goods", goods, "agent", actor="Kanzlei"))
    registry.handle(desk.register, FileRequest(key, "change-name", {"name": "Ada Berg"}, "agent", actor="Kanzlei"))
    desk.person.roles = ("registrar",)
    page = desk.get(f"/staff/desk/{key.path}")
    assert "Software for &lt;b&gt;hats&lt;/b&gt;</span>" in page
    assert '<del class="said" dir="auto">Software</del>' in page
    assert '<dt>The new name</dt><dd><span class="said" dir="auto">Ada Berg</span>' in page
    assert '<del class="said" dir="auto">Ada Weber</del>' in page


def test_a_form_that_the_office_reads_otherwise_by_now_is_still_told(desk: Desk):
    key = desk.file()
    registry.handle(desk.register, FileRequest(key, "change-name", {"name": "Ada Berg"}, "agent", actor="Kanzlei"))
    corrected = {"changes": {"mark": {"verbal_element": "ALPENGLÜHEN"}}}
    registry.handle(desk.register, FileRequest(key, "correction", corrected, "agent", actor="Kanzlei"))
    with desk.register.session() as session:
        session.execute(
            text("""
            update request set form = jsonb_build_object('name', jsonb_build_array('Ada', 'Berg'))
            where type = 'change-name'
        """)
        )
        session.execute(
            text("""
            update request set form = '{"changes": {"classes": {"x": "y"}}}' where type = 'correction'
        """)
        )
    officer(desk, "registrar")
    page = desk.get(f"/staff/desk/{key.path}")
    assert "Ada; Berg" in page
    assert '<dt>classes.x</dt><dd><span class="said" dir="auto">y</span>' in page


def test_a_letter_that_is_written_by_hand_is_not_said_to_be_on_its_way(desk: Desk):
    by_hand = desk.register.procedure.letter_rules["formal-defect"].model_copy(update={"body": None})
    rules = {**desk.register.procedure.letter_rules, "formal-defect": by_hand}
    key = desk.file()
    desk.post(key, "act", action="ask-to-mend", note="No power.")
    by_program = replace(desk.register.procedure, letter_rules=rules)
    register = replace(desk.register, procedure=by_program)
    assert [one.letter for one in work(desk.register, key, ["examiner"]).unwritten] == ["formal-defect"]
    assert work(register, key, ["examiner"]).unwritten == ()


def test_an_officer_has_the_data_of_the_file_before_them_while_working_on_it(desk: Desk):
    assert desk.register.documents
    logo = keep(desk.register.documents, picture("teal"), name="logo.png", role="logo")
    parties = (
        Party(role=Role.APPLICANT, name="Ada <Weber>"),
        Party(role=Role.APPLICANT, sequence=2, name="Ben Weber"),
        Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", identifier="A-7"),
    )
    classes = (GoodsClass(number="9", goods="Software for ships"), GoodsClass(number="25", goods="Hats"))
    key = desk.file(parties=parties, classes=classes, documents=(logo,))
    page = desk.get(f"/staff/desk/{key.path}")
    facts = dict(re.findall(r"<dt><bdi>(.*?)</bdi></dt><dd><bdi>(.*?)</bdi></dd>", page))
    assert facts == {
        "Filed": "2 March 2026",
        "Classes": "9, 25",
        "Applicant": "Ada &lt;Weber&gt;; Ben Weber",
        "Representative": "Kanzlei Süd",
    }
    assert f'<img src="/staff/files/{key.path}/documents/{logo.digest}" alt="Picture of ' in page
    (data,) = re.findall(r'<details class="fold" id="data">.*?</details>', page, re.DOTALL)
    assert "Software for ships" in data
    assert "Hats" in data


def test_a_refused_form_stands_there_again_with_what_was_typed(desk: Desk):
    key = desk.file()
    typed = {"action": "ask-to-mend", "date": "2026-02-01", "note": "No power.\n<b>Two</b> copies."}
    refused = desk.post(key, "act", 409, **typed).text
    assert "Refuse" not in refused.split('<div class="notice error"')[1].split("</div>")[0]
    assert '<details class="act" name="act" open><summary>Ask to mend a formal deficiency' in refused
    assert 'value="2026-02-01"' in refused
    assert "\nNo power.\n&lt;b&gt;Two&lt;/b&gt; copies.</textarea>" in refused
    assert desk.status(key) == "filed"


def test_who_comes_second_is_told_so_on_the_file_as_it_stands_and_keeps_the_text(desk: Desk):
    key = desk.file()
    seen = outlook(desk.register, key).version
    registry.handle(desk.register, Act(key, "find-in-order", "formality-examiner", actor="ben"))
    late = {"version": seen, "action": "ask-to-mend", "note": "No power was filed."}
    page = desk.post(key, "act", 409, **late).text
    assert "Somebody else was first, and nothing has changed:" in page
    assert '<q class="said" dir="auto">No power was filed.</q>' in page
    assert "Substantive examination" in page
    assert f'name="version" value="{seen + 1}"' in page
    number = registry.handle(
        desk.register, FileRequest(key, "change-name", {"name": "Ada Berg"}, "agent", actor="Kanzlei")
    ).request
    desk.person.roles = ("registrar",)
    undecided = desk.post(key, "decide", 409, version=seen, request=number, decision="refused", reason="No deed.").text
    assert "\nNo deed.</textarea>" in undecided
    empty = desk.post(key, "decide", 409, request=number, decision="refused", reason=" ").text
    assert "a refusal needs its reason" in empty


def test_a_letter_that_was_refused_tells_why_and_is_written_anew_by_who_brought_it(desk: Desk):
    key = desk.file()
    desk.post(key, "act", action="ask-to-mend", note="No power.\n\n<b>No</b> list of goods.")
    assert desk.register.documents is not None
    (written,) = letters.Writer(desk.register, OFFICE, desk.register.documents).write_all()
    desk.post(key, "letter", letter=written.number, decision="refused", last=1, reason="Which power?")
    page = desk.get(f"/staff/desk/{key.path}")
    assert page.count("Which power?") == 2  # at the letter, and where it is written anew
    assert "\nNo power.\r\n\r\n&lt;b&gt;No&lt;/b&gt; list of goods.</textarea>" in page.replace("\n\n", "\r\n\r\n")
    assert "Which power?" in desk.get("/staff/letters")
    desk.post(key, "write-anew", 409, letter=written.number, last=1, note="The power of the agent.")
    desk.person.roles = ("registrar",)
    assert "Which power?" not in desk.get("/staff/letters")
    desk.post(key, "write-anew", 403, letter=written.number, last=2, note="The power of the agent.")
    officer(desk)
    desk.post(key, "write-anew", 404, letter="L/2026/000099", last=2)
    told = desk.get(
        desk.post(key, "write-anew", letter=written.number, last=2, note="The agent's.").headers["location"]
    )
    assert "Letters to write anew" not in told
    assert "Letters to approve" in told
    with desk.register.session() as session:
        (letter,) = correspondence.state(session, hold(session, key, None).id)
    assert (letter.letter.state, [one.step for one in letter.steps]) == ("drafted", ["drafted", "refused", "drafted"])
    text_of = PdfReader(io.BytesIO(desk.register.documents.get(letter.letter.digest))).pages[0].extract_text()
    assert "The agent's." in text_of


def test_from_the_file_that_everybody_sees_an_officer_comes_to_their_work_on_it(web: httpx.Client):
    page = web.get("/staff/files/XB/tm/TM/2026/000001").text
    assert "<strong>Work on it</strong>" not in page  # this site has no register behind it


def test_what_a_list_cannot_be_narrowed_by_is_named(desk: Desk):
    told = desk.get("/staff/tasks?page=0", status=422)
    assert "What was asked for cannot be read" in told
    assert "Page: Input should be greater than or equal to 1." in told
