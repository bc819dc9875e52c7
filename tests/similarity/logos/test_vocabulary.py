"""The vocabulary: what ships is whole, what is learned is the same each time, what is no vocabulary is refused."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from similarity.logos import fitting, keys, look, vocabulary
from similarity.logos.fitting import Raw
from similarity.logos.guarded import Workers
from similarity.logos.outline import LENGTH
from similarity.logos.vocabulary import SIZE, BadVocabulary, in_use, near, packed, unpacked


def seen(count: int) -> list[Raw]:
    draw = np.random.default_rng(3)
    return [
        Raw(draw.random(LENGTH, dtype=np.float32), draw.random((int(draw.integers(1, 9)), 128), dtype=np.float32))
        for _ in range(count)
    ]


def test_what_ships_says_where_it_comes_from():
    assert {"version", "on", "pictures", "views"} <= set(in_use().provenance)
    for anchors in (in_use().outline_anchors, in_use().details_anchors):
        assert anchors.shape[1] == SIZE
        assert 1_000 < len(anchors) <= fitting.ANCHORS


@pytest.mark.thorough
def test_the_same_views_give_the_same_vocabulary_and_a_file_gives_it_back(tmp_path: Path):
    views = seen(560)
    once, again = (fitting.fit(views, {"version": "t"}, anchors=64) for _ in range(2))
    for name in ("details_axes", "outline_axes", "words", "outline_anchors"):
        assert np.array_equal(getattr(once, name), getattr(again, name))
    file = tmp_path / "v.npz"
    vocabulary.save(once, file)
    with file.open("rb") as opened:
        read = vocabulary.load(opened)
    assert read.provenance == {"version": "t"}
    one, other = once.outline(views[0].histograms), read.outline(views[0].histograms)
    assert float(unpacked(one[None])[0] @ unpacked(other[None])[0]) > 0.99


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """An office's own vocabulary, in use."""
    file = tmp_path / "own.npz"
    vocabulary.save(fitting.fit(seen(560), {"version": "own"}, anchors=64), file)
    vocabulary.use(file)
    yield file
    vocabulary.use(None)


@pytest.mark.thorough
def test_an_office_uses_its_own_vocabulary_here_and_in_the_processes_that_look(own: Path, logos: list[bytes]):
    assert in_use().version == "own"
    here = keys.of(logos[0])
    with Workers("similarity.logos.keys:kept_bytes") as workers:
        there = look.unpacked(workers.run(logos[0]))
    assert np.array_equal(here.rows, there.rows)
    assert look.fields(here, in_use())["vocabulary"] == "own"
    vocabulary.use(None)
    assert not np.array_equal(here.rows["outline"], keys.of(logos[0]).rows["outline"])


def test_an_own_vocabulary_that_cannot_be_used_is_refused_by_name(tmp_path: Path):
    missing, same = tmp_path / "missing.npz", tmp_path / "same.npz"
    vocabulary.save(in_use(), same)
    for file, why in ((missing, "No such file"), (same, "another --version")):
        with pytest.raises(BadVocabulary, match=rf"{file.name}.*{why}"):
            vocabulary.use(file)
    assert vocabulary.own() is None


def test_too_few_pictures_are_told():
    with pytest.raises(fitting.TooFew, match="give pictures with 512 or more"):
        fitting.fit(seen(30), {"version": "t"})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_vocabulary_is_refused(content: bytes):
    with pytest.raises(BadVocabulary, match="blazon fit logos"):
        vocabulary.load(io.BytesIO(content))


def test_vectors_that_are_alike_lie_near_the_same_anchors():
    draw = np.random.default_rng(5)
    anchors = in_use().outline_anchors
    for _ in range(20):
        vector = draw.normal(size=SIZE).astype(np.float32)
        other = vector + 0.2 * draw.normal(size=SIZE).astype(np.float32)
        mine, theirs = (near(packed(each), anchors, 48) for each in (vector, other))
        assert sum(weight * theirs.get(place, 0) for place, weight in mine.items()) > 0.6
        assert sum(weight**2 for weight in mine.values()) == pytest.approx(1)
    assert near(np.zeros(SIZE, np.int8), anchors, 48) == {}
