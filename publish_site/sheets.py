"""How an issue that is built is laid out in pages, and what its indexes say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from publish_site import derived
from publish_site.issue import Issue
from publish_site.pages import LONGEST, Pages, PartOfIssue
from publish_site.standing import Printed, Standing, some
from publish_site.views import Reference, class_order, index
from publish_site.work import Sheet


def of_issue(standing: Standing, issue: Issue, editions: Sequence[Pages], edition: int) -> Iterator[Sheet]:
    """The pages of the parts of an issue in one of the languages."""
    for part, number, sheet in _paged(standing, issue, editions[edition]):
        groups = [(heading, [row.html for row in each]) for heading, each in groupby(sheet, key=lambda r: r.heading)]
        yield Sheet(edition, issue, part, number, groups)


def indexes(standing: Standing, issue: Issue, pages: Pages) -> dict[str, list[Reference]]:
    """The entries of an issue by class and by owner, with where they stand; the same in every language."""
    owners: list[tuple[str, tuple[str, str]]] = []
    classes: list[tuple[str, tuple[str, str]]] = []
    for part, number, sheet in _paged(standing, issue, pages):
        for row in sheet:
            reference = (row.number, f"{part.sheets[number - 1]}#{row.anchor}")
            owners += [(owner, reference) for owner in row.owners]
            classes += [(one, reference) for one in row.classes]
    return {"classes": index(classes, key=class_order), "owners": index(owners)}


def _paged(standing: Standing, issue: Issue, pages: Pages) -> Iterator[tuple[PartOfIssue, int, list[Printed]]]:
    """The entries of an issue in one language, page by page of its parts."""
    of = {part.id: part for part in derived.parts(pages.house, standing, issue)}
    for part, rows in groupby(standing.printed(issue.id, pages.language.code), key=lambda row: row.part):
        for number, sheet in enumerate(some(rows, LONGEST), start=1):
            yield of[part], number, sheet
