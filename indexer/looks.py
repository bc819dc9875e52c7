"""The looks of the register's pictures: made once per content hash, key version and vocabulary, and kept in a file.

The file may be deleted at any time: what is missing is made anew, in processes that cannot harm this one. A picture
that cannot be looked at gives `unseen`, the reason, in its look's place, so that whoever searches is told of it; where
another try may end otherwise, that is not kept. Nothing of a picture, and no fault of the file, stops the indexer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from indexer.kept_looks import KeptLooks
from registry.errors import CorruptDocument, DocumentMissing
from similarity.logos import keys, look
from similarity.logos.child import WorkDoesNotStart
from similarity.logos.guarded import Workers
from similarity.logos.look import BadLook
from similarity.logos.refusals import BadPicture, BrokeOff
from similarity.logos.vocabulary import in_use

log = logging.getLogger(__name__)
MOST_PICTURES = 50  # of one file: its views are numbered in a byte, and a picture has five at most
TOLD_SECONDS = 5.0  # how often who prepares is told that it goes on
NOTHING = b"{}"
ONLY_SO_MANY = f"only the first {MOST_PICTURES} pictures were looked at"
ABSENT = (DocumentMissing, CorruptDocument, OSError)


class Made(NamedTuple):
    """What the index holds of one picture, and whether another try would end the same."""

    value: bytes
    lasting: bool


class Looks:
    """What `mappings.document.Look` holds of pictures, as JSON. Any number of threads and processes may use one file.

    `content` gives the bytes of a digest (DocumentMissing, CorruptDocument, OSError); `workers` run `keys.kept_bytes`.
    """

    def __init__(self, folder: Path, content: Callable[[str], bytes], workers: Workers) -> None:
        self.kept = KeptLooks(folder / f"looks-{keys.KEY_VERSION}-{in_use().version}.sqlite")
        self._content, self._workers = content, workers
        self._own = threading.local()

    def close(self) -> None:
        """Ends the processes; nothing may be asked any more."""
        self._workers.close()
        self.kept.close()

    def prepare(self, digests: Sequence[str], each: Callable[[], None] = lambda: None) -> None:
        """Makes the looks that are missing, in parallel; `each` is called every few seconds.

        Until it prepares again, this thread is given what was found and made from memory: none is tried twice.
        """
        known = self.kept.get(digests)
        missing = [digest for digest in dict.fromkeys(digests) if digest not in known]
        done: dict[str, bytes] = {}
        told = time.monotonic()
        for digest, made in zip(missing, self._made(missing), strict=True):
            known[digest] = made.value
            if made.lasting:
                done[digest] = made.value
            if time.monotonic() - told >= TOLD_SECONDS:
                self.kept.put(done)
                each()
                done, told = {}, time.monotonic()
        self.kept.put(done)
        self._own.known = known

    def of(self, digests: Sequence[str]) -> bytes | None:
        """The look of one file's pictures as canonical JSON; None where there is nothing to see in them."""
        found = [self._one(digest) for digest in digests[:MOST_PICTURES]]
        if len(found) == 1:
            return found[0] if found[0] != NOTHING else None
        joined = look.joined([orjson.loads(one) for one in found])
        if len(digests) > MOST_PICTURES:
            joined["unseen"] = ONLY_SO_MANY
        return _json(joined) if joined else None

    def _one(self, digest: str) -> bytes:
        known: dict[str, bytes] = getattr(self._own, "known", {})
        if value := known.get(digest) or self.kept.get([digest]).get(digest):
            return value
        (made,) = self._made([digest])
        if made.lasting:
            self.kept.put({digest: made.value})
        return made.value

    def _made(self, digests: Sequence[str]) -> Iterator[Made]:
        """Of each, in order."""
        absent: dict[int, Exception] = {}

        def contents() -> Iterator[bytes]:
            for place, digest in enumerate(digests):
                try:
                    yield self._content(digest)
                except ABSENT as problem:
                    absent[place] = problem
                    yield b""  # refused at once, without a process

        place = -1
        try:
            for place, answer in enumerate(self._workers.map(contents())):
                yield _seen(digests[place], absent.get(place, answer))
        except WorkDoesNotStart as problem:
            log.exception("pictures cannot be looked at")
            for digest in digests[place + 1 :]:
                yield _seen(digest, problem)


def _seen(digest: str, answer: bytes | Exception) -> Made:
    """The look that the workers packed, or why there is none."""
    if isinstance(answer, bytes):
        try:
            return Made(_json(look.fields(look.unpacked(answer), in_use())), lasting=True)
        except BadLook as problem:
            answer = problem
    log.warning("the picture %s was not looked at: %s", digest, answer)
    detail = answer.detail if isinstance(answer, BadPicture) else type(answer).__name__
    refused = isinstance(answer, BadPicture) and not isinstance(answer, BrokeOff)
    return Made(_json({"unseen": detail}), lasting=refused)


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
