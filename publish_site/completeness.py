"""The completeness list: every number that the office gave out, and what became of it by the newest issue.

In the spirit of WIPO ST.37, which lets others see whether they have everything: one list for each right and year, as
CSV and XML, and a page with counts. ST.37 itself is of patents by publication number and kind code; this list is of all
rights by application number, so its XML is its own and says with ST.37's letters what it can: W withdrawn before
publication, N number not used, X a meaning of the office's own.

Of a number that is not published the list says no more than the office's rules let it: `unpublished` covers what is yet
to be published and what is withheld alike, so nobody learns from it that something is kept secret.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple
from xml.sax.saxutils import quoteattr

import orjson

from exchange.table import guarded
from mappings.record import Kind
from publish_site import design, numbering, paths
from publish_site.issue import Issue
from publish_site.pages import Pages
from publish_site.standing import Standing

Word = Literal["published", "public", "unpublished", "withdrawn", "deferred", "unused"]
WORDS: tuple[Word, ...] = ("published", "public", "unpublished", "withdrawn", "deferred", "unused")
LETTERS: dict[str, str] = {
    "public": "X",
    "unpublished": "X",
    "withdrawn": "W",
    "deferred": "X",
    "unused": "N",
}  # ST.37, exceptions
COLUMNS = ("number", "status", "part", "date", "issue", "page")
XMLNS = "urn:blazon:gazette:completeness:1"


class Unpublished(NamedTuple):
    """A number without publication in an issue, and what may be said of it: when its file became public, if it is."""

    kind: Kind
    number: str
    word: Word
    date: str = ""


class Line(NamedTuple):
    """A number as the list has it. Of what no issue published there are the first two, and the date if it is public."""

    number: str
    word: Word
    part: str = ""
    date: str = ""
    issue: str = ""
    page: str = ""


def files(
    editions: Sequence[Pages],
    issues: Sequence[Issue],
    new: Sequence[Issue],
    standing: Standing,
    numbers: Iterable[Unpublished],
) -> Iterator[tuple[str, bytes]]:
    """The lists that are others than before, and the page with counts. `numbers` are those of the newest issue."""
    _await(standing, numbers)
    known, fresh = _folders(standing), _fresh(standing, 1 + len(issues) - len(new))
    rows = []
    for folder in known:
        counts, digest = _counted(standing, folder)
        rows.append({"folder": folder, "name": numbering.called(folder), "counts": [counts.get(w, 0) for w in WORDS]})
        if folder in fresh or standing.about(f"completeness {folder}") != digest:
            standing.say(f"completeness {folder}", digest)
            yield f"completeness/{folder}.csv", b"".join(_csv(_lines(standing, folder)))
            yield f"completeness/{folder}.xml", b"".join(_xml(editions[0], folder, _lines(standing, folder)))
    given = {"rows": rows, "issue": issues[-1].id, "date": issues[-1].date.isoformat()}
    for pages in editions:
        yield pages.page("completeness.html", "completeness/index.html", words=_called(pages), **given)


def _await(standing: Standing, numbers: Iterable[Unpublished]) -> None:
    """Puts by what is not published, sorted by where it would lie; what is published after all is passed over."""
    database = standing.database
    database.execute("drop table if exists temp.awaited")
    database.execute(
        "create temp table awaited (folder text, size integer, leaf text, number text, word text, date text, "
        "primary key (folder, size, leaf)) without rowid"
    )
    for one in numbers:
        folder, _, leaf = paths.dossier(one.kind, one.number).rpartition("/")
        place = (folder, len(leaf), leaf, one.number, one.word, one.date)
        database.execute(
            "insert or ignore into awaited select ?, ?, ?, ?, ?, ? where not exists "
            "(select 1 from numbered where folder = ? and block = ? and leaf = ?)",
            (*place, folder, numbering.block(leaf), leaf),
        )


def _folders(standing: Standing) -> list[str]:
    rows = standing.database.execute(
        "select folder from numbered union select folder from awaited union "
        "select substr(name, 14) from about where name like 'completeness %' order by 1"
    )
    return [row[0] for row in rows]


def _fresh(standing: Standing, first: int) -> set[str]:
    """The folders of which an application came out for the first time in an issue from the place `first` on."""
    rows = standing.database.execute(
        "select distinct folder from dossier join numbered on numbered.dossier = id where first >= ?", (f"{first:06}.",)
    )
    return {row[0] for row in rows}


def _counted(standing: Standing, folder: str) -> tuple[dict[str, int], str]:
    """How many numbers a folder has of each word, and a hash of those that are not published."""
    database = standing.database
    counts: dict[str, int] = {
        "published": database.execute("select count(*) from numbered where folder = ?", (folder,)).fetchone()[0]
    }
    hashed = hashlib.sha256()
    for number, word, date in database.execute(
        "select number, word, date from awaited where folder = ? order by size, leaf", (folder,)
    ):
        counts[word] = counts.get(word, 0) + 1
        hashed.update(f"{number}\n{word}\n{date}\n".encode())
    return counts, hashed.hexdigest()


def _lines(standing: Standing, folder: str) -> Iterator[Line]:
    """All numbers of a folder in their order."""
    rows = standing.database.execute(
        "select length(leaf) as size, leaf, '', 'published', '', "
        "(select item from news where dossier = numbered.dossier order by place, snapshot limit 1) "
        "from numbered where folder = ? "
        "union all select size, leaf, number, word, date, null from awaited where folder = ? order by 1, 2",
        (folder, folder),
    )
    for _, _, number, word, date, item in rows:
        if item is None:
            yield Line(number, word, date=date)
        else:
            told: dict[str, Any] = orjson.loads(item)
            yield Line(told["number"], word, told["part"], told["date"], told["issue"], told["page"])


def _csv(lines: Iterable[Line]) -> Iterator[bytes]:
    yield _row(COLUMNS)
    for line in lines:
        yield _row(line)


def _row(cells: Sequence[str]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerow([guarded(str(design.clean(cell))) for cell in cells])
    return made.getvalue().encode("utf-8", "replace")


def _xml(pages: Pages, folder: str, lines: Iterable[Line]) -> Iterator[bytes]:
    office = quoteattr(pages.house.office)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<CompletenessList xmlns="{XMLNS}" office={office}'.encode()
    yield f" numbers={quoteattr(numbering.called(folder))}>\n".encode()
    for line in lines:
        letter = LETTERS.get(line.word, "")
        given = {"status": line.word, "exception": letter, **line._asdict()}
        told = (
            f" {name}={quoteattr(str(design.clean(value)))}"
            for name, value in given.items()
            if value and name not in {"number", "word"}
        )
        number = f" number={quoteattr(str(design.clean(line.number)))}"
        yield f"<Number{number}{''.join(told)}/>\n".encode("utf-8", "replace")
    yield b"</CompletenessList>\n"


def _called(pages: Pages) -> list[str]:
    """The words of WORDS for readers."""
    text = pages.language.text
    return [
        text("Published"),
        text("Public, in no issue"),
        text("Not published"),
        text("Ended before publication"),
        text("Publication deferred"),
        text("Not in use"),
    ]
