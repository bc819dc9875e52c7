"""The pictures that searches ask for: made anew in processes apart, kept for a day, looked at, found by a number."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desk.web import addresses
from desk.web.asking import Question, Source
from desk.web.keeping import Kept
from desk.web.site import Face, Site
from desk.wording import WordReader, WordsNotRead
from mappings.document import DossierDocument, Logo
from mappings.record import Kind
from publish_site.pictures import is_published
from registry.errors import CorruptDocument, DocumentMissing
from search_api import reading
from search_api.errors import InvalidRequest, Problem
from search_api.looking import PATIENCE, Looking, NoLooking, looking
from similarity.logos.cutting import WHOLE, Cut
from similarity.logos.guarded import Workers
from similarity.logos.look import Look
from similarity.logos.preparing import BadPrepared, Prepared, prepared_bytes

log = logging.getLogger(__name__)
AT_A_TIME = 2  # pictures examined at once, of all faces
REMEMBERED = 64  # looks, of some 10 kB each: a reload and a filter do not look again


class PictureGone(Problem):
    status = 410
    slug = "picture-gone"
    title = "This picture is not kept any more"

    def __init__(self) -> None:
        super().__init__(
            "pictures that people search by are deleted after a day", remedy="Choose the picture again, and compare."
        )


class PictureLost(Problem):
    status = 503
    slug = "picture-lost"
    title = "The picture of this file cannot be read now"

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"the document store cannot give it unchanged (SHA-256 {digest})",
            remedy="Tell the office: it has to restore the document from its backup.",
        )


@dataclass(frozen=True)
class View:
    """One picture of a file that can be asked by."""

    place: int  # from 1, among the pictures of the file
    digest: str
    name: str  # number and name of the view, as the record has them


@dataclass(frozen=True)
class AskedPicture:
    """The picture that a search asks by: how it looks, where it can be seen, whose it is."""

    digest: str  # of the PNG that was made of it
    src: str  # below the prefix of the face
    width: int
    height: int
    notes: tuple[str, ...]
    cut: Cut
    look: Look
    source: Source
    file: DossierDocument | None = None
    views: tuple[View, ...] = ()
    words: str = ""  # read in it
    unread: str = ""  # why they were not

    @property
    def cut_out(self) -> bool:
        return self.cut != WHOLE

    @property
    def name(self) -> str:
        """What a page calls it."""
        if self.file is None:
            return "Your picture"
        view = next((one.name for one in self.views if one.place == self.source.view), "")
        what = "Logo" if self.file.kind == Kind.TRADEMARK else f"View {view}"
        return f"{what} of {self.file.title or self.file.number}"


class Seeing:
    """Works for all faces of one process. `folder` keeps what was sent; None keeps it until the end of the process."""

    def __init__(self, folder: Path | None, reader: WordReader | None = None) -> None:
        self._reader = reader
        self._read: OrderedDict[str, str] = OrderedDict()  # digest of the PNG → its words
        self._reading = threading.BoundedSemaphore(AT_A_TIME)
        self._folder = folder
        self._own: TemporaryDirectory[str] | None = None
        self._looking = looking(AT_A_TIME)
        self._preparing = Looking(Workers(f"{prepared_bytes.__module__}:{prepared_bytes.__name__}"), AT_A_TIME)
        self._looks: OrderedDict[tuple[str, Cut], Look] = OrderedDict()
        self._filed: OrderedDict[tuple[str, str], str] = OrderedDict()  # face, digest as filed → digest of the PNG
        self._lock = threading.Lock()

    def close(self) -> None:
        self._looking.close()
        self._preparing.close()
        if self._own:
            self._own.cleanup()

    def kept(self, face: Face, *, of_files: bool = False) -> Kept:
        """The pictures of one face: what the staff searches by, the public cannot name.

        Those of files, which anybody can ask for one after another, push out nothing that was sent.
        """
        with self._lock:
            if self._folder is None:
                self._own = TemporaryDirectory(prefix="blazon-asked-")
                self._folder = Path(self._own.name)
        return Kept(self._folder / (f"{face.name}-files" if of_files else face.name))

    def shown(self, face: Face, digest: str) -> Prepared | None:
        """A picture that a page of this face shows, as it is kept; None where it is not, or not any more."""
        return self.kept(face).get(digest) or self.kept(face, of_files=True).get(digest)

    def forget(self) -> None:
        """Deletes what is too old, of whatever face."""
        if self._folder is not None and self._folder.is_dir():
            for folder in self._folder.iterdir():
                Kept(folder).forget()

    def keep(self, face: Face, content: bytes, *, of_file: bool = False) -> str:
        """The name of what was made of a file that somebody sent. PictureRefused, TooManyPictures, NoLooking."""
        packed = self._preparing.run(content)
        try:
            return self.kept(face, of_files=of_file).keep(packed)
        except BadPrepared as problem:
            raise NoLooking from problem

    def asked(self, site: Site, face: Face, question: Question, *, read: bool = True) -> AskedPicture | None:
        """The picture of a question, with the words in it if they are to be `read`; None where it asks for none.

        PictureGone; InvalidRequest for a number that leads to no picture; PictureLost; the problems of `keep`.
        """
        source = question.source
        if source.file:
            return self._of_file(site, face, question, read=read)
        if not source.picture:
            return None
        found = self.kept(face).get(source.picture)
        if found is None:
            raise PictureGone
        return self._asked(source.picture, found, question, read=read)

    def _of_file(self, site: Site, face: Face, question: Question, *, read: bool) -> AskedPicture:
        source = question.source
        file, views = pictured(face, source.file)
        view = next((one for one in views if one.place == source.view), None)
        if view is None:
            raise _no(f"{file.number} has no view {source.view}", "Choose one of its views, or leave it out.")
        filed = view.digest
        kept = self.kept(face, of_files=True)
        with self._lock:
            known = self._filed.get((face.name, filed), "")
        found = kept.get(known)
        if found is None:
            try:
                content = site.content.get(filed)
            except (DocumentMissing, CorruptDocument, OSError) as problem:
                raise PictureLost(filed) from problem
            known = self.keep(face, content, of_file=True)
            found = kept.get(known)
            with self._lock:
                _remember(self._filed, (face.name, filed), known)
        if found is None:
            raise PictureGone
        return self._asked(known, found, question, file, views, read=read)

    def _asked(
        self,
        digest: str,
        found: Prepared,
        question: Question,
        file: DossierDocument | None = None,
        views: tuple[View, ...] = (),
        *,
        read: bool,
    ) -> AskedPicture:
        look = self._look(digest, found, question.cut)
        words, unread = self._words(digest, found, question) if read else ("", "")
        return AskedPicture(
            digest=digest,
            src=addresses.asked_picture(digest),
            width=found.width,
            height=found.height,
            notes=found.notes,
            cut=question.cut,
            look=look,
            source=question.source,
            file=file,
            views=views,
            words=words,
            unread=unread,
        )

    def _words(self, digest: str, found: Prepared, question: Question) -> tuple[str, str]:
        """What is read in the picture of a mark whose words are not asked for, or why nothing was."""
        if self._reader is None or question.words or question.kind != Kind.TRADEMARK:
            return "", ""
        with self._lock:
            known = self._read.get(digest)
        if known is None:
            if not self._reading.acquire(timeout=PATIENCE):
                return "", "others are being read"
            try:
                known = self._reader.words(found.png)
            except WordsNotRead as problem:
                log.warning("the words of a picture were not read: %s", problem)
                return "", problem.detail
            finally:
                self._reading.release()
            with self._lock:
                _remember(self._read, digest, known)
        return known, ""

    def _look(self, digest: str, found: Prepared, cut: Cut) -> Look:
        with self._lock:
            known = self._looks.get((digest, cut))
        if known is None:
            known = self._looking.look(found.png, cut)
            with self._lock:
                _remember(self._looks, (digest, cut), known)
        return known


def _remember(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


def pictured(face: Face, number: str) -> tuple[DossierDocument, tuple[View, ...]]:
    """The file with that number, and those of its pictures that this face shows. InvalidRequest where there is none."""
    try:
        file = reading.dossier(face.index, number).dossier
    except Problem as problem:
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # the fault is here, not in the number
            raise
        raise _no(problem.detail, problem.remedy) from problem
    views = views_of(file, staff=face.staff)
    if not views:
        raise _no(f"{file.number} has no picture", "Give the number of a mark with a logo, or of a design.")
    return file, views


def views_of(file: DossierDocument, *, staff: bool) -> tuple[View, ...]:
    """The pictures that can be asked by: a mark's logo, a design's views; none of a patent."""
    if file.kind == Kind.PATENT:
        return ()
    record = file.record or {}
    shown = {one["digest"] for one in record.get("documents", ()) if staff or is_published(one)}
    named = view_names(record)
    found: tuple[Logo, ...] = (file.logo,) if file.logo else file.pictures
    views = [View(place, one.digest, named.get(one.digest, str(place))) for place, one in enumerate(found, 1)]
    return tuple(view for view in views if view.digest in shown)


def view_names(record: Mapping[str, Any]) -> dict[str, str]:
    """Digest → number and name of the view, of a design's record."""
    views = (record.get("design") or {}).get("views", ())
    return {
        view["document"]: f"{view['number']} {view.get('name') or ''}".strip() for view in views if view.get("document")
    }


def _no(detail: str, remedy: str) -> InvalidRequest:
    return InvalidRequest([{"parameter": "file", "detail": detail, "remedy": remedy}])
