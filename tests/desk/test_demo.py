"""`blazon demo --once`: the whole house on this machine, and a second start that goes on where the first left off."""

import json

import pytest

from desk.walk import Walk
from offices.sample import size


@pytest.mark.thorough
def test_the_way_is_walked_and_a_second_start_does_nothing_again(blazon):
    first = json.loads(blazon("demo", "--once", "--marks", "20").stdout)
    assert [check["name"] for check in first["checks"] if not check["ok"]] == []
    assert len(first["checks"]) == 8
    assert first["ok"]
    assert (first["filled_now"], first["gazette"]["built_now"]) == (True, True)
    assert first["applications"] == size(20)
    assert first["issues"] > 0

    second = json.loads(blazon("demo", "--once", "--marks", "20").stdout)
    assert second["ok"]
    assert (second["filled_now"], second["gazette"]["built_now"]) == (False, False)
    assert second["issues"] == first["issues"]
    assert blazon("index", "audit", "--json").stdout

    refused = blazon("demo", "--once", "--marks", "40", status=1)
    assert "another sample" in refused.stderr
    assert refused.stdout == ""


def test_a_step_that_fails_is_a_finding_and_the_walk_goes_on():
    walked = Walk()
    walked.step("a wall", lambda: str(1 / 0))
    walked.step("a door", lambda: "open")
    assert [(check.ok, check.name) for check in walked.checks] == [(False, "a wall"), (True, "a door")]
    assert "ZeroDivisionError" in walked.checks[0].detail
    assert not walked.ok
    assert not Walk().ok
