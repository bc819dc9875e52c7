"""One patent application: title, abstract, claims, drawings, and what happens to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from mappings.record import Citation, Claim, Classification, Invention, Kind, Party, Priority, Record, Role
from offices.sample.chance import stream
from offices.sample.data import table
from offices.sample.days import filing_day, later, months_after, years_after
from offices.sample.drawing.figure import SHEET, figure
from offices.sample.filing import Filing, Step, png
from offices.sample.journal import Journal
from offices.sample.people import HOME, address, country, person
from offices.sample.people import parties as filing_parties
from offices.sample.recorded import assigned, holders

if TYPE_CHECKING:
    from random import Random

    from offices.office import Office


def patent(position: int, count: int, marks: int, seed: int, office: Office, today: dt.date) -> Filing:
    """The patent application that is filed as number `position` (from 0) of `count`."""
    rng = stream(seed, "patent", position)
    filed = filing_day(rng, position, count, today)
    field = table("inventions")[rng.choice(list(table("inventions")))]
    applicants, _ = filing_parties(rng, seed, marks)
    home = applicants[0].address.country if applicants[0].address and applicants[0].address.country else HOME
    inventors = tuple(
        Party(
            role=Role.INVENTOR,
            sequence=number + 1,
            name=person(rng, home),
            natural_person=True,
            address=address(rng, home),
        )
        for number in range(rng.choice((1, 1, 2, 2, 3)))
    )
    priorities: tuple[Priority, ...] = ()
    if home != HOME or rng.random() < 0.2:
        first = months_after(filed, -rng.randrange(3, 13))
        priorities = (Priority(office=home, number=f"{first.year}{rng.randrange(1000, 99999):06}", date=first),)
    sheets = rng.choice((0, 1, 1, 2, 2, 3))
    files = tuple(
        png(figure(stream(seed, "figure", position), number + 1), f"fig-{number + 1}.png", "drawing", filed, SHEET)
        for number in range(sheets)
    )
    edition = office.right(Kind.PATENT).classification_editions["ipc"]
    symbols = field["ipc"][: rng.choice((1, 2, 2, 3))]
    record = Record(
        kind=Kind.PATENT,
        office=office.code,
        application_number=f"DRAFT/PT/{position + 1:07}",
        filing_date=filed,
        language="en",
        status=office.status(Kind.PATENT, "filed", filed),
        parties=(*applicants, *inventors),
        priorities=priorities,
        classifications=tuple(
            Classification(scheme="ipc", code=code, edition=edition, first=place == 0)
            for place, code in enumerate(symbols)
        ),
        invention=_invention(rng, field, sheets),
        citations=_citations(rng, filed),
        documents=tuple(document for document, _ in files),
    )
    return Filing(record, files, _life(rng, record, office, seed, today))


def _invention(rng: Random, field: dict[str, Any], sheets: int) -> Invention:
    thing, other = rng.sample(field["things"], 2)
    means, more = rng.sample(field["means"], 2)
    gain, also = rng.sample(field["gains"], 2)
    article = "An" if thing[0] in "aeiou" else "A"
    method = thing.startswith("method")
    title = f"{thing[0].upper()}{thing[1:]} with {means}" if rng.random() < 0.5 else f"{thing[0].upper()}{thing[1:]}"
    abstract = (
        f"{article} {thing} is provided with {means}. In this way "
        f"{gain}. In a further form {more} is added, so that {also}. "
        f"The invention can also be used in a {other}."
    )
    noun = f"{article} {thing}"
    of = f"The {'method' if method else thing} of claim"
    texts: list[tuple[str, tuple[int, ...]]] = [
        (f"{noun}, characterised by {means}, arranged so that {gain}.", ()),
        (f"{of} 1, wherein there is also {more}.", (1,)),
        (f"{of} 1 or 2, arranged so that {also}.", (1, 2)),
        (f"{of} 1, wherein the parts are joined so that they can be parted again without tools.", (1,)),
        (f"{of} 4, wherein at least one part is made of recycled material.", (4,)),
        (f"Use of the {thing} of any of the preceding claims in a {other}.", (1, 2, 3, 4, 5)),
    ]
    count = rng.randrange(3, len(texts) + 1)
    claims = tuple(
        Claim(number=number + 1, text=text, depends_on=on) for number, (text, on) in enumerate(texts[:count])
    )
    return Invention(
        title=title,
        abstract=abstract,
        claims=claims,
        language="en",
        number_of_claims=count,
        number_of_figures=sheets,
        number_of_sheets=sheets,
    )


def _citations(rng: Random, filed: dt.date) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            sequence=number + 1,
            office=country(rng),
            number=f"{rng.randrange(100_000, 9_999_999)}",
            kind_code=rng.choice(("A1", "B1", "B2")),
            date=(filed - dt.timedelta(days=rng.randrange(600, 7000))).isoformat(),
            category=rng.choice(("A", "X", "Y")),
        )
        for number in range(rng.choice((0, 0, 1, 2, 3)))
    )


def _life(rng: Random, record: Record, office: Office, seed: int, today: dt.date) -> tuple[Step, ...]:
    journal = Journal(office, Kind.PATENT, today)
    filed = record.filing_date
    assert filed
    journal.note(filed, "PT010", status="filed")
    if rng.random() < 0.05:
        journal.note(later(rng, filed, 60, 400), "PT095", status="withdrawn")
        return journal.steps()
    earliest = min([filed, *(priority.date for priority in record.priorities if priority.date)])
    months = office.right(Kind.PATENT).publication_months or 0
    published = later(rng, max(months_after(earliest, months), filed), 2, 16)
    published = journal.publish(published, "PT030", "application", status="published")
    asked = later(rng, published, 5, 180)
    if rng.random() < 0.12:
        withdrawn = later(rng, asked, 20, 90)
        journal.note(withdrawn, "PT095", status="withdrawn")
        journal.publish_event(withdrawn, "PT095")
        return journal.steps()
    journal.note(asked, "PT020", status="examination")
    day = later(rng, asked, 120, 420)
    if rng.random() < 0.75:
        journal.note(day, "PT040")
        if rng.random() < 0.15:
            refused = later(rng, day, 130, 200)
            journal.note(refused, "PT090", status="refused")
            journal.publish_event(refused, "PT090")
            return journal.steps()
        day = later(rng, day, 40, 130)
        journal.note(day, "PT045")
        day = later(rng, day, 60, 240)
    journal.note(day, "PT050")
    granted = later(rng, day, 14, 60)
    if (granted - day).days > 30:
        journal.publish(day + dt.timedelta(days=2), "PT055", "before-grant")
    _in_force(rng, record, journal, granted, filed, seed)
    return journal.steps()


def _in_force(rng: Random, record: Record, journal: Journal, granted: dt.date, filed: dt.date, seed: int) -> None:
    term = journal.office.right(Kind.PATENT).term
    parties = holders(record)
    journal.note(
        granted,
        "PT060",
        status="granted",
        action="register",
        registration_date=granted,
        expiry_date=years_after(filed, term.years),
        parties=parties,
    )
    journal.publish(later(rng, granted, 5, 16), "PT070", "grant")
    if rng.random() < 0.08:
        when = later(rng, granted, 60, 600)
        changed, entry = assigned(rng, when, parties, seed, "AP")
        journal.note(when, "PT100", parties=changed, recordals=(entry,))
        journal.publish(later(rng, when, 5, 16), "PT105", "change", of=(when, "PT100"))
    for year in range(term.annuities_from_year or 1, term.years):
        due = years_after(filed, year - 1)
        if due <= granted:
            continue
        if due > journal.today:
            break
        if rng.random() < 0.07:
            lapsed = later(rng, months_after(due, 6), 1, 20)
            journal.note(lapsed, "PT110", status="lapsed", termination_date=due)
            journal.publish(later(rng, lapsed, 5, 16), "PT115", "termination", of=(lapsed, "PT110"))
            break
        journal.note(later(rng, due, -40, -2), "PT080") if due > granted + dt.timedelta(days=60) else None
