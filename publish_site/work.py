"""The work of a build that goes by dossiers: read, check, render and write some of them. Runs in several processes.

A task names dossiers with what the closing lists say of them; done, it says what was written and what the issues and
the lists shall show. Nothing is shared but the folder, where each path belongs to one dossier.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from opensearchpy import OpenSearch

from mappings import digest
from mappings.document import PublicationDocument
from mappings.engine import EngineSettings, connect
from mappings.number import DossierKey
from publish_site import (
    alone,
    checking,
    comparing,
    corrections,
    family,
    feeds,
    kinship,
    listings,
    lists,
    news,
    papers,
    paths,
    pictures,
    proof,
    reading,
    views,
)
from publish_site.feeds import Feed
from publish_site.issue import House, Issue
from publish_site.listings import Move, Shelf
from publish_site.news import Item
from publish_site.orphans import end_with_parent
from publish_site.pages import Listing, Pages, PartOfIssue, Rendered, editions
from publish_site.pictures import Files, Picture
from publish_site.standing import Entry, File, Printed, Publication, Standing
from publish_site.writer import Folder

COLLECTED = 200_000  # objects more than before when a worker looks for garbage
PICTURE = Callable[[str], bytes]


@dataclass(frozen=True)
class Job:
    """What all tasks of a build have in common. `house` and `issues` are the same for every task."""

    house: House
    issues: dict[str, Issue]
    new: tuple[str, ...]  # the issues that are being built
    deployment: str
    engine: EngineSettings | None
    folder: Path
    picture: PICTURE
    cache: Path | None
    documents: bool
    fonts: Path | None = None
    rendered: Rendered | None = None  # for this process alone


class Dossier(NamedTuple):
    """A dossier that is touched: what is expected of it, and what stood of it before."""

    id: str
    expected: list[Entry]
    before: list[Publication]


@dataclass
class Done:
    """What a task did."""

    files: list[File] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    news: list[Item] = field(default_factory=list)
    latest: dict[str, str] = field(default_factory=dict)  # dossier → the issue of its latest publication
    cards: list[tuple[str, str, dict[str, Any], list[tuple[str, str]]]] = field(
        default_factory=list
    )  # id, the issue it first came out in, card, terms
    moves: list[Move] = field(default_factory=list)
    kin: list[tuple[str, str, list[str], list[kinship.Names]]] = field(
        default_factory=list
    )  # id, kind, its numbers, whom it names
    differences: list[tuple[str, str]] = field(default_factory=list)  # issue, what is wrong
    warnings: list[str] = field(default_factory=list)


class Relative(NamedTuple):
    """A dossier that stands, all that was published of it, and its family."""

    id: str
    publications: list[Publication]
    links: kinship.Links


def relatives(standing: Standing) -> Iterator[Relative]:
    """The dossiers whose permanent pages link to other files since this build, or no longer."""
    for one in standing.kinship.touched():
        yield Relative(one, standing.publications(one), standing.kinship.links(one))


class Sheet(NamedTuple):
    """A page of a part of an issue in one of the languages: its number, and its entries as rendered, under their
    lowest class.
    """

    edition: int

    issue: Issue
    part: PartOfIssue
    number: int
    groups: list[tuple[str, list[str]]]


class Papers(NamedTuple):
    """The documents and the bulk data of an issue, from its publications and the snapshots that its events bear."""

    issue: Issue
    publications: list[Publication]


class Ready(NamedTuple):
    """Files of an issue that are made and wait to be written, as (path, content)."""

    files: list[tuple[str, bytes]]
    issue: str


class Worker:
    """Does tasks of one job."""

    def __init__(self, job: Job, engine: OpenSearch) -> None:
        self.job = job
        self.index = reading.Index(engine, job.deployment)
        self.editions = editions(job.house, documents=job.documents, rendered=job.rendered)
        self.folder = Folder(job.folder)

    def dossiers(self, task: Sequence[Dossier]) -> Done:
        """Reads, checks and writes these dossiers: their new publications and their permanent pages."""
        done = Done()
        read = reading.publications(self.index, self.job.house.office, self.job.new, [one.id for one in task])
        shown: dict[str, Picture] = {}
        brought: dict[str, list[File]] = {}
        for one in task:
            listed, differences = checking.listed(one.expected, read.get(one.id, []), self.job.issues)
            done.differences += differences
            if differences:
                continue
            for document in listed:
                checking.check_public(document)
            self._pictures(listed, done, shown, brought)
            self._dossier(one, listed, done, shown)
        return done

    def _dossier(
        self, one: Dossier, documents: Sequence[PublicationDocument], done: Done, shown: dict[str, Picture]
    ) -> None:
        before = [self._stood(each, shown) for each in one.before]
        everything = sorted([*before, *documents], key=lambda each: each.snapshot)
        new = {document.snapshot for document in documents}
        for pages in reversed(self.editions):  # the first last: what is the same in all languages is taken from it
            viewed = self._views(everything, shown, pages)
            for published in viewed:
                if published.document.snapshot in new:
                    compared = comparing.before(published, viewed)
                    self._write(done, pages.snapshot(published, compared), published.issue.id)
                    done.printed.append(pages.printed(published))
            self._write(done, [pages.dossier(viewed)], None)
        places = {issue: place for place, issue in enumerate(self.job.issues)}
        for published in viewed:
            if published.document.snapshot in new:
                done.news.append(news.item(published))
                self._data(one.id, published, done)
        self._write(done, corrections.files(viewed), None)
        newest = views.newest(viewed)
        done.kin.append((one.id, str(newest.document.kind), family.numbers(newest), family.names(newest)))
        issues = {each.issue.id for each in viewed}
        done.latest[one.id] = max(issues, key=places.__getitem__)
        first = min(issues, key=places.__getitem__)
        done.cards.append((one.id, first, lists.card(newest), lists.terms(newest)))
        done.moves += [move for move in listings.moves(viewed, places) if move.issue in self.job.new]

    def _data(self, dossier: str, published: views.Publication, done: Done) -> None:
        """What of a publication is the same in all languages."""
        data = digest.canonical(proof.data(published.document))
        written = self.folder.write(f"{published.folder}/data.json", data, published.issue.id)
        done.files.append(written)
        if published.has_st96 and self.job.documents:
            self._write(done, [(f"{published.folder}/st96.xml", papers.st96(published))], published.issue.id)
        done.publications.append(
            Publication(
                dossier,
                published.document.snapshot,
                published.issue.id,
                published.number,
                published.part.id,
                published.title,
                published.document.root or "",
                orjson.dumps([astuple(plate.picture) for plate in published.plates if plate.picture]),
                written.sha256,
                published.last.document.snapshot if published.last else 0,
            )
        )

    def families(self, task: Sequence[Relative]) -> Done:
        """Writes the permanent pages of dossiers whose families have changed, from what was written of them before."""
        done, shown = Done(), dict[str, Picture]()
        for one in task:
            everything = [self._stood(each, shown) for each in one.publications]
            for pages in self.editions:
                viewed = self._views(everything, shown, pages)
                self._write(done, [pages.dossier(viewed, one.links)], None)
        return done

    def _views(
        self, documents: Sequence[PublicationDocument], shown: dict[str, Picture], pages: Pages
    ) -> list[views.Publication]:
        """All publications of a dossier in one language."""
        found = [self._view(document, shown, pages) for document in documents]
        corrections.link(found)
        alone.bear(found)
        return found

    def _view(self, document: PublicationDocument, shown: dict[str, Picture], pages: Pages) -> views.Publication:
        issue = self.job.issues[str(document.issue)]
        return views.publication(document, issue, pages.house, shown, pages.language)

    def _stood(self, before: Publication, shown: dict[str, Picture]) -> PublicationDocument:
        """A publication as an earlier build wrote it. WrongFolder where it is another now."""
        key = DossierKey.from_id(before.dossier)
        path = f"{paths.snapshot(key.kind, before.number, before.snapshot)}/data.json"
        document = views.read_back(self.folder.read_again(path, before.data))
        shown |= {one[0]: Picture(*one) for one in orjson.loads(before.pictures)}
        return document

    def _pictures(
        self,
        documents: Sequence[PublicationDocument],
        done: Done,
        shown: dict[str, Picture],
        brought: dict[str, list[File]],
    ) -> None:
        """Writes the pictures of some publications; each of their issues brings them."""
        for document in documents:
            for filed in pictures.of_record(document.fields):
                done.files += [file._replace(issue=document.issue) for file in brought.get(filed["digest"], ())]
                if filed["digest"] in shown:
                    continue
                made = pictures.prepare(filed, document.number, self.job.picture, self.job.cache)
                if isinstance(made, Files):
                    shown[made.picture.digest] = made.picture
                    files = [self.folder.have(*named, str(document.issue)) for named in made.named()]
                    brought[made.picture.digest] = files
                    done.files += files
                if warning := made.warning if isinstance(made, Files) else made:
                    done.warnings.append(warning)

    def sheet(self, task: Sheet) -> list[File]:
        pages = self.editions[task.edition]
        path, content = pages.sheet(task.issue, task.part, task.number, task.groups)
        return [self.folder.write(path, content, task.issue.id)]

    def papers(self, task: Papers) -> Done:
        """Read back from what this build wrote before."""
        done, shown = Done(), dict[str, Picture]()
        stood = [self._view(self._stood(one, shown), shown, self.editions[0]) for one in task.publications]
        alone.bear(stood)
        entries = sorted((p for p in stood if p.issue.id == task.issue.id), key=lambda p: p.place)
        job, told = self.job, done.warnings.append
        made = papers.files(task.issue, job.house, entries, self.folder.read, told, fonts=job.fonts)
        self._write(done, made, task.issue.id)
        return done

    def listings(self, task: Sequence[Listing]) -> list[File]:
        return [self.folder.write(*pages.listing(one)) for one in task for pages in self.editions]

    def shelves(self, task: Sequence[Shelf]) -> list[File]:
        made = [pages.shelf(lists.BY_NAME[one.scheme], *one[1:]) for one in task for pages in self.editions]
        return [self.folder.write(*file) for file in made]

    def write(self, task: Ready) -> list[File]:
        return [self.folder.write(path, content, task.issue) for path, content in task.files]

    def feeds(self, task: Sequence[Feed]) -> list[File]:
        """Feeds and calendars of lists, which are in the first language, and pages, which are in all."""
        first, *others = self.editions
        files = [file for one in task for file in feeds.files(first, one)]
        pages = (file for one in task for other in others for file in feeds.files(other, one))
        files += [file for file in pages if file[0].endswith(".html")]
        return [self.folder.write(*file) for file in files]

    def _write(self, done: Done, files: Any, issue: str | None) -> None:
        done.files += [self.folder.write(path, content, issue) for path, content in files]


_worker: Worker | None = None  # of this process, for its whole life


def begin(job: Job) -> None:
    """Makes this process a worker, for as long as its build lives."""
    global _worker  # noqa: PLW0603 - the pool's way to hand a process what all its tasks need
    assert job.engine is not None
    end_with_parent()
    _worker = Worker(job, connect(job.engine, connections=1))
    gc.freeze()  # what is there stays, and what a task makes is seldom in cycles: looking for them took a tenth
    gc.set_threshold(COLLECTED)


def call(name: str, task: Any) -> Any:
    """Has the worker of this process do a task; `name` is that of its method."""
    return getattr(_worker, name)(task)
