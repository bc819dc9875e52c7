"""The office's API on a real register: files, actions, requests, letters, documents, each for whom it is."""

import datetime as dt
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import orjson

import registry
from desk.letters import Writer
from desk.office_api import answers, asked, examples
from desk.web.files import key_in
from mappings.number import DossierKey
from mappings.record import Audience
from registry import audit, reading
from registry.commands import Delete, OpenIssue
from registry.documents import keep
from registry.outlook import outlook
from tests.demo_office import OFFICE
from tests.desk.office_programs import APPLICATION, Office, Program
from tests.desk.pdfs import pdf

DOCS = Path(__file__).parents[2] / "docs" / "office-api.md"


def test_a_letter_that_was_refused_is_written_anew_by_who_brought_it(office: Office, agent: Program):
    path = agent.file()["path"]
    formality, registrar = office.program("formality-examiner"), office.program("registrar")
    formality.act(path, "ask-to-mend", note="No power.")
    assert office.register.documents is not None
    (written,) = Writer(office.register, OFFICE, office.register.documents).write_all()
    at = f"/letters/{written.number}"
    refused = formality.post(f"{at}/refuse", {"reason": "Which?"}, seen=1)
    anew = {"note": "That of the agent."}
    registrar.post(f"{at}/write-anew", anew, 403, seen=2)
    agent.post(f"{at}/write-anew", anew, 403, seen=2)
    assert formality.post(f"{at}/write-anew", anew, 412, seen=1)["type"].endswith(":version-stale")
    drafted = formality.post(f"{at}/write-anew", anew, seen=2)
    assert (refused["state"], drafted["state"], drafted["etag"]) == ("refused", "drafted", '"3"')
    formality.post("/letters/L/2026/000099/write-anew", anew, 404, seen=2)


def test_an_application_goes_by_the_api_from_filing_to_registration(office: Office, agent: Program):
    formality, examiner = office.program("formality-examiner"), office.program("examiner")
    head, gazette, registrar = (
        office.program(one) for one in ("head-of-examination", "publication-officer", "registrar")
    )
    assert office.register.documents is not None
    writer = Writer(office.register, OFFICE, office.register.documents)
    filed = agent.file()
    path = filed["path"]
    assert (filed["effect"], filed["version"], filed["number"]) == ("filed", 1, "TM/2026/000001")
    assert [task["number"] for task in formality.get("/tasks")["tasks"]] == ["TM/2026/000001"]
    formality.act(path, "find-in-order")
    examiner.act(path, "refuse-provisionally", note="It is descriptive.")
    (written,) = writer.write_all()
    for program in (examiner, head):
        (waiting,) = program.get("/letters")["letters"]
        assert waiting["letter"] == written.number
        (letter,) = program.get(f"/dossiers/{path}")["letters"]
        draft = program.http.get(f"/dossiers/{path}/documents/{letter['document']}")
        assert draft.headers["content-type"] == "application/pdf"
        assert agent.http.get(f"/dossiers/{path}/documents/{letter['document']}").status_code == 404
        approved = program.post(f"/letters/{written.number}/approve", seen=int(letter["etag"].strip('"')))
    assert approved["state"] == "approved"
    assert agent.get(f"/dossiers/{path}")["letters"] == []
    assert [one.against for one in writer.issue_all()] == [None]
    file = agent.get(f"/dossiers/{path}")
    (letter,) = file["letters"]
    assert (letter["state"], letter["answer_by"], file["awaits"]) == ("issued", "2026-06-02", ["agent"])
    assert agent.http.get(f"/dossiers/{path}/documents/{letter['document']}").content.startswith(b"%PDF")
    sent = agent.http.post(f"/dossiers/{path}/documents", params={"as": "reply", "name": "reply.pdf"}, content=pdf())
    assert sent.status_code == 201, sent.text
    version = agent.get(f"/dossiers/{path}")["version"]
    answer = {"letter": letter["number"], "note": "It is not.", "documents": [sent.json()["number"]]}
    agent.post(f"/dossiers/{path}/answers", answer, 201, seen=version)
    assert agent.get(f"/dossiers/{path}")["letters"][0]["answered_on"] == "2026-03-02"
    examiner.act(path, "accept")
    registry.handle(office.register, OpenIssue("2026/10", dt.date(2026, 3, 9)))
    gazette.act(path, "publish")
    assert registrar.act(path, "register", 409)["type"].endswith(":not-now")
    office.day.set("2026-05-12")
    registrar.act(path, "register")
    file = agent.get(f"/dossiers/{path}")
    assert (file["status"]["code"], file["record"]["registration_number"]) == ("registered", "TM/R/000001")
    codes = [(event["code"], event["standard_code"]) for event in file["journal"]]
    assert ("TM100", OFFICE.event_rules["tm"]["TM100"].standard_code) in codes
    whose = [one.role for one in taken(office, path)]
    assert whose == [
        "agent", "formality-examiner", "examiner", "agent", "examiner", "publication-officer", "registrar",
    ]  # fmt: skip


def taken(office: Office, path: str) -> Any:
    return outlook(office.register, key_of(path)).taken


def key_of(path: str) -> DossierKey:
    return key_in(*path.split("/", 2))


def test_the_same_key_files_once_and_with_another_application_is_refused(office: Office, agent: Program):
    first = agent.file(once="k-1")
    assert agent.file(once="k-1") == first
    refused = agent.file(422, once="k-1", mark={"verbal_element": "Another"})
    assert refused["type"].endswith(":key-reused")
    other = office.program("agent", identifier="A-7")
    assert other.file(once="k-1")["number"] != first["number"]  # a key is its sender's own
    assert agent.get("/dossiers")["total"] == 2
    assert agent.file(422, once="a b")["errors"][0]["parameter"] == "Idempotency-Key"


def test_what_was_seen_is_named_and_nobody_overwrites_unseen(office: Office, agent: Program):
    path = agent.file()["path"]
    formality = office.program("formality-examiner")
    actions = f"/dossiers/{path}/actions"
    assert formality.post(actions, {"action": "find-in-order"}, 428)["type"].endswith(":version-missing")
    mend = [actions, {"action": "ask-to-mend", "note": "No power."}]
    assert formality.post(*mend, seen=1, once="a") == formality.post(*mend, seen=1, once="a")
    stale = formality.post(actions, {"action": "find-in-order"}, 412, seen=1)
    assert stale["type"].endswith(":version-stale")
    for tag in ('W/"2"', '"two"', '"2", "3"', '"2', "02"):
        answer = formality.http.post(actions, json={"action": "find-in-order"}, headers={"If-Match": tag})
        assert answer.status_code == 412, tag
        assert "is no ETag that was given here" in answer.json()["detail"]
        assert "with its quotes" in answer.json()["remedy"]
    assert formality.http.post(actions, json={"action": "find-in-order"}, headers={"If-Match": "1"}).status_code == 412
    undo = {"action": "ask-to-mend", "reason": "wrong"}
    undone = formality.http.post(f"/dossiers/{path}/undo", json=undo, headers={"If-Match": "2"})  # without its quotes
    assert undone.json()["version"] == 3
    assert formality.get(f"/dossiers/{path}")["status"]["code"] == "filed"


def test_a_file_that_is_not_open_is_as_one_that_does_not_exist(office: Office, agent: Program):
    path = agent.file()["path"]
    assert office.program("registrar").get(f"/dossiers/{path}")["as_party"] is False
    strangers = [
        office.program("agent", identifier="B-2"),
        office.program("agent"),
        office.program("registrar", scopes=("desk.register", "dossier.view.all", "dossier.edit.all")),  # unpublished
    ]
    for program in strangers:
        there, nowhere = (program.get(f"/dossiers/XB/tm/{n}", 404) for n in ("TM/2026/000001", "TM/2026/000099"))
        assert {**there, "number": "", "detail": ""} == {**nowhere, "number": "", "detail": ""}
        for verb, body in (("actions", examples.ACTION), ("requests", examples.REQUEST)):
            assert program.post(f"/dossiers/{path}/{verb}", body, 404, seen=1)["type"] == there["type"]
        assert program.http.post(f"/dossiers/{path}/documents?as=reply", content=pdf()).status_code in {403, 404}
    refused = [line for line in audit.lines(office.register) if line.result == "not open"]
    assert {line.file for line in refused} == {key_of(path).id}
    secret = office.program("reception").file(kind="pt", mark=None, classes=[], invention={"title": "A silent engine"})[
        "path"
    ]
    guard = office.program("security-officer")
    guard.act(secret, "order-secrecy")
    assert guard.get(f"/dossiers/{secret}")["status"]["code"] == "secret"
    office.program("registrar").get(f"/dossiers/{secret}", 404)
    registry.handle(office.register, Delete(key_of(path), "filed twice"))
    assert office.program("registrar").get(f"/dossiers/{path}", 410)["type"].endswith(":dossier-deleted")
    agent.get(f"/dossiers/{path}", 404)


def test_a_party_sees_what_is_for_the_parties_and_an_officer_all(office: Office, agent: Program):
    path = agent.file()["path"]
    assert office.register.documents is not None
    inner = keep(office.register.documents, b"%PDF-1.4 inner", name="x.pdf", role="note", audience=Audience.STAFF)
    registry.handle(office.register, registry.commands.AddDocument(key_of(path), inner))
    officer = office.program("formality-examiner")
    assert officer.http.get(f"/dossiers/{path}/documents/{inner.digest}").status_code == 200
    assert agent.http.get(f"/dossiers/{path}/documents/{inner.digest}").status_code == 404
    seen, mine = officer.get(f"/dossiers/{path}"), agent.get(f"/dossiers/{path}", language="fr")
    assert inner.digest in str(seen)
    assert inner.digest not in str(mine)
    assert {one["action"] for one in seen["openings"] if one["mine"]} == {"find-in-order", "ask-to-mend"}
    assert all(one["mine"] for one in mine["openings"])
    assert mine["status"]["text"] == OFFICE.said(OFFICE.status_rules["tm"]["filed"].public, "fr")
    stolen = {"type": "amend-logo", "form": {"logo": inner.model_dump(mode="json", exclude_none=True)}}
    refused = agent.post(f"/dossiers/{path}/requests", stolen, 422, seen=mine["version"])
    assert "has no document" in refused["detail"]


def test_a_party_files_for_itself_as_of_today(office: Office, agent: Program):
    assert "filed today" in agent.file(422, filing_date="2026-02-27")["detail"]
    alone = [{"role": "applicant", "name": "Somebody else"}]
    assert agent.file(422, parties=alone)["errors"][0]["parameter"] == "parties"
    assert agent.file(422, classes=[{"number": "30", "goods": "Coffee", "status": "active"}])["errors"]
    assert (
        agent.post("/dossiers", APPLICATION | {"status": {"group": "registered"}}, 422)["errors"][0]["parameter"]
        == "status"
    )
    assert agent.file(422, classes=[{"number": "46"}])["type"].endswith(":register-refuses")
    office.program("examiner").file(403)
    early = office.program("reception").file(filing_date="2026-02-27", parties=alone)
    assert early["number"] == "TM/2026/000001"  # nothing refused took a number
    path = agent.file()["path"]
    office.program("formality-examiner").act(path, "ask-to-mend", note="A reason.")
    assert agent.act(path, "receive-mending", 422, date="2026-03-01")["errors"][0]["parameter"] == "date"
    agent.act(path, "receive-mending")


def test_a_request_is_filed_and_decided(office: Office, agent: Program):
    path = agent.file()["path"]
    asked_for = {"type": "transfer", "form": {"party": {"role": "applicant", "name": "Neue Werke AG"}}}
    number = agent.post(f"/dossiers/{path}/requests", asked_for, 201, seen=1)["request"]
    (mine,) = agent.get(f"/dossiers/{path}")["requests"]
    assert (mine["number"], mine["state"], mine["form"]["party"]["name"]) == (number, "received", "Neue Werke AG")
    decision = f"/dossiers/{path}/requests/{number}/decision"
    assert agent.post(decision, {"decision": "granted"}, 403, seen=2)["type"].endswith(":not-for-your-role")
    registrar = office.program("registrar")
    (waiting,) = registrar.get("/requests")["requests"]
    assert waiting["request"] == number
    assert registrar.post(decision, {"decision": "refused"}, 409, seen=2)["detail"].endswith("needs its reason")
    registrar.post(decision, {"decision": "refused", "reason": "no deed"}, seen=2, once="d")
    registrar.post(decision, {"decision": "refused", "reason": "no deed"}, seen=2, once="d")
    assert agent.get(f"/dossiers/{path}")["requests"][0]["reason"] == "no deed"
    registrar.post(f"/dossiers/{path}/requests/R%00/decision", {"decision": "granted"}, 422, seen=3)
    nowhere = f"/dossiers/{path}/requests/R%2F2026%2F000099/decision"
    assert registrar.post(nowhere, {"decision": "granted"}, 404, seen=3)["type"].endswith(":no-such-thing")
    wrong = agent.post(f"/dossiers/{path}/requests", {"type": "transfre"}, 422, seen=3)
    assert "did you mean `transfer`" in wrong["detail"]
    types = {one["name"]: one for one in agent.get("/requests/types")["types"]}
    assert [field["name"] for field in types["transfer"]["form"]] == ["party", "executed"]


def test_hostile_documents_and_bodies_are_refused(office: Office, agent: Program):
    path = agent.file()["path"]
    where = f"/dossiers/{path}/documents"
    sent = agent.http.post(where, params={"as": "reply"}, content=pdf(pages=2))
    assert sent.json() == {"number": "I/2026/000001", "document": sent.json()["document"], "pages": 2}
    again = agent.http.post(where, params={"as": "reply"}, content=pdf(pages=2))
    assert (again.status_code, again.json()["type"]) == (422, "urn:blazon:problem:register-refuses")
    for content, status in ((b"<html>", 422), (b"", 422), (b"x" * ((16 << 20) + 1), 413)):
        assert agent.http.post(where, params={"as": "reply"}, content=content).status_code == status
    assert agent.http.post(where, params={"as": "repyl"}, content=pdf(pages=3)).status_code == 422
    assert [one["number"] for one in agent.get(f"/dossiers/{path}")["incoming"]] == ["I/2026/000001"]
    as_json = {"Content-Type": "application/json"}
    for body, status in (
        (b'{"kind": "tm\\ud800"}', 422),
        (b"[" * 100_000, 422),
        (b'{"kind": "tm\\u0000"}', 400),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 400),
        (b'{"x": "' + b"y" * (2 << 20) + b'"}', 413),
        (b"no json", 422),
        (b"", 422),
    ):
        answer = agent.http.post("/dossiers", content=body, headers=as_json)
        assert answer.status_code in {status, 400}, (body[:20], answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_session_needs_its_token_for_what_it_changes_and_nobody_gets_in(office: Office):
    office.people.person("rita", "reception")
    with office.people.browser("rita") as browser:
        address = f"{office.base}/dossiers"
        assert browser.post(address, json=examples.APPLICATION).json()["type"].endswith(":form-not-ours")
        csrf = browser.get(f"{office.base}/me").json()["csrf"]
        foreign = {"X-CSRF-Token": csrf, "Sec-Fetch-Site": "cross-site"}
        assert browser.post(address, json=examples.APPLICATION, headers=foreign).status_code == 403
        assert browser.post(address, json=examples.APPLICATION, headers={"X-CSRF-Token": csrf}).status_code == 201
        path = browser.post(address, json=examples.APPLICATION, headers={"X-CSRF-Token": csrf}).json()["path"]
        form = {"files": {"x": ("x.pdf", pdf())}, "data": {"csrf": csrf}, "params": {"as": "form"}}
        sent = browser.post(f"{address}/{path}/documents", **form)
        assert sent.json()["type"].endswith(":register-refuses")  # the body is the document, and no form
    nobody = office.nobody()
    assert nobody.get("/me").json()["type"].endswith(":sign-in-first")
    assert nobody.get("/openapi.json").json()["openapi"] == "3.1.0"
    assert nobody.get("/nowhere").json()["type"].endswith(":no-such-address")
    forged = httpx.get(f"{office.base}/me", headers={"Authorization": "Bearer x"})
    assert forged.status_code == 401


def test_lists_are_read_page_by_page(office: Office, agent: Program):
    for _ in range(3):
        agent.file()
    formality = office.program("formality-examiner")
    first = formality.get("/tasks", limit=2)
    assert (first["total"], first["next"], len(first["tasks"])) == (3, 2, 2)
    last = formality.get("/tasks", limit=2, offset=first["next"])
    assert (last["next"], len(last["tasks"])) == (None, 1)
    assert formality.get("/tasks", 422, limit=101)["errors"][0]["parameter"] == "limit"
    assert agent.get("/dossiers", limit=2)["next"] == 2
    assert agent.get("/tasks", 403)["type"].endswith(":not-permitted")


def test_the_offices_rules_are_data(office: Office, agent: Program):
    names = [one["name"] for one in agent.get("/workflows")["workflows"]]
    assert names == sorted(OFFICE.workflows)
    whole = agent.get("/workflows/trademark", language="fr")
    register = next(one for one in whole["actions"] if one["name"] == "register")
    assert (register["from"], register["to"], register["who"]) == (["published"], "registered", ["registrar"])
    assert whole["text"] == "Marque"
    assert agent.get("/workflows/trademrk", 404)["type"].endswith(":no-such-workflow")


def test_the_examples_fit_their_models_and_every_problem_stands_in_the_docs(office: Office):
    for model, example in (
        (answers.Me, examples.ME),
        (answers.DossierAnswer, examples.DOSSIER),
        (answers.OutcomeAnswer, examples.OUTCOME),
        (asked.Application, examples.APPLICATION),
        (asked.Action, examples.ACTION),
        (asked.Undoing, examples.UNDO),
        (asked.Requesting, examples.REQUEST),
        (asked.Deciding, examples.DECISION),
        (asked.Answering, examples.ANSWER),
        (asked.Refusing, examples.REFUSAL),
    ):
        assert model.model_validate(example)
    paths, page = office.nobody().get("/openapi.json").json()["paths"], DOCS.read_text(encoding="utf-8")
    said = [one["responses"] for operations in paths.values() for one in operations.values()]
    slugs = set(re.findall(r"\(`([a-z-]+)`\)", str([answer["description"] for one in said for answer in one.values()])))
    assert {"version-stale", "invalid-request", "document-not-found"} < slugs
    assert not {slug for slug in slugs if f"`{slug}`" not in page}


def test_the_record_is_the_registers(office: Office, agent: Program):
    path = agent.file()["path"]
    held = reading.read(office.register, key_of(path)).record
    assert held is not None
    assert office.program("registrar").get(f"/dossiers/{path}")["record"] == held.model_dump(mode="json")


def test_the_commands_of_the_docs_do_what_they_say(office: Office, agent: Program, tmp_path: Path):
    page = DOCS.read_text(encoding="utf-8").split("## An application")[1]
    first, *rest = [f"curl {one}" for one in page.split("```sh\ncurl ")[1].split("\n```")[0].split("\ncurl ")]
    (tmp_path / "reply.pdf").write_bytes(pdf())
    setting = {"TOKEN": agent.token, "OFFICE": office.base, "PATH": "/usr/bin:/bin"}

    def run(command: str) -> Any:
        done = subprocess.run(["/bin/bash", "-c", command], check=True, env=setting, cwd=tmp_path, capture_output=True)
        return orjson.loads(done.stdout)

    assert run(first)["number"] == "TM/2026/000001"
    office.program("formality-examiner").act("XB/tm/TM/2026/000001", "ask-to-mend", note="A reason.")
    assert office.register.documents is not None
    writer = Writer(office.register, OFFICE, office.register.documents)
    assert len(list(writer.write_all())) == 1
    for role in ("formality-examiner", "registrar"):
        program = office.program(role)
        for one in program.get("/letters")["letters"]:
            program.post(f"/letters/{one['letter']}/approve", seen=1 if role == "formality-examiner" else 2)
    list(writer.issue_all())
    shown, sent, answered = (run(one) for one in rest)
    assert shown["awaits"] == ["agent"]
    assert (sent["number"], answered["effect"]) == ("I/2026/000001", "updated")
