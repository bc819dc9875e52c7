"""Why the gazette is not built. Each says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

SHOWN = 5  # names in a sentence; the rest are counted


def some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


class NotBuilt(Exception):
    """Nothing was written: the folder is as it was. The same sentence in whichever process it is raised."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), str(self), self.__dict__)


def _again(kind: type[NotBuilt], sentence: str, rest: dict[str, Any]) -> NotBuilt:
    """What another process raised; its own arguments are not known here."""
    made = kind.__new__(kind, sentence)
    made.__dict__.update(rest)
    return made


class NoSuchIssue(NotBuilt):
    def __init__(self, issue: str, closed: Sequence[str]) -> None:
        super().__init__(f"no closed issue {issue}; closed are: {some(list(reversed(closed))) or 'none'}")


class IndexBehind(NotBuilt):
    def __init__(self, issue: str, needed: int, reached: int | None) -> None:
        at = "has no checkpoint yet" if reached is None else f"is complete only to {reached}"
        super().__init__(
            f"issue {issue} is closed at register sequence {needed} but the index {at}; run `blazon index --once` first"
        )


class GapInIssue(NotBuilt):
    def __init__(self, issue: str, dossiers: Sequence[str]) -> None:
        super().__init__(
            f"issue {issue} touches what the index set aside: {some(dossiers)}; "
            "see `blazon index status`, mend and project it again"
        )


class ClosingListDiffers(NotBuilt):
    """The index holds another issue than the one that was closed."""

    def __init__(self, issue: str, differences: Sequence[str]) -> None:
        self.differences = tuple(differences)
        super().__init__(
            f"issue {issue} is not what its closing list says: {some(differences)}; "
            "run `blazon index audit --repair` and build again"
        )


class RedactedInIndex(NotBuilt):
    def __init__(self, publication: str, fields: Sequence[str]) -> None:
        super().__init__(
            f"{publication}: {some(fields)} was taken out by order, but the index has it still; "
            "run `blazon index --once` first"
        )


class SharedAddress(NotBuilt):
    def __init__(self, path: str, issue: str) -> None:
        super().__init__(
            f"{path} is for good what issue {issue} brings there, and would be another page too: a file has the number "
            "of another and a piece more; file it again under a number of its own"
        )


class NotForThePublic(NotBuilt):
    def __init__(self, publication: str, field: str) -> None:
        super().__init__(
            f"{publication}: the frozen {field} holds what the public may not read; "
            "check the office's publication rules before anything is built"
        )


class UnreadablePublication(NotBuilt):
    def __init__(self, publication: str, reason: str) -> None:
        super().__init__(f"{publication} does not read as a published record: {reason}")


class PictureMissing(NotBuilt):
    def __init__(self, number: str, digest: str, reason: str) -> None:
        super().__init__(
            f"{number}: the published picture {digest} is not in the document store ({reason}); restore it"
        )


class WrongFolder(NotBuilt):
    """The folder given is not one a build may replace."""


class NoFonts(NotBuilt):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is no folder of fonts; mend BLAZON_DESK_FONTS, or leave it out")


class UnknownLanguage(NotBuilt):
    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}; add a catalogue, or take the language out of `languages` in gazette.yaml")
