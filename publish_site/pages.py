"""The pages of the gazette. Pure: data in, (path, bytes) out; `build` gathers, `writer` writes.

Issue pages and snapshot pages hold nothing but what one issue froze, so that a later build gives the same bytes.
The front page, the permanent pages and the feed change with an issue, and with nothing else: they too are made of
what the issues so far froze.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from mappings import digest
from publish_site import design, manifest, paths, proof
from publish_site.issue import House, Issue
from publish_site.views import Publication, class_order, index, timeline

File = tuple[str, bytes]

LONGEST = 100  # entries a page of a part: about 300 kB of HTML, as much as a phone takes in its stride
SHOWN = 8  # plates on the front page
FED = 100  # issues in the feed


@dataclass(frozen=True)
class Sheet:
    """One page of a part of an issue: its entries under their lowest class."""

    path: str
    number: int
    groups: tuple[tuple[str, tuple[Publication, ...]], ...]


@dataclass(frozen=True)
class PartOfIssue:
    title: str
    count: int
    sheets: tuple[Sheet, ...]


class Pages:
    """Renders for one house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._templates = design.environment(Path(__file__).with_name("templates"))

    def _render(self, template: str, path: str, **given: Any) -> File:
        def link(target: str) -> str:
            return paths.relative(path, target)

        text = self._templates.get_template(template).render(
            house=self.house, path=path, link=link, paths=paths, manifest=manifest, digest=digest, **given
        )
        return path, text.encode("utf-8")

    def assets(self) -> Iterator[File]:
        yield "assets/blazon.css", design.STYLESHEET.read_bytes()
        icon = design.EMBLEM.read_text(encoding="utf-8").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
        yield "assets/emblem.svg", icon.replace("currentColor", "#143f8f").encode()

    def issue(self, issue: Issue, entries: Sequence[Publication]) -> Iterator[File]:
        """The front of an issue with its indexes, and the pages of its parts."""
        parts = divided(issue, entries)
        whereabouts = {
            p.anchor: f"{sheet.path}#{p.anchor}"
            for part in parts
            for sheet in part.sheets
            for _, group in sheet.groups
            for p in group
        }
        owners = index((owner, (p.number, whereabouts[p.anchor])) for p in entries for owner in p.owners)
        classes = index(
            ((number, (p.number, whereabouts[p.anchor])) for p in entries for number in p.classes), key=class_order
        )
        path = f"{paths.issue(issue.id)}/index.html"
        yield self._render("issue.html", path, issue=issue, parts=parts, owners=owners, classes=classes)
        for part in parts:
            for sheet in part.sheets:
                yield self._render("part.html", sheet.path, issue=issue, part=part, sheet=sheet)

    def snapshot(self, published: Publication) -> Iterator[File]:
        """One snapshot for people and for machines."""
        data = proof.data(published.document)
        yield f"{published.folder}/data.json", digest.canonical(data)
        yield self._render("snapshot.html", f"{published.folder}/index.html", p=published, data=data)

    def dossier(self, publications: Sequence[Publication]) -> File:
        """The permanent page: the newest snapshot's data, all publications, the events they made known.

        Its file's present state is no part of it: that changes without an issue.
        """
        publications = sorted(publications, key=lambda p: p.document.snapshot)
        newest = next((p for p in reversed(publications) if p.record), publications[-1])
        events = [
            event | ({"href": paths.relative(newest.page, event["target"])} if "target" in event else {})
            for event in timeline(publications, newest)
        ]
        return self._render("dossier.html", newest.page, newest=newest, publications=publications, events=events)

    def front(self, issues: Sequence[Issue], newest: Sequence[Publication]) -> Iterator[File]:
        """The front page, how to verify, the feed. `issues` as closed; `newest` the entries of the last."""
        latest, dated = (
            issues[-1],
            sorted(issues, key=lambda issue: (issue.date, issue.sequence, issue.id), reverse=True),
        )
        parts = divided(latest, newest)
        years = [(year, list(group)) for year, group in groupby(dated, key=lambda issue: issue.date.year)]
        pictured = [p for p in newest if p.plate.picture]
        step = max(1, len(pictured) // SHOWN)
        yield self._render(
            "front.html", "index.html", latest=latest, parts=parts, years=years, shown=pictured[::step][:SHOWN]
        )
        yield self._render("verify.html", "verify/index.html", latest=latest)
        yield self._render("feed.xml", "feed.xml", issues=dated[:FED], first=issues[0])


def divided(issue: Issue, entries: Sequence[Publication]) -> list[PartOfIssue]:
    """The parts of an issue in the office's order, each in pages of at most LONGEST entries."""
    parts: list[PartOfIssue] = []
    ordered = sorted(entries, key=lambda p: (p.part_place, p.part.id, p.place))
    for part_id, members in groupby(ordered, key=lambda p: p.part.id):
        of_part = list(members)
        sheets = []
        for number, start in enumerate(range(0, len(of_part), LONGEST), start=1):
            groups = groupby(of_part[start : start + LONGEST], key=lambda p: p.classes[0] if p.classes else "")
            path = paths.part(issue.id, part_id, number)
            sheets.append(Sheet(path, number, tuple((name, tuple(group)) for name, group in groups)))
        parts.append(PartOfIssue(of_part[0].part.title, len(of_part), tuple(sheets)))
    return parts
