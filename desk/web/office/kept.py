"""Files that come with a form of the office: examined as hostile, kept in the store, named in the form by a token.

A form that is drawn again holds the token in place of the file, which no browser would send a second time. Nobody can
make one: it is signed with a key of this process, so that a form names no document of another file.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from pydantic import ValidationError

from desk.capture import Examined, Examiner, called
from desk.web.office.intake import Field
from desk.web.office.typed_values import Wrong
from mappings.record import Audience, Document
from registry.documents import DocumentStore, keep
from registry.errors import UnacceptableDocument
from registry.letter_errors import DocumentRefused
from registry.pictures import PICTURES
from similarity.logos.refusals import LARGEST_BYTES

ENDINGS = {"image/jpeg": "jpg"}


class Files:
    """What takes files in, for all forms of one site."""

    def __init__(self, store: DocumentStore | None, examiner: Examiner) -> None:
        self._store, self._examiner = store, examiner
        self._key = secrets.token_bytes(32)

    def examined(self, content: bytes, name: str) -> Examined:
        """A PDF or a scan, in the store. DocumentRefused."""
        return self._examiner.examine(self._store, content, called(name))

    def taken(self, field: Field, content: bytes, name: str, audience: Audience = Audience.PUBLIC) -> Document:
        """What becomes of the file of a field: a picture as it is, all else as a PDF. Wrong says why not."""
        if len(content) > LARGEST_BYTES:
            raise Wrong(f"{called(name)} has more than {LARGEST_BYTES >> 20} MiB; choose a smaller one.")
        try:
            if field.role in PICTURES:
                found = keep(self.store, content, name=called(name), role=field.role, audience=audience)
                ending = ENDINGS.get(found.media_type, found.media_type.rpartition("/")[2])
                return found.model_copy(update={"name": f"{field.role}.{ending}"})  # what somebody called it is theirs
            document = self.examined(content, name).document
            return document.model_copy(update={"name": f"{field.role}.pdf", "role": field.role, "audience": audience})
        except (UnacceptableDocument, DocumentRefused) as problem:
            raise Wrong(f"{problem}.") from problem

    def token(self, document: Document) -> str:
        """What stands for the document in a form."""
        said = document.model_dump_json(exclude_none=True).encode()
        return f"{base64.urlsafe_b64encode(said).decode()}.{self._signature(said)}"

    def document(self, token: str) -> Document:
        """Wrong for what is no token of this process."""
        encoded, _, signature = token.partition(".")
        try:
            said = base64.urlsafe_b64decode(encoded)
            if hmac.compare_digest(signature.encode(), self._signature(said).encode()):
                return Document.model_validate_json(said)
        except (ValueError, ValidationError):
            pass
        raise Wrong("This file is not known any more; choose it again.")

    def known(self, token: str) -> Document | None:
        """The document of a token, for the page; None for what is none."""
        try:
            return self.document(token)
        except Wrong:
            return None

    @property
    def store(self) -> DocumentStore:
        if self._store is None:
            raise DocumentRefused("the file", "this register was opened without a document store")
        return self._store

    def _signature(self, said: bytes) -> str:
        return hmac.digest(self._key, said, hashlib.sha256).hex()
