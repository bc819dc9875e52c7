"""Publication: what the public may read is frozen once, proves itself, and closes with its issue."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import registry
from mappings import digest
from mappings.number import DossierKey
from mappings.record import Audience, Document, Event, Record
from registry import issues, reading, snapshots
from registry.commands import (
    Amend,
    CloseIssue,
    FileApplication,
    MarkIssuePublished,
    OpenIssue,
    Publish,
    RecordEvent,
)
from registry.database import Register
from registry.errors import IssueClosed, IssueExists, IssueOpen, NoSuchIssue, NotPublishable
from registry.publishing import publish
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


def frozen(snapshot: FrozenSnapshot):
    return snapshots.Frozen(snapshot.fields, snapshot.salts, snapshot.digests, snapshot.root)


@given(st.dictionaries(st.text(min_size=1, max_size=5), JSON, min_size=1, max_size=4), st.data())
def test_one_field_can_be_redacted_and_the_rest_still_proves_itself(fields: dict[str, Any], data: st.DataObject):
    head = {"dossier": "XB.tm.1", "snapshot": 1, "version": 2, "stage": "application", "date": "2026-03-31"}
    made = snapshots.freeze(head, fields)
    assert snapshots.verify(head, made) == []
    name = data.draw(st.sampled_from(sorted(fields)))
    rest = snapshots.redacted(made, name)
    assert name not in rest.fields
    assert snapshots.verify(head, rest) == []
    changed = replace(made, fields=made.fields | {name: ["another", made.fields[name]]})
    assert snapshots.verify(head, changed) == [name]
    assert snapshots.verify(head | {"version": 3}, made) == ["root"]
    without_digest = replace(made, digests={field: made.digests[field] for field in made.digests if field != name})
    assert snapshots.verify(head, without_digest) == [name, "root"]


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
    assert snapshots.verify(header(key, snapshot), frozen(snapshot)) == []
    assert snapshot.fields["mark"]["verbal_element"] == "ALPENGLUT"
    assert (snapshot.issue, snapshot.part, snapshot.date, snapshot.version) == ("2026/03", "applications", DAY, 2)
    said = str(snapshot.fields)
    for private in ("ada@example.org", "Hauptstrasse", "3000", "id.png"):
        assert private not in said
    assert snapshot.fields["parties"][0]["address"] == {"city": "Bern", "country": "CH"}
    assert snapshot.fields["publications"] == [{"number": "2026/03", "date": "2026-03-31", "stage": "application"}]
    assert reading.read(register, key).published_on == DAY


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
    assert snapshots.verify(header(key, snapshot), frozen(snapshot)) == []
    with pytest.raises(NotPublishable, match="for staff alone"):
        registry.handle(register, Publish(key, "event", event=secret))
    with pytest.raises(NotPublishable, match="no event"):
        registry.handle(register, Publish(key, "event", event=Event(date=DAY, code="none")))


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


def test_an_issue_of_the_future_is_public_when_it_is_out(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2099/01", dt.date(2099, 1, 31)))
    registry.handle(register, Publish(key, "application"))
    assert reading.read(register, key).published_on is None
    registry.handle(register, CloseIssue("2099/01"))
    registry.handle(register, MarkIssuePublished("2099/01"))
    state = reading.read(register, key)
    assert (state.published_on, state.version) == (dt.date(2099, 1, 31), 3)


def test_more_than_one_open_issue_has_to_be_named(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2026/03", DAY))
    registry.handle(register, OpenIssue("2026/04", dt.date(2026, 4, 30)))
    with pytest.raises(NotPublishable, match="say which"):
        registry.handle(register, Publish(key, "application"))
    assert registry.handle(register, Publish(key, "application", issue="2026/04")).snapshot == 1
    assert registry.handle(register, Publish(key, "correction", issue="", date=DAY)).snapshot == 2


def test_an_issue_waits_for_the_publication_under_way(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2026/03", DAY))
    published = threading.Event()

    def slow() -> None:
        with register.session() as session:
            publish(session, Publish(key, "application"))
            published.set()
            time.sleep(0.5)

    with ThreadPoolExecutor(2) as pool:
        under_way = pool.submit(slow)
        published.wait(10)
        registry.handle(register, CloseIssue("2026/03"))
        under_way.result()
    assert len(issues.closing_list(register, "2026/03").rows) == 1
