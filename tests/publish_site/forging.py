"""What somebody without a key can do to a site: change a file, and every list and hash that speaks of it."""

import hashlib
import json
from pathlib import Path

from mappings import digest
from publish_site import manifest, statement
from publish_site.issue import Entry
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


def feign(site: Path) -> str:
    """Adds a publication that nobody signed to an issue of its own, which says that it is the first one; its number."""
    data = json.loads((site / "tm/2026/000002/1/data.json").read_bytes())
    data |= {"issue": "fake", "number": "TM/2026/000777", "dossier": "XB.tm.TM%2F2026%2F000777"}
    data["root"] = digest.root(digest.header(data), data["digests"])
    entry = Entry.model_validate({name: data[name] for name in Entry.model_fields})
    tree = statement.tree([entry])
    real = json.loads((site / "issues/2026/01/issue.json").read_bytes())
    made = statement.Statement.model_validate(real | {"publications": 1, "tree": tree.root})
    forged = {"issues/fake/issue.json": statement.written(made), "tm/2026/000777/1/data.json": digest.canonical(data)}
    for path, content in (forged | dict(statement.proofs([entry], tree, made))).items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(content)
    return str(data["number"])
