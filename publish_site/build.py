"""An issue with all those before it, as a folder: what is new is read, checked, rendered, and put in place whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from mappings.number import DossierKey
from publish_site import (
    calendars,
    checking,
    derived,
    feeds,
    ingredients,
    linked,
    listings,
    manifest,
    numbering,
    printing,
    reading,
    sheets,
    signing,
    sitemap,
    statement,
    work,
)
from publish_site.completeness import Unpublished
from publish_site.errors import ClosingListDiffers, NoFonts, NoSuchIssue, UnknownLanguage
from publish_site.hands import Do, hands
from publish_site.issue import Entry, House, Issue, Redacted, in_order, up_to
from publish_site.news import News
from publish_site.pages import Listing, Pages, Rendered, editions
from publish_site.papers import is_paper
from publish_site.standing import Entry as Expected
from publish_site.standing import StandingIssue, some
from publish_site.statement import Signs
from publish_site.work import Done, Dossier, Job
from publish_site.writer import Site, replacing

AT_ONCE = 40  # dossiers a task: about 0.1 s of a core, and one request to the engine
ALONE = 400  # publications from which on other processes are worth their start, a second each

Tell = Callable[[str, int, int], None]  # step, done, of
Lists = Callable[[str], Sequence[Entry]]  # an issue's id → its closing list
Numbers = Callable[[str], Iterable[Unpublished]]  # an issue's id → the numbers without publication when it was closed


@dataclass(frozen=True)
class Built:
    """What was built. `manifest` is the SHA-256 of manifest.json: the same for the same input."""

    folder: Path
    issues: tuple[str, ...]
    publications: int
    files: int
    written: int  # of the files, those that are new or others than before
    manifest: str
    warnings: tuple[str, ...] = ()


def silent(step: str, done: int, of: int) -> None:
    """Tells nobody."""


def build(
    index_: reading.Index,
    house: House,
    closed: Sequence[Issue],
    wanted: str,
    out: Path,
    *,
    closing: Lists,
    picture: Callable[[str], bytes],
    sign: Signs | None = None,
    redactions: Sequence[Redacted] = (),
    numbers: Numbers | None = None,
    documents: bool = True,
    cache: Path | None = None,
    fonts: Path | None = None,
    tell: Tell = silent,
    workers: int | None = None,
    rendered: Rendered | None = None,
) -> Built:
    """The site of all issues up to and with `wanted`, none of a later day, at `out`.

    `closed` are the closed issues of the register, `closing` gives the closing list of one. `picture` gives the bytes
    of a digest and raises LookupError or OSError where there are none; `cache` keeps thumbnails between builds; `fonts`
    is a folder of fonts for the PDF. Issues that stand at `out` are not built again, unless the office, the templates,
    the fonts or the `redactions` are others: then all is. `numbers` makes the completeness list. Without
    `documents` there is no PDF, no ST.96 and no data in bulk. `sign` signs each issue and the site; without it nothing
    is signed. `workers` processes share the work, as many as there are cores where it is not said; with 0 this one does
    it all, and `rendered` is told what it renders.
    Raises NotBuilt, and `out` is as it was, when the index is behind or differs, or when `out` is not a gazette or
    holds a later issue.
    """
    try:
        issues = up_to(wanted, closed)
    except LookupError as error:
        raise NoSuchIssue(wanted, [issue.id for issue in in_order(closed)]) from error
    try:
        languages = {pages.prefix for pages in editions(house)}
    except LookupError as error:
        raise UnknownLanguage(str(error)) from error
    if fonts and not fonts.is_dir():
        raise NoFonts(fonts)
    made_of = ingredients.made_of(house, redactions, documents=documents, fonts=fonts)
    may_go = partial(checking.may_go, out, languages, redactions)
    with replacing(out, manifest.MANIFEST, made_of, may_go) as site:  # holds the folder from the first look at it
        checking.check_folder(out, [issue.id for issue in issues], languages)
        standing = [each.id for each in site.standing.issues()]
        new = [issue for issue in issues if issue.id not in standing]
        made = _Build(
            index_, house, issues, new, site, closing, picture, sign, documents, cache, fonts, tell, rendered, numbers
        )
        made.expect(redactions)
        made.make(os.cpu_count() or 1 if workers is None else workers)
        digest = made.finish()
        count = sum(issue.count for issue in issues)
        total = site.standing.number_of_files()
        written = sum(1 for _ in site.standing.changed())
    return Built(out, tuple(i.id for i in issues), count, total, written, digest, printing.remedied(made.warnings))


@dataclass
class _Build:
    index: reading.Index
    house: House
    issues: Sequence[Issue]
    new: Sequence[Issue]
    site: Site
    closing: Lists
    picture: Callable[[str], bytes]
    sign: Signs | None
    documents: bool
    cache: Path | None
    fonts: Path | None
    tell: Tell
    rendered: Rendered | None
    numbers: Numbers | None
    warnings: list[str] = field(default_factory=list)
    differences: dict[str, list[str]] = field(default_factory=dict)

    def expect(self, redactions: Sequence[Redacted]) -> None:
        """Reads the closing lists of the new issues; refuses what the index cannot give."""
        asof, office = reading.checkpoint(self.index), self.house.office
        for issue in self.new:
            entries = self.closing(issue.id)
            checking.check_complete(issue, entries, asof)
            self._differ(issue.id, (f"{e.key} is of another office" for e in entries if e.office != office))
            try:
                self.site.standing.expect(
                    Expected(issue.id, e.key.id, str(e.kind), e.number, e.snapshot, e.version, e.root)
                    for e in entries
                    if e.office == office
                )
            except sqlite3.IntegrityError as error:
                raise ClosingListDiffers(issue.id, ["a snapshot stands on it that another line has already"]) from error
        reading.refresh(self.index)
        checking.check_redacted(self.index, office, [issue.id for issue in self.new], redactions)
        for issue in self.new:
            listed = self.site.standing.expected_of(issue.id)
            if reading.counted(self.index, office, issue.id) != len(listed):
                strays = set(reading.named(self.index, office, issue.id)) - listed
                names = (f"{DossierKey.from_id(dossier)} snapshot {snapshot}" for dossier, snapshot in strays)
                self._differ(issue.id, (f"{name} is not on the closing list" for name in names))
        self._refuse()

    def make(self, workers: int) -> None:
        """Everything that goes by dossiers, and then the issues."""
        of = sum(issue.count for issue in self.new)
        job = Job(
            house=self.house,
            issues={issue.id: issue for issue in self.issues},
            new=tuple(issue.id for issue in self.new),
            deployment=self.index.deployment,
            engine=self.index.settings,
            folder=self.site.folder,
            picture=self.picture,
            cache=self.cache,
            fonts=self.fonts,
            documents=self.documents,
            rendered=self.rendered,
        )
        with hands(job, self.index, workers if of >= ALONE else 0) as do:
            done = 0
            for result in do("dossiers", self._tasks()):
                self._take(result)
                done += len(result.publications)
                self.tell("publications", done, of)
            self._refuse()
            for result in do("families", some(work.relatives(self.site.standing), AT_ONCE)):
                self._take(result)
            for number, done in enumerate(do("papers", self._papers()) if self.documents else (), start=1):
                self._take(done)
                self.tell("documents", number, len(self.new))
            standing = self.site.standing.issues()
            previous = standing[-1] if standing else None
            for number, issue in enumerate(self.new, start=1):
                previous = self._issue(issue, previous, do)
                self.tell("issues", number, len(self.new))
            for files in do("listings", self._listings()):
                self.site.standing.add_files(files, self.places)
            for files in do("feeds", some(feeds.touched(self.issues, self.new, self.site.standing), AT_ONCE)):
                self.site.standing.add_files(files, self.places)
            for files in do("shelves", some(listings.shelves(self.site.standing), 1)):
                self.site.standing.add_files(files, self.places)

    def finish(self) -> str:
        """The front, the lists of files and the manifest; the SHA-256 of the manifest."""
        if self.new:
            standing, read = self.site.standing, self.site.read
            given = derived.Given(self.house, self.editions, self.issues, self.new, standing, read, self.numbers)
            for maker in derived.MAKERS:
                for path, content in maker(given):
                    self.site.add(path, content)
        if self.sign:
            for path, content in signing.files(self.sign, self.issues, self.new, self.site.read):
                self.site.add(path, content)
        return self._manifest()

    @cached_property
    def editions(self) -> tuple[Pages, ...]:
        return editions(self.house, documents=self.documents, rendered=self.rendered)

    def _tasks(self) -> Iterator[list[Dossier]]:
        standing = self.site.standing
        touched = (Dossier(one, entries, standing.publications(one)) for one, entries in standing.expected())
        yield from some(touched, AT_ONCE)

    def _papers(self) -> Iterator[work.Papers]:
        for issue in self.new:
            standing = self.site.standing
            yield work.Papers(issue, [*standing.of_issue(issue.id), *standing.borne(issue.id)])

    def _take(self, done: Done) -> None:
        """Writes down what a task did."""
        standing = self.site.standing
        standing.add_files(done.files, self.places)
        standing.add_publications(done.publications)
        standing.add_printed(done.printed)
        News(standing).add(done.news, self.places)
        for dossier, first, card, terms in done.cards:
            standing.set_dossier(dossier, self.places[first], card, terms)
            numbering.add(standing, dossier, card["path"])
            sitemap.add(standing, self.places[first], self.places[done.latest[dossier]])
        listings.grow(standing, done.moves, self.places)
        for kin in done.kin:
            standing.kinship.keep(*kin)
        self.warnings += done.warnings
        for issue, difference in done.differences:
            self._differ(issue, [difference])

    @cached_property
    def places(self) -> dict[str, int]:
        return {issue.id: place for place, issue in enumerate(self.issues, start=1)}

    def _issue(self, issue: Issue, previous: StandingIssue | None, do: Do) -> StandingIssue:
        """The pages of a new issue, its statement, the proofs, and its manifest."""
        standing = self.site.standing
        for edition in range(len(self.editions)):
            for files in do("sheet", sheets.of_issue(standing, issue, self.editions, edition)):
                standing.add_files(files, self.places)
        papers = [Path(file.path).name for file in standing.files(issue=issue.id) if is_paper(file.path)]
        ends = list(calendars.of_issue(self.editions[0], standing, issue, self.places[issue.id]))
        for path, content in ends:
            self.site.add(path, content, issue.id)
        given: dict[str, Any] = {"calendar": bool(ends)} | sheets.indexes(standing, issue, self.editions[0])
        for pages in self.editions:
            parts = derived.parts(pages.house, standing, issue)
            given["deadlines"] = calendars.last_days(self.house, issue, parts)
            given["linked"] = linked.issue(pages.house, issue, pages.language, pages.prefix)
            path, content = pages.issue(issue, parts, papers, signed=bool(self.sign), **given)
            self.site.add(path, content, issue.id)
        entries = statement.ordered(self.closing(issue.id))
        grown = statement.tree(entries)
        stated = statement.of_issue(self.house, issue, grown, previous.statement if previous else None)
        content = statement.written(stated)
        hashed = self.site.add(statement.path(issue.id), content, issue.id).sha256
        proofs = some(statement.proofs(entries, grown, stated), AT_ONCE)
        for files in do("write", (work.Ready(part, issue.id) for part in proofs)):
            standing.add_files(files, self.places)
        made = manifest.of_issue(
            self.house, issue, entries, standing.files(issue=issue.id), previous.manifest if previous else None
        )
        written = self.site.add(manifest.issue_path(issue.id), manifest.written(made))
        sums = manifest.sums((file.path, file.sha256) for file in made.files)
        self.site.add(manifest.issue_sums_path(issue.id), sums)
        stands = StandingIssue(issue.id, issue.date.isoformat(), written.sha256, hashed)
        standing.add_issue(self.places[issue.id], stands)
        return stands

    def _listings(self) -> Iterator[list[Listing]]:
        """The lists that are touched, some pages a task."""
        yield from some(listings.touched(self.site.standing), AT_ONCE)

    def _manifest(self) -> str:
        standing, newest = self.site.standing, self.issues[-1]
        issues = [
            manifest.ListedIssue(id=one.id, date=one.date, manifest=manifest.issue_path(one.id), sha256=one.manifest)
            for one in standing.issues()
        ]
        self.site.clear(manifest.LISTS)
        found = []
        many = standing.number_of_files(changing=True)
        for path, content, count in manifest.lists(standing.changing(lambda path: manifest.shard(path, many))):
            written = self.site.write(path, content)
            found.append(manifest.ListOfFiles(path=path, sha256=written.sha256, files=count))
        made = manifest.SiteManifest(
            office=self.house.office,
            gazette=self.house.name,
            issue=newest.id,
            sequence=newest.sequence,
            issues=tuple(issues),
            lists=tuple(found),
        )
        written = self.site.write(manifest.MANIFEST, manifest.written(made))
        named = [(manifest.MANIFEST, written.sha256), *((one.path, one.sha256) for one in found)]
        self.site.write(manifest.SUMS, manifest.sums(named))
        if self.sign:
            for path, content in statement.signed("", self.sign.site(newest.date, manifest.written(made))):
                self.site.write(path, content)
        return written.sha256

    def _differ(self, issue: str, differences: Iterable[str]) -> None:
        if found := list(differences):
            self.differences.setdefault(issue, []).extend(found)

    def _refuse(self) -> None:
        for issue in self.new:
            if issue.id in self.differences:
                raise ClosingListDiffers(issue.id, sorted(self.differences[issue.id]))
