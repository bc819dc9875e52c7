"""Who of the parties acts through the office's API, and what is sent again: done once, told again."""

import datetime as dt
from dataclasses import replace

import registry
from desk.letters import Writer
from mappings.permissions import Person
from mappings.record import Kind
from registry import audit, outside, stakeholder_merging, stakeholders
from registry.approving import Decision, decide
from registry.commands import CloseIssue, MarkIssuePublished, OpenIssue
from registry.letters import held_letter
from registry.outside import Asker
from registry.stakeholders import By
from tests.demo_office import OFFICE
from tests.desk.office_programs import APPLICATION, Office, Program
from tests.desk.pdfs import pdf
from tests.desk.portal import OFFICERS
from tests.desk.test_office_api import key_of, taken

LICENSEE = {"role": "licensee", "name": "Lizenz GmbH", "identifier": "L-1"}


def actions(office: Office, path: str) -> list[str]:
    return [one.action for one in taken(office, path)]


def issued(office: Office) -> str:
    """The letter that waits, approved and issued: its number."""
    assert office.register.documents is not None
    writer = Writer(office.register, OFFICE, office.register.documents)
    (number,) = [one.number for one in writer.write_all() if one.number]
    with office.register.session() as session:
        kind = held_letter(session, number)[1].kind
    for place, roles in enumerate(OFFICE.letters[kind].approvals):
        decide(office.register, Decision(number, "approved", roles[0], OFFICERS[roles[0]], None, place + 1))
    assert [one.against for one in writer.issue_all()] == [None]
    return number


def test_a_party_that_only_reads_changes_nothing(office: Office):
    path = office.program("reception").file(parties=[*APPLICATION["parties"], LICENSEE])["path"]
    reader = office.program("agent", identifier="L-1")
    read = reader.get(f"/dossiers/{path}")
    assert (read["as_party"], read["openings"]) == (True, [])
    for verb, body in (
        ("actions", {"action": "withdraw"}),
        ("requests", {"type": "withdrawal"}),
        ("answers", {"letter": "L/2026/000001"}),
    ):
        refused = reader.post(f"/dossiers/{path}/{verb}", body, 403, seen=1)
        assert refused["type"].endswith(":not-for-your-role")
        assert "you read" in refused["detail"]
    assert reader.http.post(f"/dossiers/{path}/documents?as=reply", content=pdf()).status_code == 403
    assert (actions(office, path), reader.get(f"/dossiers/{path}")["version"]) == (["file"], 1)


def test_a_party_does_not_undo_what_it_filed(office: Office, agent: Program):
    path = agent.file()["path"]
    agent.act(path, "withdraw")
    file = agent.get(f"/dossiers/{path}")
    assert file["undoable"] is None
    undone = {"action": "withdraw", "reason": "on second thought"}
    assert agent.post(f"/dossiers/{path}/undo", undone, 403, seen=file["version"])["type"].endswith(":not-permitted")
    assert actions(office, path) == ["file", "withdraw"]
    office.program("reception").post(f"/dossiers/{path}/undo", undone, seen=file["version"])


def test_a_merged_partys_program_keeps_its_files_and_stays_a_party(office: Office):
    details = {"name": "Kanzlei Süd", "agent_number": "next", "agent_until": "2027-12-31"}
    one, other = (stakeholders.add(office.register, details, By("rita")) for _ in range(2))
    owner, south = APPLICATION["parties"]
    path = office.program("reception").file(parties=[owner, south | {"identifier": "A/0001"}])["path"]
    program = office.program("agent", identifier="A/0001")
    scopes = ("desk.register", "desk.my-files", "dossier.view.all", "dossier.view.own")  # of what is published
    officer_of_others = office.program("agent", identifier="A/0001", scopes=scopes)
    stakeholder_merging.merge(office.register, one.number, other.number, (one.version, other.version), By("rita"))
    for one_of_theirs in (program, officer_of_others):
        file = one_of_theirs.get(f"/dossiers/{path}")
        assert [party["identifier"] for party in file["record"]["parties"]] == [None, "A/0002"]
        assert file["as_party"] is True
    program.file(parties=[owner, south | {"identifier": "A/0002"}])
    program.act(path, "withdraw")


def test_the_same_request_again_is_told_again_whatever_has_become_of_the_file(office: Office, agent: Program):
    filed = agent.file(once="filing")
    path = filed["path"]
    office.day.set("2026-03-04")
    assert agent.file(once="filing") == filed
    office.program("formality-examiner").act(path, "ask-to-mend", note="A reason.")
    letter = issued(office)
    seen = agent.get(f"/dossiers/{path}")["version"]
    answers, requests = f"/dossiers/{path}/answers", f"/dossiers/{path}/requests"
    answered = agent.post(answers, {"letter": letter}, 201, seen=seen, once="answer")
    assert agent.post(answers, {"letter": letter}, 201, seen=seen, once="answer") == answered
    other = agent.post(answers, {"letter": letter, "note": "Mended."}, 422, seen=seen, once="answer")
    assert other["type"].endswith(":key-reused")
    leave = {"type": "renounce-representation"}
    left = agent.post(requests, leave, 201, seen=answered["version"], once="leave")
    agent.get(f"/dossiers/{path}", 404)
    assert agent.post(requests, leave, 201, seen=answered["version"], once="leave") == left
    agent.post(requests, leave, 404, seen=answered["version"], once="anew")
    assert actions(office, path)[:3] == ["file", "ask-to-mend", "receive-mending"]


def test_an_action_whose_letter_states_reasons_is_told_and_refused_without(office: Office, agent: Program):
    path = agent.file()["path"]
    formality = office.program("formality-examiner")
    openings = formality.get(f"/dossiers/{path}")["openings"]
    assert [one["action"] for one in openings if one["reasons"]] == ["ask-to-mend"]
    bare = formality.act(path, "ask-to-mend", 409)
    assert "its letter states the reasons, and none are given" in bare["detail"]
    assert formality.act(path, "ask-to-mend", note="No power.")["version"] == 2


def published(office: Office, path: str) -> None:
    """Into the issue of 9 March; today is the day after."""
    registry.handle(office.register, OpenIssue("2026/10", dt.date(2026, 3, 9)))
    for action, role in (("find-in-order", "formality-examiner"), ("accept", "examiner")):
        office.program(role).act(path, action)
    office.program("publication-officer").act(path, "publish")
    office.day.set("2026-03-10")
    for out in (CloseIssue("2026/10"), MarkIssuePublished("2026/10")):
        registry.handle(office.register, out)


OPPOSITION = {"type": "opposition", "form": {"text": "It is mine."}}


def test_an_opponent_files_an_opposition_on_what_is_published_and_learns_no_more(office: Office, agent: Program):
    path = agent.file()["path"]
    opponent = office.program("agent", identifier="B-2")
    requests, nowhere = f"/dossiers/{path}/requests", "/dossiers/XB/tm/TM/2026/000099/requests"
    for more in ({}, {"seen": 1}):
        there, none = (opponent.post(one, OPPOSITION, 404, **more) for one in (requests, nowhere))
        assert {**there, "detail": "", "number": ""} == {**none, "detail": "", "number": ""}
    published(office, path)
    filed = opponent.post(requests, OPPOSITION, 201, once="oppose")
    assert (filed["request"], filed["version"], filed["sequence"]) == ("R/2026/000001", None, None)
    assert opponent.post(requests, OPPOSITION, 201, once="oppose") == filed
    assert actions(office, path)[-1] == "oppose"
    file = agent.get(f"/dossiers/{path}")
    assert (file["status"]["code"], [one["type"] for one in file["requests"]]) == ("opposed", ["opposition"])
    observation = {"type": "observation", "form": {"text": "It describes the goods."}}
    opponent.post(requests, observation, 201)
    opponent.get(f"/dossiers/{path}", 404)
    for verb, body in (
        ("requests", {"type": "withdrawal"}),
        ("requests", {"type": "transfer", "form": {"party": {"role": "holder", "name": "Mine"}}}),
        ("actions", {"action": "oppose"}),
        ("answers", {"letter": "L/2026/000001"}),
        (f"requests/{filed['request']}/decision", {"decision": "withdrawn"}),
    ):
        opponent.post(f"/dossiers/{path}/{verb}", body, 404, seen=file["version"])
    dated = opponent.post(requests, OPPOSITION | {"date": "2026-03-09"}, 422)
    assert dated["errors"][0]["parameter"] == "date"
    assert agent.post(requests, observation, 428)["type"].endswith(":version-missing")
    office.program("agent", scopes=("desk.my-files", "dossier.view.own")).post(requests, OPPOSITION, 403)
    lines = [(line.what, line.result) for line in audit.lines(office.register, limit=100)]
    assert ("request opposition", "as one outside") in lines
    assert ("request withdrawal", "not open") in lines


def test_what_an_opponent_sends_has_no_version_whatever_it_says(office: Office, agent: Program):
    path = agent.file()["path"]
    published(office, path)
    opponent = office.program("agent", identifier="B-2")
    for seen in (None, 1, 999):
        headers = {} if seen is None else {"If-Match": f'"{seen}"'}
        answer = opponent.http.post(f"/dossiers/{path}/requests", json=OPPOSITION, headers=headers)
        assert answer.status_code == 201, answer.text
        assert "etag" not in answer.headers


def test_the_owner_takes_back_neither_an_opposition_nor_what_was_observed(office: Office, agent: Program):
    path = agent.file()["path"]
    published(office, path)
    filed = office.program("agent", identifier="B-2").post(f"/dossiers/{path}/requests", OPPOSITION, 201)
    file = agent.get(f"/dossiers/{path}")
    assert "withdraw-opposition" not in [one["action"] for one in file["openings"] if one["mine"]]
    agent.act(path, "withdraw-opposition", 403)
    head = office.program("opposition-officer", "reception")
    undone = {"action": "oppose", "reason": "It came for another file."}
    head.post(f"/dossiers/{path}/undo", undone, seen=file["version"])  # the request waits again
    version = agent.get(f"/dossiers/{path}")["version"]
    decision = f"/dossiers/{path}/requests/{filed['request']}/decision"
    refused = agent.post(decision, {"decision": "withdrawn"}, 403, seen=version)
    assert "which is of others" in refused["detail"]
    assert head.post(decision, {"decision": "withdrawn"}, seen=version)["version"] == version + 1


def test_an_opposition_that_is_late_is_told_so_and_nothing_of_the_file(office: Office, agent: Program):
    path = agent.file()["path"]
    published(office, path)
    office.day.set("2026-09-01")
    late = office.program("agent", identifier="B-2").post(f"/dossiers/{path}/requests", OPPOSITION, 409)
    assert late["detail"].endswith("it cannot be made on the file as it stands now, or its time is over")
    types = {one["name"] for one in agent.get("/requests/types")["types"] if one["others"]}
    assert types == {"opposition", "observation"}


def test_who_only_reads_may_oppose_and_a_confidential_file_is_as_none(office: Office):
    path = office.program("reception").file(parties=[*APPLICATION["parties"], LICENSEE])["path"]
    published(office, path)
    key, grants = key_of(path), OFFICE.permissions
    who = Person("x", "X", frozenset({"agent"}), grants.permissions(["agent"]), "L-1")
    asker = Asker(who, grants, "opposition")
    assert outside.file_to_ask(office.register, key, asker) == key
    assert outside.file_to_ask(office.register, key, replace(asker, name="transfer")) is None
    assert outside.file_to_ask(office.register, key, replace(asker, person=replace(who, identifier="A-7"))) is None
    secret = grants.model_copy(update={"confidential": {Kind.TRADEMARK: ("published",)}})
    assert outside.file_to_ask(office.register, key, replace(asker, grants=secret)) is None
    nothing = replace(office.register, procedure=replace(office.register.procedure, workflows={}))
    assert outside.file_to_ask(nothing, key, asker) is None
    office.program("agent", identifier="L-1").post(f"/dossiers/{path}/requests", OPPOSITION, 201)
