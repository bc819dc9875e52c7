"""The hash tree: the published vectors of Certificate Transparency, and the laws of a proof."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from publish_site import merkle

# google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc: eight leaves, the root of the first n of them,
# and some paths: (place, of) → hashes.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
MANY = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


def by_definition(leaves: list[bytes]):
    """MTH as RFC 6962 defines it: split at the largest power of two below the number of leaves."""
    if len(leaves) < 2:
        return merkle._sha256(b"\x00" + leaves[0]) if leaves else merkle._sha256(b"")
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return merkle._sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:]))


@pytest.mark.parametrize("count", range(9))
def test_roots_are_the_published_ones(count: int):
    assert merkle.root(LEAVES[:count]) == ROOTS[count]


@pytest.mark.parametrize(("place", "of"), PATHS)
def test_proofs_are_the_published_ones(place: int, of: int):
    path = PATHS[place, of]
    assert merkle.proof(LEAVES[:of], place) == path
    assert merkle.proves(LEAVES[place], place, of, path, ROOTS[of])


@given(MANY)
def test_the_root_is_that_of_the_definition_and_every_leaf_proves(leaves: list[bytes]):
    tree = merkle.Tree(leaves)
    assert len(tree) == len(leaves)
    assert tree.root == by_definition(leaves).hex()
    for place, leaf in enumerate(leaves):
        assert merkle.proves(leaf, place, len(leaves), tree.proof(place), tree.root)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40, unique=True), st.data())
def test_another_leaf_place_size_proof_or_root_does_not_prove(leaves: list[bytes], data: st.DataObject):
    tree = merkle.Tree(leaves)
    place = data.draw(st.integers(0, len(leaves) - 1))
    proof, leaf = tree.proof(place), leaves[place]
    other = data.draw(st.binary(max_size=4))
    assume(other != leaf)
    assert not merkle.proves(other, place, len(leaves), proof, tree.root)
    elsewhere = data.draw(st.integers(-2, len(leaves) + 2))
    assert elsewhere == place or not merkle.proves(leaf, elsewhere, len(leaves), proof, tree.root)
    changed: list[Any] = [(*proof, tree.root), proof[:-1] if proof else ("00" * 32,)]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        flipped = f"{int(proof[at][0], 16) ^ 1:x}{proof[at][1:]}"
        changed += [(*proof[:at], text, *proof[at + 1 :]) for text in (flipped, "", "zz" * 32, proof[at].upper() + " ")]
    for wrong in changed:
        assert not merkle.proves(leaf, place, len(leaves), wrong, tree.root)
    assert not merkle.proves(leaf, place, len(leaves), proof, "00" * 32)


@given(st.integers(1, 40), st.integers(1, 60), st.data())
def test_a_proof_of_another_size_does_not_prove_unless_its_way_up_is_the_same(of: int, said: int, data: st.DataObject):
    leaves = [str(n).encode() for n in range(of)]
    place = data.draw(st.integers(0, of - 1))
    assume(way_up(place, said) != way_up(place, of))
    assert not merkle.proves(leaves[place], place, said, merkle.proof(leaves, place), merkle.root(leaves))


def way_up(place: int, of: int):
    """On which side the hashes beside the way lie; what a proof does not say by itself."""
    sides = []
    while 0 <= place < of and of > 1:
        if (place ^ 1) < of:
            sides.append(place % 2)
        place, of = place // 2, (of + 1) // 2
    return sides if 0 <= place < of else None


def test_a_place_that_is_none_is_named():
    tree = merkle.Tree(LEAVES[:3])
    for place in (-1, 3):
        with pytest.raises(IndexError, match=f"3 leaves and none at place {place}"):
            tree.proof(place)


def test_a_pair_is_no_leaf():
    pair = bytes.fromhex(merkle.root(LEAVES[:1]) + merkle.root([LEAVES[1]]))
    assert merkle.root([pair]) != merkle.root(LEAVES[:2])


def test_a_tree_of_three_hundred_thousand_gives_each_proof_from_what_it_holds():
    leaves = [n.to_bytes(4, "big") for n in range(300_000)]
    tree = merkle.Tree(leaves)
    for place in (0, 1, 131_071, 262_143, 262_144, 299_998, 299_999):
        assert merkle.proves(leaves[place], place, len(leaves), tree.proof(place), tree.root)
