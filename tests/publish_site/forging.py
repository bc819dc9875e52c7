"""What somebody without a key can do to a site: change a file, and every list and hash that speaks of it."""

import hashlib
import json
from pathlib import Path

from mappings import digest
from publish_site import manifest
from publish_site.merkle import root


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def relist(site: Path, path: Path, content: bytes) -> None:
    """Changes a file of the first issue, or adds one, and all lists with it, as a forger without a key would."""
    path.write_bytes(content)
    name = path.relative_to(site).as_posix()
    held = json.loads((site / "manifest.json").read_bytes())
    previous = None
    for issue in held["issues"]:
        own = json.loads((site / issue["manifest"]).read_bytes())
        if issue == held["issues"][0]:
            files = [file for file in own["files"] if file["path"] != name]
            files.append({"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()})
            own["files"] = sorted(files, key=lambda file: file["path"])
        own["previous"] = previous
        own["tree"] = root(map(digest.canonical, own["files"]))
        (site / issue["manifest"]).write_bytes(digest.canonical(own))
        sums = manifest.sums((file["path"], file["sha256"]) for file in own["files"])
        (site / manifest.issue_sums_path(issue["id"])).write_bytes(sums)
        previous = issue["sha256"] = sha256(site / issue["manifest"])
    for one in held["lists"]:
        told = manifest.told((site / one["path"]).read_bytes())
        (site / one["path"]).write_bytes(manifest.sums((each, sha256(site / each)) for each in told))
        one["sha256"] = sha256(site / one["path"])
    (site / "manifest.json").write_bytes(digest.canonical(held))
    named_first = ["manifest.json", *(one["path"] for one in held["lists"])]
    (site / "SHA256SUMS").write_bytes(manifest.sums((each, sha256(site / each)) for each in named_first))
