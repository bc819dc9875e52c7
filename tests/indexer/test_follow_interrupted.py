"""A follower whose engine or register fails, that is told to end or dies: nothing is lost, and it waits or says why."""

import threading
import time

import pytest
from opensearchpy.exceptions import AuthorizationException
from sqlalchemy import text

from indexer import batches, checkpoint
from indexer.errors import EngineLost, EngineRefuses, RegisterLost
from registry import outbox
from tests.waiting import until


@pytest.mark.parametrize("failure", ["busy", "busy item", "cut before", "cut after"])
def test_an_engine_that_fails_now_and_then_loses_nothing(room, relay, relayed, failure):
    room.file(*range(50))
    relay.failures = [failure, "", failure, failure]
    summary = room.drain(client=relayed, settings=room.settings(batch=10, lease_seconds=600))
    assert summary.dossiers == 50
    assert room.differences() == (0, 0, 0)


def test_a_lost_engine_ends_a_drain_with_a_sentence_and_gives_the_notes_back(room, relay, relayed):
    room.drain()
    room.file(*range(5))
    relay.gone.set()
    with pytest.raises(EngineLost, match=r"did not answer for|no write was taken"):
        room.drain(client=relayed, settings=room.settings(patience_seconds=0.5, lease_seconds=600))
    relay.gone.clear()
    assert room.drain(client=relayed).dossiers == 5


def test_a_follower_waits_for_a_lost_engine_and_goes_on(room, relay, relayed, following):
    said: list[str] = []
    room.drain()
    following(client=relayed, tell=said.append)
    relay.gone.set()
    (outcome,) = room.file(1)
    until(lambda: said)
    time.sleep(1)
    relay.gone.clear()
    until(lambda: room.reached() >= outcome.sequence)
    assert room.held() == {outcome.key.id: 1}
    assert len(said) <= 4


def test_a_follower_that_is_told_to_end_gives_its_notes_back(room, relay, relayed):
    room.drain()
    room.file(*range(5))
    relay.gone.set()
    stop = threading.Event()
    threading.Timer(0.7, stop.set).start()
    settings = room.settings(lease_seconds=600)
    room.follower(client=relayed, stop=stop, settings=settings).follow()
    assert room.drain(settings=settings).dossiers == 5


def test_notes_of_a_follower_that_died_are_taken_over_when_their_lease_ends(room):
    room.drain()
    room.file(*range(5))
    assert len(batches.claim(room.register, 500, batches.Worker("dead", outbox.dt.timedelta(seconds=1.5)))) == 5
    begun = time.monotonic()
    assert room.drain().dossiers == 5
    assert 1 < time.monotonic() - begun < 10


def test_a_register_or_an_engine_that_says_no_ends_the_follower_with_a_sentence(room, monkeypatch):
    """Waiting for what will never come would leave a site that ages unseen."""
    room.drain()
    with monkeypatch.context() as patched:
        refusal = AuthorizationException(403, "security_exception", "no permissions for [indices:data/write/bulk]")
        patched.setattr(checkpoint, "take", _raising(refusal))
        with pytest.raises(EngineRefuses, match="security_exception"):
            room.follower().follow()
    room.file(1)
    with room.register.session() as session:
        session.execute(text("alter table outbox add constraint no_claims check (claimed_until is null)"))
    with pytest.raises(RegisterLost, match="no_claims"):
        room.follower().follow()


def _raising(problem: Exception):
    def fail(*_args):
        raise problem

    return fail
