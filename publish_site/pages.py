"""The pages of the gazette. Pure: data in, (path, bytes) out; `build` and `work` gather, `writer` writes.

Issue pages and snapshot pages hold nothing but what one issue froze, so that a later build gives the same bytes.
The front page, the permanent pages, the lists and the feed change with an issue, and with nothing else: they too are
made of what the issues so far froze.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from mappings import digest
from mappings.inid import InidLine
from mappings.record import Kind
from publish_site import design, manifest, paths, proof
from publish_site.issue import House, Issue
from publish_site.language import Language
from publish_site.lists import BY_NAME, Scheme, folder, initial
from publish_site.standing import Printed
from publish_site.views import KINDS, Publication, newest, timeline

File = tuple[str, bytes]

LONGEST = 100  # entries a page of a part: about 300 kB of HTML, as much as a phone takes in its stride
SHOWN = 8  # plates on the front page
FED = 100  # issues in the feed
MANY = 500  # lists of a kind from which on each first letter has a page
ROOT = "\ue000"  # stands for the way to the root in what is rendered before its page is known


@dataclass(frozen=True)
class PartOfIssue:
    """A part of an issue: how many entries it has, and the paths of its pages."""

    id: str
    title: str
    count: int
    sheets: tuple[str, ...]


class Listing(NamedTuple):
    """A page of a list: a block of it by its number, or with 0 its page with the newest."""

    scheme: str
    value: str
    folder: str
    cards: list[dict[str, Any]]
    blocks: int
    of: int  # dossiers in the whole list
    block: int


class Pages:
    """Renders for one house."""

    def __init__(self, house: House, *, documents: bool = True) -> None:
        self.house, self.documents = house, documents
        self.language = Language()
        self._templates = design.quick(
            Path(__file__).with_name("templates"),
            _=self.language.text,
            n_=self.language.counted,
            house=house.model_dump(mode="json"),
            manifest=manifest.MANIFEST,
            header=digest.HEADER,
        )

    def text(self, template: str, root: str, **given: Any) -> str:
        """A template with its data; `root` is the way to the root of the site."""
        text: str = self._templates.render_template(template, root=root, home=root, **given)
        return text

    def _inid(self, p: Publication) -> str:
        """The data of a publication, the same on its own page and on the permanent one: rendered once."""
        if p.rendered is None:
            p.rendered = self.text("inid.html", "", lines=_lines(p.lines)) if p.lines else ""
        return p.rendered

    def _page(self, template: str, path: str, **given: Any) -> File:
        return path, self.text(template, up(path), path=path, **given).encode("utf-8", "replace")

    def assets(self) -> Iterator[File]:
        yield "assets/blazon.css", design.STYLESHEET.read_bytes()
        yield "assets/verify.js", Path(__file__).with_name("assets").joinpath("verify.js").read_bytes()
        icon = design.EMBLEM.read_text(encoding="utf-8").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
        yield "assets/emblem.svg", icon.replace("currentColor", "#143f8f").encode()

    def printed(self, p: Publication) -> Printed:
        """A publication as its issue prints it."""
        heading = p.classes[0] if p.classes else ""
        _, (number, other), *_ = p.place
        html = self.text("entry.html", ROOT, p=_shown(p), lines=_lines(p.brief), word=p.title)
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
        )

    def sheet(self, issue: Issue, part: PartOfIssue, number: int, groups: Sequence[tuple[str, Sequence[str]]]) -> File:
        """A page of a part: the entries, rendered before, under their lowest class."""
        path = part.sheets[number - 1]
        root = up(path)
        told = [(heading, [entry.replace(ROOT, root) for entry in entries]) for heading, entries in groups]
        return self._page("part.html", path, issue=_issue(issue), part=part, number=number, groups=told)

    def issue(
        self, issue: Issue, parts: Sequence[PartOfIssue], papers: Sequence[str], *, signed: bool, **indexes: Any
    ) -> File:
        """The front of an issue; its `indexes`, of classes and owners, are of (heading, [(number, page#anchor)])."""
        path = f"{paths.issue(issue.id)}/index.html"
        given = {"papers": [(_called(name), name) for name in papers], "signed": signed, **indexes}
        return self._page("issue.html", path, issue=_issue(issue), parts=parts, **given)

    def snapshot(self, p: Publication) -> Iterator[File]:
        """One snapshot for people and for machines."""
        data = proof.data(p.document)
        yield f"{p.folder}/data.json", digest.canonical(data)
        hashes = [(name, value, name in p.document.fields) for name, value in sorted(p.document.digests.items())]
        st96 = self.documents and bool(p.record)
        given = {"st96": st96, "lines": self._inid(p), "apart": _lines(p.apart), "hashes": hashes}
        yield self._page("snapshot.html", f"{p.folder}/index.html", p=_shown(p), **given)

    def dossier(self, publications: Sequence[Publication]) -> File:
        """The permanent page: the newest snapshot's data, all publications, the events they made known.

        Its file's present state is no part of it: that changes without an issue.
        """
        last = newest(publications)
        here = f"{paths.dossier(last.document.kind, last.number)}/"
        events = [
            event | ({"href": event["target"].removeprefix(here)} if "target" in event else {})
            for event in timeline(publications, last)
        ]
        told = [{"title": p.part.title, "issue": p.issue.id, "href": p.target.removeprefix(here)} for p in publications]
        status = last.record.get("status") or {}
        given = {"lines": self._inid(last), "publications": told, "events": events, "status": status}
        return self._page("dossier.html", last.page, p=_shown(last), data=bool(last.record), **given)

    def front(
        self, issues: Sequence[Issue], parts: Sequence[PartOfIssue], shown: Sequence[Any], lists: Sequence[Any]
    ) -> Iterator[File]:
        """The front page, how to verify, the feed. `issues` as closed; `shown` cards of the last, `lists` by scheme."""
        latest = _issue(issues[-1])
        dated = [_issue(one) for one in sorted(issues, key=lambda one: (one.date, one.sequence, one.id), reverse=True)]
        years = [(year, list(group)) for year, group in groupby(dated, key=lambda one: one["date"][:4])]
        yield self._page("front.html", "index.html", latest=latest, parts=parts, years=years, shown=shown, lists=lists)
        yield self._page("verify.html", "verify/index.html", latest=latest)
        yield self._page("feed.xml", "feed.xml", issues=dated[:FED], first=_issue(issues[0]))

    def scheme(self, scheme: Scheme, values: Sequence[tuple[str, int]]) -> Iterator[File]:
        """All lists of a kind, from value and number of dossiers; of many one page for each first letter."""
        rows = [(value, f"{folder(scheme.name, value)}/index.html", count) for value, count in values]
        if not rows:
            return
        pages = [("", f"{scheme.folder}/index.html", rows)]
        if len(rows) > MANY:
            letters: dict[str, list[tuple[str, str, int]]] = {}
            for row in rows:
                letters.setdefault(initial(row[0]), []).append(row)
            found = [(letter, f"{scheme.folder}/{letter}/index.html", letters[letter]) for letter in sorted(letters)]
            front = [(letter.upper(), path, len(each)) for letter, path, each in found]
            pages = [("", f"{scheme.folder}/index.html", front), *found]
        for letter, path, each in pages:
            yield self._page("scheme.html", path, scheme=_scheme(scheme), letter=letter.upper(), values=each)

    def listing(self, one: Listing) -> File:
        path = f"{one.folder}/{one.block}/index.html" if one.block else f"{one.folder}/index.html"
        return self._page("listing.html", path, **(one._asdict() | {"scheme": _scheme(BY_NAME[one.scheme])}))


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


@lru_cache(maxsize=4096)
def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "id": issue.id,
        "date": issue.date.isoformat(),
        "sequence": issue.sequence,
        "count": issue.count,
        "folder": paths.issue(issue.id),
    }


def _called(paper: str) -> str:
    """What a document of an issue is called (`papers`)."""
    stem, _, ending = paper.rpartition(".")
    volume = stem.partition("-")[2]
    if ending == "pdf":
        return f"The issue as a PDF, volume {volume}" if volume else "The issue as a PDF"
    if ending == "xml":
        return f"{KINDS[Kind(volume)]}s as ST.96"
    return {"csv": "A table of its publications (CSV)", "jsonl": "All data with proofs (JSON Lines)"}[ending]


def _scheme(scheme: Scheme) -> dict[str, str]:
    return {"title": scheme.title, "each": scheme.each, "folder": scheme.folder}


def _shown(p: Publication) -> dict[str, Any]:
    """What the templates ask of a publication, as plain data: they are rendered the faster."""
    event = p.document.event
    return {
        "kind": str(p.document.kind),
        "kind_name": p.kind_name,
        "number": p.number,
        "title": p.title,
        "page": p.page,
        "target": p.target,
        "anchor": p.anchor,
        "snapshot": p.document.snapshot,
        "root": p.document.root or "",
        "part": p.part.title,
        "issue": _issue(p.issue),
        "event": (event.get("text") or event.get("code") or "") if event else "",
        "record": bool(p.record),
        "plates": [
            {
                "alt": plate.alt,
                "caption": plate.caption,
                "src": plate.picture.thumbnail if plate.picture else "",
                "full": plate.picture.full if plate.picture else "",
                "width": plate.picture.width if plate.picture else 0,
                "height": plate.picture.height if plate.picture else 0,
            }
            for plate in (p.plates or (p.plate,))
        ],
        "pictured": len(p.plates),
    }


def _lines(lines: Sequence[InidLine]) -> list[dict[str, Any]]:
    return [
        {
            "code": line.code,
            "label": line.label,
            "columns": line.columns,
            "rows": line.rows,
            "items": [{"text": one.text, "head": one.head, "details": one.details} for one in line.items],
        }
        for line in lines
    ]
