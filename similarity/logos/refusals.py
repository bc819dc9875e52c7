"""Why a file cannot be examined, and what to send instead: a sentence each, for whoever sent it."""

from __future__ import annotations

LARGEST_BYTES = 16 << 20
BEFORE = 64  # bytes: what is asked of a file may stand before it
LONGEST = 512  # pixels of the longer side of what is examined
SEND = "Send the logo as a PNG, JPEG, GIF, WebP, TIFF or BMP."
AGAIN = "Open it in a picture program, save it again, for example as a PNG, and send that."
SMALLER = f"Send the logo smaller: {LONGEST} pixels for its longer side are enough."


class BadPicture(ValueError):
    """A file that cannot be examined: `detail` says what is wrong with it, `remedy` what to send instead."""

    def __init__(self, detail: str, remedy: str = SEND) -> None:
        super().__init__(f"{detail} {remedy}")
        self.detail, self.remedy = detail, remedy


class BrokeOff(BadPicture):
    """The process ended, or was ended, while it examined the file: another try may end otherwise."""


def bearable(content: bytes, before: int = 0) -> None:
    """BadPicture when there is nothing to read, or too much; `before` bytes may stand before the file."""
    if not content:
        raise BadPicture("The file is empty.")
    if len(content) > LARGEST_BYTES + before:
        mebibytes = len(content) / (1 << 20)
        raise BadPicture(f"The file has {mebibytes:,.1f} MiB; at most {LARGEST_BYTES >> 20} MiB are taken.", SMALLER)
