"""What `blazon publish verify` says of a key that is none, of a key of somebody else, and without a key."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from desk.cli import verified
from desk.cli.publish import app
from publish_site import keyring
from publish_site.verify import Problem, Verified


def asked(site: Path, *more: str) -> tuple[int, dict[str, Any], list[str]]:
    """Exit status, data, and the lines beside it."""
    done = CliRunner().invoke(app, ["verify", str(site), *more])
    return done.exit_code, json.loads(done.stdout or "{}"), done.stderr.splitlines()


def test_a_key_is_meant_by_its_id_in_base64_or_as_pem(built: tuple[Any, Path]):
    key = built[0].signer.key
    assert keyring.meant(f" {key.id}\n") == key.id
    assert keyring.meant(key.public) == keyring.meant(keyring.pem(key)) == key.public
    for nothing in ("", "nonsense", key.id[:15], key.id.upper() + "Z", base64.b64encode(b"x" * 31).decode(), "ÿ" * 16):
        with pytest.raises(
            ValueError, match="This is no key: an id has 16 hex digits, a key 32 bytes in base64 or PEM"
        ):
            keyring.meant(nothing)


def test_a_key_that_is_none_is_refused_before_anything_is_checked(built: tuple[Any, Path]):
    status, data, lines = asked(built[1], "--key", "nonsense")
    assert (status, data) == (2, {})
    assert "This is no key" in " ".join(lines)


def test_a_key_of_somebody_else_is_one_line(built: tuple[Any, Path]):
    key, other = built[0].signer.key, type(built[0].signer)(2).key
    status, data, lines = asked(built[1], "--key", other.id)
    assert (status, len(data["problems"]), len(lines)) == (1, 5, 2)
    assert lines[0] == (
        "5 signatures, from issues/2026/01/manifest-signature.json to signature.json: each is by key "
        f"{key.id}, to which no endorsement leads from the key you named"
    )
    assert lines[1].endswith("0 of 2 issues signed: 5 problems")


def test_without_a_key_it_says_that_nothing_vouches_for_the_one_beside_it(built: tuple[Any, Path]):
    key = built[0].signer.key
    status, data, (said,) = asked(built[1])
    assert (status, data["keys"]) == (0, [key.id])
    assert f"Signed by the key {key.id} that lies beside it, for which nothing vouches: compare it with the key" in said
    status, data, (said,) = asked(built[1], "--key", keyring.pem(key))
    assert (status, data["trusted"]) == (0, True)
    assert said.endswith("2 of 2 issues signed by a key you trust: 0 problems")


def test_one_is_one_and_reasons_that_differ_are_told_apart():
    given = {"files": 1, "snapshots": 2, "issues": 1, "signed": 0, "trusted": False, "keys": (), "listed": True}
    one = Verified(**given, problems=(Problem("a/signature.json", "is missing"),))
    assert verified.summary(one, named=False) == "1 file, 2 snapshots, 0 of 1 issue signed: 1 problem"
    assert list(verified.problems(one)) == ["a/signature.json: is missing"]
    two = Verified(**given, problems=(*one.problems, Problem("b/signature.json", "is another")))
    assert list(verified.problems(two)) == ["a/signature.json: is missing", "b/signature.json: is another"]
