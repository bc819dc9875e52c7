"""How the examining process is spoken to: over two pipes, in frames of a length and as many bytes.

Never pickle: what comes back was made from a hostile file.
"""

from __future__ import annotations

import json
import struct

REQUEST = struct.Struct(">I")  # how many bytes of a file follow
ANSWER = struct.Struct(">cI")  # the kind of an answer, and how many bytes follow
READY = b"R"  # once, when the work is imported and the limits hold
DONE = b"D"  # the bytes that the work made
REFUSED = b"N"  # why the file cannot be examined, see `refusal`
SPENT = b"S"  # as REFUSED, and the process ends: it had run out of memory
LARGEST_ANSWER = 1 << 20
_LARGEST_TEXT = 1_000  # characters of a sentence


def refusal(detail: str, remedy: str) -> bytes:
    return json.dumps({"detail": detail, "remedy": remedy}).encode()


def refused(body: bytes) -> tuple[str, str]:
    """The detail and the remedy in a refusal, as one line of bounded length each. ValueError when it is none."""
    try:
        said = json.loads(body)
    except RecursionError as error:
        raise ValueError("no refusal") from error
    if not isinstance(said, dict):
        raise ValueError("no refusal")  # noqa: TRY004 - the type of what came over the pipe is its value
    return _line(said.get("detail")), _line(said.get("remedy"))


def _line(text: object) -> str:
    if not isinstance(text, str) or not text:
        raise ValueError("no refusal")
    return "".join(letter if letter.isprintable() else " " for letter in text[:_LARGEST_TEXT])
