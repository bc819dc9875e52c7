"""Verifying: one changed byte, one file more or less, another record: each is refused by name."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import digest
from publish_site import manifest, proof
from publish_site.verify import verify


@pytest.fixture
def site(built: tuple[Any, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[1], tmp_path / "site"))


def named(folder: Path) -> list[str]:
    return [problem.path for problem in verify(folder).problems]


def test_what_was_built_verifies(site: Path):
    found = verify(site)
    assert found.problems == ()
    assert (found.snapshots, found.issues) == (6, 2)
    assert found.files == sum(p.is_file() for p in site.rglob("*")) - 2


def test_common_tools_check_every_file(site: Path):
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=site, check=False)
    assert done.returncode == 0
    listed = {line.split("  ")[1] for line in (site / "SHA256SUMS").read_text().splitlines()}
    assert listed == {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()} - {"SHA256SUMS"}


def places(content: bytes, *, listing: bool) -> list[int]:
    """Where a byte is changed: first, middle and last, and all over a file that says what others are."""
    inner = range(0, len(content), max(1, len(content) // 150)) if listing else ()
    return sorted({0, len(content) // 2, len(content) - 1, *inner})


def test_one_changed_byte_names_that_file_and_no_other(site: Path):
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        content = path.read_bytes()
        name = path.relative_to(site).as_posix()
        for place in places(content, listing=path.name in {"manifest.json", "SHA256SUMS"}):
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert named(site) == [name], (name, place, content[max(0, place - 20) : place + 20])
        path.write_bytes(content)
    assert named(site) == []


def test_the_list_that_the_rest_does_not_bear_out_is_blamed(site: Path):
    sums, listing = site / "SHA256SUMS", site / "manifest.json"
    first = sums.read_text().splitlines()
    other = [line if not line.endswith("  manifest.json") else "0" * 64 + "  manifest.json" for line in first]
    sums.write_text("\n".join(other) + "\n")
    assert named(site) == ["SHA256SUMS"]
    (site / "feed.xml").write_text("changed too")
    assert named(site) == ["SHA256SUMS", "feed.xml"]
    sums.write_text("\n".join(first) + "\n")
    listing.write_bytes(listing.read_bytes().replace(b"Blazonia", b"Erewhon."))
    assert named(site) == ["feed.xml", "manifest.json"]


def test_without_one_list_the_other_still_names_what_was_changed(site: Path):
    (site / "feed.xml").write_text("changed")
    kept = (site / "SHA256SUMS").read_bytes()
    (site / "SHA256SUMS").unlink()
    assert named(site) == ["SHA256SUMS", "feed.xml"]
    (site / "SHA256SUMS").write_bytes(kept)
    (site / "manifest.json").unlink()
    assert named(site) == ["feed.xml", "manifest.json"]


def test_a_file_too_many_and_one_missing_are_named(site: Path):
    (site / "tm" / "extra.html").write_text("mine")
    (site / "tm/2026/000002/1/index.html").unlink()
    assert named(site) == ["tm/2026/000002/1/index.html", "tm/extra.html"]


def test_a_link_is_no_file(site: Path):
    page = site / "feed.xml"
    page.rename(site.parent / "feed.xml")
    page.symlink_to(site.parent / "feed.xml")
    assert named(site) == ["feed.xml"]


def test_a_record_changed_with_all_its_lists_still_fails_its_proof(site: Path):
    path = site / "tm/2026/000002/1/data.json"
    data = json.loads(path.read_bytes())
    data["fields"]["filing_date"] = "2020-01-01"
    relist(site, path, digest.canonical(data))
    problems = {p.path: p.reason for p in verify(site).problems}
    assert "filing_date" in problems["tm/2026/000002/1/data.json"]


def test_another_record_with_a_root_of_its_own_is_not_the_closed_one(site: Path):
    path = site / "tm/2026/000002/1/data.json"
    data = json.loads(path.read_bytes())
    data["fields"]["filing_date"] = "2020-01-01"
    salt = bytes.fromhex(data["salts"]["filing_date"])
    data["digests"]["filing_date"] = digest.field_digest(salt, "filing_date", "2020-01-01")
    data["root"] = digest.root(digest.header(data), data["digests"])
    relist(site, path, digest.canonical(data))
    assert "issues/2026/01/manifest.json" in named(site)


def test_a_redacted_field_leaves_the_proof_of_the_others(built: tuple[Any, Path]):
    data = proof.data(built[0].publications[0])
    del data["fields"]["parties"], data["salts"]["parties"]
    assert proof.faults(data) == []
    data["fields"]["filing_date"] = "1999-01-01"
    assert proof.faults(data) == ["filing_date: value and salt do not give the published digest"]


def test_a_broken_manifest_and_a_strange_folder_are_named(site: Path, tmp_path: Path):
    for content in (b"", b"{}", b"[1]", b"\xff"):
        (site / "manifest.json").write_bytes(content)
        assert named(site) == ["manifest.json"]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        verify(tmp_path / "nowhere")


@given(
    st.recursive(
        st.none() | st.integers(-9, 9) | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(["fields", "salts", "digests", "kind", "number", "version", "root", "x"]), x, max_size=5
            )
        ),
    )
)
def test_hostile_data_is_named_and_never_crashes(tmp_path_factory: pytest.TempPathFactory, data: Any):
    site = tmp_path_factory.mktemp("hostile")
    content = json.dumps(data).encode()
    (site / "data.json").parent.mkdir(exist_ok=True)
    (site / "tm").mkdir()
    (site / "tm/data.json").write_bytes(content)
    listed = {"tm/data.json": (len(content), hashlib.sha256(content).hexdigest())}
    held = manifest.SiteManifest(
        office="XB", gazette="G", issue="1", sequence=1, issues=(), files=manifest._files(listed)
    )
    (site / "manifest.json").write_bytes(digest.canonical(held.model_dump(mode="json")))
    (site / "SHA256SUMS").write_bytes(manifest.sums(listed, (site / "manifest.json").read_bytes()))
    assert named(site) == ["tm/data.json"]


def relist(site: Path, path: Path, content: bytes) -> None:
    """Changes a file and the site's lists with it, as a forger without the issue's manifest would."""
    path.write_bytes(content)
    held = json.loads((site / "manifest.json").read_bytes())
    for file in held["files"]:
        if file["path"] == path.relative_to(site).as_posix():
            file |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    made = digest.canonical(held)
    (site / "manifest.json").write_bytes(made)
    listed = {f["path"]: (f["size"], f["sha256"]) for f in held["files"]}
    (site / "SHA256SUMS").write_bytes(manifest.sums(listed, made))
