"""What `blazon publish verify` says of what it found. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from publish_site.statement import SIGNATURE
from publish_site.verify import Verified


def problems(found: Verified) -> Iterator[str]:
    """A line a problem; where all signatures fail for one reason, one line for them all."""
    failed = [one for one in found.problems if one.path.endswith(SIGNATURE)]
    alike = len(failed) > 1 and len({one.reason for one in failed}) == 1
    if alike:
        yield f"{len(failed)} signatures, from {failed[0].path} to {failed[-1].path}: each {failed[0].reason}"
    yield from (f"{one.path}: {one.reason}" for one in found.problems if not (alike and one in failed))


def summary(found: Verified, *, named: bool) -> str:
    """The last line; `named` says whether the reader named a key."""
    signed = f"{found.signed} of {_counted(found.issues, 'issue')} signed"
    signed += " by a key you trust" if found.trusted else ""
    said = f"{_counted(found.files, 'file')}, {_counted(found.snapshots, 'snapshot')}, {signed}"
    said += f": {_counted(len(found.problems), 'problem')}"
    if found.keys and not named:
        said += (
            f". Signed by the key {', '.join(found.keys)} that lies beside it, for which nothing vouches: compare it "
            "with the key of the office from elsewhere, or name that with --key"
        )
    return said


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
