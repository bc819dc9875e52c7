"""Pages that are there so that an address may be cut anywhere: issues by year, parts, classes, numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from publish_site import listings, lists, news, numbering, paths
from publish_site.issue import Issue
from publish_site.news import PART, News
from publish_site.pages import Pages
from publish_site.standing import Standing

File = tuple[str, bytes]
ROOT = "issues"


def issues(pages: Pages, every: Sequence[Issue], new: Sequence[Issue]) -> Iterator[File]:
    """`issues/`, `issues/2026/`: what lies in each folder above the new issues, the newest first, as `every` has them
    in order. Where an issue lies, its page stays.
    """
    own = {paths.issue(one.id): one for one in every}
    folders = sorted({up for one in new for up in _above(paths.issue(one.id))} - set(own))
    for folder in folders:
        newest = reversed([path for path in own if _within(path, folder)])
        below = dict.fromkeys("/".join(path.split("/")[: folder.count("/") + 2]) for path in newest)
        rows = [_row(pages, one, own) for one in below]
        name = folder.removeprefix(ROOT).strip("/").upper()
        title = pages.language.text("Issues of {year}", year=name) if name else pages.language.text("All issues")
        steps = [(pages.language.text("Issues"), f"{'../' * (folder.count('/') + 1)}index.html"), (title, None)]
        yield pages.page("issues.html", f"{folder}/index.html", title=title, steps=steps, rows=rows)


def _row(pages: Pages, path: str, own: dict[str, Issue]) -> dict[str, Any]:
    if issue := own.get(path):
        title = pages.language.text("Issue {id}", id=issue.id)
        return {"path": path, "title": title, "date": issue.date.isoformat(), "count": issue.count}
    within = sum(_within(each, path) for each in own)
    return {"path": path, "title": path.removeprefix(f"{ROOT}/").upper(), "date": "", "count": within}


def _within(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _above(path: str) -> list[str]:
    pieces = path.split("/")
    return ["/".join(pieces[:count]) for count in range(1, len(pieces))]


def parts(pages: Pages, standing: Standing) -> Iterator[File]:
    """`parts/`: the parts of the gazette in which something was published, in the office's order."""
    order = {part.id: place for place, part in enumerate(pages.house.parts)}
    counted = sorted(News(standing).values(PART), key=lambda one: (order.get(one[0], len(order)), one[0]))
    house = pages.house
    rows = [(house.title(part), house.lang(part), news.folder(PART, part), count) for part, count in counted]
    yield pages.page("parts.html", "parts/index.html", parts=rows)


def classes(pages: Pages, standing: Standing) -> Iterator[File]:
    """`classes/`: the classifications of which there are lists."""
    found = [one for one in lists.SCHEMES if one.folder.startswith("classes/")]
    rows = [(one.title, one.folder, count) for one in found if (count := listings.count(standing, one.name))]
    if rows:
        yield pages.page("classes.html", "classes/index.html", schemes=rows)


def numbers(pages: Pages, standing: Standing) -> Iterator[File]:
    """`tm/`, `tm/2026/` and the blocks of numbers in it."""
    for page in numbering.pages(standing):
        up = "../" * (page.folder.count("/") + 1)
        above = [(name, f"{up}{folder}/index.html") for name, folder in page.above]
        steps = [(pages.language.text("Issues"), f"{up}index.html"), *above, (page.name, None)]
        rows = [row._asdict() for row in page.rows]
        yield pages.page("numbers.html", f"{page.folder}/index.html", name=page.name, steps=steps, rows=rows)
