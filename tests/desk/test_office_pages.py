"""The office's pages on a real register: tasks, the file as its officer works on it, lists, a party's own files."""

import datetime as dt
import re

import registry
from desk import letters
from desk.web.office.phrases import FOLDER, languages, phrases
from mappings.record import Invention, Kind, Party, Record, Role
from registry import reading
from registry.commands import Act, FileRequest, OpenIssue
from registry.outlook import outlook
from tests.demo_office import OFFICE
from tests.desk.desks import Desk

HOSTILE = "<script>alert(1)</script>"


def test_tasks_are_listed_and_lead_to_the_file(desk: Desk):
    assert "Nothing waits for you" in desk.get("/staff/tasks")
    key = desk.file(HOSTILE)
    page = desk.get("/staff/tasks")
    assert "1 file waits for you" in page
    assert HOSTILE not in page
    assert "Ask to mend a formal deficiency" in page
    assert f'href="/staff/desk/{key.path}"' in page
    assert "Nothing waits for this role" in desk.get("/staff/tasks?role=examiner")
    assert "There is no page 9" in desk.get("/staff/tasks?page=9")
    desk.person.roles = ("registrar",)
    assert "Nothing waits for you" in desk.get("/staff/tasks")
    desk.person.roles = ("agent",)
    desk.get("/staff/tasks", 403)


def test_an_action_is_taken_from_the_page_once(desk: Desk):
    key = desk.file()
    answer = desk.post(key, "act", action="find-in-order", note="all in order")
    page = desk.get(answer.headers["location"])
    assert "Done: Find the formal requirements in order" in page
    assert "all in order" in page
    assert desk.status(key) == "examination"
    taken = outlook(desk.register, key).taken[-1]
    assert (taken.actor, taken.role) == ("ada", "formality-examiner")


def test_the_same_form_sent_twice_acts_once_and_an_old_form_is_told_that_somebody_was_first(desk: Desk):
    key = desk.file()
    page = desk.get(f"/staff/desk/{key.path}")
    form = dict(re.findall(r'type="hidden" name="(csrf|version|command)" value="([^"]*)"', page))
    form |= {"action": "ask-to-mend", "note": "No power."}
    for _ in range(2):
        assert desk.client.post(f"/staff/desk/{key.path}/act", data=form).status_code == 303
    assert len(outlook(desk.register, key).taken) == 2
    other = form | {"command": "8c6d7e1c-6a0f-4d0c-8f83-111111111111", "action": "extend-reply-to-defect"}
    late = desk.client.post(f"/staff/desk/{key.path}/act", data=other)
    assert late.status_code == 409
    assert "Somebody else was first, and nothing has changed" in late.text
    assert len(outlook(desk.register, key).taken) == 2


def test_what_is_not_the_persons_is_refused_and_what_cannot_be_read_names_nothing_done(desk: Desk):
    key = desk.file()
    desk.person.roles = ("publication-officer",)
    refused = desk.post(key, "act", 403, action="find-in-order")
    assert "not for the role" in refused.text
    assert "is for formality-examiner" in refused.text
    desk.post(key, "undo", 403, action="file", reason="no")
    desk.post(key, "act", 403, action="no-such-action")
    desk.post(key, "act", 422, action="find-in-order", date="yesterday")
    desk.get("/staff/desk/XB/tm/TM/2026/999999", 404)
    unguarded = desk.client.post(f"/staff/desk/{key.path}/assign", data={"to": "ben"})
    assert unguarded.status_code == 403
    desk.get("/staff/desk/XB/zz/1", 404)
    assert desk.status(key) == "filed"
    desk.person.roles = ("formality-examiner",)
    early = desk.post(key, "act", 409, action="find-in-order", date="2026-03-05")
    assert "lies in the future" in early.text


def test_the_last_action_is_undone_with_a_reason(desk: Desk):
    key = desk.file()
    desk.post(key, "act", action="ask-to-mend", note="No power.")
    assert "Undo this" in desk.get(f"/staff/desk/{key.path}")
    desk.post(key, "undo", action="ask-to-mend", reason="the wrong file")
    page = desk.get(f"/staff/desk/{key.path}")
    assert "Undone: Ask to mend" in page
    assert "the wrong file" in page
    assert desk.status(key) == "filed"


def test_a_request_is_decided_from_the_page(desk: Desk):
    key = desk.file()
    form = {"party": {"role": "applicant", "name": "Neue Werke AG"}}
    number = registry.handle(desk.register, FileRequest(key, "transfer", form, "agent", actor="Kanzlei")).request
    assert "Grant" not in re.findall(r"<button[^>]*>([^<]*)<", desk.get(f"/staff/desk/{key.path}"))
    desk.person.roles = ("registrar",)
    assert "1 request waits for your decision" in desk.get("/staff/requests")
    desk.post(key, "decide", 409, request=number, decision="refused")  # no reason
    desk.post(key, "decide", 422, request=number, decision="burnt")
    desk.post(key, "decide", request=number, decision="granted")
    assert "Neue Werke AG" in (reading.read(desk.register, key).record or Record).model_dump_json()
    assert "No request waits" in desk.get("/staff/requests")


def test_a_file_is_taken_handed_back_and_never_taken_from_somebody_unseen(desk: Desk):
    key = desk.file()
    desk.post(key, "assign", to="ada", had="")
    assert "On your desk" in desk.get(f"/staff/desk/{key.path}")
    desk.person.login = "ben"
    assert "0 files wait for you" not in desk.get("/staff/board")
    assert "Nothing waits for you" in desk.get("/staff/tasks")
    late = desk.post(key, "assign", 409, to="ben", had="")
    assert "Ada has" in late.text
    desk.post(key, "assign", 403, to="somebody", had="ada")
    desk.post(key, "assign", to="ben", had="ada")
    assert "<strong>yours</strong>" in desk.get("/staff/tasks")


def test_log_board_issues_and_rules_show_what_the_register_and_the_office_hold(desk: Desk):
    key = desk.file()
    desk.person.roles = ("registrar",)
    today = dt.datetime.now(dt.UTC).date()
    assert key.number in desk.get(f"/staff/log?on={today}")
    assert "Nothing was written down" in desk.get("/staff/log?on=2001-01-01")
    board = desk.get("/staff/board")
    assert "Application filed" in board
    assert "<svg" in board
    registry.handle(desk.register, OpenIssue("2026/09", dt.date(2026, 3, 6)))
    assert "2026/09" in desk.get("/staff/issues")
    shown = desk.get("/staff/rules")
    assert all(workflow.text["en"] in shown for workflow in OFFICE.workflows.values())


def test_a_party_sees_its_own_files_in_plain_words_and_nobody_elses(desk: Desk):
    key = desk.file()
    other = desk.file("MORGENROT", parties=(Party(role=Role.APPLICANT, name="Somebody else"),))
    desk.person.roles, desk.person.name = ("agent",), "Kanzlei Süd"
    assert "no file in which you stand" in desk.get("/my/")
    desk.person.identifier = "A-7"
    assert "With the office: Formality examiner" in desk.get("/my/")
    registry.handle(desk.register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    page = desk.get("/my/")
    assert "The office waits for you" in page
    assert "by 4 May 2026" in page
    assert "MORGENROT" not in page
    assert "ملفاتي" in desk.get("/my/?language=ar")
    own = desk.get(f"/my/{key.path}?language=fr")
    assert "L'office attend votre réponse".replace("'", "&#39;") in own
    assert own.index("irrégularité de forme</bdi>") < own.index("Demande déposée</bdi>")  # the newest first
    desk.get(f"/my/{other.path}", 404)
    desk.get(f"/my/{key.path}/letters/{'0' * 64}", 404)


def test_every_language_says_all():
    assert languages() == ("ar", "en", "es", "fr")
    assert all(phrases(one).keys() == phrases("en").keys() for one in languages())
    fields = {name: sorted(re.findall(r"{(\w+)}", text)) for name, text in phrases("en").items()}
    for one in languages():
        assert {name: sorted(re.findall(r"{(\w+)}", text)) for name, text in phrases(one).items()} == fields
    assert len(list(FOLDER.glob("*.yaml"))) == len(languages())


def test_a_secret_file_is_in_no_list_and_has_no_page_but_for_those_who_may(desk: Desk):
    invention = Invention(title="A silent engine", abstract="Silent.")
    secret = desk.file(kind=Kind.PATENT, mark=None, classes=(), invention=invention)
    registry.handle(desk.register, Act(secret, "order-secrecy", "security-officer"))
    desk.person.roles = ("examiner", "publication-officer", "registrar", "board")
    pages = ("/staff/tasks", "/staff/log", "/staff/issues", "/staff/requests", "/staff/board")
    assert not any("silent" in desk.get(page).lower() or secret.number in desk.get(page) for page in pages)
    desk.get(f"/staff/desk/{secret.path}", 404)
    desk.post(secret, "assign", 404, to="ada")
    assert desk.person.notes[-1] == ("ada", "take", secret.id, "not open")
    desk.person.roles = ("security-officer",)
    assert "A silent engine" in desk.get("/staff/tasks")
    assert "A silent engine" in desk.get(f"/staff/desk/{secret.path}")
    assert desk.person.notes[-1] == ("ada", "work on it", secret.id, "shown")


def test_a_letter_is_approved_twice_in_order_by_two_people_and_then_its_party_reads_it(desk: Desk):
    key = desk.file()
    desk.post(key, "act", action="find-in-order")
    desk.post(key, "act", action="refuse-provisionally", note="Like TM/R/000012.")
    assert desk.register.documents is not None
    writer = letters.Writer(desk.register, OFFICE, desk.register.documents)
    (written,) = writer.write_all()
    steps = OFFICE.letters["provisional-refusal"].approvals
    assert len(steps) == 2
    desk.person.roles, desk.person.identifier = ("agent",), "A-7"
    assert "No" in desk.get(f"/my/{key.path}")
    assert written.number is not None
    assert written.number not in desk.get(f"/my/{key.path}")  # a draft is nothing for the parties
    first = {"letter": written.number, "decision": "approved", "last": 1}
    desk.person.login, desk.person.roles = "ben", steps[1]
    assert "No letter waits" in desk.get("/staff/letters")
    desk.post(key, "letter", 403, **first)  # it is not their turn
    desk.person.login, desk.person.roles = "ada", steps[0]
    assert "1 letter waits for your approval" in desk.get("/staff/letters")
    digest = re.findall(r"/letters/([0-9a-f]{64})", desk.get(f"/staff/desk/{key.path}"))[0]
    assert desk.client.get(f"/staff/desk/{key.path}/letters/{digest}").content.startswith(b"%PDF")
    desk.get(f"/staff/desk/{key.path}/letters/{'0' * 64}", 404)
    desk.post(key, "letter", 409, letter=written.number, decision="refused", last=1)  # without a reason
    desk.post(key, "letter", **first)
    desk.person.login, desk.person.roles = "ben", steps[1]
    assert "Somebody else was first" in desk.post(key, "letter", 409, **first).text
    desk.post(key, "letter", letter=written.number, decision="approved", last=2)
    assert [one.against for one in writer.issue_all()] == [None]
    desk.person.roles = ("agent",)
    own = desk.get(f"/my/{key.path}")
    issued = re.findall(r"/letters/([0-9a-f]{64})", own)[0]
    assert desk.client.get(f"/my/{key.path}/letters/{issued}").content.startswith(b"%PDF")


def test_the_backlog_is_shown_by_month_right_and_officer_and_given_out_as_a_table(desk: Desk):
    desk.person.roles = ("head-of-examination",)
    assert "No file was pending in these months" in desk.get("/staff/board/backlog")
    key = desk.file()
    registry.handle(desk.register, Act(key, "find-in-order", "formality-examiner", actor="=1+1"))
    page = desk.get("/staff/board/backlog?right=tm")
    assert "=1+1" in page
    assert "<svg" in page
    assert "No file was pending" in desk.get("/staff/board/backlog?right=pt")
    answer = desk.client.get("/staff/board/backlog.csv?right=tm")
    lines = answer.text.splitlines()
    assert lines[0] == "month_end,right,officer,measure,value"
    assert "2026-03-02,tm,'=1+1,pending,1" in lines
    assert "2026-03-02,tm,,first-action-days-median,0" in lines
    desk.person.roles = ("reception",)
    desk.get("/staff/board/backlog", 403)
    assert desk.client.get("/staff/board/backlog.csv").status_code == 403


def test_a_workflow_is_drawn_with_the_status_of_the_file_marked(desk: Desk):
    key = desk.file()
    link = "/staff/workflows/trademark?status=filed"
    assert link in desk.get(f"/staff/desk/{key.path}")
    page = desk.get(link)
    assert "The file stands in: Application filed." in page
    assert 'class="status pending here"' in page
    assert "here" not in re.findall(r'<g class="([^"]*)"', desk.get("/staff/workflows/trademark?status=nothing"))
    assert "There are commercial-name" in desk.get("/staff/workflows/nothing", 404)
