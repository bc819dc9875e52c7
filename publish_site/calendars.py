"""The calendars of the days on which opposition ends: of an issue, of a list, of the whole gazette."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publish_site import icalendar, paths
from publish_site.issue import House, Issue
from publish_site.news import ALL, PART, Deadline, News
from publish_site.pages import Pages, PartOfIssue
from publish_site.standing import Standing
from publish_site.urn import urn

NAME = "opposition.ics"
KEPT = 24  # deadlines in a calendar that goes on: at two issues a month, those of a year
NUMBERS = 50  # of applications that a day names


class Of(NamedTuple):
    """Which list a calendar is of."""

    term: tuple[str, str]  # scheme and value, in the ids of its days
    title: str


def of_issue(pages: Pages, standing: Standing, issue: Issue, place: int) -> Iterator[tuple[str, bytes]]:
    """The calendar of one issue, the same for ever; nothing where it opens no opposition."""
    news = News(standing)
    days = []
    for part, title, _ in _parts(pages.house, standing, issue):
        for one in news.deadlines(PART, part, KEPT, place):
            named = [(each["number"], each["title"]) for each in news.named(PART, part, one, NUMBERS)]
            days.append(day(pages, issue, one, Of((PART, part), title), named))
    if days:
        name = pages.language.text("{gazette}: opposition, issue {issue}", gazette=pages.house.name, issue=issue.id)
        yield f"{paths.issue(issue.id)}/{NAME}", icalendar.calendar(name, days, pages.language.code)


def of_gazette(pages: Pages, issues: Sequence[Issue], standing: Standing) -> Iterator[tuple[str, bytes]]:
    """The newest deadlines of all."""
    found = News(standing).deadlines(*ALL, KEPT)
    if found:
        days = [day(pages, issues[one.place - 1], one, Of(ALL, ""), []) for one in found]
        name = pages.language.text("{gazette}: opposition", gazette=pages.house.name)
        yield NAME, icalendar.calendar(name, days, pages.language.code)


def day(
    pages: Pages,
    issue: Issue,
    deadline: Deadline,
    of: Of,
    named: Sequence[tuple[str, str]],
) -> icalendar.Day:
    """One day of the calendar of a list; `named` are (number, title) of its publications."""
    language, house = pages.language, pages.house
    what = language.counted("{count} application", "{count} applications", deadline.many)
    summary = language.text("Opposition ends: {what}, issue {issue}", what=what, issue=issue.id)
    if of.title:
        summary = f"{of.title}. {summary}"
    lines = [number if number == words else f"{number} {words}" for number, words in named]
    if lines and deadline.many > len(lines):
        lines.append(language.counted("and {count} more", "and {count} more", deadline.many - len(lines)))
    key = "/".join(
        ["opposition", deadline.kind, issue.id, *(one for one in of.term if one), deadline.until.isoformat()]
    )
    return icalendar.Day(
        uid=urn(house.office, key),
        day=deadline.until,
        stamp=issue.date,
        summary=summary,
        description="\n".join(lines),
        url=house.full(f"{paths.issue(issue.id)}/index.html"),
    )


def last_days(house: House, issue: Issue, parts: Sequence[PartOfIssue]) -> list[str]:
    """The last days for opposition that an issue sets, as its page says them."""
    named = {part.id for part in parts}
    stages = {(part.kind, part.stage) for part in house.parts if part.id in named and part.kind}
    found = {house.opposition(kind, stage, issue.date) for kind, stage in stages if kind}
    return [day.isoformat() for day in sorted(day for day in found if day)]


def _parts(house: House, standing: Standing, issue: Issue) -> list[tuple[str, str, int]]:
    return [(part, house.title(part), count) for part, count in standing.parts(issue.id)]
