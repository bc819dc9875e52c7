"""The indices before they are written to: made once, never anew and empty, and refused where of another format."""

import threading

import pytest

from indexer.errors import IndexLost, OtherFormat
from indexer.generations import FIRST, ensure_indices
from mappings import names
from mappings.record import Kind


def test_a_missing_index_is_never_made_anew_empty(room):
    room.file(1)
    room.drain()
    room.client.indices.delete(index=f"{names.alias(room.deployment, Kind.TRADEMARK, 'public')}-*")
    with pytest.raises(IndexLost, match="blazon index rebuild"):
        room.drain()


def test_an_engine_that_lost_everything_is_filled_again(room):
    room.file(*range(5))
    room.drain()
    room.client.indices.delete(index=f"blazon-{room.deployment}-*")
    room.drain()
    assert len(room.held()) == 5
    assert room.differences() == (0, 0, 0)


def test_indices_of_another_format_are_not_written_to(room):
    alias = names.alias(room.deployment, Kind.TRADEMARK, "public")
    room.client.indices.delete(index=f"blazon-{room.deployment}-*")
    room.client.indices.create(index=f"{alias}-0-{FIRST}", body={"aliases": {alias: {}}})
    with pytest.raises(OtherFormat, match="run `blazon index rebuild`"):
        ensure_indices(room.client, room.deployment)


def test_two_who_make_the_indices_at_once_make_them_once(room):
    room.client.indices.delete(index=f"blazon-{room.deployment}-*")
    problems: list[BaseException] = []

    def make():
        try:
            ensure_indices(room.client, room.deployment)
        except BaseException as problem:  # noqa: BLE001 - shown by the test's own thread
            problems.append(problem)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(room.client.indices.get(index=f"blazon-{room.deployment}-*")) == 14
