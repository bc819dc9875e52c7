"""The work of a build that goes by dossiers: read, check, render and write some of them. Runs in several processes.

A task names dossiers with what the closing lists say of them; done, it says what was written and what the issues and
the lists shall show. Nothing is shared but the folder, where each path belongs to one dossier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from opensearchpy import OpenSearch

from mappings.document import PublicationDocument
from mappings.engine import EngineSettings, connect
from mappings.number import DossierKey
from publish_site import checking, feeds, lists, news, papers, paths, pictures, reading, views
from publish_site.feeds import Feed
from publish_site.issue import House, Issue
from publish_site.news import Item
from publish_site.pages import Listing, Pages, PartOfIssue
from publish_site.pictures import Files, Picture
from publish_site.standing import Entry, File, Printed, Publication
from publish_site.writer import Folder

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
    differences: list[tuple[str, str]] = field(default_factory=list)  # issue, what is wrong
    warnings: list[str] = field(default_factory=list)


class Sheet(NamedTuple):
    """A page of a part of an issue: its number, and its entries as rendered, under their lowest class."""

    issue: Issue
    part: PartOfIssue
    number: int
    groups: list[tuple[str, list[str]]]


class Papers(NamedTuple):
    """The documents and the bulk data of an issue, from its publications."""

    issue: Issue
    publications: list[Publication]


class Worker:
    """Does tasks of one job."""

    def __init__(self, job: Job, engine: OpenSearch) -> None:
        self.job = job
        self.index = reading.Index(engine, job.deployment)
        self.pages = Pages(job.house, documents=job.documents)
        self.folder = Folder(job.folder)

    def dossiers(self, task: Sequence[Dossier]) -> Done:
        """Reads, checks and writes these dossiers: their new publications and their permanent pages."""
        done = Done()
        read = reading.publications(self.index, self.job.house.office, self.job.new, [one.id for one in task])
        shown: dict[str, Picture] = {}
        for one in task:
            listed, differences = checking.listed(one.expected, read.get(one.id, []), self.job.issues)
            done.differences += differences
            if differences:
                continue
            for document in listed:
                checking.check_public(document)
            self._pictures(listed, done, shown)
            self._dossier(one, listed, done, shown)
        return done

    def _dossier(
        self, one: Dossier, documents: Sequence[PublicationDocument], done: Done, shown: dict[str, Picture]
    ) -> None:
        new = [self._view(document, shown) for document in documents]
        before = [self._stood(each, shown) for each in one.before]
        places = {issue: place for place, issue in enumerate(self.job.issues)}
        everything = sorted([*before, *new], key=lambda each: each.document.snapshot)
        done.latest[one.id] = max((each.issue.id for each in everything), key=places.__getitem__)
        for published in new:
            known = [each for each in everything if _before(each, published, places)]
            done.news.append(news.item(published, known))
            self._write(done, self.pages.snapshot(published), published.issue.id)
            if published.record and self.job.documents:
                self._write(done, [(f"{published.folder}/st96.xml", papers.st96(published))], published.issue.id)
            done.publications.append(
                Publication(
                    one.id,
                    published.document.snapshot,
                    published.issue.id,
                    published.number,
                    published.part.id,
                    published.title,
                    published.document.root or "",
                )
            )
            done.printed.append(self.pages.printed(published))
        self._write(done, [self.pages.dossier(everything)], None)
        newest = views.newest(everything)
        done.cards.append((one.id, everything[0].issue.id, lists.card(newest), lists.terms(newest)))

    def _view(self, document: PublicationDocument, shown: dict[str, Picture]) -> views.Publication:
        return views.publication(document, self.job.issues[str(document.issue)], self.job.house, shown)

    def _stood(self, before: Publication, shown: dict[str, Picture]) -> views.Publication:
        """A publication as an earlier build wrote it."""
        key = DossierKey.from_id(before.dossier)
        path = f"{paths.snapshot(key.kind, before.number, before.snapshot)}/data.json"
        document = views.read_back(self.folder.read(path))
        for filed in pictures.of_record(document.fields):
            if filed["digest"] not in shown and (found := pictures.stands(filed["digest"], self.folder.folder)):
                shown[found.digest] = found
        return self._view(document, shown)

    def _pictures(self, documents: Sequence[PublicationDocument], done: Done, shown: dict[str, Picture]) -> None:
        """Writes the pictures of some publications."""
        for document in documents:
            for filed in pictures.of_record(document.fields):
                if filed["digest"] in shown:
                    continue
                made = pictures.prepare(filed, document.number, self.job.picture, self.job.cache)
                if isinstance(made, Files):
                    shown[made.picture.digest] = made.picture
                    done.files += [self.folder.have(*named, str(document.issue)) for named in made.named()]
                if warning := made.warning if isinstance(made, Files) else made:
                    done.warnings.append(warning)

    def sheet(self, task: Sheet) -> list[File]:
        path, content = self.pages.sheet(*task)
        return [self.folder.write(path, content, task.issue.id)]

    def papers(self, task: Papers) -> Done:
        """Read back from what this build wrote before."""
        done, shown = Done(), dict[str, Picture]()
        entries = sorted((self._stood(one, shown) for one in task.publications), key=lambda p: p.place)
        made = papers.files(task.issue, self.job.house, entries, self.folder.read, done.warnings.append)
        self._write(done, made, task.issue.id)
        return done

    def listings(self, task: Sequence[Listing]) -> list[File]:
        return [self.folder.write(*self.pages.listing(one)) for one in task]

    def feeds(self, task: Sequence[Feed]) -> list[File]:
        return [self.folder.write(*file) for one in task for file in feeds.files(self.pages, one)]

    def _write(self, done: Done, files: Any, issue: str | None) -> None:
        done.files += [self.folder.write(path, content, issue) for path, content in files]


_worker: Worker | None = None  # of this process, for its whole life


def begin(job: Job) -> None:
    """Makes this process a worker."""
    global _worker  # noqa: PLW0603 - the pool's way to hand a process what all its tasks need
    assert job.engine is not None
    _worker = Worker(job, connect(job.engine, connections=1))


def do_dossiers(task: Sequence[Dossier], worker: Worker | None = None) -> Done:
    return _of(worker).dossiers(task)


def do_sheet(task: Sheet, worker: Worker | None = None) -> list[File]:
    return _of(worker).sheet(task)


def do_papers(task: Papers, worker: Worker | None = None) -> Done:
    return _of(worker).papers(task)


def do_listings(task: Sequence[Listing], worker: Worker | None = None) -> list[File]:
    return _of(worker).listings(task)


def do_feeds(task: Sequence[Feed], worker: Worker | None = None) -> list[File]:
    return _of(worker).feeds(task)


def _before(one: views.Publication, other: views.Publication, places: dict[str, int]) -> bool:
    """Whether it was known when the other came out, in whatever order their issues are built."""
    return places[one.issue.id] <= places[other.issue.id] and one.document.snapshot < other.document.snapshot


def _of(worker: Worker | None) -> Worker:
    found = worker or _worker
    assert found is not None
    return found
