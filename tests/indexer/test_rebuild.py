"""A rebuild beside the old index: nothing written meanwhile is lost, and nothing half-made ever answers."""

import threading
import time

import pytest

from indexer import batches, projection, rebuild
from indexer.errors import ComparisonFailed, RebuildRunning
from indexer.generations import FIRST, generations, leftovers, standing_generations
from indexer.rebuild import Rebuild
from indexer.rules import Rules
from mappings import names
from mappings.document import FORMAT
from mappings.record import Kind
from registry import outbox


def rebuilding(room, **more) -> Rebuild:
    return Rebuild(room.register, room.client, room.deployment, Rules(), room.settings(batch=20), **more)


def test_a_rebuild_puts_new_indices_in_the_place_of_the_old(room):
    room.file(*range(30))
    room.drain()
    before = standing_generations(room.client, room.deployment)
    rebuilt = rebuilding(room).run()
    after = standing_generations(room.client, room.deployment)
    assert rebuilt.documents == 60
    assert after == rebuilt.indices
    assert not set(after.values()) & set(before.values())
    assert {g.name for g in generations(room.client, room.deployment)} == set(after.values())
    assert room.differences() == (0, 0, 0)
    assert rebuilt.audit.clean


@pytest.mark.thorough
def test_writes_that_go_on_during_a_rebuild_are_not_lost(room):
    room.file(*range(100))
    room.drain()
    stop = threading.Event()
    follower = room.follower(stop=stop)
    following = threading.Thread(target=follower.follow)
    written = []

    def write():
        for number in range(400):
            if stop.is_set():
                break
            written.append(room.file(number % 150, words=f"ROUND {number}")[0])

    writing = threading.Thread(target=write)
    following.start()
    writing.start()
    try:
        for _ in range(2):
            rebuilding(room).run()
    finally:
        stop.set()
        writing.join()
        following.join()
    room.drain()
    assert len(written) > 20
    assert room.differences() == (0, 0, 0)
    newest = {outcome.key.id: outcome.version for outcome in written}
    assert newest.items() <= room.held().items()
    assert leftovers(room.client, room.deployment) == []


def test_a_write_just_before_the_switch_is_in_the_new_index(room):
    room.file(*range(10))
    room.drain()
    late = []

    def at(step):
        if step == "compared":
            late.extend(room.file(5, 77, words="LATE"))
            room.drain()  # into the old index, and marked as done

    rebuilding(room, step=at).run()
    assert {outcome.key.id: outcome.version for outcome in late}.items() <= room.held().items()
    assert room.differences() == (0, 0, 0)


def test_followers_pause_for_the_switch_and_go_on_after_it(room):
    room.file(*range(10))
    room.drain()
    others = []

    def at(step):
        if step == "switching":
            room.file(3, words="WHILE SWITCHING")
            other = threading.Thread(target=room.drain)
            other.start()
            others.append(other)
            time.sleep(0.5)
            assert other.is_alive()  # it waits for its turn

    rebuilding(room, step=at).run()
    others[0].join(30)
    assert room.differences() == (0, 0, 0)
    assert max(room.held().values()) == 2


def test_a_broken_off_rebuild_is_named_and_cleared_by_the_next(room):
    room.file(*range(5))
    room.drain()

    def at(step):
        if step == "filled":
            raise KeyboardInterrupt

    before = standing_generations(room.client, room.deployment)
    with pytest.raises(KeyboardInterrupt):
        rebuilding(room, step=at).run()
    assert len(leftovers(room.client, room.deployment)) == 12
    assert standing_generations(room.client, room.deployment) == before
    assert room.differences() == (0, 0, 0)
    rebuilding(room).run()
    assert leftovers(room.client, room.deployment) == []


def test_two_rebuilds_at_once_are_refused(room):
    room.drain()
    refused = []

    def at(step):
        if step == "created":
            with pytest.raises(RebuildRunning, match="under way"):
                rebuilding(room).run()
            refused.append(True)

    rebuilding(room, step=at).run()
    assert refused


def test_new_indices_that_are_not_what_the_register_says_never_answer(room):
    keys = [outcome.key for outcome in room.file(*range(5))]
    room.drain()
    before = standing_generations(room.client, room.deployment)

    def at(step):
        if step == "caught up":
            alias = names.alias(room.deployment, Kind.TRADEMARK, "public")
            room.client.delete(index=f"{alias}-next", id=keys[2].id)

    with pytest.raises(ComparisonFailed, match="old indices go on answering"):
        rebuilding(room, step=at).run()
    assert standing_generations(room.client, room.deployment) == before


def test_a_rebuild_fills_indices_that_are_gone(room):
    room.file(*range(5))
    room.drain()
    room.client.indices.delete(index=f"{names.alias(room.deployment, Kind.TRADEMARK, 'public')}-*")
    rebuilding(room).run()
    assert room.differences() == (0, 0, 0)


def test_a_rebuild_replaces_indices_of_another_format(room):
    room.file(*range(5))
    room.drain()
    alias = names.alias(room.deployment, Kind.TRADEMARK, "public")
    room.client.indices.delete(index=f"{alias}-*")
    room.client.indices.create(index=f"{alias}-0-{FIRST}", body={"aliases": {alias: {}}})
    rebuilding(room).run()
    room.drain()
    assert standing_generations(room.client, room.deployment)[alias].startswith(f"{alias}-{FORMAT}-")
    assert room.differences() == (0, 0, 0)


def test_a_dossier_that_cannot_be_projected_does_not_stop_a_rebuild_and_is_a_gap(room, monkeypatch):
    outcomes = room.file(*range(6))
    room.drain()
    real = projection.documents

    def failing(state, deployment, rules, *more):
        if state.key.number == room.number(2):
            raise ValueError("no such thing")
        return real(state, deployment, rules, *more)

    monkeypatch.setattr(batches, "documents", failing)
    rebuilt = rebuilding(room).run()
    assert list(rebuilt.set_aside.values()) == ["projection: ValueError: no such thing"]
    assert room.as_of().gaps == (outcomes[2].key.id,)
    assert len(room.held()) == 5
    monkeypatch.setattr(batches, "documents", real)
    with room.register.session() as session:
        outbox.release(session)
    room.drain()
    assert room.as_of().gaps == ()
    assert room.differences() == (0, 0, 0)


def test_tombstones_are_in_the_new_index_too(room):
    from registry import handle
    from registry.commands import Delete

    key = room.file(1)[0].key
    room.drain()
    handle(room.register, Delete(key=key, reason="by order"))
    rebuilding(room).run()
    assert room.held() == room.held("public") == {key.id: 2}
    assert rebuild.ROUNDS > 1
