"""The gazette's keys: who may read them, what a rotation does, and that what breaks half way changes nothing."""

import datetime as dt
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desk import keys as module
from desk.cli.app import main
from desk.keys import Keys, NoKey, NoSuchKey, NotNow, OpenToOthers, PrivateKeyMissing, Unreadable
from publish_site import keyring

TODAY = dt.date(2026, 3, 1)
DAY = keyring.DAY


@pytest.fixture
def kept(tmp_path: Path):
    return Keys(tmp_path / "keys")


def state(kept: Keys):
    return {path.name: path.read_bytes() for path in kept.folder.iterdir() if path.name != module.LOCK}


def test_a_key_is_made_for_its_owner_alone_and_signs(kept: Keys):
    key = kept.create(TODAY)
    assert (key.since, key.until, key.endorsed_by) == (TODAY, None, None)
    assert kept.ring().keys == (key,)
    assert kept.folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in kept.folder.glob("*.pem")}
    assert modes == {f"{key.id}.pem": 0o600}
    assert kept.ring().check(b"x", kept.sign(key.id, b"x"), key.id, TODAY) == ""
    assert kept.kept(key.id) == "plain"
    assert b"PRIVATE" not in (kept.folder / module.RING).read_bytes()


def test_a_rotation_ends_the_present_key_and_endorses_the_next(kept: Keys):
    first = kept.create(TODAY)
    ended, second = kept.rotate(TODAY + 10 * DAY, TODAY + DAY)
    assert (ended.id, ended.until) == (first.id, TODAY + 9 * DAY)
    assert (second.endorsed_by, second.since) == (first.id, TODAY + 10 * DAY)
    ring = kept.ring()
    assert ring.faults() == ()
    assert ring.trusted([first.id]) == {first.id: True, second.id: True}
    _, third = kept.rotate(TODAY + 20 * DAY, TODAY + 15 * DAY)
    assert kept.ring().trusted([first.id])[third.id]
    assert kept.ring().by_id(first.id) == ended
    assert len(state(kept)) == 4


def test_a_rotation_that_cannot_be_is_refused_and_changes_nothing(kept: Keys):
    with pytest.raises(NoKey, match="blazon keys create"):
        kept.rotate(TODAY, TODAY)
    first = kept.create(TODAY)
    before = state(kept)
    for since, today in ((TODAY, TODAY), (TODAY + DAY, TODAY + 2 * DAY)):
        with pytest.raises(NotNow, match="give a later day"):
            kept.rotate(since, today)
    assert state(kept) == before
    _, second = kept.rotate(TODAY + 5 * DAY, TODAY)
    with pytest.raises(NotNow, match=f"key {second.id} is to follow"):
        kept.rotate(TODAY + 6 * DAY, TODAY)
    kept.revoke(second.id, "made by mistake", TODAY)
    ended, third = kept.rotate(TODAY + 8 * DAY, TODAY)
    assert (ended.id, ended.until, third.since) == (first.id, TODAY + 7 * DAY, TODAY + 8 * DAY)


def test_a_rotation_broken_off_half_way_leaves_the_old_state(kept: Keys, monkeypatch: pytest.MonkeyPatch):
    first = kept.create(TODAY)
    before, write = state(kept), module.put

    def full_disk(path: Path, content: bytes):
        if path.name == module.RING:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(module, "put", full_disk)
    with pytest.raises(OSError, match="No space"):
        kept.rotate(TODAY + DAY, TODAY)
    assert state(kept) == before

    def killed(path: Path, content: bytes):
        if path.name == module.RING:
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(module, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        kept.rotate(TODAY + DAY, TODAY)
    monkeypatch.undo()
    assert kept.ring().keys == (first,)
    (stray,) = kept.unlisted()
    assert stray != first.id
    assert kept.sign(first.id, b"x")
    _, second = kept.rotate(TODAY + DAY, TODAY)
    assert [key.id for key in kept.ring().keys] == [first.id, second.id]
    monkeypatch.setattr(module.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    before = state(kept)
    with pytest.raises(OSError, match="Input"):
        kept.rotate(TODAY + 9 * DAY, TODAY + 5 * DAY)
    assert state(kept) == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_private_key_that_others_may_use_is_refused(kept: Keys, mode: int):
    key = kept.create(TODAY)
    path = kept.folder / f"{key.id}.pem"
    path.chmod(mode)
    for refused in (lambda: kept.sign(key.id, b"x"), lambda: kept.rotate(TODAY + DAY, TODAY)):
        with pytest.raises(OpenToOthers, match=f"chmod 600 {path}"):
            refused()
    assert kept.ring().keys == (key,)


def test_a_folder_that_others_may_use_is_refused(kept: Keys):
    kept.folder.mkdir(mode=0o755)
    kept.folder.chmod(0o755)
    with pytest.raises(OpenToOthers, match=f"chmod 700 {kept.folder}"):
        kept.create(TODAY)


def test_private_keys_are_kept_under_a_passphrase(tmp_path: Path, kept: Keys):
    plain = kept.create(TODAY)
    (phrase := tmp_path / "phrase").write_text("correct horse\n")
    closed = Keys(kept.folder, phrase)
    _, second = closed.rotate(TODAY + DAY, TODAY)
    assert (closed.kept(plain.id), closed.kept(second.id)) == ("plain", "encrypted")
    assert closed.sign(second.id, b"x") != closed.sign(plain.id, b"x")
    with pytest.raises(Unreadable, match="BLAZON_DESK_KEYS_PASSPHRASE_FILE"):
        kept.sign(second.id, b"x")
    phrase.write_text("wrong")
    with pytest.raises(Unreadable, match="is the passphrase in") as refused:
        closed.sign(second.id, b"x")
    assert "wrong" not in str(refused.value)
    phrase.write_text("\n")
    with pytest.raises(Unreadable, match="is empty"):
        closed.sign(second.id, b"x")
    phrase.unlink()
    with pytest.raises(Unreadable, match="cannot be read"):
        closed.sign(second.id, b"x")


def test_a_revoked_key_makes_room_for_one_that_none_endorses(kept: Keys):
    first = kept.create(TODAY)
    with pytest.raises(NotNow, match="rotate"):
        kept.create(TODAY + DAY)
    with pytest.raises(NotNow, match="reason"):
        kept.revoke(first.id, " ", TODAY)
    revoked = kept.revoke(first.id, " a laptop was stolen ", TODAY + 3 * DAY)
    assert (revoked.revoked, revoked.reason) == (TODAY + 3 * DAY, "a laptop was stolen")
    with pytest.raises(NotNow, match="already"):
        kept.revoke(first.id, "again", TODAY + 4 * DAY)
    with pytest.raises(NoKey):
        kept.rotate(TODAY + 5 * DAY, TODAY + 3 * DAY)
    second = kept.create(TODAY + 3 * DAY)
    assert kept.ring().trusted([first.id])[second.id] is False
    assert kept.ring().valid_on(TODAY + 3 * DAY) == second


def test_what_is_missing_or_changed_in_the_folder_is_named(kept: Keys):
    with pytest.raises(NoSuchKey, match="blazon keys list"):
        kept.sign("0" * 16, b"x")
    key = kept.create(TODAY)
    other = Keys(kept.folder.with_name("other"))
    stranger = other.create(TODAY)
    path, ring = kept.folder / f"{key.id}.pem", kept.folder / module.RING
    mine = path.read_bytes()
    path.write_bytes((other.folder / f"{stranger.id}.pem").read_bytes())
    with pytest.raises(Unreadable, match="holds another key"):
        kept.sign(key.id, b"x")
    path.write_bytes(b"nothing")
    with pytest.raises(Unreadable, match="cannot be read as a private key"):
        kept.sign(key.id, b"x")
    path.unlink()
    with pytest.raises(PrivateKeyMissing, match="restore it from the backup"):
        kept.sign(key.id, b"x")
    assert kept.kept(key.id) == "missing"
    path.write_bytes(mine)
    told = ring.read_bytes()
    for content in (b"{", told.replace(key.id.encode(), b"0" * 16), told.replace(b'"keys"', b'"kees"')):
        ring.write_bytes(content)
        with pytest.raises(Unreadable, match="restore it from the backup"):
            kept.ring()
    ring.unlink()
    with pytest.raises(NotNow, match=r"no keyring\.json"):
        kept.create(TODAY)


def test_a_folder_that_is_none_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    blocked = Keys(tmp_path / "file" / "keys")
    for asked in (blocked.ring, lambda: blocked.create(TODAY), lambda: blocked.kept("0" * 16)):
        with pytest.raises(Unreadable, match="mend BLAZON_DESK_KEYS"):
            asked()


def test_of_two_that_change_the_keyring_at_once_the_second_sees_what_the_first_did(kept: Keys):
    def create(_: int):
        try:
            return Keys(kept.folder).create(TODAY).id
        except NotNow:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [key_id for key_id in pool.map(create, range(8)) if key_id]
    assert [key.id for key in kept.ring().keys] == made
    assert len(made) == len(list(kept.folder.glob("*.pem"))) == 1


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """The verbs on a home of their own; no server is started."""
    for name in [name for name in os.environ if name.startswith("BLAZON_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BLAZON_HOME", str(tmp_path / "home"))

    def run(*words: str, status: int = 0):
        monkeypatch.setattr("sys.argv", ["blazon", "keys", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        done = capfd.readouterr()
        assert (ended.value.code or 0) == status, done
        assert "PRIVATE" not in done.out + done.err
        assert "Traceback" not in done.err
        return (json.loads(done.out) if done.out else None), done.err

    return run


def test_the_verbs_make_list_rotate_revoke_and_export(say: Callable, tmp_path: Path):
    assert say("list")[0]["keys"] == []
    made, said = say("create", "--since", "2026-01-05")
    assert (made["since"], made["private"]) == ("2026-01-05", "plain")
    assert made["id"] in said
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["keys"]
    done, _ = say("rotate", "--json")
    assert done["ended"]["id"] == made["id"]
    assert dt.date.fromisoformat(done["ended"]["until"]) + DAY == dt.date.fromisoformat(done["made"]["since"])
    listed, said = say("list")
    assert [key["id"] for key in listed["keys"]] == [made["id"], done["made"]["id"]]
    assert (listed["present"], listed["unlisted"]) == (made["id"], [])
    shown, _ = say("export", made["id"], "--out", str(tmp_path / "key.pem"))
    assert shown["pem"] == (tmp_path / "key.pem").read_text()
    assert shown["pem"].startswith("-----BEGIN PUBLIC KEY-----")
    revoked, said = say("revoke", made["id"], "--reason", "lost on a train")
    assert revoked["reason"] == "lost on a train"
    assert "no key signs today" in said


def test_refusals_of_the_verbs_are_sentences(say: Callable):
    for words, expected in (
        (("rotate",), "blazon keys create"),
        (("export", "0" * 16), "names no key"),
        (("revoke", "0" * 16, "--reason", "x"), "names no key"),
    ):
        data, said = say(*words, status=1)
        assert data is None
        assert expected in said
    say("create")
    assert "blazon keys rotate" in say("create", status=1)[1]


def test_the_settings_name_folder_and_passphrase(say: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "phrase").write_text("correct horse")
    monkeypatch.setenv("BLAZON_DESK_KEYS", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("BLAZON_DESK_KEYS_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    made, said = say("create")
    assert made["private"] == "encrypted"
    assert "correct horse" not in str(made) + said
    assert b"ENCRYPTED" in (tmp_path / "elsewhere" / f"{made['id']}.pem").read_bytes()
