"""The pages of the gazette. Pure: data in, (path, bytes) out; `build` and `work` gather, `writer` writes.

Issue pages and snapshot pages hold nothing but what one issue froze, so that a later build gives the same bytes.
The front page, the permanent pages, the lists and the feed change with an issue, and with nothing else: they too are
made of what the issues so far froze.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from mappings import digest
from mappings.record import Kind
from publish_site import (
    comparing,
    corrections,
    design,
    family,
    headers,
    kinship,
    linked,
    manifest,
    paths,
    plain,
    saying,
    styles,
)
from publish_site.history import timeline
from publish_site.issue import House, Issue
from publish_site.language import Language
from publish_site.lists import BY_NAME, Scheme
from publish_site.standing import Printed
from publish_site.urn import urn
from publish_site.views import KINDS, Publication, newest, open_until

File = tuple[str, bytes]
Rendered = Callable[[str, str, dict[str, Any]], None]  # is told of a template, the way to the root, its data

LONGEST = 100  # entries a page of a part: about 300 kB of HTML, as much as a phone takes in its stride
SHOWN = 8  # plates on the front page
FED = 100  # issues in the feed
YEARS = 2  # on the front page; the others have pages of their own
ROOT = "\ue000"  # stands for the way to the root in what is rendered before its page is known


@dataclass(frozen=True)
class PartOfIssue:
    """A part of an issue: how many entries it has, and the paths of its pages."""

    id: str
    title: str
    count: int
    sheets: tuple[str, ...]
    lang: str = ""  # of the title, where it is not that of the page


class Listing(NamedTuple):
    """A page of a list: a block of it by its number, or with 0 its page with the newest."""

    scheme: str
    value: str
    folder: str
    cards: list[dict[str, Any]]
    blocks: int
    of: int  # dossiers in the whole list
    block: int
    fed: bool  # whether it has feeds, and whether a calendar of the ends of opposition
    dated: bool


class Pages:
    """Renders for one house."""

    def __init__(
        self,
        house: House,
        *,
        prefix: str = "",
        documents: bool = True,
        rendered: Rendered | None = None,
        languages: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`prefix` is the folder of the pages ("" is the root), `languages` (code, prefix) of all that there are."""
        self.house, self.prefix, self.documents, self._rendered = house, prefix, documents, rendered
        self.language = language = Language(house.language)
        self._languages = languages
        self._templates = design.quick(
            Path(__file__).with_name("templates"),
            {
                "long_day": language.day,
                "short_day": language.short_day,
                "thousands": language.number,
                "urn": partial(urn, house.office),
            },
            _=language.text,
            n_=language.counted,
            comma=language.comma,
            colon=language.colon,
            forms=language.forms,
            h_=language.marked,
            language={"code": language.code, "direction": language.direction},
            languages=[(code, Language(code).name, folder) for code, folder in languages],
            kinds={str(kind): language.text(name) for kind, name in KINDS.items()}
            | {str(kind): house.right(kind) for kind in house.registers},
            house=house.model_dump(mode="json", exclude={"others", "texts", "registers"}),
            styles={name: style.path for name, style in styles.present().items()},
            manifest=manifest.MANIFEST,
            header=digest.HEADER,
        )

    def text(self, template: str, root: str, **given: Any) -> str:
        """A template with its data; `root` is the way to the root of the site."""
        if self._rendered:
            self._rendered(template, root, given)
        text: str = self._templates.render_template(template, root=root, home=root + self.prefix, **given)
        return text

    def _inid(self, p: Publication) -> str:
        """The data of a publication, the same on its own page and on the permanent one: rendered once."""
        if p.rendered is None:
            p.rendered = self.text("inid.html", "", lines=plain.lines(p, p.lines)) if p.lines else ""
        return p.rendered

    def page(self, template: str, path: str, **given: Any) -> File:
        """A page; `path` is that of the same page at the root."""
        full = f"{self.prefix}{path}"
        given |= {"path": path, "canonical": self.house.full(full), "translations": self._translations(path, up(full))}
        return full, self.text(template, up(full), **given).encode("utf-8", "replace")

    def _translations(self, path: str, root: str) -> list[tuple[str, str]]:
        """The addresses of a page in all languages, full where the office says its own; the first also for all others.

        Search engines want full ones, a disk those from page to page.
        """
        if not self._languages[1:]:  # a page without translations
            return []
        found = [(code, self.house.full(prefix + path) or root + prefix + path) for code, prefix in self._languages]
        return [*found, ("x-default", found[0][1])]

    def printed(self, p: Publication) -> Printed:
        """A publication as its issue prints it."""
        heading = p.classes[0] if p.classes else ""
        _, _, (number, other), *_ = p.place
        html = self.text("entry.html", ROOT, p=plain.shown(p), lines=plain.lines(p, p.brief), word=p.title)
        owners = p.owners
        ordered = f"{number:05}{other}"
        return Printed(
            p.issue.id,
            p.document.dossier,
            p.part_place,
            p.part.id,
            ordered,
            p.number,
            p.document.version,
            heading,
            p.anchor,
            owners,
            p.classes,
            html,
            self.language.code,
        )

    def sheet(self, issue: Issue, part: PartOfIssue, number: int, groups: Sequence[tuple[str, Sequence[str]]]) -> File:
        """A page of a part: the entries, rendered before, under their lowest class."""
        path = part.sheets[number - 1]
        root = up(f"{self.prefix}{path}")
        told = [(heading, [entry.replace(ROOT, root) for entry in entries]) for heading, entries in groups]
        feed = f"parts/{paths.segment(part.id.upper())}"
        return self.page("part.html", path, issue=plain.issue(issue), part=part, number=number, groups=told, feed=feed)

    def issue(
        self, issue: Issue, parts: Sequence[PartOfIssue], papers: Sequence[str], *, signed: bool, **indexes: Any
    ) -> File:
        """The front of an issue; its `indexes`, of classes and owners, are of (heading, [(number, page#anchor)])."""
        path = f"{paths.issue(issue.id)}/index.html"
        told = [(self._called(name), name, headers.content_type(name).partition(";")[0]) for name in papers]
        given = {"papers": told, "signed": signed, **indexes}
        return self.page("issue.html", path, issue=plain.issue(issue), parts=parts, **given)

    def snapshot(self, p: Publication, before: Sequence[Publication] = ()) -> Iterator[File]:
        """One publication as it was frozen, and beside each of those `before` with which it is compared."""
        hashes = [(name, value, name in p.document.fields) for name, value in sorted(p.document.digests.items())]
        st96 = self.documents and p.has_st96
        given = {"st96": st96, "lines": self._inid(p), "apart": plain.lines(p, p.apart), "hashes": hashes}
        since = [{"snapshot": one.document.snapshot, "issue": one.issue.id} for one in before]
        yield self.page("snapshot.html", f"{p.folder}/index.html", p=plain.shown(p), since=since, **given)
        for older in before:
            yield from self._compared(p, older)

    def _compared(self, newer: Publication, older: Publication) -> Iterator[File]:
        """What changed from one snapshot to another, side by side and, in the first language, as JSON."""
        folder, found = comparing.folder(newer, older), comparing.changes(newer, older)
        if not self.prefix:
            yield f"{folder}/{comparing.DATA}", digest.canonical(found)
        given = {name: found[name] for name in ("older", "newer", "redacted")}
        rows = comparing.rows(found["lines"], older, newer)
        yield self.page(
            "differences.html", f"{folder}/{comparing.PAGE}", p=plain.shown(newer), rows=rows, folder=folder, **given
        )

    def dossier(self, publications: Sequence[Publication], links: kinship.Links = family.NONE) -> File:
        """The permanent page: the newest snapshot's data, all publications, the events they made known, its documents,
        and its family as far as `links` say that it is published here.

        Its file's present state is no part of it: that changes without an issue.
        """
        last = newest(publications)
        here = f"{paths.dossier(last.document.kind, last.number)}/"
        events = [
            event | ({"href": event["target"].removeprefix(here)} if "target" in event else {})
            for event in timeline(publications, last)
        ]
        told = [
            {
                "title": p.part.title,
                "lang": p.part.lang,
                "issue": p.issue.id,
                "href": p.target.removeprefix(here),
                "folder": p.folder,
                "st96": self.documents and p.has_st96,
                "snapshot": p.document.snapshot,
                "corrects": p.corrects.snapshot if p.corrects else 0,
                "corrected": [(one.issue.id, one.target.removeprefix(here)) for one in corrections.of(p, publications)],
                "since": [
                    (one.document.snapshot, f"{comparing.folder(p, one)}/{comparing.PAGE}".removeprefix(here))
                    for one in comparing.before(p, publications)
                ],
            }
            for p in publications
        ]
        status = last.record.get("status") or {}
        given = {
            "lines": self._inid(last),
            "publications": told,
            "events": events,
            "status": last.texts(status.get("text") or "") | {"group": status.get("group", "unknown")},
            "family": family.shown(last, links),
            "documents": family.documents(last),
            "opposition": open_until(publications),
            "data": bool(last.record),
            "st96": self.documents and last.has_st96,
            "linked": linked.dossier(self.house, last, self.prefix),
        }
        return self.page("dossier.html", last.page, p=plain.shown(last), **given)

    def _called(self, paper: str) -> str:
        """What a document of an issue is called (`papers`)."""
        stem, _, ending = paper.rpartition(".")
        volume, say = stem.partition("-")[2], self.language.text
        if ending == "pdf":
            return say("The issue as a PDF, volume {volume}", volume=volume) if volume else say("The issue as a PDF")
        if ending == "xml":
            return say("{kind} data as ST.96", kind=say(KINDS[Kind(volume)]))
        return say({"csv": "A table of its publications (CSV)", "jsonl": "All data with proofs (JSON Lines)"}[ending])

    def front(
        self,
        issues: Sequence[Issue],
        parts: Sequence[PartOfIssue],
        shown: Sequence[Any],
        lists: Sequence[Any],
        **given: Any,
    ) -> Iterator[File]:
        """The front page, how to verify, the feed. `issues` as closed; `shown` cards of the last, `lists` by scheme."""
        latest = plain.issue(issues[-1])
        dated = [
            plain.issue(one) for one in sorted(issues, key=lambda one: (one.date, one.sequence, one.id), reverse=True)
        ]
        years = [(year, list(group)) for year, group in groupby(dated, key=lambda one: one["date"][:4])][:YEARS]
        given |= {
            "data": self.documents,
            "latest": latest,
            "parts": parts,
            "years": years,
            "shown": shown,
            "lists": lists,
        }
        yield self.page("front.html", "index.html", **given)
        yield self.page("verify.html", "verify/index.html", latest=latest)
        if not self.prefix:
            yield self.page("feed.xml", "feed.xml", issues=dated[:FED])

    def shelf(self, scheme: Scheme, letter: str, rows: Sequence[tuple[str, str, int]]) -> File:
        """Lists of a kind by name, folder and number of dossiers; of many, those of a first letter, or the letters."""
        path = f"{scheme.folder}/{letter}/index.html" if letter else f"{scheme.folder}/index.html"
        values = [(name, f"{folder}/index.html", count) for name, folder, count in rows]
        return self.page("scheme.html", path, scheme=_scheme(scheme), letter=letter.upper(), values=values)

    def listing(self, one: Listing) -> File:
        path = f"{one.folder}/{one.block}/index.html" if one.block else f"{one.folder}/index.html"
        cards = [card | {"status": saying.of(self.house, card["kind"])(card["status"])} for card in one.cards]
        told = one._asdict() | {"scheme": _scheme(BY_NAME[one.scheme]), "cards": cards}
        return self.page("listing.html", path, **told)


def editions(house: House, **given: Any) -> tuple[Pages, ...]:
    """The pages in each language of a house; the first at the root, each other in a folder named by its language."""
    all_of = [(house, ""), *((other, f"{_folder(other.language)}/") for other in house.others)]
    languages = [(each.language, prefix) for each, prefix in all_of]
    return tuple(Pages(each, prefix=prefix, languages=languages, **given) for each, prefix in all_of)


def _folder(language: str) -> str:
    """The folder of a language; `pt` is that of the patents."""
    return f"in-{language}" if language in set(Kind) else language


@lru_cache(maxsize=64)
def _ups(depth: int) -> str:
    return "../" * depth


def up(path: str) -> str:
    """The way from a page to the root of the site: works from any web address and from a disk."""
    return _ups(path.count("/"))


def parted(issue: Issue, titles: Iterable[tuple[str, str, int]]) -> list[PartOfIssue]:
    """The parts of an issue from (id, title, count), each in pages of at most LONGEST entries."""
    return [
        PartOfIssue(
            part,
            title,
            count,
            tuple(paths.part(issue.id, part, number) for number in range(1, 1 + -(-count // LONGEST))),
        )
        for part, title, count in titles
    ]


def _scheme(scheme: Scheme) -> dict[str, str]:
    return {"title": scheme.title, "each": scheme.each, "folder": scheme.folder}
