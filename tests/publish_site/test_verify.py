"""Verifying: one changed byte, one file more or less, another record: each is refused by name."""

import datetime as dt
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from mappings import digest
from mappings.record import NAMES
from publish_site import manifest, proof, statement
from publish_site.issue import House, Issue
from publish_site.places import Disk
from publish_site.standing import File
from publish_site.verify import verify
from publish_site.verify_part import verify_issue, verify_item
from tests.publish_site.forging import relist, sha256

DAY = dt.date(2026, 1, 14)


@pytest.fixture
def site(built: tuple[Any, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[1], tmp_path / "site"))


def named(folder: Path) -> list[str]:
    return [problem.path for problem in verify(folder).problems]


def test_what_was_built_verifies(site: Path):
    found = verify(site)
    assert found.problems == ()
    assert (found.snapshots, found.issues) == (6, 2)
    assert found.files == sum(p.is_file() for p in site.rglob("*")) - 4
    assert (found.signed, found.trusted) == (2, False)


def test_common_tools_check_every_file(site: Path):
    (commands,) = html.fromstring((site / "verify/index.html").read_bytes()).xpath("//pre/text()")
    sums = [site / "SHA256SUMS", *site.glob("lists/*"), *site.glob("issues/**/SHA256SUMS")]
    listed = {line.split("  ")[1] for each in sums for line in each.read_text().splitlines()}
    assert listed == {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()} - {
        "SHA256SUMS",
        "signature.bin",
        "signature.json",
    }
    for changed in ("", "manifest.json", "feed.xml", "tm/2026/000002/1/data.json"):
        kept = (site / changed).read_bytes() if changed else b""
        if changed:
            (site / changed).write_bytes(b"changed")
        done = [
            subprocess.run(["bash", "-c", f"set -o pipefail; {each}"], cwd=site, check=False, capture_output=True)
            for each in commands.strip().splitlines()
        ]
        assert len(done) == 3
        assert all(each.returncode == 0 for each in done) == (not changed)
        assert all(changed in each.stdout.decode() for each in done if each.returncode)
        if changed:
            (site / changed).write_bytes(kept)


def places(content: bytes, *, listing: bool) -> list[int]:
    """Where a byte is changed: first, middle and last, and all over a file that says what others are."""
    inner = range(0, len(content), max(1, len(content) // 50)) if listing else ()
    return sorted({0, len(content) // 2, len(content) - 1, *inner})


def test_the_script_of_the_page_knows_the_same_header():
    script = (Path(manifest.__file__).parent / "assets/verify.js").read_text(encoding="utf-8")
    for name, known in (("HEADER", digest.HEADER), ("SAID", proof.SAID), ("NAMES", NAMES)):
        said = re.search(rf"const {name} = (\[.*\]);", script)
        assert said
        assert json.loads(said[1]) == json.loads(json.dumps(known))


def one_of_each_kind(site: Path) -> list[Path]:
    """A file of each name in each folder at the root: pages, data, proofs, lists, shards, feeds, pictures."""
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.stat().st_size)
    of = {(path.relative_to(site).parts[0], re.sub(r"[0-9a-f]{2,}|^[0-9a-f]\.", "", path.name)): path for path in files}
    return list(of.values())


@pytest.mark.thorough
def test_one_changed_byte_names_that_file_and_no_other(site: Path):
    for path in one_of_each_kind(site):
        content = path.read_bytes()
        name = path.relative_to(site).as_posix()
        lists = path.name in {"manifest.json", "SHA256SUMS"} or path.suffix == ".sha256"
        for place in places(content, listing=lists):
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


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": "ROLEX"}, "title: is not as the data say"),
        ({"type": "event"}, "type: is not as the data say"),
        ({"number": "TM/2026/000777"}, "dossier: is not as the data say"),
        ({"owner": "Somebody else"}, "owner: is no part of a publication"),
        ({"dossier": ["x"]}, "is no snapshot that can be read"),
        ({"snapshot": "1"}, "is no snapshot that can be read"),
        ({"salts": None}, "is no snapshot that can be read"),
        ({"kind": "x1"}, "is no snapshot that can be read"),
    ],
)
def test_what_no_digest_covers_is_proved_by_what_one_does(site: Path, more: dict[str, Any], says: str):
    path = "tm/2026/000002/1/data.json"
    relist(site, site / path, digest.canonical(json.loads((site / path).read_bytes()) | more))
    for found in (verify(site), verify_item(Disk(site), "tm/2026/000002/1")):
        assert says in {problem.path: problem.reason for problem in found.problems}[path]


def test_a_title_that_nothing_proves_is_none_of_the_proof(empty: Any, make_mark: Any):
    event = {"date": "2026-03-10", "code": "TM085", "text": "Application withdrawn"}
    alone = proof.data(empty.publish("2026/03", None, "event", make_mark("TM/2026/000003", None), event=event))
    redacted = proof.data(empty.publish("2026/03", None, "application", make_mark("TM/2026/000003", "AURELIA")))
    redacted["fields"].pop("mark"), redacted["salts"].pop("mark")
    for data in (alone, redacted):
        assert proof.faults(data | {"title": "ROLEX"}) == []
    assert proof.faults(alone | {"type": "snapshot"}) == ["type: is not as the data say"]


@pytest.mark.parametrize(
    "content",
    [b'{"a":' + b"[" * 100_000, b"[]", b"\xff"],
)
def test_what_is_no_data_is_named_and_never_crashes(site: Path, content: bytes):
    path = "tm/2026/000002/1/data.json"
    deep = b'"fields":{"a":' + b"[" * 900 + b"]" * 900 + b","
    for each in (content, (site / path).read_bytes().replace(b'"fields":{', deep)):
        relist(site, site / path, each)
        assert path in named(site)
        assert [one.path for one in verify_item(Disk(site), "tm/2026/000002/1").problems] == [path]


def test_a_value_that_stands_twice_is_refused(site: Path):
    path = "tm/2026/000002/1/data.json"
    content = (site / path).read_bytes()
    relist(site, site / path, content.replace(b'"number":', b'"number":"TM/2026/000777","number":'))
    assert "is no canonical JSON" in {problem.path: problem.reason for problem in verify(site).problems}[path]


def test_a_publication_in_the_folder_of_another_is_named(built: tuple[Any, Path], site: Path):
    key = built[0].signer.key.id
    (site / "tm/2026/000777/1").mkdir(parents=True)
    for name in ("data.json", "proof.json"):
        relist(site, site / f"tm/2026/000777/1/{name}", (site / f"tm/2026/000002/1/{name}").read_bytes())
    for found in (verify(site), verify_item(Disk(site), "TM/2026/000777", [key])):
        reasons = {problem.path: problem.reason for problem in found.problems}
        assert "is publication 1 of TM/2026/000002" in reasons["tm/2026/000777/1/data.json"]


def test_a_number_too_large_in_a_manifest_is_named(site: Path):
    path = site / "issues/2026/01/manifest.json"
    for name, inner in (("files", "size"), ("closing_list", "version")):
        own = json.loads(path.read_bytes())
        own[name][0][inner] = 2**60
        path.write_text(json.dumps(own))
        assert "issues/2026/01/manifest.json" in named(site)
        with pytest.raises(LookupError, match="is no manifest"):
            verify_issue(Disk(at_hand(site)), "2026/01")


def at_hand(site: Path) -> Path:
    """The same without the site's own manifest."""
    (site / "manifest.json").unlink(missing_ok=True)
    return site


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
                st.sampled_from(["fields", "salts", "digests", "kind", "number", "version", "root", "dossier", "x"]),
                x,
                max_size=5,
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
    (site / "issues/1").mkdir(parents=True)
    house, issue = House(office="XB", office_name="O", name="G", parts=()), Issue(id="1", date=DAY, sequence=1, count=0)
    stated = statement.written(statement.of_issue(house, issue, statement.tree(()), None))
    (site / "issues/1/issue.json").write_bytes(stated)
    brought = [File("issues/1/issue.json", len(stated), hashlib.sha256(stated).hexdigest(), "1")]
    own = manifest.of_issue(house, issue, (), brought, None)
    (site / "issues/1/manifest.json").write_bytes(manifest.written(own))
    (site / "issues/1/SHA256SUMS").write_bytes(manifest.sums([(brought[0].path, brought[0].sha256)]))
    files = [File(f"issues/1/{name}", 1, sha256(site / f"issues/1/{name}")) for name in ("SHA256SUMS", "manifest.json")]
    (site / "lists").mkdir()
    lists = []
    for path, written, count in manifest.lists([("0", files)]):
        (site / path).write_bytes(written)
        lists.append(manifest.ListOfFiles(path=path, sha256=sha256(site / path), files=count))
    listed = manifest.ListedIssue(id="1", date="2026-01-14", manifest="issues/1/manifest.json", sha256=files[1].sha256)
    held = manifest.SiteManifest(office="XB", gazette="G", issue="1", sequence=1, issues=(listed,), lists=tuple(lists))
    (site / "manifest.json").write_bytes(manifest.written(held))
    relist(site, site / "tm/data.json", content)
    assert named(site) == ["tm/data.json"]


def test_the_right_key_is_trusted_and_another_is_refused_by_name(built: tuple[Any, Path], site: Path):
    signer = built[0].signer
    for pinned in (signer.key.id, signer.key.public):
        assert verify(site, [pinned]).trusted
    other = type(signer)(2)
    found = {problem.path: problem.reason for problem in verify(site, [other.key.id]).problems}
    of_issues = [
        f"issues/2026/{n}/{name}" for n in ("01", "02") for name in ("manifest-signature.json", "signature.json")
    ]
    assert sorted(found) == [*of_issues, "signature.json"]
    assert all(f"is by key {signer.key.id}" in reason for reason in found.values())


def test_a_gazette_forged_whole_is_not_signed_by_the_key_that_readers_have(built: tuple[Any, Path], tmp_path: Path):
    gazette = built[0]
    forger = type(gazette.signer)(2)
    gazette.build("2026/02", tmp_path / "forged", sign=forger)
    assert verify(tmp_path / "forged").problems == ()
    assert not verify(tmp_path / "forged", [gazette.signer.key.public]).trusted


def test_an_issue_of_another_gazette_is_named(built: tuple[Any, Path], site: Path, tmp_path: Path):
    built[0].build("2026/01", tmp_path / "first")
    issue = "issues/2026/02/issue.json"
    (site / issue).write_bytes((tmp_path / "first/issues/2026/01/issue.json").read_bytes())
    assert named(site) == [issue]


@pytest.mark.parametrize(
    "name",
    [
        "issues/2026/01/signature.json",
        "issues/2026/01/manifest-signature.json",
        "signature.json",
        "keys/keyring.json",
    ],
)
def test_without_signatures_nothing_is_trusted(built: tuple[Any, Path], site: Path, name: str):
    (site / name).unlink()
    assert named(site) == [name]
    assert name in [problem.path for problem in verify(site, [built[0].signer.key.id]).problems]


def test_openssl_checks_an_issue(site: Path):
    folder = site / "issues/2026/01"
    key = json.loads((folder / "signature.json").read_bytes())["key"]
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", str(site / f"keys/{key}.pem")]
    for raw, signed in (("signature.bin", "issue.json"), ("manifest-signature.bin", "manifest.json")):
        for name in (signed, "index.html"):
            asked = [*command, "-sigfile", str(folder / raw), "-in", str(folder / name)]
            done = subprocess.run(asked, check=False, capture_output=True)
            assert (done.returncode == 0) == (name == signed)
