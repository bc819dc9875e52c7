"""What a build signs: of each issue its statement and its manifest. The site's own manifest is signed last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence

import orjson

from publish_site import manifest, paths, statement
from publish_site.issue import Issue
from publish_site.keyring import Keyring
from publish_site.statement import Signs


def files(
    sign: Signs, issues: Sequence[Issue], new: Collection[Issue], read: Callable[[str], bytes]
) -> Iterator[tuple[str, bytes]]:
    """The public keys; the signatures of the `new` issues, and anew those that stand by a key that was revoked since.

    `read` gives a file of the site.
    """
    yield from statement.keys(sign.ring)
    for issue in issues:
        folder = f"{paths.issue(issue.id)}/"
        signed = (
            (folder, statement.path(issue.id), sign),
            (f"{folder}{statement.OF_MANIFEST}", manifest.issue_path(issue.id), sign.manifest),
        )
        for before, path, signs in signed:
            if issue in new or not _holds(sign.ring, f"{before}{statement.SIGNATURE}", issue.date, read):
                yield from statement.signed(before, signs(issue.id, issue.date, read(path)))


def _holds(ring: Keyring, signature: str, since: dt.date, read: Callable[[str], bytes]) -> bool:
    """Whether a signature of ours is there and still one: its key may have been revoked. None is of a day before its
    issue's.
    """
    try:
        told = orjson.loads(read(signature))
    except FileNotFoundError:  # built before there was a key
        return False
    key, day = ring.by_id(told["key"]), dt.date.fromisoformat(told["day"])
    return key is not None and key.valid_on(day) and day >= since
