"""An issue's manifest: the root over its files and the office's signature, which hold without the rest of the site."""

import dataclasses
import datetime as dt
import json
import shutil
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from mappings.digest import canonical
from publish_site import manifest
from publish_site.keyring import Keyring, Signature
from publish_site.merkle import Tree, proves
from publish_site.places import Disk
from publish_site.verify import Verified, verify
from publish_site.verify_part import verify_issue, verify_item
from tests.publish_site.forging import relist, sha256
from tests.publish_site.made_up_gazette import SIGNER, Backdated, FixedSigner

ISSUE, FOLDER = "2026/01", "issues/2026/01"
PAGE = "tm/2026/000002/1/index.html"
SEAL = f"{FOLDER}/manifest-signature.json"


@pytest.fixture
def site(built: tuple[Any, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[1], tmp_path / "site"))


def named(found: Verified) -> dict[str, str]:
    return {problem.path: problem.reason for problem in found.problems}


def at_hand(site: Path, to: Path) -> Path:
    """A folder with the files of one issue, what it says of itself, and the keys, as a reader may have kept them."""
    own = json.loads((site / FOLDER / "manifest.json").read_bytes())
    kept = [file["path"] for file in own["files"]] + ["keys/keyring.json", f"{FOLDER}/manifest.json"]
    kept += [f"{FOLDER}/{before}{name}" for before in ("", "manifest-") for name in ("signature.json", "signature.bin")]
    for path in kept:
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(site / path, to / path)
    return to


def test_a_manifest_has_the_root_over_its_files_and_is_signed(site: Path):
    content = (site / FOLDER / "manifest.json").read_bytes()
    own, told = json.loads(content), json.loads((site / SEAL).read_bytes())
    leaves = [canonical(file) for file in own["files"]]
    tree = Tree(leaves)
    assert own["tree"] == tree.root
    assert proves(leaves[3], 3, len(leaves), tree.proof(3), own["tree"])
    assert (
        SIGNER.ring.check(content, b64decode(told["signature"]), told["key"], dt.date.fromisoformat(told["day"])) == ""
    )


def test_a_page_changed_with_every_list_is_refused_by_the_issues_own_signature(site: Path, tmp_path: Path):
    relist(site, site / PAGE, b"<p>forged</p>")
    assert SEAL in named(verify(site))
    assert SEAL in named(verify_issue(Disk(site), ISSUE))
    found = named(verify_issue(Disk(at_hand(site, tmp_path / "hand")), ISSUE, [SIGNER.key.public]))
    assert found == {SEAL: f"is of another {FOLDER}/manifest.json"}
    told = json.loads((tmp_path / "hand" / SEAL).read_bytes()) | {"sha256": sha256(site / FOLDER / "manifest.json")}
    (tmp_path / "hand" / SEAL).write_bytes(canonical(told))
    found = named(verify_issue(Disk(tmp_path / "hand"), ISSUE))
    assert found == {SEAL: f"the signature is not by key {SIGNER.key.id}, or what it signed was changed"}


def test_an_issue_is_checked_with_its_own_files_alone(site: Path, tmp_path: Path):
    hand = at_hand(site, tmp_path / "hand")
    found = verify_issue(Disk(hand), ISSUE, [SIGNER.key.id])
    assert (found.problems, found.signed, found.trusted, found.snapshots) == ((), 1, True, 4)
    (hand / PAGE).write_bytes(b"<p>forged</p>")
    assert list(named(verify_issue(Disk(hand), ISSUE))) == [PAGE]
    (hand / SEAL).unlink()
    assert sorted(named(verify_issue(Disk(hand), ISSUE))) == [SEAL, PAGE]
    with pytest.raises(LookupError, match=r"issues/2026/07/manifest.json is missing"):
        verify_issue(Disk(hand), "2026/07")


@pytest.mark.parametrize(
    ("more", "says"),
    [({"tree": "0" * 64}, "its root is not that of its files"), ({"tree": None, "format": "2"}, "earlier format")],
)
def test_a_root_that_is_not_that_of_the_files_is_named(site: Path, tmp_path: Path, more: dict[str, Any], says: str):
    hand = at_hand(site, tmp_path / "hand")
    path = hand / FOLDER / "manifest.json"
    path.write_bytes(canonical(json.loads(path.read_bytes()) | more))
    assert says in named(verify_issue(Disk(hand), ISSUE))[f"{FOLDER}/manifest.json"]


def test_issues_from_before_there_was_a_key_are_signed_by_the_next_build(gazette: Any, tmp_path: Path):
    site = tmp_path / "site"
    gazette.build(ISSUE, site, sign=None, documents=False)
    assert not (site / SEAL).exists()
    gazette.build("2026/02", site, documents=False)
    found = verify(site, [SIGNER.key.id])
    assert (found.problems, found.signed) == ((), 2)


class Rotated(FixedSigner):
    """The first key was revoked before the second issue, and a second one signs."""

    def __init__(self) -> None:
        super().__init__(2)
        self.key = self.key.model_copy(update={"since": dt.date(2026, 2, 1)})
        first = SIGNER.key.model_copy(update={"revoked": dt.date(2026, 1, 1), "reason": "leaked"})
        self.ring = Keyring(keys=(first, self.key))

    def __call__(self, issue: str, date: dt.date, manifest: bytes) -> Signature:
        return dataclasses.replace(super().__call__(issue, date, manifest), day=dt.date(2026, 2, 14))

    manifest = __call__


def test_what_a_revoked_key_had_signed_is_signed_anew_and_nothing_else_changes(gazette: Any, tmp_path: Path):
    grown, whole = tmp_path / "grown", tmp_path / "whole"
    gazette.build(ISSUE, grown)
    first = (grown / FOLDER / "manifest.json").read_bytes()
    signer = Rotated()
    gazette.build("2026/02", grown, sign=signer)
    gazette.build("2026/02", whole, sign=signer)
    files = {path.relative_to(grown) for path in grown.rglob("*") if path.is_file()}
    assert files == {path.relative_to(whole) for path in whole.rglob("*") if path.is_file()}
    assert [path for path in files if (grown / path).read_bytes() != (whole / path).read_bytes()] == []
    assert (grown / FOLDER / "manifest.json").read_bytes() == first
    assert verify(grown, [signer.key.public]).problems == ()
    assert manifest.IssueManifest.model_validate_json(first).sequence == gazette.issue(ISSUE).sequence


def test_a_revoked_key_signs_no_later_issue_for_a_day_before_it_was_revoked(gazette: Any, tmp_path: Path):
    site, signer = tmp_path / "site", Backdated()
    gazette.build("2026/02", site, sign=signer, documents=False)
    seals = ["issues/2026/02/manifest-signature.json", "issues/2026/02/signature.json"]
    for found, names in (
        (verify(site, [signer.key.id]), [*seals, "signature.json"]),
        (verify_issue(Disk(site), "2026/02", [signer.key.id]), [*seals, "signature.json"]),
        (verify_item(Disk(site), "PT/2026/000045", [signer.key.id]), seals[1:]),
    ):
        assert list(named(found)) == names
        assert all("is of 2026-01-31, and what it signed of 2026-02-14" in each for each in named(found).values())
        assert not found.trusted
    assert verify_item(Disk(site), "TM/2026/000002", [signer.key.id]).trusted
