"""From the picture of a request to its look: bytes that somebody sent, or a file of the register by its number."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import NamedTuple

from mappings.document import DossierDocument
from search_api import reading
from search_api.errors import IndexNotReady, InvalidRequest, Problem
from search_api.index import Index
from search_api.logos import OTHER_VOCABULARY
from search_api.looking import Looking
from search_api.similar_request import PictureAsked
from similarity.logos.look import Look, of_index
from similarity.logos.vocabulary import in_use

NOT_TURNED = "The picture was taken from the index: turned and mirrored forms of it were not asked for."


class NoPicture(Problem):
    status = 422
    slug = "no-picture"
    title = "The file has no picture to compare with"

    def __init__(self, number: str, why: str) -> None:
        super().__init__(
            f"{number}: {why}", remedy="Send the picture itself, or ask by words.", members={"number": number}
        )


class NoPictureSearch(Problem):
    status = 422
    slug = "no-picture-search"
    title = "This office does not compare pictures"

    def __init__(self) -> None:
        super().__init__("there are no strategies for logos here", remedy="Ask by words.")


class Seen(NamedTuple):
    """How a picture looks, and the id of the file that it is of, where it is one of the register."""

    look: Look
    of: str | None = None
    codes: tuple[str, ...] = ()  # its Vienna codes
    products: tuple[str, ...] = ()  # its Locarno classes


def seen(index: Index, looking: Looking, asked: PictureAsked) -> Seen:
    """The look of the picture asked for.

    InvalidRequest, PictureRefused, TooManyPictures, NoLooking for one that was sent; for a number the errors of
    `reading.dossier` and NoPicture.
    """
    if asked.number is not None:
        return of_file(reading.dossier(index, asked.number).dossier)
    return Seen(looking.look(decoded(asked.content or ""), asked.part))


def of_file(document: DossierDocument) -> Seen:
    """The look of a file as the index holds it. NoPicture; IndexNotReady for one of another vocabulary."""
    kept = document.look
    found = of_index(kept.model_dump(mode="json", exclude_none=True)) if kept else None
    if not kept or not found:
        unseen = f"its picture was not looked at: {kept.unseen}" if kept and kept.unseen else None
        none = "nothing is drawn in its picture" if document.logo or document.pictures else "it has no picture"
        raise NoPicture(document.number, unseen or none)
    if kept.vocabulary != in_use().version:
        raise IndexNotReady(OTHER_VOCABULARY)
    return Seen(replace(found, notes=(NOT_TURNED,)), document.id, document.vienna, document.locarno)


def decoded(content: str) -> bytes:
    """The bytes of base64, in lines or in one. InvalidRequest."""
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError) as problem:
        error = {
            "parameter": "picture",
            "pointer": "/picture/content",
            "detail": f"it is no base64: {problem}",
            "remedy": "Send the bytes of the file in base64 (RFC 4648) with its padding, and nothing before them.",
        }
        raise InvalidRequest([error]) from problem
