"""Addresses: readable, for ever, one to one on any file system."""

from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from mappings.record import Kind
from publish_site import paths

numbers = st.from_regex(r"[^\s\x00-\x1f]([^\x00-\x1f]{0,12}[^\s\x00-\x1f])?", fullmatch=True) | st.from_regex(
    r"(TM|tm|PT|-|~)?/?[0-9a-zA-Z.~/-]{1,8}", fullmatch=True
)


def test_the_office_s_own_numbers_read_as_they_are_written():
    assert paths.dossier_page(Kind.TRADEMARK, "TM/2026/000123") == "tm/2026/000123/index.html"
    assert paths.snapshot(Kind.DESIGN, "DS/2026/000007", 2) == "ds/2026/000007/2"
    assert paths.part("2026/03", "tm-applications", 2) == "issues/2026/03/tm-applications/2/index.html"


@given(st.sampled_from(Kind), numbers, st.sampled_from(Kind), numbers)
def test_two_numbers_never_share_a_page(kind: Kind, number: str, other_kind: Kind, other: str):
    same = (kind, number) == (other_kind, other)
    first, second = paths.dossier(kind, number), paths.dossier(other_kind, other)
    assert (first == second) is same
    assert (first.lower() == second.lower()) is same


@given(st.sampled_from(Kind), numbers)
def test_a_page_never_leaves_the_site_and_needs_no_quoting(kind: Kind, number: str):
    path = paths.dossier_page(kind, number)
    assert ".." not in PurePosixPath(path).parts
    assert not path.startswith("/")
    assert set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789-~/.")
    assert "//" not in path


@given(st.sampled_from(Kind), numbers, st.sampled_from(Kind), numbers)
def test_a_link_leads_back_to_its_target(kind: Kind, number: str, other_kind: Kind, other: str):
    page, target = paths.dossier_page(kind, number), paths.dossier_page(other_kind, other)
    pieces: list[str] = list(PurePosixPath(page).parent.parts)
    for piece in paths.relative(page, target).split("/"):
        if piece == "..":
            pieces.pop()
        elif piece != ".":
            pieces.append(piece)
    assert "/".join(pieces) == target
