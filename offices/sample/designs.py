"""One industrial design: the product, its views, and what happens to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.record import Classification, Design, Kind, Party, Priority, Record, Role, View
from offices.sample.chance import stream
from offices.sample.data import table
from offices.sample.days import filing_day, later, months_after, years_after
from offices.sample.drawing.product import SIZE, VIEWS, product
from offices.sample.filing import Filing, Step, png
from offices.sample.journal import Journal
from offices.sample.people import HOME, address, person
from offices.sample.people import parties as filing_parties
from offices.sample.recorded import assigned, holders

if TYPE_CHECKING:
    import datetime as dt

    from offices.office import Office


def design(position: int, count: int, marks: int, seed: int, office: Office, today: dt.date) -> Filing:
    """The design that is filed as number `position` (from 0) of `count`."""
    rng = stream(seed, "design", position)
    filed = filing_day(rng, position, count, today)
    shape = rng.choice(list(table("products")))
    row = table("products")[shape]
    applicants, _ = filing_parties(rng, seed, marks)
    home = applicants[0].address.country if applicants[0].address and applicants[0].address.country else HOME
    creator = Party(role=Role.CREATOR, name=person(rng, home), natural_person=True, address=address(rng, home))
    shown = tuple(VIEWS)[: rng.choices(range(1, len(VIEWS) + 1), weights=(6, 10, 20, 22, 16, 14, 12))[0]]
    look = rng.randrange(1 << 30)
    files = tuple(png(product(shape, look, view), f"{view}.png", "view", filed, (SIZE, SIZE)) for view in shown)
    # Two views of a round thing can be one and the same picture, which the record holds once.
    pictures = tuple({document.digest: (document, content) for document, content in files}.values())
    name = rng.choice(row["names"])
    features = rng.sample(row["features"], min(2, len(row["features"])))
    priorities: tuple[Priority, ...] = ()
    if home != HOME and rng.random() < 0.4:
        first = months_after(filed, -rng.randrange(1, 6))
        priorities = (Priority(office=home, number=f"{first.year}{rng.randrange(1000, 99999):06}", date=first),)
    record = Record(
        kind=Kind.DESIGN,
        office=office.code,
        application_number=f"DRAFT/DS/{position + 1:07}",
        filing_date=filed,
        language="en",
        status=office.status(Kind.DESIGN, "filed", filed),
        parties=(*applicants, creator),
        priorities=priorities,
        classifications=(
            Classification(
                scheme="locarno",
                code=row["locarno"],
                edition=office.right(Kind.DESIGN).classification_editions["locarno"],
                first=True,
                title=name,
            ),
        ),
        design=Design(
            product=name,
            description=f"The design is marked by {' and '.join(features)}.",
            views=tuple(
                View(number=number + 1, name=view, document=files[number][0].digest)
                for number, view in enumerate(shown)
            ),
        ),
        documents=tuple(document for document, _ in pictures),
    )
    return Filing(record, pictures, _life(rng.randrange(1 << 30), record, office, seed, today))


def _life(chance: int, record: Record, office: Office, seed: int, today: dt.date) -> tuple[Step, ...]:
    rng = stream(chance)
    journal = Journal(office, Kind.DESIGN, today)
    filed = record.filing_date
    assert filed
    journal.note(filed, "DS010")
    checked = later(rng, filed, 5, 30)
    fate = rng.random()
    if fate < 0.06:
        code, status = ("DS090", "refused") if fate < 0.03 else ("DS095", "withdrawn")
        journal.note(checked, code, status=status)
        return journal.steps()
    journal.note(checked, "DS020")
    right = office.right(Kind.DESIGN)
    registered = later(rng, checked, 7, 45)
    deferred = rng.random() < 0.12
    if deferred:
        journal.note(checked, "DS040")
    parties = holders(record)
    expiry = years_after(filed, right.term.years)
    journal.note(
        registered,
        "DS060",
        status="deferred" if deferred else "registered",
        action="register",
        registration_date=registered,
        expiry_date=expiry,
        parties=parties,
    )
    wait = rng.randrange(6, right.deferment_months or 7) if deferred else 0
    published = later(rng, months_after(filed, wait) if deferred else registered, 5, 16)
    published = journal.publish(max(published, registered), "DS070", "registration", status="registered")
    if rng.random() < 0.05:
        when = later(rng, published, 60, 700)
        changed, entry = assigned(rng, when, parties, seed, "AD")
        journal.note(when, "DS100", parties=changed, recordals=(entry,))
        journal.publish(later(rng, when, 5, 16), "DS105", "change", of=(when, "DS100"))
    last = years_after(filed, right.term.maximum_years or right.term.years)
    while expiry < last and rng.random() < 0.6:
        renewed = later(rng, expiry, -120, 100)
        journal.note(
            renewed, "DS140", renewal_date=expiry, expiry_date=(expiry := years_after(expiry, right.term.years))
        )
        journal.publish(later(rng, renewed, 5, 16), "DS142", "renewal", of=(renewed, "DS140"))
    gone = later(rng, months_after(expiry, 6), 1, 20)
    journal.note(gone, "DS152", status="expired", termination_date=expiry)
    journal.publish(later(rng, gone, 5, 16), "DS156", "termination", of=(gone, "DS152"))
    return journal.steps()
