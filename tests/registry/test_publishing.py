"""Publication: what the public may read is frozen once, proves itself, and closes with its issue."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import registry
from mappings import digest
from mappings.number import DossierKey
from mappings.record import Audience, Document, Event, Record
from registry import issues, outbox, reading, snapshots, unpublished
from registry.commands import (
    Amend,
    CloseIssue,
    Delete,
    FileApplication,
    FileRecord,
    MarkIssuePublished,
    OpenIssue,
    Publish,
    RecordEvent,
)
from registry.database import Register
from registry.errors import (
    IssueClosed,
    IssueExists,
    IssueOpen,
    NoSuchIssue,
    NotPublishable,
)
from registry.reading import FrozenSnapshot

DAY = dt.date(2026, 3, 31)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@pytest.fixture
def key(register: Register, mark: Callable[..., Record]):
    logo = Document(digest="0" * 64, media_type="image/png", name="id.png", role="form", audience=Audience.STAFF)
    return registry.handle(register, FileApplication(mark(documents=(logo,)))).key


def frozen_of(register: Register, key: DossierKey):
    with register.session() as session:
        (state,) = reading.states(session, list(reading.ids_of(session, [key]).values()))
    return state.snapshots


def header(key: DossierKey, snapshot: FrozenSnapshot):
    return snapshots.header(
        key,
        ordinal=snapshot.ordinal,
        version=snapshot.version,
        stage=snapshot.stage,
        date=snapshot.date,
        issue=snapshot.issue,
        part=snapshot.part,
    )


def wrong(head: dict[str, str | int], proof: FrozenSnapshot | snapshots.Frozen):
    """What does not verify: names of fields, and `root`."""
    root = [] if digest.root(head, proof.digests) == proof.root else ["root"]
    return digest.differing(proof.salts, proof.digests, proof.fields) + root


def without(values: dict[str, Any], name: str):
    return {field: value for field, value in values.items() if field != name}


def release(register: Register, issue: str):
    registry.handle(register, CloseIssue(issue))
    return registry.handle(register, MarkIssuePublished(issue))


@given(st.dictionaries(st.text(min_size=1, max_size=5), JSON, min_size=1, max_size=4), st.data())
def test_one_field_can_be_redacted_and_the_rest_still_proves_itself(fields: dict[str, Any], data: st.DataObject):
    head = {"dossier": "XB.tm.1", "snapshot": 1, "version": 2, "stage": "application", "date": "2026-03-31"}
    made = snapshots.freeze(head, fields)
    assert wrong(head, made) == []
    name = data.draw(st.sampled_from(sorted(fields)))
    assert wrong(head, replace(made, fields=without(made.fields, name), salts=without(made.salts, name))) == []
    changed = replace(made, fields=made.fields | {name: ["another", made.fields[name]]})
    assert wrong(head, changed) == [name]
    assert wrong(head | {"version": 3}, made) == ["root"]
    assert wrong(head, replace(made, digests=without(made.digests, name))) == [name, "root"]


def test_equal_values_have_different_digests():
    made = snapshots.freeze({"dossier": "XB.tm.1"}, {"a": "x", "b": "x"})
    assert made.digests["a"] != made.digests["b"]
    assert made.digests != snapshots.freeze({"dossier": "XB.tm.1"}, {"a": "x", "b": "x"}).digests


def test_canonical_json_is_that_of_rfc_8785():
    assert digest.canonical({"b": [1, 1e21, "é"], "a": None}) == '{"a":null,"b":[1,1e+21,"é"]}'.encode()
    with pytest.raises(ValueError, match="9007199254740993"):
        digest.canonical(2**53 + 1)
    with pytest.raises(ValueError, match="must have 32"):
        digest.field_digest(b"short", "a", 1)


def test_publication_freezes_what_the_public_may_read(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2026/03", DAY))
    outcome = registry.handle(register, Publish(key, "application", part="applications"))
    assert (outcome.version, outcome.snapshot) == (2, 1)
    registry.handle(register, Amend(key, {"mark": {"verbal_element": "GLUT"}}))
    (snapshot,) = frozen_of(register, key)
    assert wrong(header(key, snapshot), snapshot) == []
    assert snapshot.fields["mark"]["verbal_element"] == "ALPENGLUT"
    assert (snapshot.issue, snapshot.part, snapshot.date, snapshot.version) == ("2026/03", "applications", DAY, 2)
    said = str(snapshot.fields)
    for private in ("ada@example.org", "Hauptstrasse", "3000", "id.png"):
        assert private not in said
    assert snapshot.fields["parties"][0]["address"] == {"city": "Bern", "country": "CH"}
    assert snapshot.fields["publications"] == [{"number": "2026/03", "date": "2026-03-31", "stage": "application"}]


def test_a_public_event_is_published_and_a_private_one_is_not(register: Register, key: DossierKey):
    said = Event(date=dt.date(2026, 4, 1), code="EX1", text="Examined")
    secret = Event(date=dt.date(2026, 4, 1), code="EX2", audience=Audience.STAFF)
    for event in (said, secret):
        registry.handle(register, RecordEvent(key, event))
    registry.handle(register, OpenIssue("2026/04", dt.date(2026, 4, 30)))
    with pytest.raises(NotPublishable, match="before the dossier itself is"):
        registry.handle(register, Publish(key, "event", event=said))
    registry.handle(register, Publish(key, "application"))
    registry.handle(register, Publish(key, "event", event=said))
    snapshot = frozen_of(register, key)[1]
    assert snapshot.fields["event"]["code"] == "EX1"
    assert snapshot.event_id is not None
    assert wrong(header(key, snapshot), snapshot) == []
    with pytest.raises(NotPublishable, match="for staff alone"):
        registry.handle(register, Publish(key, "event", event=secret))
    with pytest.raises(NotPublishable, match="no event"):
        registry.handle(register, Publish(key, "event", event=Event(date=DAY, code="none")))


def test_an_event_is_published_alone_once_as_it_stands_in_the_journal(register: Register, key: DossierKey):
    event = Event(date=dt.date(2026, 4, 1), code="EX1", text="Examined")
    registry.handle(register, RecordEvent(key, event))
    registry.handle(register, OpenIssue("2026/04", dt.date(2026, 4, 30)))
    registry.handle(register, Publish(key, "application", event=event))
    registry.handle(register, Publish(key, "event", event=event))
    for more in ({}, {"corrects": 2}):
        with pytest.raises(
            NotPublishable, match=r"event is publication 2 already in issue 2026/04.* journal right first"
        ):
            registry.handle(register, Publish(key, "event", event=event, **more))
    registry.handle(register, Amend(key, {"events": [event.model_copy(update={"text": "Examined in part"})]}))
    registry.handle(register, Publish(key, "event", event=event, corrects=2))
    one, other = frozen_of(register, key)[1:]
    assert one.event_id != other.event_id
    assert other.fields["event"]["text"] == "Examined in part"


def test_a_file_whose_page_would_be_of_another_file_is_not_published(register: Register, mark: Callable[..., Record]):
    def filed(number: str) -> DossierKey:
        return registry.handle(register, FileRecord(mark(number))).key

    registry.handle(register, OpenIssue("2026/03", DAY))
    child, early = filed("TM/2026/000123/2"), filed("TM/2026/000123/1")
    registry.handle(register, Publish(early, "application"))
    key = filed("TM/2026/000123")
    for number in ("", "/SINCE", "/SINCE/1"):
        with pytest.raises(NotPublishable, match="would be that of a publication of TM/2026/000123; file it again"):
            registry.handle(register, Publish(filed(f"{child.number}{number}"), "application"))
    with pytest.raises(NotPublishable, match="publication 1 would have the page of the file TM/2026/000123/1"):
        registry.handle(register, Publish(key, "application"))
    for free in ("TM/2026/000123/A", "TM/2026/000123/01", "TM/2026/000124"):
        assert registry.handle(register, Publish(filed(free), "application")).snapshot == 1


def test_an_issue_closes_with_its_list_and_takes_nothing_more(
    register: Register, key: DossierKey, mark: Callable[..., Record]
):
    registry.handle(register, OpenIssue("2026/03", DAY))
    assert registry.handle(register, OpenIssue("2026/03", DAY)).effect == "unchanged"
    with pytest.raises(IssueExists):
        registry.handle(register, OpenIssue("2026/03", dt.date(2026, 4, 1)))
    other = registry.handle(register, FileApplication(mark())).key
    for each in (other, key):
        registry.handle(register, Publish(each, "application", part="applications"))
    with pytest.raises(IssueOpen):
        issues.closing_list(register, "2026/03")
    with pytest.raises(IssueOpen):
        registry.handle(register, MarkIssuePublished("2026/03"))
    closed = registry.handle(register, CloseIssue("2026/03"))
    listed = issues.closing_list(register, "2026/03")
    assert [(row["number"], row["snapshot"], row["version"]) for row in listed.rows] == [
        (key.number, 1, 2),
        (other.number, 1, 2),
    ]
    assert [row["root"] for row in listed.rows] == [frozen_of(register, each)[0].root for each in (key, other)]
    assert listed.sequence == closed.sequence
    assert all(frozen_of(register, each)[0].sequence <= listed.sequence for each in (key, other))
    with pytest.raises(IssueClosed, match="is closed"):
        registry.handle(register, Publish(key, "registration", issue="2026/03"))
    with pytest.raises(NotPublishable, match="no issue of the gazette is open"):
        registry.handle(register, Publish(key, "registration"))
    with pytest.raises(NoSuchIssue):
        registry.handle(register, CloseIssue("2026/99"))
    assert registry.handle(register, MarkIssuePublished("2026/03")).effect == "published"
    assert registry.handle(register, MarkIssuePublished("2026/03")).effect == "unchanged"
    assert [(issue.id, issue.status) for issue in issues.list_issues(register)] == [("2026/03", "published")]
    assert issues.closing_list(register, "2026/03") == listed


def test_closing_freezes_the_numbers_without_publication(
    register: Register, key: DossierKey, mark: Callable[..., Record]
):
    later = registry.handle(register, FileApplication(mark())).key
    gone = registry.handle(register, FileApplication(mark())).key
    registry.handle(register, Delete(gone, reason="Filed twice"))
    public = registry.handle(register, FileApplication(mark())).key
    registry.handle(register, Publish(public, stage="application", issue="", date=dt.date(2026, 3, 2)))
    registry.handle(register, OpenIssue("2026/13", DAY))
    registry.handle(register, OpenIssue("2026/14", DAY + dt.timedelta(days=14)))
    registry.handle(register, Publish(key, stage="application", issue="2026/13"))
    registry.handle(register, Publish(later, stage="application", issue="2026/14"))
    with pytest.raises(IssueOpen):
        unpublished.read(register, "2026/13")
    registry.handle(register, CloseIssue("2026/13"))
    listed = [
        ("tm", later.number, None, None),
        ("tm", gone.number, "deleted", None),
        ("tm", public.number, None, "2026-03-02"),
    ]
    assert unpublished.read(register, "2026/13") == listed
    registry.handle(register, CloseIssue("2026/14"))
    assert unpublished.read(register, "2026/14") == listed[1:]
    assert unpublished.read(register, "2026/13") == listed
    with register.session() as session, pytest.raises(IntegrityError, match="frozen"):
        session.execute(text("update issue set unpublished = '[]' where id = '2026/13'"))


def test_nothing_is_public_before_its_issue_is_out(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2026/03", DAY))
    registry.handle(register, Publish(key, "application"))
    registry.handle(register, CloseIssue("2026/03"))
    assert reading.read(register, key).published_on is None
    assert [snapshot.released for snapshot in frozen_of(register, key)] == [False]
    registry.handle(register, MarkIssuePublished("2026/03"))
    state = reading.read(register, key)
    assert (state.published_on, state.version) == (DAY, 3)
    assert [snapshot.released for snapshot in frozen_of(register, key)] == [True]


def test_every_dossier_of_an_issue_that_comes_out_is_noted_for_projection(
    register: Register, key: DossierKey, mark: Callable[..., Record]
):
    new, gone = (registry.handle(register, FileApplication(mark())).key for _ in range(2))
    registry.handle(register, Publish(key, "application", issue="", date=dt.date(2026, 3, 2)))
    registry.handle(register, OpenIssue("2026/03", DAY))
    for each in (key, new, gone):
        registry.handle(register, Publish(each, "registration"))
    registry.handle(register, CloseIssue("2026/03"))
    registry.handle(register, Delete(gone, "by order"))
    with register.session() as session:
        outbox.done(session, outbox.claim(session, 100, "w"))
        assert outbox.pending_count(session) == 0
    registry.handle(register, MarkIssuePublished("2026/03"))
    with register.session() as session:
        ids = reading.ids_of(session, [key, new])
        assert {note.dossier_id: note.version for note in outbox.claim(session, 100, "w")} == {ids[key]: 4, ids[new]: 3}
    assert reading.read(register, key).published_on == dt.date(2026, 3, 2)
    assert reading.read(register, new).published_on == DAY
    assert reading.read(register, gone).published_on is None


def test_no_issue_takes_in_an_event_of_a_later_day(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2026/03", DAY))
    registry.handle(register, Publish(key, "application", issue="2026/03"))
    later = Event(date=DAY + dt.timedelta(days=1), code="TM900", text="Later", audience=Audience.PUBLIC)
    registry.handle(register, RecordEvent(key, later))
    with pytest.raises(NotPublishable, match="open one of a later day"):
        registry.handle(register, Publish(key, "event", issue="2026/03", event=later))


def test_an_event_alone_makes_no_dossier_public(register: Register, key: DossierKey):
    event = reading.read(register, key).record.events[0]
    for issue, day in (("2026/03", DAY), ("2026/04", dt.date(2026, 4, 30))):
        registry.handle(register, OpenIssue(issue, day))
    registry.handle(register, Publish(key, "application", issue="2026/04"))
    registry.handle(register, Publish(key, "event", issue="2026/03", event=event))
    release(register, "2026/03")
    assert reading.read(register, key).published_on is None
    release(register, "2026/04")
    assert reading.read(register, key).published_on == dt.date(2026, 4, 30)


def test_a_snapshot_says_nothing_of_an_issue_that_comes_later(register: Register, key: DossierKey):
    for issue, day in (("2026/03", DAY), ("2026/04", dt.date(2026, 4, 30))):
        registry.handle(register, OpenIssue(issue, day))
    for issue in ("2026/04", "2026/03"):
        registry.handle(register, Publish(key, "application", issue=issue))
    registry.handle(register, Publish(key, "correction", issue="", date=dt.date(2026, 5, 1)))
    said = [
        [line["number"] for line in each.fields["publications"] if "number" in line]
        for each in frozen_of(register, key)
    ]
    assert said == [["2026/04"], ["2026/03"], []]
