"""The pure parts of the search by pictures, and the folder that keeps them for a day."""

import asyncio
import math
import os
import time
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desk.web import app, asking, seen
from desk.web.doors import OpenDoor
from desk.web.keeping import Kept
from mappings.permissions import Grants
from search_api.errors import InvalidRequest
from similarity.logos.cutting import Cut
from similarity.logos.preparing import BadPrepared, Prepared, packed, prepared
from tests.desk.web_drawings import png

points = st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=60)


class EndOfTest(Exception):
    pass


def prepared_of(shade: int) -> Prepared:
    return prepared(png(Image.new("RGB", (40, 30), (shade, 0, 0))))


def one(shade: int) -> bytes:
    return packed(prepared_of(shade))


def aged(folder: Path, digest: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(folder / digest, (then, then))


def test_a_picture_is_kept_for_its_time_and_not_longer(tmp_path: Path):
    folder = tmp_path / "public"
    kept = Kept(folder, seconds=100)
    old, new = kept.keep(one(1)), kept.keep(one(2))
    found = kept.get(old)
    assert found is not None
    assert (found.width, found.height) == (40, 30)
    aged(folder, old, 101)
    assert kept.get(old) is None
    for name in ("notes.txt", f".{old}.1.2"):  # not ours, and one that was being written when its process ended
        (folder / name).touch()
        aged(folder, name, 101)
    kept.forget()
    assert {path.name for path in folder.iterdir()} == {new, "notes.txt"}


def test_the_name_of_a_picture_is_told_by_its_folder_alone(tmp_path: Path):
    first, other, elsewhere = (Kept(tmp_path / name) for name in ("a/public", "a/public-files", "b/public"))
    name = first.keep(one(1))
    assert Kept(tmp_path / "a/public").keep(one(1)) == name
    assert len({name, other.keep(one(1)), elsewhere.keep(one(1)), sha256(prepared_of(1).png).hexdigest()}) == 4
    secret = tmp_path / "a/secret"
    assert (secret.stat().st_mode & 0o777, secret.stat().st_size) == (0o600, 32)
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"secret", "public", "public-files"}


def test_pictures_that_cannot_be_deleted_are_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(app, "FORGET_SECONDS", 0)
    tried: list[bool] = []

    def forget() -> None:
        tried.append(True)
        if len(tried) == 1:
            raise PermissionError("the folder is not ours")
        raise EndOfTest

    seeing: Any = SimpleNamespace(forget=forget)
    with pytest.raises(EndOfTest):
        asyncio.run(app._forget(seeing, OpenDoor(Grants())))
    assert "were not deleted" in caplog.text


def test_the_oldest_go_when_there_are_too_many_or_too_much(tmp_path: Path):
    few = Kept(tmp_path / "few", most=2)
    digests = []
    for n in range(4):
        digests.append(few.keep(one(n)))
        aged(tmp_path / "few", digests[-1], 10 - n)
    few.forget()
    assert [few.get(digest) is not None for digest in digests] == [False, False, True, True]
    small = Kept(tmp_path / "small", most_bytes=len(one(1)) + 5)
    first = small.keep(one(1))
    aged(tmp_path / "small", first, 10)
    second = small.keep(one(2))
    assert (small.get(first), small.get(second) is not None) == (None, True)


def test_what_was_changed_or_is_none_is_not_given_out(tmp_path: Path):
    kept = Kept(tmp_path / "public")
    digest = kept.keep(one(1))
    (tmp_path / "public" / digest).write_bytes(one(2))
    assert kept.get(digest) is None
    for name in ("..", "", "0" * 64, "/etc/passwd"):
        assert kept.get(name) is None
    with pytest.raises(BadPrepared):
        kept.keep(b"\0\0\0\x02[]<svg>")


def test_what_was_sent_goes_before_a_number_and_that_before_the_last_picture():
    form = [("words", "x"), ("file", "TM/1"), ("picture", "ab"), ("class", "9"), ("class", "25")]
    rest = [("class", "9"), ("class", "25")]
    assert asking.address(form, "cd") == [("words", "x"), ("picture", "cd"), *rest]
    assert asking.address(form, None) == [("words", "x"), ("file", "TM/1"), *rest]
    assert asking.address([("picture", "ab")], None) == [("picture", "ab")]


def test_a_part_and_a_view_go_along_with_their_picture_alone():
    sides = [("left", "0"), ("top", "10"), ("right", "50"), ("bottom", "100")]
    same = [("file", "DS/1"), ("of", "DS/1#2"), ("view", "2"), *sides]
    assert asking.address(same, None) == [("file", "DS/1"), ("view", "2"), ("cut", "0,100,500,1000")]
    other_view = [("file", "DS/1"), ("of", "DS/1#1"), ("view", "2"), *sides]
    assert asking.address(other_view, None) == [("file", "DS/1"), ("view", "2")]
    assert asking.address([("file", "DS/2"), *same[1:]], None) == [("file", "DS/2")]
    whole = [("picture", "ab"), ("of", "ab#1"), ("left", "0"), ("top", ""), ("right", "100 %"), ("bottom", "100,0")]
    assert asking.address(whole, None) == [("picture", "ab")]


@given(st.tuples(*[st.integers(0, 1000)] * 4).filter(lambda four: four[0] < four[2] and four[1] < four[3]))
def test_a_part_in_percent_is_the_same_part_again(four: tuple[int, int, int, int]):
    form = [("picture", "ab"), ("of", "ab#1"), *asking.percent(Cut(*four)).items()]
    assert asking.question(asking.address(form, None)).cut == Cut(*four)


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        (("kind", "pt"), "kind"),
        (("cut", "0,0,nan,5"), "cut"),
        (("view", "-1"), "file"),
        (("view", "1001"), "file"),
        (("view", "9" * 5_000), "file"),
        (("class", "46"), "class"),
        (("vienna", "zz"), "vienna"),
        (("before", "yesterday"), "before"),
    ],
)
def test_a_question_that_cannot_be_read_names_its_field(pair: tuple[str, str], field: str):
    with pytest.raises(InvalidRequest) as raised:
        asking.question([("words", "x"), pair])
    assert raised.value.members["errors"][0]["parameter"] == field


def asked(width: int, height: int, cut: Cut) -> Any:
    return SimpleNamespace(width=width, height=height, cut=cut, cut_out=cut != Cut(0, 0, 1000, 1000))


def test_a_point_of_a_part_lies_where_it_is_in_the_whole_picture():
    whole = asked(400, 200, Cut(0, 0, 1000, 1000))
    assert seen.in_whole((300, 200), whole) == (300, 200)
    right_half = asked(400, 200, Cut(500, 0, 1000, 1000))  # 200 by 200 pixels: its longer side is half of the whole's
    assert seen.in_whole((0, 0), right_half) == (500, 0)
    assert seen.in_whole((1000, 1000), right_half) == (1000, 500)
    middle = asked(200, 400, Cut(0, 250, 1000, 500))  # 200 by 100 pixels
    assert seen.in_whole((1000, 500), middle) == (500, 500)


@given(points)
def test_numbered_details_lie_apart_in_both_pictures_and_their_hull_holds_all(places: list[tuple[float, float]]):
    others = places[::-1]
    chosen = seen.spread(places, others)
    assert 0 < len(chosen) <= seen.NUMBERED
    assert len(set(chosen)) == len(chosen)
    for side in (places, others):
        assert all(math.dist(side[n], side[m]) >= seen.APART for n, m in combinations(chosen, 2))
    corners = seen.hull(places)
    assert set(corners) <= set(places)
    assert {min(places), max(places)} <= set(corners)


def test_locarno_is_told_without_what_stands_above_it():
    assert seen.locarno(("06", "06-03", "21")) == "06-03, 21"
