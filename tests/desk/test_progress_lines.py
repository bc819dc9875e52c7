"""In a log a long step says that it began, how far it is now and then, and how long it took."""

import time

import pytest

from desk.cli import console


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(console, "tell", lines.append)
    return lines


def test_a_step_begins_beats_and_ends(told: list[str]):
    lines = console.Lines(each=True, every=0.3)
    with lines.beating():
        lines("Indexing", 0, 0)
        time.sleep(0.5)
        lines("Indexing", 40, 100)
        time.sleep(0.7)
        lines("Indexing", 100, 100)
    assert told[0] == "Indexing …"
    assert "Indexing: 0 s so far" in told
    assert any(line.startswith("Indexing: 40 of 100, ") for line in told)
    assert told[-1] == "Indexing: 100 in 1 s"


def test_other_commands_tell_the_end_of_a_long_step_alone(told: list[str]):
    lines = console.Lines(each=False)
    with lines.beating():
        lines("Filing", 0, 2)
        lines("Filing", 2, 2)
        assert told == []
        lines("Indexing", 0, 2)
        time.sleep(1.1)
        lines("Indexing", 2, 2)
    assert told == ["Indexing: 2 in 1 s"]


def test_a_step_that_begins_again_is_the_one_that_runs(told: list[str]):
    lines = console.Lines(each=True, every=0.3)
    lines("Filing", 0, 2)
    lines("Indexing", 0, 2)
    lines("Indexing", 2, 2)
    with lines.beating():
        lines("Filing", 0, 2)
        time.sleep(0.5)
    assert told[-1].startswith("Filing: 0 of 2, ")
